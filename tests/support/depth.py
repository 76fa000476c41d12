"""How far random tests search.

`NDP_DEPTH` is a factor of the numbers that tests name: 0.25 unless it is set, 1 in CI, more for a long search.
`NDP_SEED` is the first seed of tests that draw by seed.
"""

import os
from math import ceil

DEPTH = float(os.environ.get("NDP_DEPTH", "0.25"))
SEED = int(os.environ.get("NDP_SEED", "0"))
if DEPTH <= 0:
    raise ValueError(f"NDP_DEPTH={DEPTH}: random tests need a depth above 0")


def deep(count: int) -> int:
    """The number of random cases to try at this depth, out of `count`: at least one."""
    return ceil(count * DEPTH)
