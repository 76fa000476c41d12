"""Garbage collection in processes that answer questions."""

import gc
from typing import TYPE_CHECKING

from graph_api.settings import Settings

if TYPE_CHECKING:
    from graph_api.engine.engine import Engine

_RARELY = 1000
"""The collections of younger objects between two full ones, usually 10: some seven million new objects."""


async def open_settled(settings: Settings, before: "Engine | None" = None) -> "Engine":
    """The engine of a service, as `open_service_engine` opens it, after which the process settles."""
    from graph_api.serving.opening import open_service_engine

    engine = await open_service_engine(settings, before)
    settle()
    return engine


def settle() -> None:
    """Exempt the objects that live as long as the release from garbage collection, and make full ones rare.

    There are a million of them: to scan them takes a tenth of a second, in the middle of some answer. What outlives a
    scan later on, such as plans that are kept, is exempt from the next. A large answer has as many objects of its own
    while it is made; so full scans wait until nobody asks (`DrainingServer.on_tick`), or there is much garbage.
    """
    gc.set_threshold(*gc.get_threshold()[:2], _RARELY)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    if _exempt not in gc.callbacks:
        gc.callbacks.append(_exempt)


def _exempt(phase: str, info: dict[str, int]) -> None:
    if phase == "stop" and info["generation"] == 2:
        gc.freeze()
