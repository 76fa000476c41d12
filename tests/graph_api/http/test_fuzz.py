"""The real server under schemathesis, which makes operations of the schema with values of all kinds."""

from pathlib import Path

import pytest

from tests.graph_api.support.fuzzing import fuzz
from tests.support.depth import deep

EXAMPLES = deep(2)
"""The number of operations generated for each root field."""


@pytest.mark.no_cover
def test_no_operation_makes_the_server_fail(address: str, tmp_path: Path) -> None:
    fuzz(f"{address}/graphql", tmp_path, "not_a_server_error", "fuzzing", EXAMPLES)
