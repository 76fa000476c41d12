"""The parameters of the query string: those that a path knows, and slips that would change an answer in silence.

A parameter that nobody knows is ignored: people share links with those that trackers add. One that is nearly the name
of a known one, or a known one that is there twice, is refused. So is one that chooses what answers are about, on a path
that does not have it. Nobody shares links to streams: these refuse whatever they do not know.
"""

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher

from starlette.requests import Request

from graph_api.errors import QueryError
from graph_api.operations.data_directive import CONFIDENCE, ILLUSTRATIVE

_ALIKE, _SHORT, _LONG = 0.75, 4, 30
"""From this similarity on a name is a slip; shorter names are like too many others, longer ones like none."""
_CHOICES = ("release", "asOf", ILLUSTRATIVE, CONFIDENCE)
"""The parameters that choose what answers are about."""
_MOST = 50
"""Most parameters of a request."""


def check_parameters(
    request: Request, known: Sequence[str], *, ignores_others: bool = True, repeated: Sequence[str] = ()
) -> None:
    """Raise `QueryError` `BAD_PARAMETER` for parameters that would change an answer in silence, or too many.

    Those in `repeated` may be there several times, and many times.

    These are slips in names, known ones that are there twice, and choices that the path does not have; without
    `ignores_others` all that are not known.
    """
    names = [name for name, _ in request.query_params.multi_items() if name not in repeated]
    if len(names) > _MOST:
        raise QueryError(
            f"The query string has {len(names)} parameters; at most {_MOST} are allowed.",
            code="BAD_PARAMETER",
        )
    for name in names:
        if name in known:
            if names.count(name) > 1:
                raise QueryError(
                    f"The parameter `{name}` is there {names.count(name)} times.",
                    code="BAD_PARAMETER",
                    hint="Give each parameter once.",
                )
        elif (near := next((one for one in known if _is_slip(name, one)), None)) is not None:
            raise QueryError(
                f"There is no parameter `{name[:50]}`.", code="BAD_PARAMETER", hint=f"Did you mean `{near}`?"
            )
        elif not ignores_others or any(_is_slip(name, choice) for choice in _CHOICES):
            raise QueryError(
                f"This path has no parameter `{name[:50]}`.",
                code="BAD_PARAMETER",
                hint=f"Leave out `{name[:50]}`.",
            )


def read_day(text: str, name: str) -> date | None:
    """The day in the parameter of that name; None if it is empty. Raises `QueryError`."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise QueryError(
            f"`{name}` must be a day, not {text[:50]!r}.", hint="Write a day such as `2026-07-01`."
        ) from None


def _is_slip(name: str, known: str) -> bool:
    if len(name) > _LONG:
        return False
    plain, meant = (text.lower().replace("_", "").replace("-", "") for text in (name, known))
    if plain == meant:
        return True
    return len(meant) >= _SHORT and SequenceMatcher(None, plain, meant).ratio() >= _ALIKE
