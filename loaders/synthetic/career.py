"""The career of a platform: its assessments and decisions, year after year, without any defect.

national    recognised, and recognised on the evaluation day: at once, after having been potential, or renewed
potential   potential on that day, some refused before
refused     refused once or twice
expired, revoked, potential-expired, potential-revoked: no longer on that day
pending     being assessed
"""

from dataclasses import dataclass, field
from datetime import date

from loaders.synthetic.draw import Draw
from loaders.synthetic.world import World

PASSED, FAILED = "passed", "failed"


@dataclass(slots=True)
class Assessment:
    """An assessment: `mode` is full, all-but-pop, fail or pending; `period` the year whose market share counts.

    Days are ordinals. `outcomes` are by the order of the criterion.
    """

    number: int
    started: int
    concluded: int | None
    mode: str
    period: int
    outcomes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Decision:
    """A decision: `sort` is the local name of its class, `on` the numbers of the assessments it is based on.

    `revokes` and `supersedes` are numbers of decisions on the same platform.
    """

    number: int
    sort: str
    day: int
    on: list[int]
    until: int | None = None
    supersedes: int | None = None
    revokes: int | None = None


@dataclass(slots=True)
class Career:
    """A whole career. `declared` is the status that the sources state, `derived` the one that follows, or None."""

    path: str
    assessments: list[Assessment]
    decisions: list[Decision]
    declared: str
    derived: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """The career that a defect needs: a path, a number of assessments, the last of them concluded between two days."""

    path: str
    count: int | None = None
    low: int | None = None
    high: int | None = None


def ordinal(year: int, month: int, day: int) -> int:
    """The number of a day."""
    return date(year, month, day).toordinal()


_SPANS = {
    "national": (ordinal(2025, 8, 15), ordinal(2026, 4, 30)),
    "potential": (ordinal(2025, 8, 15), ordinal(2026, 4, 30)),
    "refused": (ordinal(2023, 9, 15), ordinal(2026, 4, 30)),
    "expired": (ordinal(2024, 2, 1), ordinal(2025, 6, 30)),
    "revoked": (ordinal(2024, 2, 1), ordinal(2025, 11, 30)),
    "potential-expired": (ordinal(2024, 2, 1), ordinal(2025, 6, 30)),
    "potential-revoked": (ordinal(2024, 2, 1), ordinal(2025, 11, 30)),
    "pending": (ordinal(2026, 5, 10), ordinal(2026, 6, 10)),
}
_EARLIEST = ordinal(2023, 9, 10)
_NATIONAL = ("national",) * 17 + ("expired", "revoked", "revoked")
_OTHERS = (
    *("potential",) * 39,
    *("potential-expired",) * 5,
    *("potential-revoked",) * 3,
    *("refused",) * 50,
    *("pending",) * 3,
)
_STATUS = {
    "national": "recognised",
    "expired": "expired",
    "revoked": "revoked",
    "potential": "potential",
    "potential-expired": "expired",
    "potential-revoked": "revoked",
    "refused": "refused",
    "pending": "under-assessment",
}
_DERIVED = {"national": "recognised", "potential": "potential"}


def sound_career(world: World, platform: int, wish: Wish | None, *, settled: bool = False) -> Career:
    """The career of a platform, as a defect needs it; `settled` rules out that it is pending."""
    draw = world.draw("career", platform)
    is_national = world.role(platform) == 0
    path = draw.pick(_NATIONAL if is_national else _OTHERS)
    if wish is not None:
        path = wish.path
    elif settled and path == "pending":
        path = "refused"
    count = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)[draw.below(10)]
    if wish is not None and wish.count is not None:
        count = wish.count
    elif path not in ("national", "potential"):
        count = 1 if path in ("pending", "potential-expired") else min(count, 2)
    assessments = _assessments(draw, path, count, wish)
    decisions = _DECIDED[path](draw, assessments)
    return Career(path, assessments, decisions, _STATUS[path], _DERIVED.get(path))


def _assessments(draw: Draw, path: str, count: int, wish: Wish | None) -> list[Assessment]:
    low, high = _SPANS[path]
    if wish is not None:
        low, high = wish.low or low, wish.high or high
    low = min(high, max(low, _EARLIEST + 355 * (count - 1)))
    concluded = [draw.between(low, high)]
    for _ in range(count - 1):
        concluded.insert(0, concluded[0] - draw.between(330, 355))
    started = [end - draw.between(30, 60) for end in concluded]
    last = date.fromordinal(started[-1]).year - 1
    modes = _modes(draw, path, count)
    return [
        Assessment(
            number,
            started[number],
            None if path == "pending" else concluded[number],
            modes[number],
            last - (count - 1 - number),
        )
        for number in range(count)
    ]


