"""The page that verifies a receipt: a form and a list of checks. It works without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph_api.pages.frame import Frame, render_page


@dataclass(frozen=True, slots=True)
class VerifiedPart:
    """One check of a receipt. `holds` is None if it could not be made."""

    holds: bool | None
    sentence: str
    """In the page's language."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The submitted receipt and answer, with the checks made of them."""

    receipt: str = ""
    answer: str = ""
    findings: Sequence[VerifiedPart] = ()
    claims: str = ""
    """The claims of the receipt as JSON; empty if they cannot be read."""


def render_verify(verified: Verification, frame: Frame) -> str:
    """The page as HTML; without findings it is the form alone."""
    all_hold = all(finding.holds for finding in verified.findings)
    return render_page("verify.html", frame, verified=verified, all_hold=all_hold)
