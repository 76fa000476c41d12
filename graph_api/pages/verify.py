"""The page that says what holds of a receipt. A form and a list: it works without a script."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph_api.pages.strings import LANGUAGES, texts
from graph_api.pages.template import template


@dataclass(frozen=True, slots=True)
class VerifiedPart:
    """One thing that was looked at. `holds` None: it could not be."""

    holds: bool | None
    sentence: str
    """In the page's language."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was handed in, and what was found."""

    receipt: str = ""
    answer: str = ""
    findings: Sequence[VerifiedPart] = ()
    claims: str = ""
    """What the receipt says, as JSON; empty if it cannot be read."""


def render_verify(verified: Verification, lang: str) -> str:
    """The page as HTML, in one of `strings.LANGUAGES`; without findings it is the form alone."""
    return template("verify.html").render(
        verified=verified,
        all_hold=all(finding.holds for finding in verified.findings),
        lang=lang,
        languages=LANGUAGES,
        text=texts(lang),
    )
