"""The requests of `python -m tests.bench attack`: each asks for as much as it can."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import orjson

from loaders.synthetic.acts import FRAMEWORK_ACT


@dataclass(frozen=True, slots=True)
class AttackRequest:
    """One HTTP request: a POST if it has a body."""

    path: str
    body: bytes = b""
    media: str = "application/json"
    headers: Sequence[str] = ()

    @property
    def head(self) -> bytes:
        """The request without its body."""
        lines = [
            f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: close",
            *self.headers,
        ]
        if self.body:
            lines += [f"Content-Type: {self.media}", f"Content-Length: {len(self.body)}"]
        return "\r\n".join((*lines, "", "")).encode()


@dataclass(frozen=True, slots=True)
class Attack:
    """Requests that one client sends at once. `ordinary`: all must be answered with 200."""

    name: str
    requests: Sequence[AttackRequest]
    ordinary: bool = False


def _ask(query: str, variables: object = None) -> AttackRequest:
    return AttackRequest("/graphql", orjson.dumps({"query": query, "variables": variables}))


def _aliased(count: int, field: str) -> str:
    return " ".join(f"a{number}: {field}" for number in range(count))


def attacks(platform: str, receipt: str) -> Iterator[Attack]:
    """All attacks; `platform` is the IRI of one, `receipt` is one of the service."""
    rdf = _aliased(59, "rdf(format: RDF_XML)")
    yield Attack(
        "rdf of results",
        [
            _ask(
                f"{{ assessments(first: 200) {{ nodes {{ results(first: 200) {{ nodes {{ {rdf} }} }} }} }} }}"
            )
        ],
    )
    found = _aliased(190, "rdf")
    yield Attack(
        "rdf of a search",
        [_ask(f'{{ search(text: "a", suggest: true, first: 200) {{ nodes {{ {found} }} }} }}')],
    )
    schema = "{ types { name fields { name description args { name description type { name } } } } }"
    yield Attack("20 x __schema", [_ask(f"{{ {_aliased(20, f'__schema {schema}')} }}")])
    yield Attack("__schema, 8 at once", [_ask(f"{{ __schema {schema} }} # {n}") for n in range(8)])
    of_type = "{ fields { args { type { inputFields { type { name kind description } name } } } } }"
    yield Attack("__type in depth", [_ask(f'{{ {_aliased(60, f"""__type(name: "Query") {of_type}""")} }}')])
    search = 'search(text: "nền tảng", first: 20) { totalCount nodes { iri label { value } } }'
    yield Attack("60 x search, 4 at once", [_ask(f"{{ {_aliased(60, search)} }} # {n}") for n in range(4)])
    terms = "{ nodes { classes { iri } graphs { iri subjects } properties { iri } } }"
    yield Attack("60 x releases", [_ask(f"{{ {_aliased(60, f'releases(first: 200) {terms}')} }}")])
    change = [{"subject": FRAMEWORK_ACT[1:-1], "property": "types", "values": []}]
    step = "steps { kind text { value } statements { ntriples } }"
    case = f"nodes: touched {{ platform {{ iri }} before {{ {step} }} after {{ {step} }} }}"
    yield Attack(
        "whatIf", [_ask(f"query ($c: [ChangeInput!]!) {{ whatIf(changes: $c) {{ {case} }} }}", {"c": change})]
    )
    named = f'"{FRAMEWORK_ACT[1:-1]}"'
    resting = "{ platforms(first: 200) { nodes { label { value } rdf } } truncated }"
    yield Attack("20 x impact", [_ask(f"{{ {_aliased(20, f'impact(iri: {named}) {resting}')} }}")])
    yield from _nested_conditions()
    yield from _verifications(receipt)
    address = f"/dossier?platform={quote(platform, safe='')}"
    yield Attack("12 x PDF", [AttackRequest(f"{address}&format=pdf")] * 12)
    yield Attack("30 x home", [AttackRequest("/")] * 30)
    yield Attack("20 x SDL", [AttackRequest("/graphql/schema.graphql")] * 20)
    long = [f"{platform}{n}" for n in range(15_000)]
    listed = "query ($i: [ID!]!) { digitalPlatforms(first: 1, where: {iri: {in: $i}}) { totalCount } }"
    yield Attack("long variables, 8 at once", [_ask(listed, {"i": long})] * 8)
    fields = " ".join(
        f"a{n}: digitalPlatforms(first: 1) {{ nodes {{ iri label {{ value }} }} }}" for n in range(60)
    )
    yield Attack("new documents, 50 at once", [_ask(f"{{ {fields} }} # {n}") for n in range(50)])
    yield from _more_attacks(platform)
    yield from _long_values()
    ordinary = (
        "{ digitalPlatforms(first: 20) { totalCount nodes { iri label { value } roles { nodes { iri } } } } }"
    )
    yield Attack("ordinary, 50 at once", [_ask(ordinary)] * 50, ordinary=True)


def _nested_conditions() -> Iterator[Attack]:
    """Conditions along four relations there and back, which meet the same results over and over."""
    back = "{every: {resultOf: {some: {results: {every: {basedOnEvidence: {count: {lt: 99}}}}}}}}"
    circle = (
        "{some: {criterion: {criterionResults: {every: {criterion: {criterionResults: {count: {gt: 0}}}}}}}}"
    )
    for name, condition in (("nested where", back), ("nested where, circle", circle)):
        asked = [
            _ask(f"{{ criteria(where: {{criterionResults: {condition}}}) {{ totalCount }} }} # {n}")
            for n in range(4)
        ]
        yield Attack(name, asked[:1])
        yield Attack(f"{name}, 4 at once", asked)


def _verifications(receipt: str) -> Iterator[Attack]:
    """Long answers to verify: with an invented receipt, which nobody reads, and with a true one, which are read."""
    invented = "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiYSIsInR5cCI6Im5kcC1yZWNlaXB0K2p3dCJ9.e30." + "A" * 86
    media = "application/x-www-form-urlencoded"

    def answer(members: int, receipt: str = "") -> bytes:
        data = b",".join(b'"k%06d":{"a":[1.5,"x"]}' % n for n in range(members))
        return b'{"data":{%s},"extensions":{"release":"a","receipt":"%s"}}' % (data, receipt.encode())

    form = b"receipt=" + invented.encode() + b"&answer=" + answer(250_000)
    yield Attack("verify", [AttackRequest("/verify", form, media)])
    within = b"receipt=" + answer(120_000, receipt) + b"&answer=" + answer(120_000)
    yield Attack("verify, answers within, 3 at once", [AttackRequest("/verify", within, media)] * 3)
    escapes = b"receipt=a&answer=" + b"%61" * 2_600_000
    yield Attack("verify, escapes, 4 at once", [AttackRequest("/verify", escapes, media)] * 4)


def _long_values() -> Iterator[Attack]:
    """Long tags, lists of words and aliased lists, each in a small document."""
    asked = "query ($l: [String!]) { digitalPlatforms(first: 200) { nodes { label(lang: $l) { value } } } }"
    tag = "aa-" * 300_000
    yield Attack("a long tag, 4 at once", [_ask(asked, {"l": [f"{tag}b{n}"]}) for n in range(4)])
    yield Attack("many tags", [_ask(asked, {"l": [f"a{n}" for n in range(100_000)]})])
    matches = "query ($m: String!) { digitalPlatforms(where: {title: {matches: $m}}) { totalCount } }"
    yield Attack("many words, 4 at once", [_ask(matches, {"m": "nen " * 240_000})] * 4)
    lists = " ".join(
        f"a{n}: results(first: {200 - n}) {{ nodes {{ outcome {{ code }} }} }}" for n in range(90)
    )
    yield Attack("aliased lists", [_ask(f"{{ assessments(first: 200) {{ nodes {{ {lists} }} }} }}")])
    header = "Accept: " + "a/b," * 16_000
    asking = [AttackRequest(f"/dossier?platform={n}", headers=(header,)) for n in range(20)]
    yield Attack("Accept of 64 kB, 20 at once", asking)
    query = "&".join(f"platfor{n}=" for n in range(4000))
    yield Attack("4,000 parameters, 20 at once", [AttackRequest(f"/dossier?{query}")] * 20)


def _more_attacks(platform: str) -> Iterator[Attack]:
    sources = f"sources {{ {_aliased(100, 'rdf')} }}"
    case = f"{{ steps {{ statements {{ {sources} }} }} }}"
    yield Attack("rdf of sources of a case", [_ask(f'{{ whyApproved(platform: "{platform}") {case} }}')])
    nodes = f"nodes {{ depth resource {{ {_aliased(60, 'rdf')} }} }} edges {{ from to {sources} }}"
    yield Attack("lineage", [_ask(f'{{ lineage(iri: "{platform}", depth: 6) {{ {nodes} }} }}')])
    labels, few = _aliased(150, "label { value lang }"), _aliased(20, "label { value }")
    pages = f"{{ nodes {{ {labels} roles(first: 200) {{ nodes {{ {few} }} }} }} }}"
    asked = f"{{ digitalPlatforms(first: 200) {pages} }}"
    yield Attack("labels, 4 at once", [_ask(f"{asked} # {n}") for n in range(4)])
    shaped = "query ($w: DigitalPlatformWhere) { digitalPlatforms(first: 1, where: $w) { totalCount } }"
    conditions = [{"or": [{"slug": {"eq": f"{n} {m}"}} for m in range(300)]} for n in range(20)]
    yield Attack("new conditions, 20 at once", [_ask(shaped, {"w": one}) for one in conditions])
    twice = b'{"query": "{ __typename }", "variables": {' + b",".join(b'"v%d": 1' % n for n in range(70_000))
    yield Attack("a member twice, 8 at once", [AttackRequest("/graphql", twice + b', "v69999": 1}}')] * 8)
    spaces = b'{"query": "{' + b" " * 900_000 + b'__typename }"}'
    yield Attack("spaces, 8 at once", [AttackRequest("/graphql", spaces)] * 8)
    yield Attack("braces, 4 at once", [_ask("{a" * 200_000)] * 4)
    yield Attack("small, 300 at once", [_ask("{ digitalPlatforms(first: 5) { nodes { iri } } }")] * 300)
