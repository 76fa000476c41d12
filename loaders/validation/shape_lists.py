"""The lists of shapes (`sh:in`, `sh:and`, paths, …): whole, or refused; those with an IRI as those without.

The engine reads a list that has an IRI as empty, and one that is broken as far as it goes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pyoxigraph import BlankNode, NamedNode, Triple

from ontology.errors import UsageError
from ontology.namespaces import RDF, SH
from ontology.terms import Node, key

_PARAMETERS = ("in", "languageIn", "and", "or", "xone", "ignoredProperties", "alternativePath")
_TAKES_LIST = frozenset(SH + name for name in _PARAMETERS)
_FIRST, _REST, _NIL = (f"{RDF}{name}" for name in ("first", "rest", "nil"))

Links = Mapping[Node, Mapping[str, Sequence[Node]]]
"""The values of rdf:first and rdf:rest of each node."""


def with_blank_lists(triples: Sequence[Triple]) -> list[Triple]:
    """The same statements, in which the lists of shapes are of blank nodes.

    Raises UsageError for one that is not a list: that ends nowhere, divides, or leads back into itself.
    """
    links = _links(triples)
    named: dict[Node, BlankNode] = {}
    for triple in triples:
        # An IRI as sh:path is a property, whatever else it is.
        is_path = triple.predicate.value == f"{SH}path" and isinstance(triple.object, BlankNode)
        is_path = is_path and _FIRST in links.get(triple.object, ())
        if is_path or triple.predicate.value in _TAKES_LIST:
            for node in _iter_list(triple, links):
                if isinstance(node, NamedNode):
                    named.setdefault(node, BlankNode(f"list{len(named)}"))
    return [_renamed(triple, named) for triple in triples] if named else list(triples)


def _links(triples: Sequence[Triple]) -> Links:
    links: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in dict.fromkeys(triples):
        if triple.predicate.value in {_FIRST, _REST}:
            links[triple.subject][triple.predicate.value].append(triple.object)
    return links


def _iter_list(use: Triple, links: Links) -> list[Node]:
    nodes: dict[Node, None] = {}
    at = use.object
    while key(at) != _NIL:
        own = links.get(at, {})
        if at in nodes:
            raise _bad_list(use, f"leads back to {_show(at)}")
        for predicate, name in ((_FIRST, "rdf:first"), (_REST, "rdf:rest")):
            if len(own.get(predicate, ())) != 1:
                count = "more than one" if own.get(predicate) else "no"
                raise _bad_list(
                    use, f"has {count} {name} at {_show(at)}" if nodes or own else "is not a list"
                )
        nodes[at] = None
        at = own[_REST][0]
    return list(nodes)


def _bad_list(use: Triple, problem: str) -> UsageError:
    return UsageError(
        f"the ontology's shapes are invalid: sh:{use.predicate.value.removeprefix(SH)} "
        f"{_show(use.object)} of {_show(use.subject)} {problem}",
        code="SHAPES_INVALID",
        hint="write the list as ( first second … ), or end it with rdf:rest rdf:nil",
    )


def _show(node: Node) -> str:
    return "a blank node" if isinstance(node, BlankNode) else str(node)


def _renamed(triple: Triple, named: Mapping[Node, BlankNode]) -> Triple:
    predicate = triple.predicate.value
    subject = named.get(triple.subject, triple.subject) if predicate in {_FIRST, _REST} else triple.subject
    is_list = predicate == _REST or predicate in _TAKES_LIST
    value = named.get(triple.object, triple.object) if is_list else triple.object
    return Triple(subject, triple.predicate, value)
