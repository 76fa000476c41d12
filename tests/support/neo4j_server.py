"""A real Neo4j Community for tests and benchmarks, from jars, without Docker.

The jars come once through Maven into `${XDG_CACHE_HOME:-~/.cache}/ndp-graph/neo4j-VERSION`.
In the foreground:

    python -m tests.support.neo4j_server --port 7687 --data DIR
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parents[1] / "neo4j"
OLDEST_JAVA = 17
SECONDS_TO_START = 180.0
SECONDS_TO_STOP = 60.0


class NoNeo4jError(Exception):
    """There is no way to start a Neo4j on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Size:
    """The memory of a server in MiB; small by default, since tests share the machine.

    `brief`: it lives for minutes, so Java compiles its code only once, in a hurry; half as fast in the long run.
    """

    heap: int = 1024
    page_cache: int = 256
    brief: bool = True


SMALL = Size()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its Bolt URI and its process, which the block that runs it ends."""

    uri: str
    process: subprocess.Popen[bytes]


def why_unavailable() -> str | None:
    """The reason why this machine cannot run Neo4j, or None."""
    missing = [name for name in ("java", "javac") if shutil.which(name) is None]
    if missing:
        return f"no {' and no '.join(missing)} on the PATH (a JDK {OLDEST_JAVA} or newer is needed)"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        return f"the java on the PATH is older than {OLDEST_JAVA}"
    if not jar_folder().is_dir() and shutil.which("mvn") is None:
        return "no mvn on the PATH to get Neo4j's jars with"
    return None


def jar_folder() -> Path:
    """The folder of the jars of the version in `pom.xml`, outside the checkout."""
    found = re.search(r"<neo4j.version>(.+?)</neo4j.version>", (HERE / "pom.xml").read_text("utf-8"))
    if found is None:
        raise NoNeo4jError("tests/neo4j/pom.xml names no <neo4j.version>")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "ndp-graph" / f"neo4j-{found[1]}"


def fetch_jars() -> Path:
    """The folder of the jars, got through Maven if it is not there yet.

    They go to a temporary folder that is then renamed, so a killed download leaves nothing half; where two
    runs fetch at once, the first to rename wins.
    """
    folder = jar_folder()
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as draft:
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={draft}/lib"]
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *goal]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoNeo4jError(f"Maven could not get Neo4j's jars:\n{(done.stdout + done.stderr)[-2000:]}")
        try:
            Path(draft, "lib").rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    return folder


@contextmanager
def running(data: Path, port: int = 0, size: Size = SMALL) -> Iterator[Server]:
    """Runs a server on loopback with the data folder `data`; port 0 takes any free one.

    Raises:
        NoNeo4jError: it cannot be started here; the message ends with the server's own last words.
    """
    reason = why_unavailable()
    if reason:
        raise NoNeo4jError(reason)
    jars = fetch_jars()
    data.mkdir(parents=True, exist_ok=True)
    address = data / "address"
    address.unlink(missing_ok=True)
    log = data / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            _command(jars, data.resolve(), port, size),
            stdin=subprocess.PIPE,  # its end, when we die, stops the server
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(address, process, log)
            yield Server(f"bolt://{address.read_text('utf-8')}", process)
        finally:
            _stop(process)


def _command(jars: Path, data: Path, port: int, size: Size) -> list[str]:
    return [
        "java",
        f"-Xmx{size.heap}m",
        *(("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC") if size.brief else ()),
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "-cp",
        f"{jars}/*",
        str(HERE / "Neo4jServer.java"),
        str(data),
        str(port),
        str(size.page_cache),
    ]


def _wait_for(address: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not address.exists():
        if process.poll() is not None:
            last_words = log.read_text("utf-8", "replace")[-2000:]
            raise NoNeo4jError(f"Neo4j stopped while starting:\n{last_words}")
        if time.monotonic() > deadline:
            raise NoNeo4jError(f"Neo4j did not answer within {SECONDS_TO_START:.0f} s; see {log}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """Runs a server in the foreground until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.neo4j_server", description=main.__doc__)
    parser.add_argument("--port", type=int, default=7687, help="Bolt port on loopback; 0 takes any free one")
    parser.add_argument("--data", type=Path, help="data folder, kept; without it a temporary one")
    parser.add_argument("--heap", type=int, default=SMALL.heap, help="MiB of heap (%(default)s)")
    parser.add_argument("--page-cache", type=int, default=SMALL.page_cache, help="MiB (%(default)s)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends like Ctrl-C, tidily
    size = Size(given.heap, given.page_cache, brief=False)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ndp-neo4j-") as temporary,
            running(given.data or Path(temporary), given.port, size) as server,
        ):
            sys.stdout.write(f"{server.uri}\n")
            sys.stdout.flush()
            server.process.wait()
    except KeyboardInterrupt:
        return
    except NoNeo4jError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
