"""The pages for people: the home page, rendered here, and the query editor, which runs in the browser.

Nothing here reads a store or a request. The application passes in what to show, and serves
`STATIC_FOLDER` at `/static` and `EDITOR_PAGE` at `/graphql` for whoever accepts HTML.
"""

from pathlib import Path

STATIC_FOLDER = Path(__file__).parent / "static"
EDITOR_PAGE = STATIC_FOLDER / "editor" / "index.html"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Header for both pages: nothing inline and nothing from elsewhere, so injected markup can do nothing."""
