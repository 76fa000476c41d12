"""Results that are kept in memory for short texts alone."""

from ontology.remembered import remembered


def test_results_of_short_texts_are_kept_and_those_of_long_ones_are_not() -> None:
    calls = []

    @remembered(2, 3)
    def upper(text: str) -> str:
        calls.append(text)
        return text.upper()

    for text in ("abc", "abc", "long", "long", "x", "y", "abc"):
        assert upper(text) == text.upper()
    assert calls == ["abc", "long", "long", "x", "y", "abc"]


def test_further_arguments_count_and_a_length_may_be_another_one() -> None:
    calls = []

    @remembered(9, 3, lambda texts: sum(map(len, texts)))
    def joined(texts: tuple[str, ...], mark: str) -> str:
        calls.append(texts)
        return mark.join(texts)

    for mark in ("-", "+", "-"):
        assert joined(("a", "b"), mark) == f"a{mark}b"
        assert joined(("ab", "cd"), mark) == f"ab{mark}cd"
    assert calls == [("a", "b"), ("ab", "cd"), ("a", "b"), ("ab", "cd"), ("ab", "cd")]
