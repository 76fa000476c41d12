"""Cursors of pages of documents."""

from graph_api.publish.page_cursor import DocumentCursor, read_document_cursor


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = DocumentCursor(1000, "000012-ab12cd34")
    assert read_document_cursor(str(cursor)) == cursor
    assert str(cursor).replace("-", "").replace("_", "").isalnum()


def test_other_texts_are_none() -> None:
    for text in ("", "x", "!!!!", "MTIz", str(DocumentCursor(1, "a/../b")), "é", "A" * 1000):
        assert read_document_cursor(text) is None, text
