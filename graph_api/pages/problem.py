"""The page about an error: what happened and what to do, in the reader's language. It works without scripts."""

from dataclasses import dataclass, replace
from urllib.parse import unquote

from graph_api.pages.frame import Frame, render_page
from graph_api.pages.strings import texts

_CASES = ("/dossier", "/justification")
_SUBJECTS = {"platform", "decision"}
_LONGEST_SEARCH = 100


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


def render_problem(problem: Problem, frame: Frame) -> str:
    """The page as HTML, in the frame of a page at the address of the request."""
    text = texts(frame.lang)
    is_case = frame.path in _CASES and problem.status < 500
    key = f"problem-{problem.code}"
    lacks_subject = _SUBJECTS.isdisjoint(name for name, value in frame.parameters if value)
    if is_case and lacks_subject:
        key = "problem-no-subject"
    # What else was asked is kept, unless it may be what is wrong.
    others = frame.parameters_but(*_SUBJECTS)
    if problem.status == 404:
        frame = replace(frame, searched=_words_of(frame.path))
    return render_page(
        "problem.html",
        frame,
        problem=problem,
        sentence=text.get(f"{key}-{_page_of(frame.path)}")
        or text.get(key)
        or text[f"problem-{problem.status // 100}xx"],
        is_too_old=problem.code == "NOT_IN_RELEASE",
        current=frame.here(release="") if dict(frame.parameters).get("release") else "",
        case_path=frame.path if is_case else "",
        platform=dict(frame.parameters).get("platform", ""),
        others=others if lacks_subject or problem.code == "NO_PLATFORM" else (),
    )


def _page_of(path: str) -> str:
    """The name of the page at a path, or of the page whose file is there."""
    return path.strip("/").partition("/")[0].partition(".")[0]


def _words_of(path: str) -> str:
    """The last part of a path that leads nowhere, as words to search for."""
    last = unquote(path.rstrip("/").rpartition("/")[2]).partition(".")[0]
    return " ".join(last.replace("-", " ").replace("_", " ").split())[:_LONGEST_SEARCH]
