"""The project's own texts: sentences in Vietnamese, English and French with `{named}` places, one TOML file an area.

A file has one table for each text; its name is the key by which code asks for it:

    [no-act]
    vi = "Không có văn bản nào ban hành “{decision}”."
    en = "No act is known to enact “{decision}”."
    fr = "Aucun acte connu n’édicte « {decision} »."
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from ontology.model import Text
from ontology.values.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Texts:
    """The templates of one file: key → language → template."""

    templates: Mapping[str, Mapping[str, str]]

    def fill(self, key: str, language: str, /, **parts: object) -> str:
        """The text in one of `LANGUAGES`. A part that is a `Text` is put in in that language, any other as `str` of it.

        Raises `KeyError` for an unknown key and for a placeholder without a part.
        """
        return self.templates[key][language].format_map(
            {name: _in_language(part, language) for name, part in parts.items()}
        )

    def fill_all(self, key: str, /, **parts: object) -> Text:
        """The text in all languages."""
        return Text({language: self.fill(key, language, **parts) for language in LANGUAGES})


class _TextsByLanguage(Mapping[str, str]):
    """The texts in all `LANGUAGES`, each made when it is read: of most sentences nobody reads more than one."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(language)
        return self._make(language)

    def __contains__(self, language: object) -> bool:
        return language in LANGUAGES

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def text_of(make: Callable[[str], str]) -> Text:
    """The text that `make` returns for each of `LANGUAGES`; it is called whenever the text is read."""
    return Text(_TextsByLanguage(make))


@cache
def read_texts(path: Path) -> Texts:
    """The texts of a file, read once a process.

    Raises `ValueError` with file and key if a text lacks a language, has another one, is empty, or does not have the
    same placeholders in all of them.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, by_language in tables.items():
        if not isinstance(by_language, dict) or set(by_language) != set(LANGUAGES):
            raise ValueError(
                f"{path}: [{key}] needs a text in each of {', '.join(LANGUAGES)}, and nothing else"
            )
        if not all(isinstance(text, str) and text.strip() for text in by_language.values()):
            raise ValueError(f"{path}: [{key}] has an empty text")
        if len({placeholders(text) for text in by_language.values()}) > 1:
            raise ValueError(f"{path}: [{key}] needs the same placeholders in each language")
    return Texts(MappingProxyType(tables))


def placeholders(template: str) -> frozenset[str]:
    """The names in braces in a template."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def _in_language(part: object, language: str) -> str:
    return (part.best(language) or "") if isinstance(part, Text) else str(part)
