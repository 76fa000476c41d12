"""Tests in which coverage is not measured: those marked `no_cover`, and all property tests.

Measuring makes Python two to three times slower. Tests that draw their cases, or that take masses of data, run the same
lines thousands of times, which tests of examples run as well; so coverage counts only what examples reach.
"""

from collections.abc import Generator

import pytest

MARK = "no_cover"
"""The mark of pytest-cov, which pauses while such a test runs; here it does so for the test's fixtures, too."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that hypothesis draws the cases of."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(MARK)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Make the fixtures of a marked test without measuring."""
    yield from _pausing(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """End them so."""
    yield from _pausing(item)


def _pausing(item: pytest.Item) -> Generator[None, None, None]:
    plugin = item.config.pluginmanager.get_plugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if controller is None or item.get_closest_marker(MARK) is None:
        yield
        return
    controller.pause()
    try:
        yield
    finally:
        controller.resume()
