"""The questions of pages and documents: one GraphQL document a kind, whose text is fixed so that it is planned once.

`fragments/` has the fragments that several of them spread, each in a file of its name.
"""

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_SPREAD, _DEFINED = re.compile(r"\.\.\.([a-z]\w*)"), re.compile(r"\bfragment (\w+) on\b")


@cache  # a memo: there are a few
def page_question(name: str) -> str:
    """The text of the question in the file of that name, with the shared fragments that it spreads."""
    text = (_FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
    while missing := sorted({*_SPREAD.findall(text)} - {*_DEFINED.findall(text)}):
        shared = ((_FOLDER / "fragments" / f"{one}.graphql").read_text(encoding="utf-8") for one in missing)
        text = "\n".join([text, *shared])
    return text
