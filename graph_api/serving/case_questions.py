"""The question about a case: its platform is looked up, and a receipt is requested if one can be signed."""

from dataclasses import replace

from graph_api.engine.engine import Engine
from graph_api.exports.question import JustificationRequest
from graph_api.operations.question import Question


async def question_about(
    engine: Engine, case: JustificationRequest, release: str | None, *, signed: bool
) -> tuple[JustificationRequest, Question]:
    """The request with its platform, and the question for the engine; if `signed`, with a receipt if that is possible.

    Raises `QueryError` `NO_DECISION`, `BAD_USER_INPUT`.
    """
    if (about := case.platform_question) is not None:
        case = case.on((await engine.execute(about)).body)
    question = case.question(release, engine.parts.limits.max_page)
    return case, replace(question, wants_receipt=signed and await engine.can_sign())
