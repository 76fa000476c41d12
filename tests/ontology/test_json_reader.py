"""JSON from outside is read strictly: what two programs could read in two ways is refused."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.byte_order import to_utf8
from ontology.json_reader import JsonProblem, read_json
from tests.support.work import at_most_calls

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_what_was_written_is_read(value: object) -> None:
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"a": 1, "\\u0061": 2}',
        '[{"b": {"a": null, "c": 1, "a": null}}]',
        '{"": 1, "": 2}',
    ],
)
def test_a_member_that_occurs_twice_is_refused(text: str) -> None:
    with pytest.raises(JsonProblem, match="occurs twice in one object"):
        read_json(text)


def test_a_member_that_occurs_twice_is_found_among_many_at_once() -> None:
    names = [*(f"a{number}" for number in range(100_000)), "a99999"]
    with at_most_calls(300_000), pytest.raises(JsonProblem, match='"a99999" occurs twice'):
        read_json("{" + ",".join(f'"{name}":1' for name in names) + "}")


def test_one_name_in_several_objects_is_not_twice() -> None:
    assert read_json('[{"a": {"a": 1}}, {"a": 2}]') == [{"a": {"a": 1}}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expecting value"),
        ("[1] 2", "extra data"),
        ("NaN", "not a number of JSON"),
        ("[-Infinity]", "not a number of JSON"),
        ("1e999", "too large"),
        ('"\\ud800"', "half of a character"),
        ('{"\\udc00": 1}', "half of a character"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5000, "too many digits"),
        (b'"\xff"', "byte 2 is not UTF-8"),
    ],
)
def test_what_is_not_json_of_the_internet_is_refused(text: str | bytes, problem: str) -> None:
    with pytest.raises(JsonProblem, match=problem):
        read_json(text)


def test_whole_numbers_have_any_length_and_pairs_of_surrogates_are_characters() -> None:
    assert read_json("18446744073709551616") == 2**64
    assert read_json('"\\ud83d\\ude00 \\\\ud800"') == "\N{GRINNING FACE} \\ud800"


def test_a_problem_has_its_line() -> None:
    with pytest.raises(JsonProblem) as refused:
        read_json('{\n"a": 1,\n}')
    assert refused.value.line == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_is_read_in_the_encoding_that_it_was_saved_in(encoding: str) -> None:
    value = {"tên": "Nền tảng số", "n": 1}
    content = orjson.dumps(value).decode().encode(encoding)
    assert to_utf8(content) == orjson.dumps(value)
    assert read_json(content) == value
