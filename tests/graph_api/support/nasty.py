"""Data that are hard to get right: an ontology with a property of every kind and form, and odd statements over it.

The statements are drawn at random, always the same ones, from values that are awkward: wrong datatypes, several
values where one is expected, texts without a language, numbers beyond 64 bits, things of several classes or none,
periods that begin and end around the same days.
"""

import random
from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ontology.files import OntologyFile
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import RDF, RDF_TYPE, RDFS, SKOS, XSD

NS = "http://example.org/nasty#"
EX = "http://example.org/n/"
CHAIN = 20
"""The length of a chain of things: `EX + "chain0"` leads to `chain1` over `next` and `links`, and so on."""

_LITERALS = {
    "text": RDF + "langString",
    "string": XSD + "string",
    "day": XSD + "date",
    "moment": XSD + "dateTime",
    "year": XSD + "gYear",
    "amount": XSD + "decimal",
    "number": XSD + "integer",
    "small": XSD + "byte",
    "flag": XSD + "boolean",
    "ratio": XSD + "double",
}
_TURTLE = f"""
@prefix : <{NS}> .
@prefix ndp: <{DEFAULT_BASE}ns#> .
@prefix rdf: <{RDF}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <{RDFS}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <{SKOS}> .
:Sample a owl:Class .
:Alpha a owl:Class ; rdfs:subClassOf :Sample ; ndp:rank 10 .
:Beta a owl:Class ; rdfs:subClassOf :Sample ; ndp:rank 20 .
:Gamma a owl:Class ; rdfs:subClassOf :Alpha, :Beta .
:Hidden a owl:Class ; rdfs:subClassOf :Alpha ; ndp:exposed false .
:Solo a owl:Class ; ndp:rank 15 .
:Lonely a owl:Class ; ndp:extensible true ; ndp:pluralName "lonelyOnes" .
:colour a skos:ConceptScheme .
:red a skos:Concept ; skos:inScheme :colour ; skos:notation "đỏ" ;
    skos:prefLabel "đỏ"@vi, "red"@en, "red!"@en-gb, "rouge"@fr .
:green a skos:Concept ; skos:inScheme :colour ; skos:prefLabel "grün"@de .
:blue a skos:Concept ; skos:inScheme :colour ; skos:notation "true" .
:nick a owl:DatatypeProperty ; rdfs:subPropertyOf rdfs:label ; rdfs:domain :Sample ; rdfs:range <{XSD}string> .
:alphaOnly a owl:DatatypeProperty ; rdfs:domain :Alpha ; rdfs:range <{XSD}string> .
:sampleShape a sh:NodeShape ; sh:targetClass :Sample ; sh:property
    [ sh:path :colourOne ; sh:maxCount 1 ; sh:in ( :red :green :blue ) ] ,
    [ sh:path :colourMany ; sh:in ( :red :green :blue ) ] ,
    [ sh:path :pageOne ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] , [ sh:path :pageMany ; sh:nodeKind sh:IRI ] .
:colourOne a owl:ObjectProperty . :colourMany a owl:ObjectProperty .
:pageOne a owl:ObjectProperty . :pageMany a owl:ObjectProperty .
:anyOne a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Sample .
:anyMany a owl:DatatypeProperty ; rdfs:domain :Sample .
:next a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Sample ; rdfs:range :Sample .
:links a owl:ObjectProperty ; rdfs:domain :Sample ; rdfs:range :Sample ; ndp:inverseName "linkedFrom" .
:alphaOne a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Sample, :Solo ; rdfs:range :Alpha .
:solos a owl:ObjectProperty ; rdfs:domain :Sample ; rdfs:range :Solo .
:eitherOne a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Sample ;
    rdfs:range [ a owl:Class ; owl:unionOf ( :Sample :Solo ) ] .
:eitherMany a owl:ObjectProperty ; rdfs:domain :Sample ; rdfs:range [ a owl:Class ; owl:unionOf ( :Sample :Solo ) ] .

:Epoch a owl:Class ; ndp:periodStart ( :since :sinceMoment ) ; ndp:periodEnd ( :until :untilYear ) .
:Reign a owl:Class ; rdfs:subClassOf :Epoch .
:Edict a owl:Class ; rdfs:subClassOf :Epoch .
:Season a owl:Class ; rdfs:subClassOf :Epoch ; ndp:periodStart ( :begins ) .
:since a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Epoch ; rdfs:range <{XSD}date> .
:sinceMoment a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Epoch ; rdfs:range <{XSD}dateTime> .
:until a owl:DatatypeProperty ; rdfs:domain :Epoch ; rdfs:range <{XSD}date> .
:untilYear a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Epoch ; rdfs:range <{XSD}gYear> .
:begins a owl:DatatypeProperty ; rdfs:domain :Season ; rdfs:range <{XSD}dateTime> .
:issuedOn a owl:DatatypeProperty ; rdfs:domain :Edict ; rdfs:range <{XSD}date> .
:abolishes a owl:ObjectProperty ; rdfs:domain :Edict ; rdfs:range :Reign ; ndp:endsObjectBefore ( :issuedOn :since ) .
:epochs a owl:ObjectProperty ; rdfs:domain :Sample, :Epoch ; rdfs:range :Epoch .
:ages a owl:ObjectProperty ; rdfs:domain :Sample, :Epoch ; rdfs:range :Epoch ; ndp:facet true ;
  ndp:spansTime true ; ndp:inverseName "aged" .
:outlived a owl:ObjectProperty ; rdfs:domain :Epoch ; rdfs:range :Epoch ; ndp:inverseSpansTime true ;
  ndp:inverseName "outlives" .
:epochOne a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Sample, :Epoch ; rdfs:range :Epoch .
:witnesses a owl:ObjectProperty ; rdfs:domain :Epoch ; rdfs:range :Sample .
:epochShape a sh:NodeShape ; sh:targetClass :Epoch ; sh:property
    [ sh:path :tint ; sh:maxCount 1 ; sh:in ( :red :green :blue ) ] .
:shadeShape a sh:NodeShape ; sh:targetClass :Sample ; sh:property
    [ sh:path :shade ; sh:maxCount 1 ; sh:in ( :red :green :blue ) ] .
:tint a owl:ObjectProperty .
:shade a owl:ObjectProperty ; rdfs:domain :Sample ; ndp:derived true ; owl:propertyChainAxiom ( :epochs :tint ) .
:stringOne ndp:facet true ; ndp:fullText true . :stringMany ndp:facet true . :textMany ndp:fullText true .
:flagOne ndp:facet true . :flagMany ndp:facet true . :links ndp:facet true . :next ndp:facet true .

:cousins a owl:ObjectProperty ; rdfs:domain :Sample ; rdfs:range :Sample ; ndp:derived true ; ndp:facet true ;
    owl:propertyChainAxiom ( [ owl:inverseOf :links ] :next ) .
:hosts a owl:ObjectProperty ; rdfs:domain :Epoch ; rdfs:range :Epoch ; ndp:derived true ;
    owl:propertyChainAxiom ( :witnesses [ owl:inverseOf :links ] :epochs ) .
:heir a owl:ObjectProperty ; rdfs:domain :Epoch ; ndp:fieldName "heirOn" ; ndp:heldAlong :epochs .
:host a owl:ObjectProperty ; rdfs:domain :Epoch ; ndp:fieldName "hostOn" ; ndp:heldAlong :hosts .
:spanOne a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Sample .
:spanMany a owl:DatatypeProperty ; rdfs:domain :Sample .
:spanShape a sh:NodeShape ; sh:targetClass :Sample ; sh:property [ sh:path :spanMany ; sh:or _:dates ] ,
    [ sh:path :spanOne ; sh:maxCount 1 ; sh:or _:dates ] .
_:dates rdf:first [ sh:datatype <{XSD}gYear> ] ; rdf:rest
    ( [ sh:datatype <{XSD}gYearMonth> ] [ sh:datatype <{XSD}date> ] [ sh:datatype <{XSD}dateTime> ] ) .
:shades a owl:ObjectProperty ; rdfs:domain :Sample ; ndp:derived true ; ndp:countedAlong ( :epochs :tint ) .
:reds a owl:ObjectProperty ; rdfs:domain :Sample ; ndp:derived true ; ndp:fieldName "alphasOfRed" ;
  ndp:countedAlong ( :links [ owl:onProperty :colourOne ; owl:hasValue :red ] :alphaOne ) .
:daysBefore a owl:ObjectProperty ; rdfs:domain :Sample ; ndp:derived true ;
  ndp:countedAlong ( [ owl:inverseOf :links ] :dayMany ) .
:wordsOfNext a owl:ObjectProperty ; rdfs:domain :Alpha ; ndp:derived true ; ndp:countedAlong ( :next :stringMany ) .
:seen a owl:ObjectProperty ; rdfs:domain :Epoch ; ndp:derived true ;
  ndp:countedAlong ( :witnesses [ owl:onProperty :next ; owl:hasValue <{EX}chain3> ] ) .
:epochs ndp:facet true . :epochOne ndp:facet true . :witnesses ndp:facet true .
"""
for _name, _datatype in _LITERALS.items():
    _full = "; ndp:fullText true" if _name in ("text", "string") else ""
    _of = f"rdfs:domain :Sample ; rdfs:range <{_datatype}> {_full} ."
    _TURTLE += f":{_name}One a owl:DatatypeProperty, owl:FunctionalProperty ; {_of}\n"
    _TURTLE += f":{_name}Many a owl:DatatypeProperty ; {_of}\n"

