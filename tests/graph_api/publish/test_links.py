"""Links of documents in the header `Link`."""

from requests.utils import parse_header_links

from graph_api.publish.forms import BY_EXTENSION, FORMS
from graph_api.publish.links import HeaderLink, LinkedDocument, document_links, write_links
from loaders.publication.addresses import FORM_EXTENSIONS, Addresses

ADDRESSES = Addresses("https://example.org/", "https://ndp.example.vn")
IRI = "https://example.org/id/org/huế"


def relations(extension: str) -> dict[str, list[str]]:
    facts = LinkedDocument(
        IRI, BY_EXTENSION[extension], ["https://example.org/ns#A"], ["https://l.example"], "https://p.example"
    )
    header = write_links(document_links(facts, ADDRESSES, [HeaderLink("/timemap/x", "timemap")]))
    assert header.isascii()
    found: dict[str, list[str]] = {}
    for link in parse_header_links(header):
        found.setdefault(link["rel"], []).append(link["url"])
    return found


def test_the_extensions_are_those_of_the_forms() -> None:
    assert set(FORM_EXTENSIONS) == BY_EXTENSION.keys()


def test_a_document_links_to_its_resource_classes_licences_forms_and_collections() -> None:
    found = relations("ttl")
    assert found["cite-as"] == ["https://example.org/id/org/hu%E1%BA%BF"]
    assert found["describes"] == found["cite-as"]
    assert found["type"] == ["https://example.org/ns#A"]
    assert found["license"] == ["https://l.example"]
    assert found["profile"] == ["https://p.example"]
    assert found["timemap"] == ["/timemap/x"]
    assert found["collection"] == ["https://ndp.example.vn/dataset"]
    assert found["linkset"] == ["https://ndp.example.vn/linkset"]
    forms, profiles = found["alternate"][: len(FORMS) - 1], found["alternate"][len(FORMS) - 1 :]
    assert [address.rpartition("=")[2] for address in profiles] == ["labelled", "schema", "alternates"]
    assert len({*forms}) == len(FORMS) - 1
    assert all(
        address.startswith("https://ndp.example.vn/doc/id/org/hu%E1%BA%BF.") for address in found["alternate"]
    )
    assert "describedby" not in found


def test_a_page_says_where_it_is_described() -> None:
    found = relations("html")
    assert (
        found["describedby"]
        == found["item"]
        == [f"https://ndp.example.vn/doc/id/org/hu%E1%BA%BF.{e}" for e in ("ttl", "jsonld")]
    )


def test_what_is_in_the_data_cannot_end_a_link() -> None:
    hostile = HeaderLink('https://x.example/>; rel="evil", <y', "type", {"title": 'a"b\\c\r\nd ộ'})
    assert (
        str(hostile)
        == '<https://x.example/%3E;%20rel=%22evil%22,%20%3Cy>; rel="type"; title="a\\"b\\\\c??d ?"'
    )
