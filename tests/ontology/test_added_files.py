"""Files that a user adds to the ontology are read as any program has saved them."""

from pathlib import Path

import pytest

from ontology.errors import UsageError
from ontology.files import added_files, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.lock import read_lock
from ontology.read import read_model
from ontology.rule import read_rules

TERMS = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<http://example.org/Bridge> a owl:Class ; rdfs:label "Bridge"@en , "Cầu"@vi .
"""
NAMES = "http://example.org/Bridge type Bridge\n"
QUERY = "CONSTRUCT { ?a <http://example.org/p> ?b } WHERE { ?a <http://example.org/q> ?b }\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path, encoding: str) -> None:
    for name, text in (("terms.ttl", TERMS), ("names.lock", NAMES), ("helper-a.rq", QUERY)):
        (tmp_path / name).write_bytes(text.encode(encoding))
    files = added_files([tmp_path])
    assert {file.content.decode() for file in files} == {TERMS, NAMES, QUERY}
    own = builtin_files(DEFAULT_BASE)
    assert read_model((*own, *files)).classes["http://example.org/Bridge"].label.by_language["vi"] == "Cầu"
    assert [names for (iri, _), names in read_lock(files).items() if iri.endswith("Bridge")] == [("Bridge",)]
    assert QUERY in [query.text for query in read_rules((*own, *files), DEFAULT_BASE).helpers]


def test_a_file_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    file = tmp_path / "terms.ttl"
    file.write_bytes(TERMS.encode("utf-16")[:-1])
    with pytest.raises(UsageError, match=r"terms\.ttl: byte \d+ is not UTF-16"):
        added_files([file])
