"""Asking a question without a server."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_api.settings import Settings

if TYPE_CHECKING:
    from graph_api.answer import Answer
    from graph_api.engine import Engine
    from graph_api.operation import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and the base IRI of the release that it is from; it is empty if there was none to ask."""

    answer: "Answer"
    base: str = ""


async def ask(settings: Settings, question: "Question") -> Asked:
    """The answer to a question from the release that it is about."""
    from graph_api.answer import answer_refused
    from graph_api.open import open_engine, open_releases
    from ontology.errors import NdpError

    async with await open_engine(settings) as current:

        async def engine_now() -> "Engine":
            return current

        releases = open_releases(settings, engine_now)
        try:
            async with releases.engine(question) as engine:
                return Asked(await engine.execute(question), engine.reader.model.base)
        except NdpError as error:
            return Asked(answer_refused(error, question))
        finally:
            await releases.close()
