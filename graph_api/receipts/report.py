"""Checks as JSON."""

from graph_api.receipts.wording import say
from loaders.releases.check import Check


def report(check: Check) -> dict[str, object]:
    """A check for programs: its part, true if it holds (null: not checked), and why."""
    return {
        "part": check.part,
        "code": check.code,
        "holds": check.holds,
        "message": say(check),
        "values": dict(check.values),
    }