ONTOLOGY = OntologyFile("nasty.ttl", _TURTLE.encode(), added=True)

TEXTS = (
    "a", "a!", "a b", "b", "", "a@", "x@en", "H\u1ecdc", "Ho\u0323c", "HỌC", "hoc", "hộc", "đỏ", "Đỏ", "do", "😀", "豈",
    "\"q\"", "\\", "line\nbreak", "007", "10", "9", "10 a", "a10", "a-b", "50%", "a_b", "*", "[a]", "o'b", "a.b@c.vn",
    "à", "á", "ả", "ã", "ạ", "ă", "â", "ấ", "À", "A", "nền tảng số", "ne\u0302\u0300n ta\u0309ng so\u0302\u0301",
    "Nen tang so", "NỀN TẢNG SỐ dùng chung", "Số của nền", "été", "ñ"
)  # fmt: skip
"""Short texts that differ in little."""
_TAGS = ("vi", "en", "en-gb", "fr", "de", "zh-hant")
_FORMS = {
    "day": (
        "2024-05-20", "2024-05-20Z", "2024-05-20+07:00", "2023-02-30", "-0044-03-15", "12024-01-01",
        "2024-05-19", "2024-05-21", "2023-12-31", "2024-01-01+07:00", "2023-12-31-05:00"
    ),
    "moment": (
        "2024-05-20T10:00:00Z", "2024-05-20T17:00:00+07:00", "2024-05-20T10:00:00", "2024-05-20T10:00:00.10Z",
        "2024-05-19T24:00:00", "2024-05-20T00:00:00", "nonsense",
        "2023-12-31T23:30:00-05:00", "2024-01-01T00:00:00+07:00"
    ),
    "year": ("2024", "-0044", "12024", "0000", "2024Z", "24"),
    "amount": (
        "54.20", "54.2", "+54.2", "-0", "0", "0.12345678901234567890123", "0.12345678901234567890124", ".5", "1e3",
        "0.12345678901234567890122", "-0.12345678901234567890123", "123456789012345678901234567890.5", "1.", "-7", "10"
    ),
    "number": (
        "7", "007", "+7", "10", "-3", "0", "-0", "9007199254740992", "9007199254740993", "-9007199254740993",
        "9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "7.0"
    ),
    "small": ("7", "127", "128", "-128", "-129"),
    "flag": ("true", "false", "1", "0", "True"),
    "ratio": (
        "54.2", "5.42E1", "1.0E1", "10", "NaN", "INF", "-0.0E0", "0", "0.1", "0.30000000000000004", "1e300",
        "1.7976931348623157E308", "5e-324", "123456789012345678"
    ),
}  # fmt: skip
_TYPES = ("Sample", "Alpha", "Beta", "Gamma", "Hidden", "Solo", "Lonely", "Unheard")
EPOCHS = 24
_BOUNDS = {
    "since": ("2024-05-19", "2024-05-20", "2024-05-21", "2024-05-20+07:00", "2024-05-20-05:00", "2023-02-30"),
    "sinceMoment": (
        "2024-05-20T00:00:00", "2024-05-20T24:00:00", "2024-05-20T23:59:59.9Z", "2024-05-21T04:00:00+09:00"
    ),
    "until": ("2024-05-19", "2024-05-20", "2024-05-20Z", "2024-05-22", "2024-05-20+07:00", "-0044-03-15"),
    "untilYear": ("2023", "2024", "2024Z", "2025"),
    "begins": ("2024-05-20T00:00:00", "2024-05-20T23:59:59", "2024-05-21T00:00:00", "2025-01-01T00:00:00+07:00"),
    "issuedOn": ("2024-05-20", "2024-05-21", "2024-05-20+07:00", "2024-05-23"),
}  # fmt: skip


