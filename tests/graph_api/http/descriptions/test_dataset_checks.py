"""The lines on the page of a release that check it: run as they are, they find what the page says."""

import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx2
import pytest

from graph_api.http.app import create_app
from loaders.folder.location import Location
from tests.graph_api.pages.browser import require_programs
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.justified import publish, settings_of

USUAL_ADDRESS = "http://127.0.0.1:8000"
"""The address that the page names, as the service was not told its own."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page, while the service runs."""
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(create_app(settings_of(location))) as url:
        found = httpx2.get(f"{url}/dataset?lang=en", headers={"accept": "text/html"}).text
        yield found.replace(USUAL_ADDRESS, url)


def run(lines: str, folder: Path) -> str:
    """The output of lines in a shell."""
    done = subprocess.run(  # the lines are ours
        ["bash", "-euo", "pipefail", "-c", lines],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def test_the_lines_find_the_hash_and_whole_files(page: str, tmp_path: Path) -> None:
    require_programs("curl", "sha256sum")
    section = page.partition('id="check"')[2].partition("</section>")[0]
    of_hash, of_files, of_program = map(
        unescape, re.findall(r"<pre tabindex=\"0\"><code>([^<]+)</code>", section)
    )
    (release_hash,) = set(re.findall(r"<dd><code>sha256:([0-9a-f]{64})</code></dd>", page))
    assert run(of_hash, tmp_path).split()[0] == release_hash
    checked = run(of_files, tmp_path)
    assert re.fullmatch(r"ndp-[\w-]+\.nq\.zst: OK\n", checked)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    with pytest.raises(subprocess.CalledProcessError):
        run(of_files.splitlines()[1], tmp_path)
    assert of_program.startswith("ndp-graph verify --release 000001-")
