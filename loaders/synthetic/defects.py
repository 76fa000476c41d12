"""The places of defects: each place has at most one, so that none hides or causes another."""

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.synthetic.draw import shuffled

OF_NATIONAL = ("D01", "D06", "D09", "D10b", "D16", "D16b", "D17", "D20", "D21b")
"""The defects of platforms that were recognised."""
_CODES = (
    "D01b D02 D03 D06 D07 D08 D10 D11 D12 D13 D14 D15 D16 D18 D19 D19b D21 D22 D22b D23 D24 D25 D26 D30 D31 D32"
    " D34 D35 D36"
)
OF_OTHERS = tuple(_CODES.split())
"""The defects of platforms that were not recognised."""
OF_KINDS = ("D04", "D05", "D23b", "D24b", "D25b", "D27", "D28", "D29", "D33")
"""The defects of kinds and their criteria sets, and others without a place of their own."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The defects over the places of a pool, `each` per code as far as there is room."""

    sort: str
    seed: int
    codes: Sequence[str]
    pool: int
    each: int

    def at(self, place: int) -> str | None:
        """The defect at a place, if there is one."""
        if not self.each or place >= self.pool:
            return None
        turn = shuffled(self.seed, self.sort, self.pool, place)
        return self.codes[turn % len(self.codes)] if turn < self.each * len(self.codes) else None


def spread(sort: str, seed: int, codes: Sequence[str], pool: int, wanted: float) -> Slots:
    """Slots for `wanted` defects of each code: at least one if it is above 0, fewer where there is no room."""
    each = min(max(1, round(wanted)), max(1, pool // len(codes))) if wanted > 0 else 0
    return Slots(sort, seed, codes, pool, each)
