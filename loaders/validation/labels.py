"""The words around findings in a report: severities, labels and marks, in the languages of the project."""

from pathlib import Path

from ontology.texts import read_texts
from ontology.values.languages import LANGUAGES

_FILE = Path(__file__).with_name("texts.toml")


def word(name: str, lang: str, **parts: object) -> str:
    """The word or phrase of that name; in English if the language is not one of `LANGUAGES`."""
    return read_texts(_FILE).fill(name, lang if lang in LANGUAGES else "en", **parts)


def label(name: str, lang: str) -> str:
    """The label of a severity, or of a line of a report."""
    return word(f"label-{name}", lang)


def line(name: str, value: object, lang: str, width: int = 0) -> str:
    """`label: value`, as the language writes it; `width`: that of the label with its colon."""
    space = "\N{NO-BREAK SPACE}" if lang == "fr" else ""
    return f"{label(name, lang) + space + ':':<{width}} {value}"


def width_of(names: tuple[str, ...], lang: str) -> int:
    """The width of the longest of these labels with its colon."""
    return max(len(line(name, "", lang).rstrip()) for name in names)
