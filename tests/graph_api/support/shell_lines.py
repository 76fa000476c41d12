"""Lines of shell in documentation: requests by curl, sent to a client of the service."""

import re
import shlex
from urllib.parse import urlsplit

from httpx2 import Response
from starlette.testclient import TestClient

_BLOCK = re.compile(r"^```(.*?)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def code_blocks(text: str) -> list[tuple[str, str]]:
    """The kind of each block of code in Markdown, and its text."""
    return _BLOCK.findall(text)


def shell_lines(text: str) -> list[str]:
    """The lines of all blocks of shell in Markdown, each whole."""
    blocks = (block for kind, block in code_blocks(text) if kind == "sh")
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def answer_of_curl(client: TestClient, command: str) -> tuple[Response, dict[str, str]]:
    """The response to a request by curl, and the headers that the command gives."""
    program, *words = shlex.split(command)
    headers, method, body = {}, "GET", None
    follows = False
    url = ""
    rest = iter(words)
    for word in rest:
        match word:
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                method, body = "POST", next(rest)
            case "-o":
                next(rest)
            case "-I":
                method = "HEAD"
            case "-L":
                follows = True
            case _:
                url = word
    assert program == "curl"
    assert urlsplit(url).netloc == "127.0.0.1:8000"
    return client.request(method, url, headers=headers, content=body, follow_redirects=follows), headers
