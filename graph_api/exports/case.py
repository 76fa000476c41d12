"""A justification as data, read from the engine's answer; all formats are written from it.

The names of fields are keys of the JSON format.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from graph_api.errors import QueryError
from graph_api.exports.question import JustificationRequest
from graph_api.operations.data_directive import as_parameters
from ontology.values.literals import lines_of

_DECIDING = ("DECISION", "LISTED")
_PARENTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("ACT", "IN_FORCE", "AGENCY", "COMPETENCE", "KIND", "REGIME", "ASSESSMENT", "CONFLICT"), _DECIDING
    ),
    "CRITERIA_SET": ("ASSESSMENT", *_DECIDING),
    **dict.fromkeys(
        ("SET_ACT", "FRAMEWORK", "CONSULTATION", "CRITERIA", "CRITERION"),
        ("CRITERIA_SET", "ASSESSMENT", *_DECIDING),
    ),
    **dict.fromkeys(
        ("ORIGIN", "EVIDENCE", "OBSERVATION"), ("CRITERION", "CRITERIA_SET", "ASSESSMENT", *_DECIDING)
    ),
}
"""The kinds of step that a step of each kind may belong below, nearest first."""
HOLDS = "HOLDS"


@dataclass(frozen=True, slots=True)
class NamedResource:
    """A resource with its name."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class CitedStatus:
    """The status that a platform has: the code's IRI, its short form and its name."""

    iri: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source graph: its licence, its confidence, its publishers; `said`: the statements about it as N-Triples.

    `documents` are the addresses of what its statements were taken from; `note` says how.
    """

    iri: str
    label: str
    documents: tuple[str, ...]
    note: str | None
    licence: str | None
    confidence: str | None
    confidence_label: str | None
    illustrative: bool
    generated_at: str | None
    attributed_to: tuple[NamedResource, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A statement, with the IRIs of its source graphs. `object` and `ntriples` (the whole) are in N-Triples."""

    subject: str
    predicate: str
    object: str
    ntriples: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedReview:
    """A review of a finding: `verdict` in words, the office, the day, and the reasons."""

    iri: str
    verdict: str | None
    by: NamedResource | None
    day: str | None
    text: str


@dataclass(frozen=True, slots=True)
class CitedFinding:
    """A finding about a resource of the steps, with its reviews."""

    iri: str
    code: str
    severity: str
    message: str
    remedy: str
    reviews: tuple[CitedReview, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedStep:
    """A step, counted from 1; `parent` is the number of the step that it belongs below, None for the first."""

    number: int
    parent: int | None
    kind: str
    outcome: str
    essential: bool
    text: str
    remedy: str | None
    about: NamedResource | None
    involves: tuple[NamedResource, ...]
    acts: tuple[NamedResource, ...]
    statements: tuple[CitedStatement, ...]
    findings: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True if its condition holds."""
        return self.outcome == HOLDS

    @property
    def blocks(self) -> bool:
        """True if the platform lacks the status because of it."""
        return self.essential and not self.holds

    @property
    def graphs(self) -> tuple[str, ...]:
        """The source graphs of its statements, by IRI."""
        return tuple(sorted({graph for statement in self.statements for graph in statement.graphs}))

    @property
    def resources(self) -> tuple[NamedResource, ...]:
        """The resources of the step, first the one it is about."""
        about = (self.about,) if self.about else ()
        return tuple(dict.fromkeys((*about, *self.involves, *self.acts)))


@dataclass(frozen=True, slots=True)
class CitedRelease:
    """The release that answered, its policy as JSON by name; without a release folder only its id is known.

    `data` are the sources that count, as in `extensions.data`; empty if all do.
    """

    id: str
    hash: str | None
    certificate: str | None
    built_at: str | None
    evaluation_date: str | None
    policy: Mapping[str, str]
    data: Mapping[str, object]

    @property
    def reference(self) -> str:
        """The release with the choice of its sources, as a URL has both: `000001-5f2c9a31?illustrative=false`."""
        return f"{self.id}?{urlencode(as_parameters(self.data), safe=',')}" if self.data else self.id


@dataclass(frozen=True, slots=True)
class JustifiedCase:
    """The justification of a platform's status on a day; with `against`, why it lacks the status."""

    base: str
    language: str
    release: CitedRelease
    against: bool
    platform: NamedResource
    decision: NamedResource | None
    day: str
    status: CitedStatus | None
    verdict: str
    steps: tuple[CitedStep, ...]
    support: frozenset[str]
    sources: tuple[CitedSource, ...]
    findings: tuple[CitedFinding, ...]

    @property
    def statements(self) -> tuple[CitedStatement, ...]:
        """All statements, each once, in the order of their lines."""
        return tuple(sorted({s for step in self.steps for s in step.statements}, key=lambda s: s.ntriples))

    @property
    def blocking(self) -> tuple[CitedStep, ...]:
        """The blocking steps."""
        return tuple(step for step in self.steps if step.blocks)

    @property
    def resources(self) -> tuple[NamedResource, ...]:
        """All resources of the case: first the platform and the decision."""
        first = (self.platform, *((self.decision,) if self.decision else ()))
        return tuple(dict.fromkeys((*first, *(one for step in self.steps for one in step.resources))))

    def source(self, iri: str) -> CitedSource:
        """The source graph of that IRI."""
        return next(source for source in self.sources if source.iri == iri)

    def uuid(self, *parts: object) -> uuid.UUID:
        """The UUID of a part of the case: the same in each run and in each language."""
        question = "why-not" if self.against else "why-approved"
        decision = self.decision.iri if self.decision else ""
        key = (
            self.release.reference,
            self.release.hash or "",
            question,
            self.platform.iri,
            decision,
            self.day,
        )
        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((self.base, *key, *map(str, parts))))


