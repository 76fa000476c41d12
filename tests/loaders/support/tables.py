"""Small spreadsheets, their mappings, and what is read from them."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders.tables.tabular import TabularError

BASE = "https://base.example/"

HEAD = """
[prefixes]
ex = "https://ex.example/"
[maps]
status = ["listed", "recognised"]
[[tables]]
name = "things"
file = "things.csv"
id = "id"
subject = "id:thing/{id|slug}"
graph = "graph:test/1"
"""

Import = Callable[[str | bytes, str], list[Quad]]


NAME = 'statements = [{ predicate = "ex:name", value = "{name}", lang = "vi" }]'


def thing(key: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(
        NamedNode(f"{BASE}id/thing/{key}"),
        NamedNode(f"https://ex.example/{predicate}"),
        value,
        NamedNode(f"{BASE}graph/test/1"),
    )


def problems(run: Callable[[], object]) -> list[str]:
    with pytest.raises(TabularError) as caught:
        run()
    assert caught.value.exit_code == 1
    return [str(p) for p in caught.value.problems]
