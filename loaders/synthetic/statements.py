"""Statements as lines of N-Quads, and their terms in the form of N-Quads.

All own IRIs begin with the default base; `ontology.iris.rebase` moves the finished lines elsewhere.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from loaders.synthetic.wording import Name
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCT, RDF_TYPE, SKOS, XSD
from ontology.values.languages import LANGUAGES

NDP = DEFAULT_BASE + "ns#"

StatementObject = tuple[str, str]
"""A predicate's IRI, and an object as N-Quads has it."""
TITLE = f"{DCT}title"
LABEL = f"{SKOS}prefLabel"
LICENCE = "<https://creativecommons.org/licenses/by/4.0/>"
SHARE = f"<{NDP}marketShareOfPotentialMarket>"


def thing(sort: str, name: str) -> str:
    """The IRI of a made-up thing."""
    return f"<{DEFAULT_BASE}id/{sort}/gia-dinh-{name}>"


def code(scheme: str, name: str) -> str:
    """The IRI of a code."""
    return f"<{DEFAULT_BASE}code/{scheme}/{name}>"


def source(name: str) -> str:
    """The IRI of a source graph."""
    return f"<{DEFAULT_BASE}graph/gia-dinh/{name}/2026-06-15>"


def texts(predicate: str, name: Name) -> Iterator[StatementObject]:
    """The name in its three languages."""
    for text, language in zip(name, LANGUAGES, strict=True):
        yield predicate, f'"{text}"@{language}'


@lru_cache(maxsize=8192)
def day(ordinal: int) -> str:
    """A date, from its proleptic ordinal."""
    return f'"{date.fromordinal(ordinal).isoformat()}"^^<{XSD}date>'


def number(value: int) -> str:
    """A whole number."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(hundredths: int) -> str:
    """A number with two decimals, from hundredths."""
    return f'"{hundredths // 100}.{hundredths % 100:02}"^^<{XSD}decimal>'


def year(value: int) -> str:
    """A calendar year."""
    return f'"{value}"^^<{XSD}gYear>'


def june(value: int) -> str:
    """The sixth month of a year."""
    return f'"{value}-06"^^<{XSD}gYearMonth>'


def a(iri: str) -> StatementObject:
    """The statement that something is of a class."""
    return RDF_TYPE, f"<{iri}>"


def subject_lines(graph: str, subject: str, statements: Iterable[StatementObject]) -> list[str]:
    """The lines of one subject in one graph."""
    return [f"{subject} <{predicate}> {obj} {graph} .\n" for predicate, obj in statements]
