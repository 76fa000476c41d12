"""PDF: the dossier, printed by a browser on this machine."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_api.error_codes import CODES
from graph_api.errors import QueryError

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
"""No host name resolves: the page is complete, and its own policy forbids scripts."""
_PATIENCE = 60.0
_CODE = "PDF_UNAVAILABLE"


def find_browser(name: str | None) -> Path | None:
    """The browser that prints: the one called `name` (a name or path), else any known one; for `none`, None."""
    if name == "none":
        return None
    paths = (shutil.which(one) for one in ((name,) if name else _BROWSERS))
    return next((Path(path) for path in paths if path), None)


def print_page(page: bytes, browser: Path | None) -> bytes:
    """The page as PDF. Raises `QueryError` `PDF_UNAVAILABLE` without a browser, or if it does not print in time."""
    if browser is None:
        raise _unavailable("This machine has no browser that can print PDF.")
    with TemporaryDirectory(prefix="ndp-graph-", ignore_cleanup_errors=True) as folder:
        return _print(page, browser, Path(folder))


def _print(page: bytes, browser: Path, folder: Path) -> bytes:
    source, printed = folder / "dossier.html", folder / "dossier.pdf"
    source.write_bytes(page)
    # Chromium as root does not start with its sandbox, and in a container root is often the only user.
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    profile = f"--user-data-dir={folder / 'profile'}"
    complaint = _run(
        [*_gently(), str(browser), *_FLAGS, *sandbox, profile, f"--print-to-pdf={printed}", source.as_uri()]
    )
    if not printed.is_file():
        raise _unavailable(f"The browser printed no PDF: {complaint or 'no message'}.")
    return printed.read_bytes()


def _gently() -> tuple[str, ...]:
    """The words before a command that let others go first."""
    return ("nice", "-n", "10") if shutil.which("nice") else ()


def _run(command: list[str]) -> str:
    """Run the browser; the last line of its errors."""
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
    """End the browser with all its processes."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _unavailable(message: str) -> QueryError:
    return QueryError(message, code=_CODE, hint=CODES[_CODE].hint)
