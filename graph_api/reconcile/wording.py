"""The texts of the reconciliation service."""

from pathlib import Path

from ontology.texts import read_texts

TEXTS = read_texts(Path(__file__).with_name("texts.toml"))
