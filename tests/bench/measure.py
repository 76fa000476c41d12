"""Requests to applications without a network, and times of several contenders taken in turns."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.applications import Starlette

from tests.bench.questions import BenchQuestion


@dataclass(frozen=True, slots=True)
class Contender:
    """An application that answers all questions; `{name}` in its path is replaced by a question's name."""

    name: str
    app: Starlette
    path: str = "/graphql"

    async def ask(self, question: BenchQuestion, body: bytes) -> bytes:
        """The body of its answer."""
        return await post(self.app, self.path.format(name=question.name), body)

    async def data(self, question: BenchQuestion) -> Any:
        """The `data` of its answer."""
        answer = orjson.loads(await self.ask(question, question.body))
        if answer.get("errors"):
            raise AssertionError(f"{self.name} cannot answer {question.name}: {answer['errors']}")
        return answer["data"]


async def post(app: Starlette, path: str, body: bytes) -> bytes:
    """The body of an answer to a POST of JSON, as a server would ask the application."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"accept", b"application/json"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one contender at one question."""

    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.samples)

    @property
    def best(self) -> float:
        """The least one, which the noise of other processes touches least."""
        return min(self.samples)


async def check(contenders: Sequence[Contender], question: BenchQuestion) -> None:
    """Raises `AssertionError` unless all give the same data."""
    first, *others = contenders
    expected = await first.data(question)
    for other in others:
        found = await other.data(question)
        if found != expected:
            raise AssertionError(
                f"{question.name}: {first.name} and {other.name} answer differently:\n"
                f"{orjson.dumps(expected)[:1500]!r}\n{orjson.dumps(found)[:1500]!r}"
            )


async def race(
    contenders: Sequence[Contender], question: BenchQuestion, warmup: int, rounds: int
) -> Mapping[str, Times]:
    """The times of all contenders at one question: one request each per round, another one first each time."""
    samples: dict[str, list[float]] = {c.name: [] for c in contenders}
    body = question.body
    for number in range(warmup + rounds):
        turn = number % len(contenders)
        for contender in (*contenders[turn:], *contenders[:turn]):
            start = time.perf_counter()
            await contender.ask(question, body)
            taken = (time.perf_counter() - start) * 1000
            if number >= warmup:
                samples[contender.name].append(taken)
    return {name: Times(tuple(times)) for name, times in samples.items()}
