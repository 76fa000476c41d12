"""The numbers of all things in a world, and their relations: by arithmetic, without look-ups."""

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil, isqrt

from loaders.synthetic import wording
from loaders.synthetic.defects import OF_KINDS, OF_NATIONAL, OF_OTHERS, Slots, spread
from loaders.synthetic.draw import Draw
from loaders.synthetic.statements import thing
from loaders.synthetic.wording import Name

EVALUATION = date(2026, 6, 30).toordinal()
"""The day on which sound data have no finding: all was assessed within a year before, and every end is stated."""
MERGER = date(2025, 3, 1).toordinal()
BLOCK = 4
"""The number of platforms in a market: one of them is or was a national platform, for two cannot have half of it."""
_MERGED = 6
"""The number of ministries, the first of all, that were merged two by two."""
_OFTEN = 30
_FOUNDED = date(2008, 1, 1).toordinal()
_FIRST_SETS = date(2023, 3, 1).toordinal()
_SECOND_SETS = date(2025, 4, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: its IRI, its names and its life, whose ends are inclusive; `until` None is open."""

    iri: str
    name: Name
    since: int
    until: int | None = None

    @property
    def sign(self) -> str:
        """The letters by which it signs."""
        return wording.sign(self.name[0].removesuffix(" (giả định)"))


@dataclass(frozen=True, slots=True)
class SetVersion:
    """A criteria set of a kind: version 1, or version 2, which followed it."""

    kind: int
    number: int
    issued: int
    since: int
    until: int | None
    sizes: tuple[int, ...]

    @property
    def key(self) -> str:
        """The text in the names of its parts."""
        return f"{self.kind}-{self.number}"

    @property
    def iri(self) -> str:
        """The IRI of the set."""
        return thing("set", self.key)

    def criterion(self, order: int) -> str:
        """The IRI of the criterion of that order, from 0 on."""
        return thing("criterion", f"{self.key}-c{order:02}")

    @property
    def last(self) -> int:
        """The order of the criterion of the popular user level, which is the last."""
        return sum(self.sizes) - 1


@dataclass(frozen=True)
class World:
    """The made-up world of a seed: a number of platforms, and defects at a rate per rule and platform."""

    platforms: int
    seed: int
    rate: float = 0.0

    def draw(self, sort: str, index: int = 0) -> Draw:
        """The draws of one entity."""
        return Draw(self.seed, sort, index)

    # -- sizes

    @cached_property
    def kinds(self) -> int:
        """The number of kinds of platforms."""
        return max(2, round(3 * math.pow(self.platforms, 0.55)))

    @cached_property
    def enterprises(self) -> int:
        """The number of enterprises."""
        return max(6, round(1.5 * math.pow(self.platforms, 0.8)))

    @cached_property
    def deliveries(self) -> int:
        """The number of source graphs of ministries, beside those of the registers."""
        return max(2, 2 * isqrt(self.platforms) - 6)

    @cached_property
    def assessors(self) -> int:
        """The number of hired units, which is also that of groups of experts."""
        return 3 + isqrt(self.platforms) // 2

    @cached_property
    def blocks(self) -> int:
        """The number of markets."""
        return ceil(self.platforms / BLOCK)

    # -- defects

    @cached_property
    def _full(self) -> int:
        return self.platforms // BLOCK

    @cached_property
    def _national(self) -> Slots:
        return spread("national", self.seed, OF_NATIONAL, self._full, self.rate * self.platforms)

    @cached_property
    def _others(self) -> Slots:
        return spread("others", self.seed, OF_OTHERS, 2 * self._full, self.rate * self.platforms)

    @cached_property
    def _of_kinds(self) -> Slots:
        return spread("kinds", self.seed, OF_KINDS, self.kinds, self.rate * self.kinds)

    def defect(self, platform: int) -> str | None:
        """The defect of a platform. The last of each block has none, so that others can refer to it."""
        block, role = platform // BLOCK, self.role(platform)
        if role == 0:
            return self._national.at(block)
        return self._others.at(2 * block + role - 1) if role < BLOCK - 1 and block < self._full else None

    def defect_of_kind(self, kind: int) -> str | None:
        """The defect of a kind or its criteria set."""
        return self._of_kinds.at(kind)

    # -- platforms

    def size(self, block: int) -> int:
        """The number of platforms in a block."""
        return min(BLOCK, self.platforms - BLOCK * block)

    def national(self, block: int) -> int:
        """The one of the block that is or was national."""
        return BLOCK * block + self.draw("national", block).below(self.size(block))

    def role(self, platform: int) -> int:
        """0 for the national one of its block; the others have 1, 2, 3 in their order."""
        national = self.national(platform // BLOCK)
        if platform == national:
            return 0
        return platform % BLOCK + (1 if platform < national else 0)

    def sound_neighbour(self, platform: int) -> int:
        """The last of the block, which has no defect."""
        block = platform // BLOCK
        end = BLOCK * block + self.size(block) - 1
        return end if self.national(block) != end else end - 1

    def kind_of(self, block: int) -> int:
        """The kind of the platforms of a block. First each kind has a market, then every other one gets more."""
        return block if block < self.kinds else 2 * self.draw("kind of", block).low((self.kinds + 1) // 2)

    def is_of_one_market(self, kind: int) -> bool:
        """True if a kind has a single market; the others are measured market by market."""
        return kind % 2 == 1

    def delivery(self, index: int) -> str:
        """The name of the source graph of a block or kind."""
        return f"bo-nganh-{index % self.deliveries + 1}"

    # -- organisations

    def ministry(self, index: int, at: int) -> Organisation:
        """The ministry of a field as it was on a day; after the merger it may be a joint one."""
        if index >= _MERGED:
            return Organisation(
                thing("org", f"bo-{index}"), wording.assumed(wording.ministry(index)), _FOUNDED
            )
        if at < MERGER:
            name = wording.assumed(wording.ministry(index))
            return Organisation(thing("org", f"bo-{index}"), name, _FOUNDED, MERGER - 1)
        first = index - index % 2
        # Two of three keep the name of one of the ministries before, as happened in fact.
        name = wording.merged(first, first + 1) if first == 2 else wording.ministry(first)
        return Organisation(thing("org", f"bo-{first}-2025"), wording.assumed(name), MERGER)

    def ministry_of(self, kind: int) -> int:
        """The field of the ministry that manages a kind."""
        return self.draw("ministry", kind).below(wording.MINISTRIES)

    def agency(self, kind: int, at: int) -> Organisation:
        """The managing agency of a kind on a day."""
        return self.ministry(self.ministry_of(kind), at)

    def stranger(self, kind: int, turn: int) -> Organisation:
        """A ministry that never managed the kind and was not merged; another one for each `turn` below 9."""
        size = wording.MINISTRIES - _MERGED
        own = self.ministry_of(kind)
        place = (own - _MERGED + 1 + turn) % size if own >= _MERGED else turn
        return self.ministry(_MERGED + place, EVALUATION)

    def enterprise(self, index: int) -> Organisation:
        """An enterprise."""
        since = date(2005, 1, 1).toordinal() + self.draw("enterprise", index).below(5000)
        return Organisation(
            thing("org", f"doanh-nghiep-{index}"), wording.assumed(wording.enterprise(index)), since
        )

    def parent(self, index: int) -> int | None:
        """The enterprise above an enterprise; no chain is longer than two."""
        draw = self.draw("parent", index)
        return index - index % 3 if index % 3 and draw.chance(_OFTEN) else None

    def are_related(self, one: int, other: int) -> bool:
        """True if two enterprises are the same, or one belongs to the other."""
        return one == other or self.parent(one) == other or self.parent(other) == one

    # -- criteria sets

    def version(self, kind: int, number: int) -> SetVersion:
        """The criteria set of a kind in its first or second version."""
        draw = self.draw("set", kind)
        issued = _FIRST_SETS + draw.below(90)
        followed = _SECOND_SETS + draw.below(90)
        sizes = (*(draw.between(3, 7) for _ in wording.GROUPS[:-1]), 1)
        if number == 1:
            until = followed + 14 if self.has_second(kind) else None
            return SetVersion(kind, 1, issued, issued + draw.below(15), until, sizes)
        return SetVersion(kind, 2, followed, followed + 15, None, (*sizes[1:-1], sizes[0], 1))

    def has_second(self, kind: int) -> bool:
        """True if the set of a kind was followed by another."""
        return self.draw("second set", kind).chance(_OFTEN)

    def version_on(self, kind: int, at: int) -> SetVersion:
        """The criteria set of a kind that was valid on a day."""
        second = self.version(kind, 2) if self.has_second(kind) else None
        return second if second is not None and second.since <= at else self.version(kind, 1)
