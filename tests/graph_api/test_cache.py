"""The memo: bounded, and shared between threads."""

import threading

import pytest

from graph_api.cache import Cache


def test_the_keys_used_last_are_kept() -> None:
    cache: Cache[str, str] = Cache(2)
    # Mypy infers no type for the default of a lambda.
    made = [cache.get(key, lambda key=key: key.upper()) for key in ("a", "b", "a", "c")]  # type: ignore[misc]
    assert made == ["A", "B", "A", "C"]
    assert len(cache) == 2
    assert [cache.get(key, lambda: "made again") for key in ("a", "c", "b")] == ["A", "C", "made again"]


def test_an_exception_is_not_kept() -> None:
    cache: Cache[str, int] = Cache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: 1 // 0)
    assert len(cache) == 0
    assert cache.get("a", lambda: 1) == 1


def test_threads_that_miss_a_key_at_once_get_one_value() -> None:
    cache: Cache[str, object] = Cache(2)
    both = threading.Barrier(2)
    values: list[object] = []

    def make() -> object:
        both.wait(timeout=10)
        return object()

    threads = [threading.Thread(target=lambda: values.append(cache.get("a", make))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(values) == 2
    assert values[0] is values[1]
