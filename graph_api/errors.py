"""Errors of questions, as clients see them in `errors[].extensions`.

NdpError
└── QueryError            the client is at fault; its code is a row of the table in `error_codes.py`
    ├── BadRequest        the HTTP request is not a GraphQL request (`http/request.py`)
    └── InvalidRequest    the document or its variables are invalid (`operations/preparing.py`)
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import ClassVar

from graph_api.error_codes import CODES, ErrorCode
from ontology.errors import NdpError


class QueryError(NdpError):
    """The question has a mistake or asks for too much.

    `details` are more members of `extensions`; `locations` the lines and columns in the document that it is about;
    `path` the response key of a root field, empty if it is about the whole request.
    """

    default_code: ClassVar[str] = "BAD_USER_INPUT"
    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        details: Mapping[str, object] | None = None,
        locations: tuple[tuple[int, int], ...] = (),
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.details: Mapping[str, object] = details or {}
        self.locations = locations
        self.path: tuple[str, ...] = ()

    @property
    def row(self) -> ErrorCode:
        """The row of the table for its code."""
        return CODES[self.code]

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.row.status

    @property
    def always(self) -> bool:
        """True if the answer has this status in any media type."""
        return self.row.always


_SLIP = 0.85
"""From this similarity on a name is taken for a misspelt one."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the known name which a misspelt one may mean; None if there is none as similar as that."""
    near = get_close_matches(name, list(known), n=1, cutoff=_SLIP)
    return f"Did you mean {near[0]!r}?" if near else None
