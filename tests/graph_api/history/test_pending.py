"""Work that takes longer than a request waits: begun once, given up by nobody, tried again after a while."""

import threading

import pytest

from graph_api.errors import QueryError
from graph_api.history.pending import PendingWork


def test_work_goes_on_when_nobody_waits_and_is_begun_once() -> None:
    pending, go, begun = PendingWork(), threading.Event(), []

    def work() -> str:
        begun.append(1)
        assert go.wait(60)
        return "done"

    for _ in range(3):
        with pytest.raises(QueryError) as refused:
            pending.result("key", work, wait=0.01)
        assert refused.value.code == "HISTORY_BEHIND"
    go.set()
    assert (pending.result("key", work, wait=60), len(begun)) == ("done", 1)
    assert pending.result("key", lambda: "anew", wait=60) == "anew"


def test_work_that_failed_is_tried_again_only_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    pending, tried = PendingWork(), []

    def work() -> None:
        tried.append(1)
        raise OSError("disk full")

    for _ in range(3):
        with pytest.raises(QueryError):
            pending.result("key", work)
    assert len(tried) == 1
    monkeypatch.setattr("time.monotonic", lambda: 1e12)
    assert pending.result("key", lambda: "mended") == "mended"
