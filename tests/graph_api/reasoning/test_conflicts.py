"""Where sources differ on what can have one value, rules, examiner and fields read the same one, and say so."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph_api.reasoning.approval import Approval
from graph_api.reasoning.examiner import Examiner
from loaders.nquads.canonical import canonical_lines
from loaders.rules.engine import Conclusions, conclude
from loaders.rules.policy import Policy
from ontology.namespaces import DCAT, DCT, EARL, PROV, SOSA, XSD
from tests.graph_api.reasoning.test_verdicts import DAYS, MORE, PLATFORMS
from tests.graph_api.support.justified import facts_of
from tests.graph_api.support.stores import Asker, Content
from tests.loaders.support.auditing import REGISTER, X, held, rules, shipped_model

NS = "https://w3id.org/vn-ndp/ns#"
ONE = NamedNode(X + "register"), NamedNode(X + "other")
REGISTERED = list(
    parse(
        (REGISTER.removesuffix("}\n") + MORE.replace(":a2 ndp:assesses :national .", "")).encode(),
        RdfFormat.TRIG,
    )
)
PREDICATES = (
    *(
        NS + name
        for name in ("decisionDate", "validFrom", "validUntil", "decidesOn", "decidedBy", "assesses")
    ),
    *(NS + name for name in ("startedOn", "concludedOn", "againstCriteriaSet", "ofKind", "declaredStatus")),
    *(NS + name for name in ("threshold", "comparator", "enactedBy", "referencePeriod", "inMarket")),
    *(DCT + "issued", DCT + "type", DCAT + "hadRole", PROV + "agent", EARL + "outcome", EARL + "test"),
    *(SOSA + "hasSimpleResult", SOSA + "hasFeatureOfInterest"),
)
"""Properties with one value that status or reason depend on."""
DESCRIBED = [
    Quad(ONE[1], q.predicate, q.object, ONE[1])
    for q in REGISTERED
    if q.subject == ONE[0] and q.graph_name == ONE[0]
]
"""The description of the second graph: that of the first."""


def plain(term: object) -> str:
    """An IRI, or a lexical form."""
    assert isinstance(term, NamedNode | Literal)
    return term.value


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another value of a statement of the register."""

    old: Quad
    other: Quad

    @property
    def subject(self) -> str:
        """The resource that the statements are about, by IRI."""
        return plain(self.old.subject)

    @property
    def values(self) -> list[str]:
        """Both values; the first counts."""
        return sorted((plain(self.old.object), plain(self.other.object)))

    def stated(self, order: int) -> list[Quad]:
        """The register with both values, each in a graph of its own; `order` says which is in which."""
        graphs = ONE[::-1] if order else ONE
        both = [
            Quad(q.subject, q.predicate, q.object, graph)
            for q, graph in zip((self.old, self.other), graphs, strict=True)
        ]
        return [*(q for q in REGISTERED if q != self.old), *both, *DESCRIBED]

    def settled(self) -> list[Quad]:
        """The register with the value that counts alone."""
        first = min(self.old, self.other, key=lambda q: plain(q.object))
        return [*(q for q in REGISTERED if q != self.old), first, *DESCRIBED]


def iter_conflicts(predicate: str) -> Iterator[Conflict]:
    """Other values for two statements, smaller and greater."""
    rng = random.Random(predicate)
    quads = [q for q in REGISTERED if q.predicate.value == predicate]
    for old in rng.sample(quads, min(2, len(quads))):
        others: set[object] = set()
        if isinstance(old.object, Literal) and old.object.datatype.value == XSD + "date":
            for days in (-30, 1):
                moved = date.fromisoformat(old.object.value) + timedelta(days)
                others.add(Literal(moved.isoformat(), datatype=old.object.datatype))
        elif isinstance(old.object, Literal):
            others.add(Literal(f"1{old.object.value}", datatype=old.object.datatype))
        else:
            alike = {q.object for q in quads} or {old.object}
            others |= {min(alike, key=str), max(alike, key=str), NamedNode(f"{old.object.value}-2")}
        for other in sorted(others - {old.object}, key=str):
            yield Conflict(old, Quad(old.subject, old.predicate, other, old.graph_name))  # type: ignore[arg-type]


def concluded(quads: Sequence[Quad]) -> Conclusions:
    lines = [line.encode() for line in canonical_lines(quads)]
    return conclude(lines, rules(), shipped_model(), Policy())


