"""Composed labels on both stores: shown, ordered, compared and searched like names, but no source says them."""

from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from loaders.shipped.files import shipped_files
from ontology.iris import DEFAULT_BASE, last_part
from tests.graph_api.support.concluded import concluded
from tests.graph_api.support.reference.order import names
from tests.graph_api.support.reference.world import World
from tests.graph_api.support.stores import KINDS, Asker, asker_of, read_quads

EX = "http://example.org/"
LABELS = f"{DEFAULT_BASE}graph/labels"
DATA = f"""
@prefix ndp: <{DEFAULT_BASE}ns#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix : <{EX}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix kind: <{DEFAULT_BASE}code/role-kind/> .
:g {{
  :sea a ndp:DigitalPlatform ; dct:title "Cổng biển"@vi , "Sea Portal"@en ; ndp:hasRole :r1 , :r2 .
  :air a ndp:DigitalPlatform ; dct:title "Ăn Airport"@vi , "Airport"@en ; ndp:hasRole :r3 .
  :agency a org:Organization ; skos:prefLabel "Cục Cảng"@vi , "Port Authority"@en .
  :r1 a ndp:PlatformRole ; dcat:hadRole kind:owner ; prov:agent :agency ; ndp:validFrom "2023-06-01"^^xsd:date .
  :r2 a ndp:PlatformRole ; dcat:hadRole kind:operator ; prov:agent :unknown .
  :r3 a ndp:PlatformRole ; dcat:hadRole kind:owner .
  :r4 a ndp:PlatformRole .
}}
:h {{ :r1 ndp:validUntil "2024-05-31"^^xsd:date }}
:forgery {{ :r2 ndp:composedLabel "AAA forged"@en , "AAA forged"@vi . :r4 ndp:composedLabel "AAA forged"@en . }}
"""


@pytest.fixture(scope="module", params=KINDS)
def roles(request: pytest.FixtureRequest) -> Iterator[Asker]:
    with asker_of(request, concluded(parse(DATA.encode(), RdfFormat.TRIG))) as asker:
        yield asker


def listed(roles: Asker, arguments: str, fields: str = "iri", accept_language: str = "en") -> list[Any]:
    answer = roles.ask(
        f"{{ platformRoles(first: 9, {arguments}) {{ nodes {{ {fields} }} }} }}",
        accept_language=accept_language,
    )
    return list(answer["data"]["platformRoles"]["nodes"])


def ends(nodes: list[Any]) -> list[str]:
    return [node["iri"].removeprefix(EX) for node in nodes]


def test_a_role_is_called_by_what_it_is_about_in_each_language(roles: Asker) -> None:
    shown = {
        lang: [node["label"]["value"] for node in listed(roles, "", "label { value }", accept_language=lang)]
        for lang in ("vi", "en", "fr")
    }
    assert shown == {
        "vi": [
            "Chủ sở hữu của Cổng biển: Cục Cảng, từ 01/06/2023, đến hết 31/05/2024",
            "Đơn vị vận hành của Cổng biển: unknown",
            "Chủ sở hữu của Ăn Airport",
            "r4",
        ],
        "en": [
            "Owner of Sea Portal: Port Authority, from 1 June 2023, until 31 May 2024",
            "Operator of Sea Portal: unknown",
            "Owner of Airport",
            "r4",
        ],
        "fr": [
            "Propriétaire pour «\xa0Cổng biển\xa0»\xa0: Cục Cảng, à partir du 1er juin 2023, jusqu’au 31 mai 2024",
            "Exploitant pour «\xa0Cổng biển\xa0»\xa0: unknown",
            "Propriétaire pour «\xa0Ăn Airport\xa0»",
            "r4",
        ],
    }


def test_labels_order_and_find_roles_as_names_do(roles: Asker) -> None:
    assert ends(listed(roles, "orderBy: [{label: {}}]")) == ["r2", "r3", "r1", "r4"]
    assert ends(listed(roles, "orderBy: [{label: {}}]", accept_language="vi")) == ["r3", "r1", "r2", "r4"]
    assert ends(listed(roles, 'where: {label: {contains: "Sea Portal"}}')) == ["r1", "r2"]
    assert ends(listed(roles, 'where: {label: {eq: "Owner of Airport"}}')) == ["r3"]
    assert ends(listed(roles, "where: {composedLabel: {isNull: true}}")) == ["r4"]
    platforms = roles.data('{ digitalPlatforms(where: {roles: {some: {label: {contains: "Port Authority"}}}}) '
                           "{ nodes { iri } } }")  # fmt: skip
    assert ends(platforms["digitalPlatforms"]["nodes"]) == ["sea"]


def test_search_finds_them_after_the_things_that_they_name(roles: Asker) -> None:
    query = '{ search(text: "sea portal") { totalCount nodes { iri } } }'
    found = roles.data(query)["search"]
    assert ends(found["nodes"])[0] == "sea"
    assert {"r1", "r2"} < set(ends(found["nodes"]))
    query = '{ search(text: "owner of airport") { nodes { iri label(lang: "en") { value } } } }'
    first = roles.data(query)["search"]["nodes"][0]
    assert first == {"iri": EX + "r3", "label": {"value": "Owner of Airport"}}
    query = '{ search(text: "owner of sea portal: port") { match nodes { iri } } }'
    found = roles.data(query)["search"]
    assert (found["match"], ends(found["nodes"])) == ("ALL_WORDS", ["r1"]), (
        "four words in a row are no accident"
    )


def test_no_source_says_them(roles: Asker) -> None:
    fields = f'iri sources {{ iri }} said: sources(of: ["{DEFAULT_BASE}ns#composedLabel"]) {{ iri }} rdf'
    first, *_, last = listed(roles, "", fields)
    assert [graph["iri"] for graph in first["sources"]] == [EX + "g", EX + "h"]
    assert [graph["iri"] for graph in first["said"]] == [LABELS]
    assert "composedLabel" not in first["rdf"]
    assert [graph["iri"] for graph in last["sources"]] == [EX + "forgery", EX + "g"]
    assert [graph["iri"] for graph in last["said"]] == [EX + "forgery"]
    assert 'composedLabel "AAA forged"@en' in last["rdf"]


def test_what_a_source_says_of_them_does_not_count(roles: Asker) -> None:
    assert ends(listed(roles, 'where: {label: {contains: "forged"}}')) == []
    assert ends(listed(roles, f'where: {{sources: {{some: {{iri: {{eq: "{LABELS}"}}}}}}}}')) == []
    assert roles.data('{ search(text: "forged") { totalCount } }')["search"]["totalCount"] == 0


NAMELESS: tuple[str, ...] = ()
"""Resources of the shipped data that are shown by their IRIs, each with the reason."""


def test_nothing_that_ships_is_shown_by_its_iri() -> None:
    content = concluded(read_quads(*shipped_files(illustrative=True)))
    world = World(content.quads, content.model)
    ours = [iri for iri in world.by_subject if world.classes(iri)]
    assert len(ours) > 1000
    assert sorted(iri for iri in ours if not names(world, iri)) == sorted(NAMELESS)
    for iri in ours:
        composed = world.values(iri, content.model.properties[content.model.composed_label])
        if composed:
            assert sorted(lang for _, lang in composed) == ["en", "fr", "vi"]
            assert last_part(iri) not in {text for text, _ in composed}
