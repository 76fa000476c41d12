"""What the engine is asked for an export: the root fields `whyApproved` and `whyNot`, with all that they tell."""

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
      iri code severity message { value } remedy { value } reviews(first: 50, asOf: null) { nodes { ...review } }
    }
  }
}
fragment named on Resource { iri label { value } }
fragment review on FindingReview {
  iri verdict { label { value } } reviewedBy { ...named } reviewedOn description { value }
}
fragment source on SourceGraph {
  ...named license generatedAt illustrative confidence { code label { value } }
  attributedTo(first: 20, asOf: null) { nodes { ...named } } rdf(format: N_TRIPLES)
}
"""
_APPROVED = "query WhyApproved($platform: ID!, $decision: ID, $day: Date) {" + _SELECTION % (
    "whyApproved(platform: $platform, decision: $decision, asOf: $day)"
)
_NOT = "query WhyNot($platform: ID!, $day: Date) {" + _SELECTION % "whyNot(platform: $platform, asOf: $day)"
_PLATFORM = """query PlatformOf($decision: ID!) {
  resource(iri: $decision) { ... on PlatformDecision { decidesOn { iri } } }
}"""
DOCUMENTS = frozenset((_APPROVED, _NOT, _PLATFORM))
"""The GraphQL documents that exports ask."""


@dataclass(frozen=True, slots=True)
class JustificationRequest:
    """What is to be justified: why a platform is approved, or with `against` why it is not.

    `platform`: its IRI; None: that of the platform that `decision` is on. `decision`: the IRI of the one to look at;
    None: the one that gives the status. `day`: as YYYY-MM-DD; None: today.
    """

    platform: str | None = None
    decision: str | None = None
    day: str | None = None
    against: bool = False
    language: str = "vi"

    @property
    def platform_question(self) -> Question | None:
        """The question on which platform the decision is; None if that is known."""
        if self.platform or self.against or not self.decision:
            return None
        return Question(_PLATFORM, {"decision": self.decision}, safe=True)

    def on(self, body: bytes) -> Self:
        """The same about the platform in the answer to `platform_question`. Raises `QueryError` `NO_DECISION`."""
        data = orjson.loads(body).get("data") or {}
        platform = ((data.get("resource") or {}).get("decidesOn") or {}).get("iri")
        if platform is None:
            raise QueryError(
                f"<{self.decision}> is not a decision on a platform.",
                code="NO_DECISION",
                hint="`{ platformDecisions { nodes { iri } } }` lists the decisions on platforms.",
            )
        return replace(self, platform=platform)

    def question(self, release: str | None = None) -> Question:
        """The question for the engine. Raises `QueryError` `BAD_USER_INPUT` if something is asked that cannot be."""
        if not self.platform:
            raise QueryError(
                "`platform` must be there, the IRI of a platform, or `decision`, that of a decision on one.",
                hint="`{ digitalPlatforms { nodes { iri } } }` lists the platforms.",
            )
        if self.against and self.decision:
            raise QueryError(
                "`decision` does not go with `not`: all decisions on the platform are looked at.",
                hint="Leave one of the two out.",
            )
        variables: dict[str, object] = {"platform": self.platform, "day": _day(self.day)}
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
        raise QueryError(
            f"{text!r} is no day.", hint="Give the day that is asked about as YYYY-MM-DD: 2026-06-30."
        ) from None