def quads() -> list[Quad]:
    """All statements, the same in every run."""
    return list(
        dict.fromkeys(
            (
                *_chain(),
                *_epochs(random.Random(19)),
                *_tints(random.Random(7)),
                *_ages(random.Random(11)),
                *_misfits(random.Random(13)),
                *_spans(random.Random(23)),
                *_Data(random.Random(20240520)).quads(),
            )
        )
    )


def _chain() -> Iterator[Quad]:
    graph = NamedNode(EX + "graph/chain")
    things = [NamedNode(f"{EX}chain{i}") for i in range(CHAIN)]
    for thing, following in pairwise(things):
        yield Quad(thing, NamedNode(RDF_TYPE), NamedNode(NS + "Alpha"), graph)
        yield Quad(thing, NamedNode(NS + "nick"), Literal(thing.value.removeprefix(EX)), graph)
        for relation in ("next", "links"):
            yield Quad(thing, NamedNode(NS + relation), following, graph)


def _epochs(rng: random.Random) -> Iterator[Quad]:
    """Things with periods; some are abolished, some are of several classes, some of none."""
    datatypes = {"sinceMoment": "dateTime", "untilYear": "gYear", "begins": "dateTime"}
    for number in range(EPOCHS):
        graph, thing = NamedNode(f"{EX}graph/epochs{number % 3}"), NamedNode(f"{EX}epoch{number}")
        for name in rng.sample(
            ("Epoch", "Reign", "Edict", "Season", "Sample"), rng.choice((0, 1, 1, 1, 1, 2, 3))
        ):
            yield Quad(thing, NamedNode(RDF_TYPE), NamedNode(NS + name), graph)
        for name, forms in _BOUNDS.items():
            for form in rng.sample(forms, rng.choice((0, 0, 1, 1, 2))):
                datatype = NamedNode(XSD + datatypes.get(name, "date"))
                yield Quad(thing, NamedNode(NS + name), Literal(form, datatype=datatype), graph)
        for name in ("abolishes", "epochs", "epochOne"):
            for _ in range(rng.choice((0, 0, 1, 2))):
                yield Quad(
                    thing, NamedNode(NS + name), NamedNode(f"{EX}epoch{rng.randrange(EPOCHS + 2)}"), graph
                )
        for _ in range(rng.choice((0, 1, 3))):
            yield Quad(thing, NamedNode(NS + "witnesses"), NamedNode(f"{EX}t{rng.randrange(40)}"), graph)
        if rng.random() < 0.5:
            yield Quad(thing, NamedNode(RDFS + "label"), Literal(rng.choice(TEXTS), language="vi"), graph)


