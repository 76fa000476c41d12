"""Feeds in Atom: hostile texts stay texts, and every text is there in all languages."""

import feedparser
import pytest

from loaders.publication.atom import MOST, AtomEntry, AtomFeed, atom_texts, write_atom
from ontology.values.languages import LANGUAGES

HOSTILE = '<script>alert(1)</script> & "x" ]]> \x00\x1b[31m\u202e\ufffe đồ thị'


def feed(entries: int, title: str = HOSTILE) -> AtomFeed:
    made = [
        AtomEntry(
            f"urn:x:{n}", title, f"2026-01-{n % 28 + 1:02d}T00:00:00Z", title, f"https://x.example/?a=1&b={n}"
        )
        for n in range(entries)
    ]
    return AtomFeed("urn:x", title, "vi", "https://x.example/feed.atom?lang=vi", "https://x.example/", made)


def read(content: bytes) -> feedparser.FeedParserDict:
    """The feed as a reader has it, its texts plain."""
    found = feedparser.parse(content, sanitize_html=False)
    assert not found.bozo, found.bozo_exception
    return found


def test_hostile_texts_are_escaped_and_controls_are_shown() -> None:
    found = read(write_atom(feed(2)))
    shown = HOSTILE.replace("\x00", "\\u0000").replace("\x1b", "\\u001b")
    shown = shown.replace("\u202e", "\\u202e").replace("\ufffe", "\\ufffe")
    assert {one.title for one in (found.feed, *found.entries)} == {shown}
    assert {one.summary for one in found.entries} == {shown}
    assert [one.link for one in found.entries] == ["https://x.example/?a=1&b=0", "https://x.example/?a=1&b=1"]


def test_a_feed_has_the_newest_entries_and_the_moment_of_the_last() -> None:
    found = read(write_atom(feed(MOST + 5)))
    assert (len(found.entries), found.feed.updated) == (MOST, "2026-01-28T00:00:00Z")
    assert read(write_atom(feed(0))).feed.updated == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_all_languages(language: str) -> None:
    texts = atom_texts()
    assert len(texts.templates) == 14
    assert all(of_key[language].strip() for of_key in texts.templates.values())
