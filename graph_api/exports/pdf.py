"""PDF: the dossier as a browser on this machine prints it."""

import os
import re
import shutil
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_api.errors import CODES, QueryError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
"""No address leads anywhere: the page has all that it needs in it, and forbids scripts itself."""
_PATIENCE = 60.0
_CODE = "PDF_UNAVAILABLE"
_ONE_AT_A_TIME = threading.Lock()


def find_browser(given: str | None) -> Path | None:
    """The browser that prints: the one that is `given`, by its name or path, else one that is found; `none`: none."""
    if given == "none":
        return None
    found = (shutil.which(name) for name in ((given,) if given else _BROWSERS))
    return next((Path(one) for one in found if one), None)


def print_page(page: bytes, browser: Path | None) -> bytes:
    """The page on paper. Raises `QueryError` `PDF_UNAVAILABLE` without a browser, or if it does not print in time.

    One page is printed at a time: browsers are large.
    """
    if browser is None:
        raise _unavailable("There is no browser here that prints PDF.")
    if not _ONE_AT_A_TIME.acquire(timeout=_PATIENCE):
        raise _unavailable("The browser that prints PDF is busy.")
    try:
        with TemporaryDirectory(prefix="ndp-graph-", ignore_cleanup_errors=True) as folder:
            return _print(page, browser, Path(folder))
    finally:
        _ONE_AT_A_TIME.release()


def _print(page: bytes, browser: Path, folder: Path) -> bytes:
    source, printed = folder / "dossier.html", folder / "dossier.pdf"
    source.write_bytes(page)
    # Chromium refuses to run as root with its sandbox, for which a container often leaves no choice.
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    profile = f"--user-data-dir={folder / 'profile'}"
    said = _run([str(browser), *_FLAGS, *sandbox, profile, f"--print-to-pdf={printed}", source.as_uri()])
    if not printed.is_file():
        raise _unavailable(f"The browser printed no PDF: {said or 'it said nothing'}.")
    return printed.read_bytes()


def _run(command: list[str]) -> str:
    """Run the browser; the last thing that it complained of."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            _, errors = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            raise _unavailable("The browser took too long to print the PDF.") from None
        finally:
            _stop(process)
    lines = re.sub(r"[^\x20-\x7e\n]", " ", errors.decode("utf-8", "replace")).split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the browser with all its helpers, whatever is left of them."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _unavailable(message: str) -> QueryError:
    return QueryError(message, code=_CODE, hint=CODES[_CODE].hint)