def _tints(rng: random.Random) -> Iterator[Quad]:
    """Codes of things with periods, which derived codes are held by; some have none, or two."""
    for number in range(EPOCHS):
        for colour in rng.sample(("red", "green", "blue"), rng.choice((0, 1, 1, 1, 2))):
            thing = NamedNode(f"{EX}epoch{number}")
            yield Quad(thing, NamedNode(NS + "tint"), NamedNode(NS + colour), NamedNode(EX + "graph/tints"))
    for name in ("red", "blue"):  # statements with a derived property itself are not read
        yield Quad(
            NamedNode(EX + "t1"), NamedNode(NS + "shade"), NamedNode(NS + name), NamedNode(EX + "graph/tints")
        )


def _ages(rng: random.Random) -> Iterator[Quad]:
    """Relations that span time, between things with periods."""
    for number in range(EPOCHS):
        for name in ("ages", "outlived"):
            for _ in range(rng.choice((0, 0, 1, 2))):
                other = NamedNode(f"{EX}epoch{rng.randrange(EPOCHS)}")
                thing = NamedNode(f"{EX}epoch{number}")
                yield Quad(thing, NamedNode(NS + name), other, NamedNode(EX + "graph/ages"))


def _misfits(rng: random.Random) -> Iterator[Quad]:
    """To-one relations to what they cannot lead to: a text, an epoch, or one of these beside a thing."""
    for number in range(40):
        for name in ("next", "alphaOne", "eitherOne"):
            obj = rng.choice((None, None, None, Literal("no thing"), NamedNode(EX + "epoch1")))
            if obj is not None:
                yield Quad(NamedNode(f"{EX}t{number}"), NamedNode(NS + name), obj, NamedNode(EX + "graph/0"))


_SPANS = {
    "gYear": ("2024", "2023", "2024Z", "2024+07:00", "-0044", "12024", "24"),
    "gYearMonth": (
        "2024-05",
        "2023-12",
        "2024-05Z",
        "2024-01-05:00",
        "2024-01+07:00",
        "-0044-03",
        "24-13",
        " 2024-06",
    ),
    "date": ("2024-05-01", "2024-05-20", "2024-01-01", "2024-01-01+07:00", "2023-12-31-05:00", "2023-02-30"),
    "dateTime": (
        "2024-05-01T00:00:00",
        "2024-05-20T10:00:00Z",
        "2024-01-01T00:00:00.5",
        "2023-12-31T24:00:00",
    ),
    "string": ("2024", "spring"),
}


