"""The questions of pages and documents: one GraphQL document a kind, whose text is fixed so that it is planned once."""

from functools import cache
from pathlib import Path


@cache  # a memo: there are a few
def page_question(name: str) -> str:
    """The text of the question in the file of that name."""
    return (Path(__file__).parent / f"{name}.graphql").read_text(encoding="utf-8")
