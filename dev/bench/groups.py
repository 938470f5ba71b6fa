"""Groups of the benchmark's orders over HTTP, with their sums and names."""

from .figures import Figure
from .web import Load, seconds_each

BY = ["state", "user_id", "date_order:month"]
VALUES = ["amount_total:sum", "amount_tax:avg", "id:count_distinct"]


def groups(url: str, key: str) -> list[Figure]:
    """Compare groups with their number and domains with JSON-2, which counts none."""
    bearer = {"Authorization": f"Bearer {key}"}
    loads = {
        "ours": Load(
            f"/api/sale.order/groups?by={','.join(BY)}&values={','.join(VALUES)}",
            headers=bearer,
        ),
        "groups_vs_json2": Load(
            "/json/2/sale.order/formatted_read_group",
            {
                "domain": [],
                "groupby": BY,
                "aggregates": ["__count", *VALUES],
                "limit": 80,
            },
            bearer,
        ),
    }
    times = seconds_each(url, loads)
    name = "groups_vs_json2"
    note = "5000 orders by state, salesperson and month"
    return [Figure(name, times["ours"], times[name], "≥ 1.3", note)]
