"""The sentences of steps and remedies, from `texts.toml`, filled with labels in the language of the sentence."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from ontology.model import Text
from ontology.texts import read_texts, text_of
from ontology.values.languages import format_number

_FILE = Path(__file__).with_name("texts.toml")
SentencePart = Text | str


def sentence(name: str, **parts: SentencePart) -> Text:
    """The sentence of that name in all languages, filled in each when it is read: nobody reads most sentences."""
    return text_of(partial(read_texts(_FILE).fill, name, **parts))


def remedy(name: str) -> Text:
    """The sentence that says how to fix what a step lacks, in all languages."""
    return sentence(f"remedy-{name}")


def number_text(number: Decimal | int) -> Text:
    """A number in all languages."""
    return text_of(partial(format_number, number))


def enumeration(name: Callable[[str], Text], iris: Sequence[str]) -> Text:
    """The text for each of some things, as `name` returns it, one after the other with commas between them."""
    return text_of(lambda language: ", ".join(name(iri).best(language) or "" for iri in iris))
