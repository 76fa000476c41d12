"""Addresses: every IRI has one document, whose path a browser sends back unchanged."""

import pytest

from loaders.publication.addresses import Addresses

ADDRESSES = Addresses("https://w3id.org/vn-ndp/", "https://ndp.example.vn")
AT_RESOURCE = "/resource?iri=https%3A%2F%2Fw3id.org%2Fvn-ndp%2F"
PLATFORM = "https://w3id.org/vn-ndp/id/platform/vtvgo"


def test_own_resources_have_documents_below_doc() -> None:
    assert ADDRESSES.thing(PLATFORM) == "https://ndp.example.vn/id/platform/vtvgo"
    assert ADDRESSES.document(PLATFORM) == "https://ndp.example.vn/doc/id/platform/vtvgo"
    assert ADDRESSES.document(PLATFORM, "ttl") == "https://ndp.example.vn/doc/id/platform/vtvgo.ttl"
    assert ADDRESSES.timemap(PLATFORM) == "https://ndp.example.vn/timemap/id/platform/vtvgo"


def test_a_state_is_the_document_below_its_release() -> None:
    address = ADDRESSES.memento(PLATFORM, "000001-b95c954c", "nt")
    assert address == "https://ndp.example.vn/release/000001-b95c954c/doc/id/platform/vtvgo.nt"


@pytest.mark.parametrize(
    ("iri", "document"),
    [
        ("https://w3id.org/vn-ndp/ns", "/ns"),
        ("https://w3id.org/vn-ndp/ns#Ministry", f"{AT_RESOURCE}ns%23Ministry"),
        ("https://w3id.org/vn-ndp/id/x#part", f"{AT_RESOURCE}id%2Fx%23part"),
        ("https://w3id.org/vn-ndp/id/x/../up", f"{AT_RESOURCE}id%2Fx%2F..%2Fup"),
        ("https://w3id.org/vn-ndp/id/x.atom", f"{AT_RESOURCE}id%2Fx.atom"),
        ("https://w3id.org/vn-ndp/id/a b%20c?d", "/doc/id/a%20b%2520c%3Fd"),
        ("https://w3id.org/vn-ndp/id/Bộ", "/doc/id/B%E1%BB%99"),
        ("http://purl.org/dc/terms/title", "/resource?iri=http%3A%2F%2Fpurl.org%2Fdc%2Fterms%2Ftitle"),
        ("urn:x:a&b", "/resource?iri=urn%3Ax%3Aa%26b"),
    ],
)
def test_documents_of_unusual_iris(iri: str, document: str) -> None:
    assert Addresses("https://w3id.org/vn-ndp/").document(iri) == document


def test_states_of_fragments_are_not_those_of_the_iri_before() -> None:
    part = f"{PLATFORM}#part"
    escaped = "https%3A%2F%2Fw3id.org%2Fvn-ndp%2Fid%2Fplatform%2Fvtvgo%23part"
    assert ADDRESSES.memento(part, "1").endswith(f"/release/1/resource?iri={escaped}")
    assert ADDRESSES.timemap(part).endswith(f"/timemap?iri={escaped}")
    assert ADDRESSES.thing(part).endswith("/id/platform/vtvgo%23part")


def test_files_lie_below_their_release() -> None:
    assert ADDRESSES.dump("000001-b95c954c") == "https://ndp.example.vn/dumps/000001-b95c954c"
    file = ADDRESSES.dump("000001-b95c954c", "graphs/ab.nq.zst")
    assert file == "https://ndp.example.vn/dumps/000001-b95c954c/graphs/ab.nq.zst"