def _modes(draw: Draw, path: str, count: int) -> list[str]:
    if path in ("national", "expired"):
        early = draw.pick(("full", "full", "full", "all-but-pop")) if path == "national" else "full"
        return [early] * (count - 1) + ["full"]
    if path == "potential":
        return [draw.pick(("all-but-pop", "all-but-pop", "fail"))] * (count - 1) + ["all-but-pop"]
    if path == "potential-expired":
        return ["all-but-pop"] * count
    if path == "pending":
        return ["pending"]
    if path == "refused":
        return ["fail"] * count
    first = "full" if path == "revoked" else "all-but-pop"
    return [first] + ["fail"] * (count - 1)


def _ended(assessment: Assessment) -> int:
    if assessment.concluded is None:
        raise ValueError("a pending assessment decides nothing")
    return assessment.concluded


def _decide(draw: Draw, number: int, sort: str, assessment: Assessment) -> Decision:
    return Decision(number, sort, _ended(assessment) + draw.between(8, 28), [assessment.number])


def _national(draw: Draw, assessments: list[Assessment]) -> list[Decision]:
    first = assessments[0]
    far = 5 * 365 if draw.chance(40) else None
    if first.mode != "full":
        was = _decide(draw, 0, "PotentialRecognition", first)
        now = _decide(draw, 1, "Recognition", assessments[-1])
        now.supersedes = 0
        return [was, now]
    was = _decide(draw, 0, "Recognition", first)
    was.until = None if far is None else was.day + far
    if len(assessments) > 1 and draw.chance(40):
        now = _decide(draw, 1, "Recognition", assessments[-1])
        now.supersedes = 0
        return [was, now]
    return [was]


def _potential(draw: Draw, assessments: list[Assessment]) -> list[Decision]:
    first = assessments[0]
    if first.mode == "fail":
        return [
            _decide(draw, 0, "Refusal", first),
            _decide(draw, 1, "PotentialRecognition", assessments[-1]),
        ]
    return [_decide(draw, 0, "PotentialRecognition", first)]


def _refused(draw: Draw, assessments: list[Assessment]) -> list[Decision]:
    return [_decide(draw, n, "Refusal", assessment) for n, assessment in enumerate(assessments)]


def _expired(draw: Draw, assessments: list[Assessment]) -> list[Decision]:
    sort = "Recognition" if assessments[0].mode == "full" else "PotentialRecognition"
    decided = _decide(draw, 0, sort, assessments[0])
    decided.until = _ended(assessments[-1]) + draw.between(150, 320)
    return [decided]


def _revoked(draw: Draw, assessments: list[Assessment]) -> list[Decision]:
    sort = "Recognition" if assessments[0].mode == "full" else "PotentialRecognition"
    decided = _decide(draw, 0, sort, assessments[0])
    last = assessments[-1]
    based = [last.number] if len(assessments) > 1 else []
    day = _ended(last) + draw.between(40, 180)
    return [decided, Decision(1, "Revocation", day, based, revokes=0)]


def _nothing(_draw: Draw, _assessments: list[Assessment]) -> list[Decision]:
    return []


_DECIDED = {
    "national": _national,
    "potential": _potential,
    "refused": _refused,
    "expired": _expired,
    "revoked": _revoked,
    "potential-expired": _expired,
    "potential-revoked": _revoked,
    "pending": _nothing,
}


def fill_outcomes(draw: Draw, assessment: Assessment, last: int) -> None:
    """Set the outcome of each criterion; `last` is the order of that of the popular user level."""
    outcomes = [PASSED] * (last + 1)
    if assessment.mode in ("all-but-pop", "pending"):
        outcomes[last] = draw.pick((FAILED,) * 9 + ("cantTell",))
    elif assessment.mode == "fail":
        for _ in range(draw.between(1, 4)):
            outcomes[draw.below(last)] = draw.pick((FAILED, FAILED, FAILED, "cantTell", "inapplicable"))
        outcomes[last] = FAILED
    assessment.outcomes = outcomes
