"""The release of a question: `@release(id:, knownAt:)` on its operation, or `release` beside the document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from graphql import DocumentNode

from graph_api.errors import QueryError
from graph_api.operations.directives import iter_directives
from graph_api.operations.question import Question

DIRECTIVE = "release"
ID, KNOWN_AT = "id", "knownAt"


@dataclass(frozen=True, slots=True)
class ReleaseChoice:
    """The ids and moments by which a question names its release; all must mean the same one. None: the current one."""

    ids: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ids or self.moments)


def read_release_choice(question: Question, document: DocumentNode | None) -> ReleaseChoice:
    """The ids and moments in a question and its parsed document. Mistakes are left for the validation to report."""
    directives = list(iter_directives(question, document, DIRECTIVE))
    ids, moments = (tuple(_texts(one.get(name) for one in directives)) for name in (ID, KNOWN_AT))
    return ReleaseChoice(((question.release,) if question.release else ()) + ids, moments)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment in `knownAt`: of a day its end; a time without a zone is in `zone`. Raises `QueryError`."""
    try:
        if len(text) == len("2026-03-01"):
            return datetime.combine(date.fromisoformat(text), time.max, zone)
        if text[10:11] not in ("T", " "):
            raise ValueError
        when = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(
            f"`knownAt`: {text!r} is not a valid date or time.",
            hint="Write a date as 2026-01-31, a time as 2026-01-31T12:00:00+07:00.",
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=zone)


def may_name_release(question: Question) -> bool:
    """True if a question may name a release. False for nearly all questions, without parsing them."""
    return question.release is not None or ("@" in question.query and DIRECTIVE in question.query)


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (str(value) for value in values if value and isinstance(value, str | int))
