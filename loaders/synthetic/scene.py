"""The part of the world around a platform: its names, its kind and market, its owner and its assessors."""

from dataclasses import dataclass
from functools import cached_property

from loaders.synthetic import wording
from loaders.synthetic.career import Assessment, Career
from loaders.synthetic.statements import june, source, thing, year
from loaders.synthetic.wording import Name
from loaders.synthetic.world import Organisation, SetVersion, World

_STATE = 8
_SHARED_MOST = 3800
"""The highest total share of all but the national platform of a market, in hundredths of a per cent."""


@dataclass(frozen=True)
class Scene:
    """A platform in its world, and the defect that it has."""

    world: World
    platform: int
    defect: str | None

    # -- names

    @property
    def iri(self) -> str:
        """The IRI of the platform."""
        return thing("platform", f"{self.platform}")

    def assessment(self, number: int) -> str:
        """The IRI of an assessment."""
        return thing("assessment", f"{self.platform}-{number}")

    def result(self, number: int, order: int) -> str:
        """The IRI of the result of a criterion in an assessment."""
        return thing("result", f"{self.platform}-{number}-c{order:02}")

    def evidence(self, number: int, name: str) -> str:
        """The IRI of a piece of evidence for an assessment."""
        return thing("evidence", f"{self.platform}-{number}-{name}")

    def observation(self, year: int) -> str:
        """The IRI of the observation of its market share in a year."""
        return thing("observation", f"{self.platform}-{year}")

    def decision(self, number: int) -> str:
        """The IRI of a decision on it."""
        return thing("decision", f"{self.platform}-{number}")

    def act(self, number: int) -> str:
        """The IRI of the act by which a decision was taken."""
        return thing("act", f"qd-{self.platform}-{number}")

    def role(self, sort: str) -> str:
        """The IRI of a role on it."""
        return thing("role", f"{self.platform}-{sort}")

    @cached_property
    def name(self) -> Name:
        """Its name."""
        vietnamese, plain = wording.coined(self.world.draw("name", self.platform).below(1600))
        return wording.assumed((vietnamese, plain, plain))

    @cached_property
    def graph(self) -> str:
        """The source graph that describes it."""
        return source(self.world.delivery(self.block))

    def variant(self, count: int) -> int:
        """The form of its defect, out of a number of forms."""
        return self.world.draw("variant", self.platform).below(count)

    # -- its market and kind

    @property
    def block(self) -> int:
        """The number of its market."""
        return self.platform // 4

    @property
    def market(self) -> str:
        """The IRI of its market."""
        return thing("market", f"{self.block}")

    def period(self, value: int) -> str:
        """The period of the observation of a year: the year, or a month of it in some markets."""
        return june(value) if self.world.draw("months", self.block).chance(20) else year(value)

    @cached_property
    def kind(self) -> int:
        """The number of its kind."""
        return self.world.kind_of(self.block)

    @property
    def other_kind(self) -> int:
        """A kind that is not its own."""
        return (self.kind + 1) % self.world.kinds

    def version(self, assessment: Assessment) -> SetVersion:
        """The criteria set of an assessment."""
        if self.defect in ("D13", "D14"):
            return self.world.version(self.kind, 1)
        kind = self.other_kind if self.defect == "D03" else self.kind
        return self.world.version_on(kind, assessment.started)

    # -- owners and assessors

    @cached_property
    def owner_index(self) -> int | None:
        """The enterprise that owns it; None: a unit of a ministry owns it."""
        draw = self.world.draw("owner", self.platform)
        is_states = draw.chance(_STATE) and self.defect != "D12"
        return None if is_states else draw.low(self.world.enterprises)

    @cached_property
    def owner(self) -> Organisation:
        """The body that owns it."""
        if self.owner_index is None:
            return unit(self.world, 6 + self.world.draw("unit", self.platform).below(wording.MINISTRIES - 6))
        return self.world.enterprise(self.owner_index)

    def assessor(self, number: int) -> tuple[str, str]:
        """The body that conducts an assessment, and the code of its kind."""
        draw = self.world.draw("assessor", 4 * self.platform + number)
        if self.defect == "D12":
            above = None if self.owner_index is None else self.world.parent(self.owner_index)
            if above is not None and self.variant(2):
                return self.world.enterprise(above).iri, "hired-unit"
            return self.owner.iri, "hired-unit"
        choice = draw.below(10) if self.owner_index is not None else 9
        if choice < 3:
            return thing("org", f"hoi-dong-{self.world.ministry_of(self.kind)}"), "council"
        sort = ("nhom-chuyen-gia", "expert-group") if choice < 5 else ("trung-tam", "hired-unit")
        return thing("org", f"{sort[0]}-{draw.below(self.world.assessors)}"), sort[1]

    # -- market share, in hundredths of a per cent

    def share(self, mode: str, period: int) -> int:
        """Its share in a year. A passing one is above half; the shares of one market and year total less than 100 %."""
        draw = self.world.draw("share", 64 * self.platform + period % 64)
        if self.defect == "D20" and mode == "full" and self.variant(3) == 0:
            return draw.between(3500, 4900)
        role = self.world.role(self.platform)
        if role == 0:
            return draw.between(5010, 6100) if mode == "full" else draw.between(2000, 4800)
        return max(60, self._part(role) * draw.between(85, 100) // 100)

    def _part(self, role: int) -> int:
        """Its part of the share that the national platform leaves, in most years."""
        draw = self.world.draw("shares", self.block)
        left = _SHARED_MOST
        part = 0
        for _ in range(role):
            part = left * draw.between(10, 60) // 100
            left -= part
        return part


def periods(career: Career) -> list[tuple[int, str]]:
    """The years for which a platform's share is observed, each with the mode of its assessment."""
    return [(assessment.period, assessment.mode) for assessment in career.assessments]


def unit(world: World, field: int) -> Organisation:
    """The unit of a ministry that was not merged, which owns platforms of the State."""
    vi, en, fr = wording.ministry(field)
    name = wording.assumed(
        (f"Trung tâm số của {vi}", f"Digital Centre of the {en}", f"Centre numérique, {fr}")
    )
    return Organisation(thing("org", f"trung-tam-so-{field}"), name, world.ministry(field, 0).since + 365)
