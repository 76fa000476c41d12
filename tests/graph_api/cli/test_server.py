"""The server of `serve` between requests."""

import asyncio
import gc

import uvicorn

from graph_api.cli.server import DrainingServer


def test_garbage_is_collected_while_nobody_asks() -> None:
    server = DrainingServer(uvicorn.Config("none:none"), grace=8)
    full: list[int] = []

    def count(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            full.append(1)

    async def tick() -> int:
        full.clear()
        for counter in range(100):
            await server.on_tick(counter)
        return len(full)

    gc.callbacks.append(count)
    try:
        gc.disable()
        assert asyncio.run(tick()) > 0
        server.server_state.tasks.add(object())  # type: ignore[arg-type]  # whatever it is, somebody waits for it
        assert asyncio.run(tick()) == 0
    finally:
        gc.enable()
        gc.callbacks.remove(count)
