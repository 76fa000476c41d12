"""Files to verify: a receipt, an answer with its receipt in it, or a dump."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from ontology.byte_order import to_utf8
from ontology.json_reader import JsonProblem, read_json

_KEY = re.compile(rb'"\s*:')


class FileKind(Enum):
    """The kinds of files that can be verified."""

    RECEIPT = "receipt"
    ANSWER = "answer"
    DUMP = "dump"


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """An answer from a file. `problem`: why it cannot be read; empty if it has `data`.

    `release`, `receipt` and `sources` (the member `data`, of the sources that count) are those of its `extensions`,
    None if it is the `data` alone or has none.
    `is_verbatim`: it is written byte for byte as the program writes it.
    """

    data: Any = None
    release: str | None = None
    receipt: str | None = None
    sources: Any = None
    problem: str = ""
    is_verbatim: bool = False


def kind_of(start: bytes) -> FileKind:
    """The kind of a file, from its first few thousand bytes. A damaged file has the kind that it had before."""
    start = to_utf8(start, "ignore")
    has_keys = _KEY.search(start) is not None
    if b"> <" in start and not (has_keys and start.lstrip()[:1] not in (b"<", b"_")):
        return FileKind.DUMP
    return FileKind.ANSWER if has_keys else FileKind.RECEIPT


def read_answer_file(content: bytes) -> AnswerFile:
    """The answer in a file: the whole response, or its `data` alone."""
    try:
        answer = read_json(content)
    except JsonProblem as problem:
        return AnswerFile(problem=f"not valid JSON: {problem}")
    if not isinstance(answer, dict):
        return AnswerFile(problem="not a JSON object")
    is_verbatim = _is_verbatim(answer, content)
    if "data" not in answer or "extensions" not in answer:
        return AnswerFile(answer, is_verbatim=is_verbatim)
    extensions = answer["extensions"]
    if answer.keys() != {"data", "extensions"} or not isinstance(extensions, dict):
        return AnswerFile(problem="it has other parts than `data` and `extensions`")
    release, receipt = extensions.get("release"), extensions.get("receipt")
    if not isinstance(release, str) or not (receipt is None or isinstance(receipt, str)):
        return AnswerFile(problem="`extensions` has no `release`")
    sources = extensions.get("data")
    return AnswerFile(answer["data"], release, receipt, sources, is_verbatim=is_verbatim)


def _is_verbatim(answer: object, content: bytes) -> bool:
    try:
        return orjson.dumps(answer) == content.strip()
    except TypeError:
        return False  # a whole number beyond 64 bit, which no answer of ours has


def first_difference(left: Any, right: Any, path: str = "data") -> tuple[str, Any, Any]:
    """The path of the first difference between two answers, and the value of each there (None if it has none)."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in (*right, *(k for k in left if k not in right)):
            if key not in left or key not in right:
                return f"{path}.{key}", left.get(key), right.get(key)
            if left[key] != right[key]:
                return first_difference(left[key], right[key], f"{path}.{key}")
    if isinstance(left, list) and isinstance(right, list):
        for place, (one, other) in enumerate(zip(left, right, strict=False)):
            if one != other:
                return first_difference(one, other, f"{path}[{place}]")
        if len(left) != len(right):
            place = min(len(left), len(right))
            one, other = (side[place] if place < len(side) else None for side in (left, right))
            return f"{path}[{place}]", one, other
    return path, left, right
