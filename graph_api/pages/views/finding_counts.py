"""The numbers of findings by severity, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from ontology.severity import Severity
from ontology.values.languages import format_number


@dataclass(frozen=True, slots=True)
class FindingCount:
    """The number of findings of a severity: its code in small letters, its word, and the number in words."""

    severity: str
    word: str
    number: str


def finding_counts(found: Mapping[str, Any], reader: PageReader) -> Sequence[FindingCount]:
    """The severities that the findings of a connection have, by its facet `severity`, the worst first."""
    numbers = {one["value"]: one["count"] for one in found["facets"]["severity"]}
    text = texts(reader.lang)
    return [
        FindingCount(code, text[f"count-{code}"], format_number(numbers[one], reader.lang))
        for one, code in ((str(one), str(one).lower()) for one in Severity)
        if numbers.get(one)
    ]
