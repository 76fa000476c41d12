"""The error for input that cannot be read: it names file, line and column, and says how to mend it."""

from ontology.errors import DataError


class ReadError(DataError):
    """Input that is not what it claims to be; the message reads `FILE:LINE:COLUMN: what is wrong`.

    `line` and `column` count from 1 and are None where there is no such place (a missing file).
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
