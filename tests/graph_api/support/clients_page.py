"""The snippets of `graph_api/CLIENTS.md`, by the names of the files that they are."""

import re
from pathlib import Path

import graph_api

PAGE = Path(graph_api.__file__).parent / "CLIENTS.md"
SCHEMA = PAGE.with_name("schema.graphql")
_SNIPPET = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets() -> dict[str, str]:
    """The text of each file on the page."""
    found = _SNIPPET.findall(PAGE.read_text("utf-8"))
    texts = dict(found)
    assert len(texts) == len(found) > 5
    return texts


def write_snippets(folder: Path, *names: str) -> None:
    """Write some of the files into a folder."""
    texts = snippets()
    for name in names:
        (folder / name).write_text(texts[name], "utf-8")
