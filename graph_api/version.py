"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version that is installed."""
    try:
        return version("ndp-graph")
    except PackageNotFoundError:
        return "0"  # run from a checkout that is not installed
