"""README.md is true: every command and code block in it is run as it stands."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_the_readme_fits_on_a_page_and_every_block_is_known_here() -> None:
    assert len(README.splitlines()) <= 140
    assert [name for name, _ in BLOCKS] == ["sh", "graphql", "json", "sh", "sh", "sh"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newcomer's checkout: the files that git knows, as they are now, and nothing else."""
    if os.environ.get("CI") != "true":
        pytest.skip("the README's commands install packages: run with CI=true")
    target = tmp_path_factory.mktemp("clone")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, told.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


@pytest.fixture(scope="module")
def address(clone: Path) -> Iterator[str]:
    """The address of the service started by the README's first command, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NDP_")} | {"NDP_PORT": str(port)}
    started = subprocess.Popen(
        ["bash", "-c", blocks("sh")[0]], cwd=clone, env=environment, start_new_session=True
    )
    try:
        yield _when_ready(f"http://127.0.0.1:{port}", started)
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(timeout=30)


def _when_ready(base: str, started: "subprocess.Popen[bytes]") -> str:
    for _ in range(1200):
        assert started.poll() is None, "the README's first command ended"
        try:
            with urllib.request.urlopen(base + "/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return base
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the service of the README's first command was not ready in five minutes")


def ask(base: str, query: str) -> Any:
    request = urllib.request.Request(
        base + "/graphql", orjson.dumps({"query": query}), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return orjson.loads(answer.read())


def test_the_first_command_starts_a_service_that_answers_the_readme_s_question(address: str) -> None:
    answer = ask(address, blocks("graphql")[0])
    assert answer["data"] == orjson.loads(blocks("json")[0])["data"]


def test_the_commands_for_one_s_own_data_work(clone: Path, address: str) -> None:
    assert address
    for command in blocks("sh")[1].splitlines():
        subprocess.run(["bash", "-c", command], cwd=clone, check=True, timeout=120)
    assert (clone / "release.nq").stat().st_size > 100_000


def test_the_commands_for_auditing_work(clone: Path, address: str) -> None:
    assert address
    done = subprocess.run(
        ["bash", "-ec", blocks("sh")[2]], cwd=clone, check=True, timeout=120, capture_output=True, text=True
    )
    assert '"code": "D01"' in done.stdout
    assert '"verdict":"UNKNOWN"' in done.stdout
    assert done.stdout.count("  holds ") == 7


def test_the_last_command_is_the_one_that_ci_runs() -> None:
    assert blocks("sh")[-1].strip() in (ROOT / ".ci/run").read_text("utf-8").splitlines()
