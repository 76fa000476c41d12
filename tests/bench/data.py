"""Data for the benchmarks: made up, the same in every run, and built into stores by the product's own loader."""

import random
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import RDF_TYPE, SKOS, XSD
from tests.loaders.support.releasing import FixedQuads

BASE = DEFAULT_BASE
NDP = BASE + "ns#"
DCT = "http://purl.org/dc/terms/"
EARL = "http://www.w3.org/ns/earl#"
DATE, DECIMAL = NamedNode(XSD + "date"), NamedNode(XSD + "decimal")

PLATFORMS = 1000
_AGENCIES, _CRITERIA, _RESULTS = 100, 40, 5
_SUBJECTS = ("Dân cư", "Đất đai", "Thuế", "Y tế", "Giáo dục", "Bảo hiểm xã hội", "Hộ tịch", "Đấu thầu")


def platform(number: int) -> str:
    """The IRI of a platform."""
    return f"{BASE}id/platform/{number:04d}"


def agency(number: int) -> str:
    """The IRI of an agency."""
    return f"{BASE}id/org/{number:03d}"


def criterion(number: int) -> str:
    """The IRI of a criterion."""
    return f"{BASE}id/criterion/{number:02d}"


def quads() -> Iterator[Quad]:
    """Platforms with two roles, an assessment and five results each; agencies and criteria are shared."""
    chance = random.Random(26)
    for number in range(_AGENCIES):
        yield from _agency(number)
    for number in range(_CRITERIA):
        name = Literal(f"Tiêu chí số {number}", language="vi")
        yield from _about(criterion(number), NDP + "Criterion", "criteria", (SKOS + "prefLabel", name))
    for number in range(PLATFORMS):
        yield from _platform(number, chance)
        yield from _assessment(number, chance)


def build_store(folder: Path, neo4j: str | None = None) -> None:
    """Make a release of the data in `folder`, and bring the Neo4j at the URI `neo4j` to it."""
    request = LoadRequest(today="2026-01-01", reader=FixedQuads(quads()), replace=True, on_violation="record")
    build(Location(folder, neo4j), request)


def _agency(number: int) -> Iterator[Quad]:
    yield from _about(
        agency(number),
        "http://data.europa.eu/m8g/PublicOrganisation",
        "agencies",
        (SKOS + "prefLabel", Literal(f"Cục Chuyển đổi số {number}", language="vi")),
        (SKOS + "prefLabel", Literal(f"Digital transformation agency {number}", language="en")),
        (NDP + "slug", Literal(f"cuc-{number:03d}")),
    )


def _platform(number: int, chance: random.Random) -> Iterator[Quad]:
    iri, graph = platform(number), f"platforms-{number % 10}"
    roles = [f"{iri}/role/{kind}" for kind in ("owner", "operator")]
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    yield from _about(
        iri,
        NDP + "DigitalPlatform",
        graph,
        (DCT + "title", Literal(f"Nền tảng số {subject} {number}", language="vi")),
        (DCT + "title", Literal(f"Digital platform {number}", language="en")),
        (
            DCT + "description",
            Literal(f"Phục vụ người dân và doanh nghiệp về {subject.lower()}.", language="vi"),
        ),
        (DCT + "identifier", Literal(f"NTS-{number:04d}")),
        (NDP + "slug", Literal(f"nts-{number:04d}")),
        (NDP + "declaredStatus", NamedNode(f"{BASE}code/platform-status/published")),
        ("http://www.w3.org/ns/dcat#landingPage", NamedNode(f"https://nts{number}.example.vn/")),
        *((NDP + "hasRole", NamedNode(role)) for role in roles),
    )
    for role in roles:
        yield from _about(
            role,
            NDP + "PlatformRole",
            graph,
            (
                "http://www.w3.org/ns/dcat#hadRole",
                NamedNode(f"{BASE}code/role-kind/{role.rpartition('/')[2]}"),
            ),
            ("http://www.w3.org/ns/prov#agent", NamedNode(agency(chance.randrange(_AGENCIES)))),
            (NDP + "validFrom", Literal(f"20{chance.randrange(10, 25)}-01-01", datatype=DATE)),
        )


def _assessment(number: int, chance: random.Random) -> Iterator[Quad]:
    iri, graph = f"{BASE}id/assessment/{number:04d}", f"assessments-{number % 10}"
    results = [f"{iri}/{n}" for n in range(_RESULTS)]
    yield from _about(
        iri,
        NDP + "Assessment",
        graph,
        (NDP + "assesses", NamedNode(platform(number))),
        (NDP + "startedOn", Literal("2025-06-01", datatype=DATE)),
        *((NDP + "hasResult", NamedNode(result)) for result in results),
    )
    for result, test in zip(results, chance.sample(range(_CRITERIA), _RESULTS), strict=True):
        yield from _about(
            result,
            NDP + "CriterionResult",
            graph,
            (EARL + "test", NamedNode(criterion(test))),
            (EARL + "outcome", NamedNode(f"{BASE}code/result-outcome/passed")),
            (NDP + "score", Literal(f"{chance.randrange(1000) / 10}", datatype=DECIMAL)),
        )


def _about(iri: str, of: str, graph: str, *said: tuple[str, NamedNode | Literal]) -> Iterator[Quad]:
    subject, name = NamedNode(iri), NamedNode(f"{BASE}graph/bench/{graph}")
    for predicate, value in ((RDF_TYPE, NamedNode(of)), *said):
        yield Quad(subject, NamedNode(predicate), value, name)
