"""The error for input that cannot be read, with file, line, column and a hint how to fix it."""

from collections.abc import Sequence

from ontology.errors import DataError

_SHOWN = 100


class ReadError(DataError):
    """Invalid input; the message reads `FILE:LINE:COLUMN: the problem`.

    `line` and `column` count from 1 and are None if there is no such place (a missing file).
    """

    default_code = "DATA_UNREADABLE"

    def __init__(
        self,
        file: str,
        problem: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {problem}", hint=hint)
        self.file = file
        self.problem = problem
        self.line = line
        self.column = column


class UnreadableFiles(DataError):
    """Several files with errors: the first `errors` of each, in the order of the files; `count`: how many were read."""

    default_code = "DATA_UNREADABLE"

    def __init__(self, errors: Sequence[DataError], count: int) -> None:
        lines = [f"{e.message} ({e.hint})" if e.hint else e.message for e in errors[:_SHOWN]]
        if len(errors) > _SHOWN:
            lines.append(f"… and {len(errors) - _SHOWN:,} more files")
        super().__init__(
            "\n".join([f"{len(errors):,} of {count:,} inputs cannot be read:", *lines]),
            hint="fix these, or leave them out; nothing was changed",
        )
        self.errors = tuple(errors)


def raise_all(errors: Sequence[DataError], count: int) -> None:
    """Raise the one error, or one that names all; return if there are none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise UnreadableFiles(errors, count)
