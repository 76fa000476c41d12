"""Literals in N-Triples: written as the library writes them."""

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from ontology.values.literals import join, split


@given(st.text(), st.sampled_from(("", "vi", "en-gb")))
def test_literals_are_written_as_the_library_writes_them_and_read_back(text: str, language: str) -> None:
    written = join(text, language)

    assert written == str(Literal(text, language=language) if language else Literal(text))
    assert split(written)[:2] == (text, language)


def test_every_character_is_written_as_the_library_writes_it() -> None:
    characters = [chr(code) for code in range(0x11_0000) if not 0xD800 <= code < 0xE000]
    datatype = "http://example.org/datatype"

    assert [one for one in characters if join(one) != str(Literal(one))] == []
    assert join("1", "", datatype) == str(Literal("1", datatype=NamedNode(datatype)))
