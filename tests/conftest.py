"""Fixtures shared by all tests: a real Neo4j, and the settings of property tests."""

import os

from hypothesis import settings

from tests.support.depth import deep

pytest_plugins = ["tests.support.neo4j_fixtures", "tests.support.pausing", "tests.support.sharing"]

# CI tries the same examples each time, so that what failed there fails here; people's runs search on.
settings.register_profile("ci", derandomize=True, database=None, max_examples=deep(100))
settings.register_profile("people", max_examples=deep(100))
settings.load_profile("ci" if os.environ.get("CI") == "true" else "people")
