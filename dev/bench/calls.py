"""Method calls beside JSON-2's."""

from .figures import Figure
from .web import Load, seconds_each

# Of partners, Odoo's own search by name is most of the time.
SEARCHES = {
    "method_vs_json2": ("res.country", "bel", "≥ 1.6"),
    "method_of_partners_vs_json2": ("res.partner", "a", ""),
}


def names(url: str, key: str) -> list[Figure]:
    """Compare searches by name, as of a form that completes what is typed."""
    return [_search(url, key, name, *search) for name, search in SEARCHES.items()]


def _search(
    url: str, key: str, figure: str, model: str, text: str, wanted: str
) -> Figure:
    bearer = {"Authorization": f"Bearer {key}"}
    body = {"name": text, "limit": 8}
    loads = {
        "ours": Load(f"/api/{model}/name_search", body, bearer),
        "json2": Load(f"/json/2/{model}/name_search", body, bearer),
    }
    times = seconds_each(url, loads)
    note = f"name_search of {model}"
    return Figure(figure, times["ours"], times["json2"], wanted, note)
