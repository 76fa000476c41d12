"""A large record of Neo4j is unpacked in parts, between which the event loop goes on."""

import asyncio

import pytest

from graph_api.stores.neo4j import inbox
from graph_api.stores.neo4j.connection import open_driver, read_record

RECORDS = {
    "a list of rows": ("[i IN range(1, $n) | [i, 'a', null, ['x', 'y']]]", 40_000, 40_000),
    "rows in rows": (
        "[i IN range(1, 20) | ['a', [[j IN range(1, $n) | [j, {b: [1.5]}]], 7, []]]]",
        2_000,
        20 * 2_000,
    ),
    "one row with all": (
        "['a', [[j IN range(1, $n) | ['b', [[k IN range(1, 9) | ['c']], null, []]]]]]",
        2_000,
        18_000,
    ),
    "lists of lists of lists": ("[i IN range(1, $n) | [[[i]], [], [[], [i]]]]", 9_000, 9_000),
    "a long text": ("[reduce(s = 'đ', i IN range(1, 18) | s + s), $n]", 1, 0),
    "small": ("[[1, [true, false]], $n]", 300, 0),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_large_record_of_neo4j_lets_others_have_their_turns(
    neo4j_uri: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The value is that of a driver with its own inbox; with no step too short, each row gives others a turn."""
    text, size, rows = RECORDS[name]
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async def read() -> object:
        async with open_driver(neo4j_uri, None, None) as driver:
            turning = asyncio.ensure_future(turn())
            (value,) = await read_record(driver, f"RETURN {text}", {"n": size})
            turning.cancel()
        return value

    monkeypatch.setattr(inbox, "_STEP", -1.0)
    in_parts = asyncio.run(read())
    assert turns > rows
    monkeypatch.setattr(inbox, "_SMALL", 1 << 40)
    assert asyncio.run(read()) == in_parts
