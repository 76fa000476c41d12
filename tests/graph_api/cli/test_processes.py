"""The program as a process of its own: pipes, and the service."""

import json
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

from tests.graph_api.support.command_line import PROGRAM, environment


def test_output_into_a_pipe_that_closes_is_no_error(tmp_path: Path) -> None:
    quads = "".join(
        f"<http://e/{n}> <http://e/p> <http://e/{'x' * 200}> <http://e/g> .\n" for n in range(5000)
    )
    (tmp_path / "many.nq").write_text(quads)
    subprocess.run(
        [*PROGRAM, "load", "many.nq"], cwd=tmp_path, env=environment(), check=True, capture_output=True
    )
    dump = subprocess.Popen(
        [*PROGRAM, "dump"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert dump.stdout is not None
    assert dump.stderr is not None
    dump.stdout.readline()
    dump.stdout.close()
    said = dump.stderr.read().decode()
    dump.stderr.close()
    dump.wait()
    assert "error" not in said
    assert "Traceback" not in said


def test_serve_builds_the_first_release_serves_it_and_starts_again_at_once(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    first = _served(tmp_path, port)
    again = _served(tmp_path, port)
    assert first == again
    assert first["ready"] is True


def _served(folder: Path, port: int) -> dict[str, object]:
    """The answer of `/readyz` from a server that is started, queried and stopped."""
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)], cwd=folder, env=environment(), stderr=subprocess.PIPE
    )
    assert server.stderr is not None
    try:
        for line in server.stderr:
            if line.startswith(b"http://127.0.0.1:"):
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
            found: dict[str, object] = json.load(answer)
            return found
    finally:
        server.send_signal(signal.SIGTERM)
        said = server.stderr.read().decode()
        server.stderr.close()
        assert server.wait(30) == 0
        assert said.endswith("stopped\n")


def test_serve_reports_that_the_port_is_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*PROGRAM, "serve", "--port", port],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert not (tmp_path / "ndp-data").exists()