def _spans(rng: random.Random) -> Iterator[Quad]:
    """Periods of different lengths, some of which begin at the same moment; some are none."""
    for number in range(40):
        for name in ("spanOne", "spanMany", "spanMany"):
            for _ in range(rng.choice((0, 1, 1, 2))):
                datatype = rng.choice(tuple(_SPANS))
                literal = Literal(rng.choice(_SPANS[datatype]), datatype=NamedNode(XSD + datatype))
                yield Quad(
                    NamedNode(f"{EX}t{number}"), NamedNode(NS + name), literal, NamedNode(EX + "graph/0")
                )


class _Data:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._graphs = [NamedNode(f"{EX}graph/{i}") for i in range(6)]
        self._things: list[NamedNode | BlankNode] = [NamedNode(f"{EX}t{i}") for i in range(40)]
        self._things += [NamedNode(EX + name) for name in ("😀", "豈", "é?q=%2F", "a'b#c@1")]
        self._things += [BlankNode(f"n{i}") for i in range(6)]
        self._strangers = [NamedNode(f"{EX}stranger{i}") for i in range(6)]

    def quads(self) -> Iterator[Quad]:
        for thing in self._things:
            own = self._rng.sample(self._graphs, self._rng.choice((1, 1, 1, 2, 3)))
            for predicate, obj in self._statements():
                for graph in own if self._rng.random() < 0.8 else self._rng.sample(self._graphs, 2):
                    yield Quad(thing, NamedNode(predicate), obj, graph)

    def _statements(self) -> Iterator[tuple[str, NamedNode | BlankNode | Literal]]:
        rng = self._rng
        for name in rng.sample(_TYPES, rng.choice((0, 1, 1, 1, 1, 2, 2, 3))):
            yield RDF_TYPE, NamedNode(NS + name)
        if rng.random() < 0.1:
            yield RDF_TYPE, self._thing()
        for name in (*_LITERALS, "any"):
            for _ in range(rng.choice((0, 1, 1, 2, 4))):
                yield NS + name + rng.choice(("One", "Many")), self._literal(name)
        for name in ("colour", "page"):
            for _ in range(rng.choice((0, 1, 2))):
                yield NS + name + rng.choice(("One", "Many")), self._code(name)
        for name in ("next", "links", "links", "alphaOne", "solos", "eitherOne", "eitherMany", "unheard"):
            for _ in range(rng.choice((0, 0, 1, 1, 2, 5))):
                yield NS + name, self._thing()
        for name in ("epochs", "epochs", "epochOne"):
            for _ in range(rng.choice((0, 1, 1, 3))):
                yield NS + name, NamedNode(f"{EX}epoch{rng.randrange(EPOCHS + 2)}")
        yield from self._oddities()

    def _oddities(self) -> Iterator[tuple[str, NamedNode | BlankNode | Literal]]:
        rng = self._rng
        if rng.random() < 0.3:
            yield NS + "links", Literal("no thing")
        if rng.random() < 0.3:
            yield NS + "unheard", Literal("of", language="en")
        if rng.random() < 0.2:
            yield NS + "stringOne", self._thing()
        if rng.random() < 0.4:
            yield NS + rng.choice(("nick", "alphaOnly")), Literal(rng.choice(TEXTS))
        if rng.random() < 0.3:
            yield SKOS + "prefLabel", Literal(rng.choice(TEXTS), language=rng.choice(_TAGS))

    def _thing(self) -> NamedNode | BlankNode:
        return self._rng.choice(self._things if self._rng.random() < 0.85 else self._strangers)

    def _code(self, name: str) -> NamedNode | Literal:
        if self._rng.random() < 0.1:
            return Literal("red")
        if name == "page":
            return NamedNode(self._rng.choice((EX + "page/1", EX + "page/2", EX + "t1")))
        return NamedNode(NS + self._rng.choice(("red", "green", "blue", "unknown-colour")))

    def _literal(self, name: str) -> Literal:
        rng = self._rng
        if rng.random() < 0.08:  # a value of another kind
            name = rng.choice(tuple(_LITERALS))
        if name == "any":
            name = rng.choice(tuple(_LITERALS))
        if name in _FORMS:
            return Literal(rng.choice(_FORMS[name]), datatype=NamedNode(_LITERALS[name]))
        text = rng.choice(TEXTS)
        if name == "text" and rng.random() < 0.8:
            return Literal(text, language=rng.choice(_TAGS))
        return Literal(text)
