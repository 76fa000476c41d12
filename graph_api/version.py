"""The version of the program."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The installed version; "0" without an installation."""
    try:
        return version("ndp-graph")
    except PackageNotFoundError:
        return "0"  # a checkout that is not installed
