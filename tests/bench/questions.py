"""The three questions that are measured, as every contender gets them."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from tests.bench import data


@dataclass(frozen=True, slots=True)
class BenchQuestion:
    """A GraphQL operation under a name for the table."""

    name: str
    query: str
    variables: Mapping[str, object]

    @property
    def body(self) -> bytes:
        """The request as it is posted."""
        return orjson.dumps({"query": self.query, "variables": self.variables})


POINT = BenchQuestion(
    "point",
    """query Point($iri: ID!) {
      digitalPlatform(iri: $iri) {
        iri title { value lang } description { value lang } slug identifiers landingPages declaredStatus { code }
        roles { nodes { role { code } agent { iri prefLabel { value lang } } } }
      }
    }""",
    {"iri": data.platform(500)},
)

NESTED = BenchQuestion(
    "nested",
    """query Nested($first: Int) {
      digitalPlatforms(first: $first) {
        nodes {
          iri slug title { value lang } declaredStatus { code }
          roles { nodes { iri validFrom role { code } agent { iri prefLabel { value lang } } } }
        }
      }
    }""",
    {"first": 100},
)

FILTER = BenchQuestion(
    "filter",
    """query Filter($slug: String!, $first: Int) {
      digitalPlatforms(first: $first, where: {roles: {some: {agent: {slug: {eq: $slug}}}}}) {
        nodes { iri title { value lang } declaredStatus { code } }
      }
    }""",
    {"slug": "cuc-042", "first": 100},
)

QUESTIONS = (POINT, NESTED, FILTER)
