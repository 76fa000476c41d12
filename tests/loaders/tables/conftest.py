"""The importer, on a table and a mapping in a folder of the test."""

from pathlib import Path

import pytest
from pyoxigraph import Quad

from loaders.tables.tabular import iter_quads, read_mapping
from tests.loaders.support.tables import BASE, HEAD, Import


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    """Imports the table under the mapping's HEAD and the statements given."""

    def run(table: str | bytes, statements: str) -> list[Quad]:
        content = table if isinstance(table, bytes) else table.encode()
        (tmp_path / "things.csv").write_bytes(content)
        (tmp_path / "things.toml").write_text(HEAD + statements, encoding="utf-8")
        return list(iter_quads(read_mapping(tmp_path / "things.toml"), BASE))

    return run
