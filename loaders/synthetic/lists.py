"""The statements about the national list and its entries, and about the origin of each graph."""

from datetime import date

from loaders.synthetic import wording
from loaders.synthetic.acts import GAZETTE, LIST_ACT, RULES
from loaders.synthetic.organisations import ENTERPRISES, STRUCTURE
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import LABEL, LICENCE, NDP, TITLE, a, code, day, source, texts, thing
from loaders.synthetic.wording import Name, assumed
from loaders.synthetic.world import EVALUATION, MERGER, World
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCAT, DCT, FOAF, PROV, XSD
from ontology.values.literals import from_ntriples

META = f"<{DEFAULT_BASE}graph/meta/gia-dinh>"
LIST = source("danh-muc")
_EDITORS = thing("agent", "nhom-bien-soan")
_NATIONAL_LIST, _LISTING = thing("list", "2023"), thing("decision", "danh-muc-2023")


def write_list(world: World) -> StatementSheet:
    """The national list, without its entries."""
    sheet = StatementSheet(LIST)
    lead, on = world.ministry(0, MERGER - 1), date(2023, 2, 20).toordinal()
    title: Name = ("Danh mục nền tảng số", "List of digital platforms", "Liste des plateformes numériques")
    sheet.add(
        _NATIONAL_LIST,
        [
            a(f"{NDP}NationalPlatformList"),
            (f"{DCT}publisher", lead.iri),
            (f"{NDP}enactedBy", LIST_ACT),
        ],
        texts(TITLE, assumed(title)),
    )
    sheet.add(
        _LISTING,
        [
            a(f"{NDP}ListingDecision"),
            (f"{NDP}decidedBy", lead.iri),
            (f"{NDP}decisionDate", day(on)),
            (f"{NDP}enactedBy", LIST_ACT),
        ],
        texts(TITLE, assumed(("Đưa vào danh mục", "Listing", "Inscription"))),
    )
    return sheet


def write_entry(world: World, kind: int) -> StatementSheet:
    """The entry of a kind on the list."""
    sheet = StatementSheet(LIST)
    own, of = thing("list", f"2023/{kind}"), thing("kind", f"{kind}")
    on = date(2023, 2, 20).toordinal()
    sheet.add(_NATIONAL_LIST, [(f"{DCAT}record", own), (f"{DCAT}resource", of)])
    sheet.add(_LISTING, [(f"{NDP}listsKind", of)])
    sheet.add(
        own,
        [
            a(f"{NDP}ListEntry"),
            (f"{FOAF}primaryTopic", of),
            (f"{DCT}issued", day(on)),
            (f"{DCT}modified", day(on + world.draw("entry", kind).below(900))),
        ],
    )
    return sheet


def write_sources(world: World) -> StatementSheet:
    """The origin of each graph, this one included."""
    sheet = StatementSheet(META)
    lead = world.ministry(0, EVALUATION).iri
    named = {
        META: ("Mô tả các nguồn", "Description of the sources", "Description des sources"),
        STRUCTURE: ("Cơ cấu tổ chức", "Structure of the State", "Structure de l’État"),
        ENTERPRISES: ("Đăng ký doanh nghiệp", "Enterprise register", "Registre des entreprises"),
        GAZETTE: ("Công báo", "Gazette", "Journal officiel"),
        RULES: ("Khung tiêu chí", "Criteria framework", "Cadre de critères"),
        LIST: ("Danh mục", "List", "Liste"),
    }
    for graph, name in named.items():
        describe(sheet, graph, name, lead)
    for index in range(world.deliveries):
        agent = world.ministry(index % wording.MINISTRIES, EVALUATION).iri
        name = (f"Dữ liệu {index + 1}", f"Delivery {index + 1}", f"Livraison {index + 1}")
        describe(sheet, source(world.delivery(index)), name, agent)
    name = ("Nhóm biên soạn", "Editors", "Équipe éditoriale")
    sheet.add(_EDITORS, [a(f"{FOAF}Agent")], texts(LABEL, assumed(name)))
    return sheet


def describe(sheet: StatementSheet, graph: str, name: Name, agent: str) -> None:
    """State the source, licence, date and publisher of a graph."""
    path = from_ntriples(graph).removeprefix(f"{DEFAULT_BASE}graph/")
    sheet.add(
        graph,
        [
            a(f"{NDP}SourceGraph"),
            (f"{DCT}source", f"<https://gia-dinh.example/{path}>"),
            (f"{DCT}license", LICENCE),
            (f"{PROV}generatedAtTime", f'"2026-06-15T08:00:00+07:00"^^<{XSD}dateTime>'),
            (f"{PROV}wasAttributedTo", agent),
            (f"{PROV}wasAttributedTo", _EDITORS),
            (f"{NDP}confidence", code("confidence", "illustrative")),
            (f"{NDP}illustrative", f'"true"^^<{XSD}boolean>'),
        ],
        texts(TITLE, assumed(name)),
    )
