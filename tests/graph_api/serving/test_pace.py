"""Refusals go out one by one, and none much later than it says when to ask again."""

import asyncio
import itertools

import pytest

from graph_api.serving.admission import RETRY_AFTER
from graph_api.serving.pace import RefusalPace


def test_the_first_refusal_goes_out_at_once_and_others_one_by_one() -> None:
    pace = RefusalPace()
    delays = [pace.delay(100.0) for _ in range(5)]
    steps = {round(later - sooner, 6) for sooner, later in itertools.pairwise(delays)}
    assert delays[0] == 0
    assert steps == {0.005}
    assert pace.delay(200.0) == 0


def test_refusals_wait_only_for_those_that_are_still_to_go_out() -> None:
    pace = RefusalPace()
    for _ in range(201):
        pace.delay(100.0)
    assert pace.delay(100.5) == pytest.approx(0.505)


def test_no_refusal_waits_longer_than_it_says_however_many_there_are() -> None:
    pace = RefusalPace()
    delays = [pace.delay(100.0) for _ in range(5000)]
    assert max(delays) < RETRY_AFTER
    in_each_second = [sum(second <= delay < second + 1 for delay in delays) for second in range(RETRY_AFTER)]
    assert in_each_second == pytest.approx([1000] * RETRY_AFTER, abs=5)


def test_refusals_that_wait_go_out_in_order() -> None:
    pace, out = RefusalPace(), []

    async def refuse(number: int) -> None:
        await pace.wait()
        out.append(number)

    async def main() -> None:
        await asyncio.gather(*(refuse(number) for number in range(10)))

    asyncio.run(main())
    assert out == list(range(10))
