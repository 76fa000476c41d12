"""The sentences of steps and remedies, from `texts.toml`, filled with labels in the language of the sentence."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from ontology.model import Text
from ontology.texts import read_texts, text_of
from ontology.values.languages import format_date, format_number

_FILE = Path(__file__).with_name("texts.toml")
SentencePart = Text | str
_DATES = frozenset(("date", "day", "end", "start"))
"""The places of sentences that dates fill."""


def sentence(name: str, **parts: SentencePart) -> Text:
    """The sentence of that name in all languages, filled in each when it is read: nobody reads most sentences.

    Its dates are given in their XSD form.
    """
    return text_of(partial(_fill, name, parts))


def _fill(name: str, parts: Mapping[str, SentencePart], language: str) -> str:
    """The sentence in a language, with its dates as that language writes them."""
    written = {
        place: format_date(part, language) if place in _DATES and isinstance(part, str) else part
        for place, part in parts.items()
    }
    return read_texts(_FILE).fill(name, language, **written)


def remedy(name: str) -> Text:
    """The sentence that says how to fix what a step lacks, in all languages."""
    return sentence(f"remedy-{name}")


def number_text(number: Decimal | int) -> Text:
    """A number in all languages."""
    return text_of(partial(format_number, number))


def enumeration(name: Callable[[str], Text], iris: Sequence[str]) -> Text:
    """The text for each of some things, as `name` returns it, one after the other with commas between them."""
    return text_of(lambda language: ", ".join(name(iri).best(language) or "" for iri in iris))
