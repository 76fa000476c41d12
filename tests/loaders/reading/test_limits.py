"""Limits of input: what is too large is refused with its file and place, before it fills the memory."""

import gzip
import io
from pathlib import Path

import pytest
import zstandard

from loaders.reading.limits import InputLimits
from loaders.reading.read import InputChoice, ReadError, Stdin, read
from ontology.namespaces import RDF
from tests.graph_api.support.command_line import ndp_graph

BASE = "https://w3id.org/vn-ndp/"
LINES = "".join(f'<http://a.b/{n}> <http://a.b/p> "{n}" .\n' for n in range(10_000)).encode()
XML = f"""<!DOCTYPE r [<!ENTITY e "%s">]>
<rdf:RDF xmlns:rdf="{RDF}" xmlns="http://a.b/">
<rdf:Description rdf:about="http://a.b/b"><q>&e;</q></rdf:Description></rdf:RDF>"""
BOMB = (b"#" + b"a" * 999 + b"\n") * 70_000
"""70 MB of comments, of which an archive has 10 to 200 kB."""


def refused(path: Path, limits: InputLimits) -> ReadError:
    with pytest.raises(ReadError) as caught:
        list(read([path], base=BASE, format=InputChoice(None, limits=limits)))
    return caught.value


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_file_larger_than_the_limit_is_refused_where_it_exceeds_it(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.nt{suffix}"
    packed = {"": LINES, ".gz": gzip.compress(LINES), ".zst": zstandard.compress(LINES)}
    path.write_bytes(packed[suffix])
    error = refused(path, InputLimits(size=len(LINES) - 1))
    assert error.message.startswith(f"{path}:{error.line}:")
    assert error.problem == f"the file has more than {len(LINES) - 1:,} bytes"
    assert "--max-input" in str(error.hint)
    assert (
        len(list(read([path], base=BASE, format=InputChoice(None, limits=InputLimits(size=len(LINES))))))
        == 10_000
    )


def test_standard_input_has_the_same_limit() -> None:
    with pytest.raises(ReadError, match="more than 1,000 bytes"):
        list(
            read(
                [Stdin(io.BytesIO(LINES))],
                format=InputChoice("nt", limits=InputLimits(1000)),
                base=BASE,
                graph=BASE,
            )
        )


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_an_archive_that_grows_beyond_all_measure_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.nt{suffix}"
    path.write_bytes(gzip.compress(BOMB, 6) if suffix == ".gz" else zstandard.compress(BOMB))
    error = refused(path, InputLimits())
    assert "becomes more than 300 times as large" in error.problem
    assert "--max-ratio" in str(error.hint)
    assert refused(path, InputLimits(ratio=10**6)).problem == "has no statements"


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.ttl", '@prefix : <http://a.b/> .\n:a :p "short" .\n:b :q "%s" .\n', 3),
        ("a.nt", '<http://a.b/a> <http://a.b/p> "short" .\n<http://a.b/b> <http://a.b/q> "%s"@vi .\n', 2),
        (
            "a.rdf",
            XML,
            3,
        ),
        ("a.jsonld", '{\n"@id": "http://a.b/b",\n"http://a.b/q": "%s"}', 2),
    ],
)
def test_a_literal_longer_than_the_limit_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str, line: int
) -> None:
    path = tmp_path / name
    path.write_text(content % ("ă" * 51), "utf-8")
    error = refused(path, InputLimits(literal=50))
    assert error.problem == (
        "the value of <http://a.b/q> of <http://a.b/b> has 51 characters; at most 50 are allowed"
    )
    assert (error.file, error.line) == (str(path), line)
    assert list(read([path], base=BASE, format=InputChoice(None, limits=InputLimits(literal=51))))


def test_a_table_larger_than_the_limit_is_refused() -> None:
    template = Path("loaders/data/template/platforms.toml")
    assert list(read([template], base=BASE))
    error = refused(template, InputLimits(size=10))
    assert error.file.endswith(".csv")
    assert error.problem == "the file has more than 10 bytes"


@pytest.mark.parametrize("command", ["load", "validate"])
def test_the_limits_are_settings(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.nt"
    path.write_text('<http://a.b/a> <http://a.b/p> "a rather long text" .\n', "utf-8")
    monkeypatch.setenv("NDP_STORE", f"sqlite:{tmp_path / 'store'}")
    assert ndp_graph(command, str(path), "--max-literal", "5") == 1
    assert f"{path}:1: the value of <http://a.b/p>" in capsys.readouterr().err
    assert ndp_graph(command, str(path), "--max-input", "10") == 1
    assert "more than 10 bytes" in capsys.readouterr().err
    assert ndp_graph(command, str(path)) == 0
