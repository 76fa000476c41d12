"""The tree of errors that the program shows to people.

    NdpError
    ├── DataError     the data is wrong: exit code 1
    ├── UsageError    the call or a setting is wrong: exit code 2
    ├── StoreError    a store or the environment is wrong: exit code 2
    │   └── DamagedFile   a file of the release folder is missing or damaged
    └── QueryError    a question is wrong: exit code 2 (`graph_api/errors.py`)

Subclasses with more members live beside the code that raises them.
"""

from typing import ClassVar, Self


class NdpError(Exception):
    """A problem with a stable `code`, a sentence to act on and, if there is one, a `hint`."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, code: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).default_code
        self.hint = hint

    default_code: ClassVar[str] = "ERROR"

    def __reduce__(self) -> tuple[object, ...]:
        """The parts of the error for `pickle`: errors of other processes are raised again in this one."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[NdpError], arguments: tuple[object, ...], members: dict[str, object]) -> NdpError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(members)
    return error


class DataError(NdpError):
    """The data is invalid."""

    exit_code = 1
    default_code = "DATA_INVALID"


class UsageError(NdpError):
    """The call, a setting or the ontology is invalid, or does not allow the request."""

    default_code = "USAGE"


class StoreError(NdpError):
    """A store cannot be reached, read or written."""

    default_code = "STORE_UNAVAILABLE"


class DamagedFile(StoreError):
    """The file at `path` of the release folder is missing or damaged: the message is the path and `problem`."""

    default_code = "STORE_DAMAGED"

    def __init__(self, path: object, problem: str, *, hint: str | None = None) -> None:
        super().__init__(f"{path} {problem}", hint=hint or REPAIR)
        self.path = path
        self.problem = problem

    @classmethod
    def unreadable(cls, path: object, problem: OSError) -> Self:
        """The error about a file that is there and cannot be read."""
        hint = ACCESS if isinstance(problem, PermissionError) else REPAIR
        return cls(path, f"cannot be read: {problem.strerror}", hint=hint)


REPAIR = "`ndp-graph repair` checks every file of the folder, and restores what can be restored"
"""The hint of errors about damaged files."""
ACCESS = "run the program as the owner of the folder, or let this user read and write it (chown, chmod)"
"""The hint of errors about files and folders to which the user has no access."""
