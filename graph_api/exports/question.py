"""What the engine is asked for an export: the root fields `whyApproved` and `whyNot`, with all that they tell."""

from dataclasses import dataclass
from datetime import date

from graph_api.errors import QueryError
from graph_api.operation import Question

_SELECTION = """
  release { id hash builtAt }
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
    context { ntriples sources { ...source } }
    findings { iri code severity message { value } remedy { value } }
  }
}
fragment named on Resource { iri label { value } }
fragment source on SourceGraph {
  ...named license generatedAt illustrative confidence { code label { value } }
  attributedTo(first: 20, asOf: null) { nodes { ...named } } rdf(format: N_TRIPLES)
}
"""
_APPROVED = "query WhyApproved($platform: ID!, $decision: ID, $day: Date) {" + _SELECTION % (
    "whyApproved(platform: $platform, decision: $decision, asOf: $day)"
)
_NOT = "query WhyNot($platform: ID!, $day: Date) {" + _SELECTION % "whyNot(platform: $platform, asOf: $day)"
DOCUMENTS = frozenset((_APPROVED, _NOT))
"""The GraphQL documents that exports ask."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be justified: why a platform is approved, or with `against` why it is not.

    `decision`: the one to look at; None: the one that gives the status. `day`: as YYYY-MM-DD; None: today.
    """

    platform: str
    decision: str | None = None
    day: str | None = None
    against: bool = False
    language: str = "vi"

    def question(self, release: str | None = None) -> Question:
        """The question for the engine. Raises `QueryError` `BAD_USER_INPUT` if something is asked that cannot be."""
        if not self.platform:
            raise QueryError(
                "`platform` must be there: the IRI of the platform.",
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
