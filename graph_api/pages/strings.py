"""The texts of the pages, from the files in `texts`, one for each kind of page."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ontology.texts import read_texts

_FOLDER = Path(__file__).with_name("texts")


@cache  # a memo: one value for each language
def texts(lang: str) -> Mapping[str, str]:
    """All texts of the pages in one of `LANGUAGES`, by key. Raises `ValueError` for a key that two files have."""
    found: dict[str, str] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        for key, by_language in read_texts(file).templates.items():
            if key in found:
                raise ValueError(f"{file.name}: another file has the text {key!r}")
            found[key] = by_language[lang]
    return found


def list_words(language: str) -> Mapping[str, str]:
    """The titles of the columns of every list: `iri`, `label`, `class`, and `iri_of`, which marks a relation's IRI."""
    text = texts(language)
    return {
        "iri": text["list_iri"],
        "label": text["list_label"],
        "iri_of": text["list_iri_of"],
        "class": text["class"],
    }
