"""A store with the commands on it, each a process of its own, and its service, which can be started again."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.support.command_line import PREFIXES, PROGRAM, environment

PLATFORM = ':g1 { :%s a ndp:DigitalPlatform ; skos:prefLabel "%s"@en }'


@dataclass(frozen=True, slots=True)
class Store:
    """A store, and the commands on it."""

    location: Location
    flags: tuple[str, ...]

    @property
    def current(self) -> str | None:
        """The id of the current release."""
        return Folder(self.location.folder).current_id()

    def run(self, *arguments: str) -> None:
        """Run a command on the store."""
        command = [*PROGRAM, *arguments, *self.flags]
        run = subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=False, timeout=300
        )
        assert run.returncode == 0, run.stdout + run.stderr

    def load(self, name: str) -> str:
        """Publish a release with one platform; its id."""
        file = self.location.folder.parent / f"{name}.trig"
        file.write_text(PREFIXES + PLATFORM % (name, name), "utf-8")
        self.run("load", str(file), "--replace", "--on-violation", "record")
        assert self.current is not None
        return self.current


@contextmanager
def served(store: Store, *flags: str, port: int = 0) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """A serving process and its address."""
    command = [*PROGRAM, "serve", "--port", str(port), *store.flags, *flags]
    folder = store.location.folder.parent
    with subprocess.Popen(
        command, env=environment(), stderr=subprocess.PIPE, text=True, cwd=folder
    ) as process:
        try:
            assert process.stderr is not None
            yield process, next(line for line in process.stderr if line.startswith("http://")).strip()
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
