"""Peak memory of one large answer, in a process of its own."""

import tracemalloc

from . import dataset, tree
from .database import opened

MEBIBYTE = 2**20


def main() -> None:
    """Print the size of an answer and the most that making it held."""
    with opened() as env:
        orders = env["sale.order"].browse(dataset.build(env))
        tree.ours(orders[:1])
        env.invalidate_all()
        tracemalloc.start()
        answer = tree.ours(orders)
        _now, peak = tracemalloc.get_traced_memory()
    print(
        f"  {len(orders)} orders: an answer of {len(answer) / MEBIBYTE:.1f} MiB, "
        f"at most {peak / MEBIBYTE:.0f} MiB while it is made"
    )


if __name__ == "__main__":
    main()
