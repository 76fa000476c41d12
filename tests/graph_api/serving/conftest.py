"""The fixture of tests of serving: `own`, three releases in a folder for a test to change."""

from pathlib import Path

import pytest

from loaders.folder.location import Location
from tests.graph_api.support.series import Series, publish_series


@pytest.fixture
def own(tmp_path: Path) -> Series:
    """A series of the test's own."""
    return publish_series(Location(tmp_path / "store"))
