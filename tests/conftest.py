"""Fixtures shared by all tests: a real Neo4j, and the settings of property tests."""

import os

from hypothesis import settings

pytest_plugins = ["tests.support.neo4j_fixtures"]

# CI tries the same examples each time, so that what failed there fails here; people's runs search on.
settings.register_profile("ci", derandomize=True, database=None)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")
