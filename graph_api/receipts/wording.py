"""The sentence of each check, from `texts.toml`."""

from pathlib import Path

from loaders.releases.check import Check
from ontology.texts import read_texts

_FILE = Path(__file__).with_name("texts.toml")


def say(check: Check, lang: str = "en") -> str:
    """The sentence of a check in one of `LANGUAGES`."""
    return read_texts(_FILE).fill(_key(check), lang, **check.values)


def _key(check: Check) -> str:
    """The code; some codes have several sentences, as their values or parts differ."""
    if check.code == "certified-other":
        return f"certified-other-{check.part}"
    if (check.code, check.part) == ("certified-added", "source"):
        return "certified-added-source"
    if check.code == "certified-missing":
        return f"certified-missing-{check.part}"
    if check.code == "release-other":
        return f"release-other-{check.values['what']}"
    if check.code == "key-time" and check.values["until"] == "…":
        return "key-time-open"
    if check.code == "answer-bare" and check.values.get("form") == "empty":
        return "answer-absent"
    if check.code == "answer-differs" and "left_form" in check.values:
        return "answer-differs-form"
    return check.code
