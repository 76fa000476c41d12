"""Processes beside a load: what they give back, and how they end."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loaders.processes import ALONE, processes
from loaders.reading.read_error import ReadError
from loaders.releases.violations import LoadRefused
from ontology.errors import DamagedFile, NdpError, StoreError

ENDLESS = """
import os, sys, time
from loaders.processes import processes
if __name__ == "__main__":
    with processes(2) as beside:
        print(*{beside.submit(os.getpid).result() for _ in range(9)}, flush=True)
        beside.submit(time.sleep, 1000)
        time.sleep(1000)
"""


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def ended(running: set[int]) -> bool:
    """True as soon as none of some processes runs; False if that takes long."""
    for _ in range(500):
        if not any(map(is_running, running)):
            return True
        time.sleep(0.02)
    return False


def raise_damage(path: str) -> None:
    raise DamagedFile(path, "is missing")


def test_results_are_in_the_order_of_the_items_and_errors_are_those_of_the_work() -> None:
    items = list(range(40))
    with processes(2) as beside:
        assert beside.submit(os.getpid).result() != os.getpid()
        assert list(beside.in_order(str, items)) == list(ALONE.in_order(str, items)) == list(map(str, items))
        with pytest.raises(DamagedFile, match="graph is missing") as raised:
            beside.submit(raise_damage, "graph").result()
    assert (raised.value.path, raised.value.hint) == ("graph", DamagedFile("graph", "is missing").hint)
    assert ALONE.submit(os.getpid).result() == os.getpid()


def test_an_error_ends_the_processes_at_once() -> None:
    running = set[int]()
    with pytest.raises(StoreError, match="enough"):
        fail_beside(running)
    assert ended(running)


def fail_beside(running: set[int]) -> None:
    """Fail while a process beside, which is added to those running, has long work to do."""
    with processes(1) as beside:
        running.add(beside.submit(os.getpid).result())
        beside.submit(time.sleep, 1000)
        raise StoreError("enough")


def test_a_killed_process_is_an_error_of_the_environment() -> None:
    with pytest.raises(StoreError, match="a process of the load was killed"):
        kill_beside()


def kill_beside() -> None:
    """Kill a process at its work, and ask for the result."""
    with processes(1) as beside:
        process = beside.submit(os.getpid).result()
        sleeping = beside.submit(time.sleep, 1000)
        os.kill(process, signal.SIGKILL)
        sleeping.result()


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_end_with_the_one_that_began_them(tmp_path: Path, way: signal.Signals) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS, "utf-8")
    command = [sys.executable, str(script)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, process_group=0
    ) as loading:
        assert loading.stdout is not None
        running = set(map(int, loading.stdout.readline().split()))
        assert running
        assert all(map(is_running, running))
        # a terminal interrupts all processes of a group
        (os.killpg if way is signal.SIGINT else os.kill)(loading.pid, way)
        _, errors = loading.communicate(timeout=30)
    assert loading.returncode == -way
    assert ended(running)
    assert errors.count("Traceback") <= 1


@pytest.mark.parametrize(
    "error",
    [
        StoreError("text", hint="hint"),
        DamagedFile(Path("graph"), "is missing"),
        ReadError("name", "problem", line=1, column=2, hint="hint"),
        LoadRefused((), {}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_are_the_same_in_another_process(error: NdpError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert type(again) is type(error)
    assert (again.args, vars(again)) == (error.args, vars(error))
