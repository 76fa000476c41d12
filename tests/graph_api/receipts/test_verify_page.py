"""The page and the path `/verify`, on real releases in both stores."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from graph_api.http.verify_form import read_form
from graph_api.receipts.answer_file import AnswerFile, read_answer_file
from tests.graph_api.support.receipts import PLATFORMS, Verify, asked, codes


def test_the_page_says_the_same_in_three_languages(client: TestClient) -> None:
    text = asked(client).text
    for lang, says in (
        ("vi", "Mọi điều kiểm tra đều đúng"),
        ("en", "Everything that was checked holds"),
        ("fr", "Tout ce qui a été contrôlé"),
    ):
        page = client.post("/verify", data={"receipt": text}, params={"lang": lang})
        assert (page.status_code, says in page.text) == (200, True)
        assert page.headers["cache-control"] == "no-store"
        assert "script-src" in page.headers["content-security-policy"]
    page = client.post("/verify", data={"receipt": text.replace("three", "<b>")}, params={"lang": "en"})
    assert "Something does not hold" in page.text
    assert "<b>" not in page.text


def test_the_page_gives_programs_what_the_command_line_gives(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    answer = asked(client, PLATFORMS)
    (tmp_path / "answer.json").write_bytes(answer.content)
    _, expected = verify(tmp_path / "answer.json")
    form = {"receipt": answer.json()["extensions"]["receipt"], "answer": answer.text}
    found = client.post("/verify", data=form, headers={"accept": "application/json"}).json()
    expected = [check for check in expected if check["part"] != "store"]  # would take the page too long
    assert [check | {"file": str(tmp_path / "answer.json")} for check in found] == expected


@pytest.mark.parametrize(
    ("receipt", "code"),
    [
        ("", "answer-bare"),
        ("nothing", "receipt-form"),
        ("a.b.c", "receipt-header"),
        ('{"data": {}, "extensions": {"release": "x"}}', "answer-bare"),
        ("{" + '"a":' * 9, "answer-unreadable"),
        ("\ud83d", "receipt-form"),
    ],
)
def test_the_page_takes_anything(client: TestClient, receipt: str, code: str) -> None:
    content = urlencode({"receipt": receipt.encode("utf-8", "surrogatepass")})
    found = client.post("/verify", content=content, headers={"accept": "application/json"})
    assert (found.status_code, codes(found.json())) == (200, [code])


def test_a_form_that_is_too_large_is_refused(client: TestClient) -> None:
    assert client.post("/verify", content=b"receipt=" + b"a" * 8_000_000).status_code == 413


@pytest.mark.parametrize("size", [3, 4, 5, 64])
def test_a_form_is_decoded_in_parts_as_it_is_in_one(size: int) -> None:
    """In one, the escapes of 8 MB took 300 MB, and the event loop half a second."""
    for text in ("", "đ%", "a b+c", "%%%zz%4", "Nền tảng số %41", "\u2028" * 9):
        form = read_form(urlencode({"receipt": text, "answer": text + "1"}).encode(), size)
        assert (form.receipt, form.answer) == (text.strip(), (text + "1").strip())
    assert read_form(b"receipt=%&answer=%4+%zz%C3%A9%C3", size).answer == "%4 %zzé\ufffd"


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_long_form_is_read_only_if_its_receipt_is_signed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, is_inside: bool
) -> None:
    receipt = asked(client).json()["extensions"]["receipt"]
    read: list[int] = []
    monkeypatch.setattr("graph_api.http.receipts.read_answer_file", _noting(read))

    def codes(receipt: str) -> list[str]:
        answer = json.dumps(
            {"data": {"a": "x" * 200_000}, "extensions": {"release": "1", "receipt": receipt}}
        )
        form = {"receipt": answer} if is_inside else {"receipt": receipt, "answer": answer}
        found = client.post("/verify", data=form, headers={"accept": "application/json"}).json()
        return [check["code"] for check in found]

    assert codes(receipt[:-3] + ("AAA" if receipt[-3:] != "AAA" else "BBA"))[-2:][0].startswith("receipt-")
    assert codes("no receipt")[0] == "receipt-form"
    assert not read
    assert codes(receipt)[-2:] == ["answer-release", "answer-differs"]
    assert read


def _noting(read: list[int]) -> Callable[[bytes], AnswerFile]:
    def noting(content: bytes) -> AnswerFile:
        read.append(len(content))
        return read_answer_file(content)

    return noting
