"""Checks as JSON."""

from graph_api.receipts.wording import say
from loaders.releases.check import Check


def report(check: Check) -> dict[str, object]:
    """A check for programs: what was looked at, whether it holds (null: not looked at), and why."""
    return {
        "part": check.part,
        "code": check.code,
        "holds": check.holds,
        "message": say(check),
        "values": dict(check.values),
    }
