"""Texts for logs and terminals, with the secrets of this process taken out."""

import os
import sys

from graph_api.settings import TABLE
from loaders.folder.location import without_login

_HIDDEN = "***"


def without_secrets(text: str) -> str:
    """The text without the values of secret settings, from flags or the environment, and without logins in URIs."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        for form in (secret, repr(secret)[1:-1]):
            text = text.replace(form, _HIDDEN)
    return without_login(text)


def _secrets() -> set[str]:
    found = set()
    for row in TABLE:
        if not row.is_secret:
            continue
        found.add(os.environ.get(row.variable, ""))
        for place, argument in enumerate(sys.argv):
            flag, equals, value = argument.partition("=")
            if flag == row.flag:
                found.add(value if equals else "".join(sys.argv[place + 1 : place + 2]))
    return found - {""}
