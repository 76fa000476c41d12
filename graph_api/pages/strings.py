"""The texts of the pages."""

from collections.abc import Mapping
from pathlib import Path

from ontology.texts import read_texts

_FILE = Path(__file__).with_name("texts.toml")


def texts(lang: str) -> Mapping[str, str]:
    """All texts of the pages in one of `LANGUAGES`, by key."""
    return {key: by_language[lang] for key, by_language in read_texts(_FILE).templates.items()}


def list_words(language: str) -> Mapping[str, str]:
    """The titles of the columns of every list: `iri`, `label`, and `iri_of`, which marks the IRI of a relation."""
    text = texts(language)
    return {"iri": text["list_iri"], "label": text["list_label"], "iri_of": text["list_iri_of"]}