def read_case(body: bytes, request: JustificationRequest, base: str) -> JustifiedCase:
    """The case in the engine's answer to the question of `request`; `base` is the base IRI of the ontology.

    Raises `QueryError` if the answer has an error instead of data: `NO_PLATFORM`, `NO_DECISION`, …
    """
    answer = orjson.loads(body)
    for error in answer.get("errors", ()):
        extensions = error["extensions"]
        raise QueryError(error["message"], code=extensions["code"], hint=extensions.get("hint"))
    why = answer["data"]["why"]
    status = why["status"]
    return JustifiedCase(
        base=base,
        language=request.language,
        release=_release(answer["data"]["release"], answer.get("extensions", {}).get("data", {})),
        against=request.against,
        platform=_named(why["platform"]),
        decision=_named(why["decision"]) if why["decision"] else None,
        day=why["asOf"],
        status=CitedStatus(status["iri"], status["code"], status["label"]["value"]) if status else None,
        verdict=why["verdict"],
        steps=tuple(_steps(why["steps"])),
        support=frozenset(one["ntriples"] for one in why["support"]),
        sources=tuple(_sources((*why["support"], *why["context"]))),
        findings=tuple(_finding(one) for one in why["findings"]),
    )


def _release(release: Mapping[str, Any], data: Mapping[str, object]) -> CitedRelease:
    return CitedRelease(
        id=release["id"],
        hash=release["hash"],
        certificate=release["certificate"],
        built_at=release["builtAt"],
        evaluation_date=release["evaluationDate"],
        policy={switch["name"]: switch["value"] for switch in release["policy"] or ()},
        data=data,
    )


def _named(resource: Mapping[str, Any]) -> NamedResource:
    return NamedResource(resource["iri"], resource["label"]["value"])


def _all_named(resources: Iterable[Mapping[str, Any]]) -> tuple[NamedResource, ...]:
    return tuple(_named(one) for one in resources)


def _steps(steps: Sequence[Mapping[str, Any]]) -> Iterator[CitedStep]:
    latest: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        kind = step["kind"]
        yield CitedStep(
            number=number,
            parent=next((latest[above] for above in _PARENTS.get(kind, ()) if above in latest), None),
            kind=kind,
            outcome=step["outcome"],
            essential=step["essential"],
            text=step["text"]["value"],
            remedy=step["remedy"]["value"] if step["remedy"] else None,
            about=_named(step["about"]) if step["about"] else None,
            involves=_all_named(step["involves"]),
            acts=_all_named(step["acts"]),
            statements=tuple(_statement(one) for one in step["statements"]),
            findings=tuple(one["iri"] for one in step["findings"]),
        )
        latest[kind] = number


def _statement(statement: Mapping[str, Any]) -> CitedStatement:
    return CitedStatement(
        subject=statement["subject"],
        predicate=statement["predicate"],
        object=statement["object"],
        ntriples=statement["ntriples"],
        graphs=tuple(source["iri"] for source in statement["sources"]),
    )


def _sources(statements: Iterable[Mapping[str, Any]]) -> Iterator[CitedSource]:
    sources = {source["iri"]: source for statement in statements for source in statement["sources"]}
    for iri, source in sorted(sources.items()):
        confidence = source["confidence"]
        yield CitedSource(
            iri=iri,
            label=source["label"]["value"],
            documents=tuple(sorted(source["documents"])),
            note=_text(source["description"]) or None,
            licence=source["license"],
            confidence=confidence and confidence["code"],
            confidence_label=confidence and confidence["label"]["value"],
            illustrative=bool(source["illustrative"]),
            generated_at=source["generatedAt"],
            attributed_to=_all_named(source["attributedTo"]["nodes"]),
            said=tuple(sorted(lines_of(source["rdf"]))),
        )


def _finding(finding: Mapping[str, Any]) -> CitedFinding:
    reviews = tuple(_review(one) for one in finding["reviews"]["nodes"])
    return CitedFinding(
        finding["iri"],
        finding["code"],
        finding["severity"],
        _text(finding["message"]),
        _text(finding["remedy"]),
        reviews,
    )


def _review(review: Mapping[str, Any]) -> CitedReview:
    return CitedReview(
        iri=review["iri"],
        verdict=review["verdict"] and review["verdict"]["label"]["value"],
        by=_named(review["reviewedBy"]) if review["reviewedBy"] else None,
        day=review["reviewedOn"],
        text=_text(review["description"]),
    )


def _text(text: Mapping[str, Any] | None) -> str:
    return (text or {}).get("value") or ""
