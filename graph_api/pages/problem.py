"""The page about an error: what happened and what to do, in the reader's language. It works without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from graph_api.pages.strings import texts
from graph_api.pages.template import template
from ontology.values.languages import LANGUAGES

_CASES = ("/dossier", "/justification")
_SUBJECTS = {"platform", "decision"}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error: its HTTP status, its code, and in English what is wrong and what to do.

    `link` is the address of the last state of what is gone.
    """

    status: int
    code: str
    message: str
    hint: str
    link: str = ""


def render_problem(problem: Problem, path: str, parameters: Sequence[tuple[str, str]], lang: str) -> str:
    """The page as HTML, in one of `LANGUAGES`; `path` and `parameters` are those of the request."""
    text = texts(lang)
    given = [(name, value) for name, value in parameters if name != "lang"]
    is_case = path in _CASES and problem.status < 500
    key = f"problem-{problem.code}"
    lacks_subject = _SUBJECTS.isdisjoint(name for name, value in given if value)
    if is_case and lacks_subject:
        key = "problem-no-subject"
    # What else was asked is kept, unless it may be what is wrong.
    others = [(name, value) for name, value in given if name not in _SUBJECTS]
    return template("problem.html").render(
        problem=problem,
        sentence=text.get(key) or text[f"problem-{problem.status // 100}xx"],
        case_path=path if is_case else "",
        platform=dict(given).get("platform", ""),
        others=others if lacks_subject or problem.code == "NO_PLATFORM" else (),
        kept=urlencode(given) + "&" if given else "",
        lang=lang,
        languages=LANGUAGES,
        text=text,
    )
