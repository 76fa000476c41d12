"""The sentences of steps and remedies, from `texts.toml`, filled with labels in the language of the sentence."""

from decimal import Decimal
from pathlib import Path

from ontology.model import Text
from ontology.texts import read_texts
from ontology.values.languages import LANGUAGES, format_number

_FILE = Path(__file__).with_name("texts.toml")
SentencePart = Text | str


def sentence(name: str, **parts: SentencePart) -> Text:
    """The sentence of that name in all languages."""
    return read_texts(_FILE).fill_all(name, **parts)


def remedy(name: str) -> Text:
    """The sentence that says how to fix what a step lacks, in all languages."""
    return read_texts(_FILE).fill_all(f"remedy-{name}")


def number_text(number: Decimal | int) -> Text:
    """A number in all languages."""
    return Text({language: format_number(number, language) for language in LANGUAGES})
