"""Method calls beside JSON-2's."""

from .figures import Figure
from .web import Load, seconds_each


def names(url: str, key: str) -> list[Figure]:
    """Compare a search by name, which returns eight pairs."""
    bearer = {"Authorization": f"Bearer {key}"}
    body = {"name": "a", "limit": 8}
    name = "method_vs_json2"
    loads = {
        "ours": Load("/api/res.partner/name_search", body, bearer),
        name: Load("/json/2/res.partner/name_search", body, bearer),
    }
    times = seconds_each(url, loads)
    return [
        Figure(name, times["ours"], times[name], "≥ 1.6", "name_search of partners")
    ]
