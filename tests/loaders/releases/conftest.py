"""The fixture of tests of releases: `location`, a store that does not exist yet."""

from pathlib import Path

import pytest

from loaders.folder.location import Location


@pytest.fixture
def location(tmp_path: Path) -> Location:
    """A release folder for a load to make, without Neo4j."""
    return Location(tmp_path / "store")
