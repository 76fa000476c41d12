"""The engine's question for an export: the root field `whyApproved` or `whyNot` with all its fields."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import orjson

from graph_api.errors import QueryError
from graph_api.operations.question import Question

_SELECTION = """
  release { id hash certificate builtAt evaluationDate policy { name value } }
  why: %s {
    platform { ...named }
    decision { ...named }
    asOf verdict
    status { iri code label { value } }
    steps {
      kind outcome essential text { value } remedy { value }
      about { ...named } involves { ...named } acts { ...named }
      statements { subject predicate object ntriples sources { iri } }
      findings { iri }
    }
    support { ntriples sources { ...source } }
    context { sources { ...source } }
    findings {
      iri code severity message { value } remedy { value } reviews(first: $reviews, asOf: null) { nodes { ...review } }
    }
  }
}
fragment named on Resource { iri label { value } }
fragment review on FindingReview {
  iri verdict { label { value } } reviewedBy { ...named } reviewedOn description { value }
}
fragment source on SourceGraph {
  ...named documents: source description { value } license generatedAt illustrative confidence { code label { value } }
  attributedTo(first: $agents, asOf: null) { nodes { ...named } } rdf(format: N_TRIPLES)
}
"""
_APPROVED = (
    "query WhyApproved($platform: ID!, $decision: ID, $day: Date, $reviews: Int, $agents: Int) {"
    + _SELECTION % ("whyApproved(platform: $platform, decision: $decision, asOf: $day)")
)
_NOT = "query WhyNot($platform: ID!, $day: Date, $reviews: Int, $agents: Int) {" + _SELECTION % (
    "whyNot(platform: $platform, asOf: $day)"
)
_PLATFORM = """query PlatformOf($decision: ID!) {
  resource(iri: $decision) { ... on PlatformDecision { decidesOn { iri } } }
}"""
_REVIEWS, _AGENTS = 50, 20
"""Most reviews of a finding and agents of a source, if the service has such pages."""
DOCUMENTS = frozenset((_APPROVED, _NOT, _PLATFORM))
"""The GraphQL documents that exports use."""


@dataclass(frozen=True, slots=True)
class JustificationRequest:
    """A request to justify why a platform is approved, or with `against` why it is not.

    `platform`: its IRI; None: the platform of `decision`. `decision`: the IRI of the one to examine; None: the one
    that gives the status. `day`: as YYYY-MM-DD; None: today.
    """

    platform: str | None = None
    decision: str | None = None
    day: str | None = None
    against: bool = False
    language: str = "vi"

    @property
    def platform_question(self) -> Question | None:
        """The question for the platform of the decision; None if it is known."""
        if self.platform or self.against or not self.decision:
            return None
        return Question(_PLATFORM, {"decision": self.decision}, safe=True)

    def on(self, body: bytes) -> Self:
        """The request with the platform from the answer to `platform_question`. Raises `QueryError` `NO_DECISION`."""
        data = orjson.loads(body).get("data") or {}
        platform = ((data.get("resource") or {}).get("decidesOn") or {}).get("iri")
        if platform is None:
            raise QueryError(
                f"<{self.decision}> is not a decision on a platform.",
                code="NO_DECISION",
            )
        return replace(self, platform=platform)

    def check(self) -> None:
        """Raise `QueryError` `BAD_USER_INPUT` for invalid arguments."""
        if not (self.platform or (self.decision and not self.against)):
            raise QueryError(
                "Either `platform`, the IRI of a platform, or `decision`, the IRI of a decision on one, is required.",
                hint="`{ digitalPlatforms { nodes { iri } } }` lists the platforms.",
            )
        if self.against and self.decision:
            raise QueryError(
                "`decision` cannot be combined with `not`, which examines all decisions on the platform.",
                hint="Leave out one of the two.",
            )
        _day(self.day)

    def question(self, release: str | None = None, most: int = _REVIEWS) -> Question:
        """The question for the engine, whose largest page size is `most`.

        Raises `QueryError` `BAD_USER_INPUT` for invalid arguments.
        """
        self.check()
        variables: dict[str, object] = {"platform": self.platform, "day": _day(self.day)}
        variables |= {"reviews": min(_REVIEWS, most), "agents": min(_AGENTS, most)}
        if not self.against:
            variables["decision"] = self.decision or None
        return Question(
            _NOT if self.against else _APPROVED,
            variables,
            accept_language=self.language,
            safe=True,
            release=release,
        )


def _day(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise QueryError(f"{text!r} is not a valid date.", hint="Write a date as 2026-01-31.") from None
