"""Fixtures shared by all tests: a real Neo4j, and the settings of property tests."""

import gc
import os

from hypothesis import settings

from tests.support.depth import deep

pytest_plugins = ["tests.support.neo4j_fixtures", "tests.support.pausing", "tests.support.sharing"]

# Engines that tests share have millions of objects: looking through them for garbage as often as usual takes a quarter
# of the time.
gc.set_threshold(50_000, 20, 50)

# CI tries the same examples each time, so that what failed there fails here; people's runs search on.
settings.register_profile("ci", derandomize=True, database=None, max_examples=deep(100), deadline=None)
settings.register_profile("people", max_examples=deep(100), deadline=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "people")
