"""Plain English: what people read is said as a colleague would say it aloud. The worst patterns are kept out."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("graph_api", "loaders", "ontology")
PAGES = (
    "README.md",
    "CHANGELOG.md",
    "graph_api/schema.graphql",
    *(f"graph_api/{n}.md" for n in ("ARCHITECTURE", "ERRORS")),
    *(
        f"graph_api/pages/docs/en/{n}.md"
        for n in ("getting-started", "auditing", "asking", "open-data", "running")
    ),
)
PATTERNS = {
    "reports, not tells": r"(?<!-)\b(told|tell|tells|telling)\b(?! apart)",
    "fix, not mend": r"\bmend(s|ed|ing)?\b",
    "is not an X, rather than is no X": r"(?<!there )\b(is|are|was) no (?!longer|more\b|such\b|less\b)",
    "is not valid, rather than will not do": r"\bwill not do\b",
    "automatically, rather than by itself": r"\bby (itself|themselves)\b",
    "is available, rather than can be had": r"\b(can|may|to) be had\b",
    "opened or prepared, rather than made ready": r"\b(made|make|makes|being made) ready\b",
    "a verb is missing": r"\b(cannot|can not|may not) be[.,;:)]|\b(has|have|had) not[.,;:)]|\bhas not now\b",
    "the client or the caller": r"\bno wish\b|\bwho (asks|wants)\b",
    "differently, rather than otherwise": r"\b(is|are|be|said|says?) otherwise\b",
    "states or requests, rather than says of": r"\bsays? (so|nothing|of)\b",
}
"""The better word or form, and the pattern that it replaces."""
OPENINGS = re.compile(r"(What|Whether|Where|How|Which|Who|Whose)\b")
"""A docstring starts with a verb or a noun, not with a riddle."""


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The docstrings of a module, also those below attributes, with their lines."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.lineno, node.value.value


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a file that people read, with their lines."""
    content = path.read_text("utf-8")
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(content)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield node.lineno, node.value
    elif path.suffix == ".toml":
        yield from ((0, text) for text in english(tomllib.loads(content)))
    else:
        yield from enumerate(content.splitlines(), 1)


def english(table: object) -> Iterator[str]:
    """The texts in English of a table of texts."""
    if isinstance(table, dict):
        if isinstance(table.get("en"), str):
            yield table["en"]
        for value in table.values():
            yield from english(value)


def sources() -> list[Path]:
    """The files that people read."""
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    tables = [
        path
        for package in PACKAGES
        for pattern in ("texts.toml", "texts/*.toml")
        for path in (ROOT / package).rglob(pattern)
    ]
    assert len(modules) > 300
    assert len(tables) > 3
    return sorted([*modules, *tables, *(ROOT / page for page in PAGES)])


@pytest.mark.parametrize("better", PATTERNS)
def test_texts_are_in_plain_english(better: str) -> None:
    pattern = re.compile(PATTERNS[better], re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{line}: {match[0]!r} in {text[max(0, match.start() - 40) : match.end() + 40]!r}"
        for path in sources()
        for line, text in texts(path)
        if (match := pattern.search(text))
    ]
    assert found == []


def test_docstrings_start_with_a_verb_or_a_noun() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text.splitlines()[0]}"
        for path in sources()
        if path.suffix == ".py"
        for line, text in docstrings(ast.parse(path.read_text("utf-8")))
        if OPENINGS.match(text)
    ]
    assert found == []


@pytest.mark.parametrize("better", PATTERNS)
def test_the_patterns_find_what_they_are_for(better: str) -> None:
    wrong = "It is told. Mend it. It is no date. It will not do. By itself. To be had. Made ready. A size cannot be. "
    wrong += "Data for who has no wish. It is otherwise. It says so."
    assert re.search(PATTERNS[better], wrong, re.IGNORECASE)
