"""Correcting words: what no known word is near to costs little, however long it is."""

from graph_api.plan.spelling import KnownWords, one_mistake_away

KNOWN = KnownWords([("nen", 3), ("tang", 3), ("platform", 2), ("a" * 40, 1), ("b" * 41, 1)])


def test_words_with_one_or_two_mistakes_are_corrected() -> None:
    assert [KNOWN.nearest(word) for word in ("tanh", "tagn", "paltform", "platfoormm")] == [
        "tang", "tang", "platform", "platform"
    ]  # fmt: skip


def test_a_word_longer_than_any_that_people_type_is_not_corrected() -> None:
    assert KNOWN.nearest("a" * 39) == "a" * 40
    assert KNOWN.nearest("b" * 42) is None
    assert KNOWN.nearest("b" * 40 + "c") is None


def test_of_very_many_letters_only_the_commonest_are_tried() -> None:
    letters = [chr(0x4E00 + n) for n in range(5000)]
    known = KnownWords([("nenn", 1), *((letter + "x", 1) for letter in letters)])
    assert known.nearest("nent") == "nenn"
    assert len(set(one_mistake_away("abc", letters[:100]))) < 1000
