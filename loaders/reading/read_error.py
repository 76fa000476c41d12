"""The error for input that cannot be read, with file, line, column and a hint how to fix it."""

from ontology.errors import DataError


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
