"""Errors of questions, as clients see them in `errors[].extensions`.

NdpError
└── QueryError        what the client asked cannot be done: `code`, `message`, `hint`
"""

from typing import ClassVar

from ontology.errors import NdpError


class QueryError(NdpError):
    """The question cannot be answered as it stands."""

    default_code: ClassVar[str] = "BAD_USER_INPUT"
    exit_code: ClassVar[int] = 2

    path: tuple[str, ...] = ()
    """The response key of the root field that it is about; empty: the whole request."""
