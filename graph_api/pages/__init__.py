"""The pages for people: the home page and the page that verifies receipts, rendered here; the query editor, which runs
in the browser; and the template of a dossier, which `exports` fills.

Nothing here reads a store or a request. The application passes in the content, and serves
`STATIC_FOLDER` at `/static` and `EDITOR_PAGE` at `/graphql` for clients that accept HTML.
"""

from pathlib import Path

STATIC_FOLDER = Path(__file__).parent / "static"
EDITOR_PAGE = STATIC_FOLDER / "editor" / "index.html"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The header of the pages: no inline code and no external resources, so injected markup can do nothing."""
