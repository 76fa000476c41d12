"""The way of a client's question to its engine: prepared beside the event loop, then run in the lane of its cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from graph_api.engine.engine import Engine
from graph_api.operations.question import Question
from graph_api.serving.admission import Admission, Ticket
from graph_api.serving.engines import Engines

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """Gives the questions of all clients their turns."""

    engines: Engines
    admission: Admission

    async def prepared(self, client: str, engine: Engine, question: Question, work: Callable[[], T]) -> T:
        """The result of `work`, which prepares the question, called in a thread if that may take long.

        Raises `QueryError` `OVERLOADED`, and whatever `work` raises.
        """
        if engine.is_known(question):
            return work()
        return await self.admission.prepare(client, work)

    async def enter(self, client: str, engine: Engine, cost: float) -> Ticket:
        """Wait until a question of this cost may be put to the engine. Raises `QueryError` `OVERLOADED`."""
        lane = self.admission.lane(cost, is_current=await self.engines.is_current(engine))
        return await lane.enter(client, cost)