def periods(derived: Sequence[bytes]) -> dict[str, list[tuple[str, str]]]:
    """The first and the last day of each period, by decision."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for line in derived:
        subject, predicate, obj, _ = line.decode().rsplit(" .", 1)[0].split(" ", 3)
        if "/status-period/" not in subject:
            continue
        said[subject][predicate.rpartition("#")[2][:-1]] = obj.split('"')[1] if obj[0] == '"' else obj
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for period in said.values():
        found[period["because"]].append((period["from"], period.get("until", "9999-12-31")))
    return {decision: sorted(some) for decision, some in found.items()}


def around(days: Sequence[str]) -> list[str]:
    """Each day with the day before and the day after."""
    dates = {date.fromisoformat(day[:10]) for day in days if day[:4] != "9999"}
    return sorted({(one + timedelta(n)).isoformat() for one in dates for n in (-1, 0, 1)})


def status_of(approval: Approval) -> str | None:
    return approval.status.rpartition("/")[2] if approval.supported and approval.status else None


@pytest.mark.parametrize("predicate", PREDICATES)
def test_rules_and_examiner_read_the_same_of_two_values_and_report_them(predicate: str) -> None:
    conflicts = list(iter_conflicts(predicate))
    assert conflicts
    for conflict in conflicts:
        settled = concluded(conflict.settled())
        both = [conflict.stated(order) for order in (0, 1)]
        for found in map(concluded, both):
            assert found.derived == settled.derived
            own = [f for f in found.findings if f.code == "D35"]
            assert [f for f in found.findings if f.code != "D35"] == list(settled.findings)
            ((focus, path, message),) = {(f.focus, f.path, f.messages["en"]) for f in own}
            assert (focus, path) == (conflict.subject, predicate)
            assert "in “register”" in message
            assert message.endswith("counts, because of several values the first by character code does.")
            assert "in “other”" in message
        check(both[0], settled, conflict)


def check(quads: Sequence[Quad], found: Conclusions, conflict: Conflict) -> None:
    """Status and verdict agree around each boundary, and a verdict that rests on the value says so."""
    by_decision = periods(found.derived)
    for some in by_decision.values():
        assert all(before[1] < after[0] for before, after in pairwise(some))
    bounds = [day for some in by_decision.values() for period in some for day in period]
    examiner = Examiner(facts_of(quads, shipped_model()), shipped_model(), Policy())
    place = conflict.subject, conflict.old.predicate.value
    for day in (*around(bounds), DAYS[-1]):
        statuses = held(found.derived, day)
        for platform in PLATFORMS:
            approval = examiner.best(X + platform, day)
            assert status_of(approval) == statuses.get(X + platform), (platform, day)
            rests = any(place == (s.subject, s.predicate) for step in approval.steps for s in step.statements)
            told = [s for s in approval.steps if s.kind == "CONFLICT"]
            assert [step.about for step in told] == ([place[0]] if rests else [])
            if told:
                objects = {s.object for s in told[0].statements}
                assert objects == {str(conflict.old.object), str(conflict.other.object)}


@pytest.mark.parametrize("kind", ["Refusal", "Revocation", "PotentialRecognition"])
def test_a_decision_of_two_kinds_gives_no_status_and_is_reported(kind: str) -> None:
    typed = Quad(
        NamedNode(X + "d5"),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode(NS + kind),
        ONE[1],
    )
    quads = [*REGISTERED, typed]
    found = concluded(quads)
    (finding,) = (f for f in found.findings if f.code == "D36")
    assert (finding.focus, finding.platform) == (X + "d5", X + "national")
    assert "in “other”" in finding.messages["en"]
    examiner = Examiner(facts_of(quads, shipped_model()), shipped_model(), Policy())
    assert f"{X}d5" not in {key[1:-1] for key in periods(found.derived)}
    for day in DAYS:
        assert status_of(examiner.best(X + "national", day)) == held(found.derived, day).get(X + "national")
    (step,) = (s for s in examiner.examine(X + "national", X + "d5", "2025-03-01").blocking)
    assert (step.kind, step.outcome) == ("DECISION", "CONTRADICTED")


# -- sources that agree, each in its own way of writing

SHARE = X + "share-1"
OTHER_FORMS = [
    (SOSA + "hasSimpleResult", "54.20", "54.2", "decimal"),
    (SOSA + "hasSimpleResult", "54.20", "+054.200", "decimal"),
    (NS + "userCount", "542", "0542", "integer"),
    (NS + "userCount", "542", "542", "int"),
]


def agreeing() -> list[Quad]:
    """The register, with another source that writes the same numbers differently."""
    others = [
        Quad(NamedNode(SHARE), NamedNode(p), Literal(form, datatype=NamedNode(XSD + datatype)), ONE[1])
        for p, _, form, datatype in OTHER_FORMS
    ]
    return [*REGISTERED, *others, *DESCRIBED]


def test_the_register_has_the_values_that_other_sources_write_differently() -> None:
    stated = {
        (q.subject.value, q.predicate.value, plain(q.object)) for q in REGISTERED if q.subject.value == SHARE
    }
    assert {(SHARE, predicate, form) for predicate, form, _, _ in OTHER_FORMS} <= stated


def test_values_written_differently_are_no_conflict() -> None:
    found, alone = concluded(agreeing()), concluded([*REGISTERED, *DESCRIBED])
    assert (found.derived, found.findings) == (alone.derived, alone.findings)
    examiner = Examiner(facts_of(agreeing(), shipped_model()), shipped_model(), Policy())
    approval = examiner.best(X + "national", "2024-06-01")
    assert approval.supported
    assert SHARE in {s.subject for step in approval.steps for s in step.statements}
    assert [step.about for step in approval.steps if step.kind == "CONFLICT"] == []


def test_only_other_values_are_named_where_some_agree() -> None:
    other = Quad(
        NamedNode(SHARE),
        NamedNode(SOSA + "hasSimpleResult"),
        Literal("54.3", datatype=NamedNode(XSD + "decimal")),
        ONE[1],
    )
    quads = [*agreeing(), other]
    (finding,) = (f for f in concluded(quads).findings if f.code == "D35")
    assert (finding.focus, finding.value) == (SHARE, str(other.object))
    approval = Examiner(facts_of(quads, shipped_model()), shipped_model(), Policy()).best(
        X + "national", "2024-06-01"
    )
    (step,) = (step for step in approval.steps if step.kind == "CONFLICT")
    assert step.text.by_language["en"].endswith("+054.200 counts, the first by character code, not 54.3.")


# -- the same in both stores: a copy of the register for each conflict

COPIED = [next(iter_conflicts(predicate)) for predicate in (*PREDICATES[:11], EARL + "outcome")]
ON_DAYS = ("2024-05-19", "2024-05-20", "2024-11-01", "2025-03-01", "2026-03-01")


def renamed(quads: Sequence[Quad], number: int) -> list[Quad]:
    """The quads about things of another name."""

    def other(term: object) -> object:
        if isinstance(term, NamedNode) and term.value.startswith(X):
            return NamedNode(f"{X}{number}-{term.value.removeprefix(X)}")
        return term

    return [Quad(*(other(term) for term in quad)) for quad in quads]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def content() -> Content:
    copies = [q for n, conflict in enumerate(COPIED) for q in renamed(conflict.stated(n % 2), n)]
    copies += renamed(agreeing(), len(COPIED))
    derived = parse(b"\n".join(concluded(copies).derived), RdfFormat.N_QUADS)
    return Content(shipped_model(), [*copies, *derived])


def test_status_and_verdict_of_conflicting_sources_agree_in_each_store(engine: Asker) -> None:
    asked = "\n".join(
        f'a{n}{name}: digitalPlatform(iri: "{X}{n}-{name}", asOf: $day) {{ currentStatus {{ code }} }}'
        f' w{n}{name}: whyApproved(platform: "{X}{n}-{name}", asOf: $day) {{ status {{ code }} }}'
        for n in range(len(COPIED))
        for name in PLATFORMS
    )
    given = set()
    for day in ON_DAYS:
        data = engine.data(f"query ($day: Date) {{ {asked} }}", {"day": day})
        statuses = {key[1:]: data[key]["currentStatus"] for key in data if key[0] == "a"}
        assert {key[1:]: data[key]["status"] for key in data if key[0] == "w"} == statuses
        given |= {status and status["code"] for status in statuses.values()}
    assert given == {None, "recognised", "potential"}


def test_no_store_calls_it_a_conflict_that_sources_write_a_value_differently(engine: Asker) -> None:
    query = """query ($national: ID!) { whyApproved(platform: $national, asOf: "2024-06-01") {
      status { code } steps { kind } } }"""
    case = engine.data(query, {"national": f"{X}{len(COPIED)}-national"})["whyApproved"]
    assert case["status"] == {"code": "recognised"}
    assert "CONFLICT" not in {step["kind"] for step in case["steps"]}


def test_fields_and_filters_read_the_value_that_counts(engine: Asker) -> None:
    dates = [(n, c) for n, c in enumerate(COPIED) if c.old.predicate.value == f"{NS}decisionDate"]
    on = [(n, c) for n, c in enumerate(COPIED) if c.old.predicate.value == f"{NS}decidesOn"]
    ((_, conflict), (m, other)) = dates[0], on[0]
    counts, surplus = conflict.values
    decision, on_decision = (f"{X}{k}-{c.subject.removeprefix(X)}" for k, c in (dates[0], on[0]))
    platforms = [f"{X}{m}-{value.removeprefix(X)}" for value in other.values]
    query = """query ($iri: ID!, $day: Date, $on: ID!, $platform: ID!) {
      dated: platformDecisions(where: {iri: {eq: $iri}, decisionDate: {eq: $day}}) { nodes { decisionDate } }
      about: platformDecisions(where: {iri: {eq: $on}, decidesOn: {iri: {eq: $platform}}}) {
        nodes { decidesOn { iri } }
      }
      of: digitalPlatforms(where: {iri: {eq: $platform}, decisions: {some: {iri: {eq: $on}}}}) { totalCount }
    }"""
    for position, day in enumerate((counts, surplus)):
        values = {"iri": decision, "day": day, "on": on_decision, "platform": platforms[position]}
        data = engine.data(query, values)
        assert data["dated"]["nodes"] == ([] if position else [{"decisionDate": counts}])
        assert data["about"]["nodes"] == ([] if position else [{"decidesOn": {"iri": platforms[0]}}])
        assert data["of"]["totalCount"] == 1 - position
