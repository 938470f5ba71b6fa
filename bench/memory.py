"""Peak memory of one large answer, in a process of its own."""

import resource
import sys

from . import dataset, tree
from .database import opened

MEBIBYTE = 1024


def main() -> None:
    """Print the size of the answer and what it took on top of the process."""
    with opened() as env:
        orders = env["sale.order"].browse(dataset.build(env))
        tree.ours(orders[:1])
        env.invalidate_all()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = tree.ours(orders)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"  {len(orders)} orders: an answer of {len(answer) / 2**20:.1f} MiB, "
        f"{(after - before) / MEBIBYTE:.0f} MiB on top of a process of {before / MEBIBYTE:.0f} MiB"
    )


if __name__ == "__main__":
    sys.exit(main())
