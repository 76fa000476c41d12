"""The one reader of JSON that comes from outside: strict, as I-JSON is (RFC 7493), so that all programs read the same.

A member that occurs twice, a number that no program holds, and half of a surrogate pair are refused: readers differ
in what they make of them. Whole numbers have any length.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

from ontology.byte_order import to_utf8

_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class JsonProblem(ValueError):
    """A text is not valid JSON; `line` is counted from 1, None if it is not known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_json(content: bytes | str) -> Any:
    """The value of a JSON text; a byte order mark before it is ignored. Raises `JsonProblem`."""
    try:
        text = content if isinstance(content, str) else to_utf8(content).decode()
        text = text.removeprefix("\ufeff")
        value = json.loads(
            text, object_pairs_hook=_members, parse_constant=_refuse_constant, parse_float=_number
        )
        if _HALF.search(text):
            for part in _strings(value):
                part.encode()
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno}, column {problem.colno}"
        raise JsonProblem(f"{problem.msg[:1].lower()}{problem.msg[1:]} ({place})", problem.lineno) from None
    except UnicodeDecodeError as problem:
        raise JsonProblem(f"byte {problem.start + 1} is not {problem.encoding.upper()}") from None
    except UnicodeEncodeError:
        raise JsonProblem("an escape such as \\ud800 is half of a character") from None
    except RecursionError:
        raise JsonProblem("it is nested too deeply") from None
    except ValueError as problem:
        raise problem if isinstance(problem, JsonProblem) else JsonProblem(_too_long(problem)) from None
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise JsonProblem(f"the member {json.dumps(twice)} occurs twice in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise JsonProblem(f"{name} is not a number of JSON")


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise JsonProblem(f"the number {text[:20]} is too large")
    return number


def _strings(value: Any) -> Iterator[str]:
    """All strings of a value, the names of members too."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _too_long(problem: ValueError) -> str:
    """The message about a whole number of more digits than Python reads."""
    return "a whole number has too many digits" if "digits" in str(problem) else str(problem)
