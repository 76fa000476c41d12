"""A short form of the SDL for reviewing changes: what repeats something above it is left out.

    python -m tests.graph_api.schema.short     writes it from the full one; part of `poe schema`

It parses as GraphQL, but no schema can be built from it. Every change of the full SDL shows in it at least once:
something that differs from its pattern is printed as it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import ConstDirectiveNode, NameNode, parse, print_ast

FULL = Path(__file__).parents[3] / "graph_api" / "schema.graphql"
SHORT = FULL.with_name("schema.short.graphql")
HEADING = """\
# The schema for reviewing changes; `poe schema` makes it. Programs use schema.graphql, which is complete.
#
# Left out here:
# * fields that an interface of the type has too;
# * from `…Connection`, `…Edge`, `…Facets`, `…Aggregates`, `…Where`, `…Filter`, `…Order` and `…GroupBy` of a class what
#   those of `Resource` or of a superclass have, with its own name for theirs; the whole type if that is all. From the
#   `…Filter` of a code list what the first of them has. `@incomplete`: the type does not have all of that;
# * arguments that the first field of the same kind and type has in the same form. `@noArguments`: the field has none.
#   `asOf` has two usual forms, of lists of classes with a period and of those without one;
# * a description that occurs above, of a field with this name or with only the name of its type or field replaced.

"""
_TIMELESS = "It has no period, so `asOf` leaves none of them out."
"""The end of the description of a class without a period."""
_USUAL_DAYS = {
    True: "Members have no period, so all count; the day is that of the lists below.",
    False: "Only members valid on this day. Absent: the enclosing `asOf`; null: any.",
}
"""The description of `asOf` in lists of classes without a period, and of others."""
SUFFIXES = ("Connection", "Edge", "Facets", "Aggregates", "Where", "Filter", "Order", "GroupBy")


def short(sdl: str) -> str:
    """The short form of an SDL."""
    return (
        HEADING
        + "\n\n".join(map(print_ast, _Shortener(parse(sdl, no_location=True)).iter_definitions()))
        + "\n"
    )


class _Shortener:
    """One pass over the definitions of a document, in order."""

    def __init__(self, document: Any) -> None:
        self.definitions = {node.name.value: node for node in document.definitions}
        self.classes = {n for n in self.definitions if n + "Where" in self.definitions}
        self.code_lists = [n for n, node in self.definitions.items() if node.kind == "enum_type_definition"]
        self.sentences: set[str] = set()
        self.arguments: dict[tuple[bool, str], Mapping[str, str]] = {}

    def iter_definitions(self) -> Iterator[Any]:
        """The definitions in short, without those that add nothing."""
        for name, definition in self.definitions.items():
            if not getattr(definition, "fields", None):
                yield definition
                continue
            base = _base(name)
            own = self._without_pattern(_without_inherited(definition, self.definitions), base)
            node = self._described(own, base, base)
            if node.fields or node.description or not _suffix(name):
                yield replace(node, fields=tuple(self._field(field, node, base) for field in node.fields))

    def _without_pattern(self, node: Any, base: str) -> Any:
        """`node` without the fields that its pattern has, or marked as one that does not have them all."""
        there = {form for field in node.fields for form in _forms(field, base)}
        expected: set[str] = set()
        for pattern in self._patterns(node.name.value, base):
            for field in pattern.fields:
                forms = _forms(field, _base(pattern.name.value))
                if there.isdisjoint(forms):
                    return _marked(node, "incomplete")
                expected |= forms
        return replace(node, fields=tuple(f for f in node.fields if expected.isdisjoint(_forms(f, base))))

    def _patterns(self, name: str, base: str) -> Iterator[Any]:
        suffix = _suffix(name)
        if base in self.classes and suffix:
            parents = [i.name.value for i in self.definitions[base].interfaces or ()]
            patterns = [parent + suffix for parent in parents if parent in self.classes]
        else:
            patterns = [self.code_lists[0] + suffix] if suffix == "Filter" and base in self.code_lists else []
        yield from (self.definitions[p] for p in patterns if p in self.definitions and p != name)

    def _field(self, field: Any, parent: Any, base: str) -> Any:
        field = self._described(field, base, field.name.value.removesuffix("All"))
        if not hasattr(field, "arguments"):
            return field
        target = _base(re.sub(r"\W", "", print_ast(field.type)))
        target = target if target in self.classes else ""
        kind = parent.name.value == "Query", _masked(print_ast(field.type), target)
        arguments = {a.name.value: self._argument(a, target) for a in field.arguments or ()}
        first = self.arguments.setdefault(kind, arguments)
        if first is arguments:
            return field
        if first.keys() != arguments.keys():
            return field if arguments else _marked(field, "noArguments")
        own = tuple(a for a in field.arguments or () if arguments[a.name.value] != first[a.name.value])
        return replace(field, arguments=own)

    def _argument(self, argument: Any, target: str) -> str:
        """The text of an argument, with its class left open, and with `asOf` the same wherever it is as usual."""
        day = argument.description.value if argument.name.value == "asOf" else ""
        described = getattr(self.definitions.get(target), "description", None)
        usual = _USUAL_DAYS[described is not None and described.value.endswith(_TIMELESS)]
        return "asOf" if day == usual else _masked(print_ast(argument), target)

    def _described(self, node: Any, base: str, name: str) -> Any:
        """`node` without its description if that occurs above, with this name or with others in its pattern."""
        sentence = node.description.value if node.description else ""
        pattern = _masked(sentence, base).replace(f"`{name}`", "*")
        pattern = pattern if pattern != sentence else f"{node.name.value}: {sentence}"
        if pattern in self.sentences:
            return replace(node, description=None)
        self.sentences.add(pattern)
        return node


def _without_inherited(node: Any, definitions: Mapping[str, Any]) -> Any:
    parents = (definitions[parent.name.value] for parent in getattr(node, "interfaces", None) or ())
    inherited = {print_ast(field) for parent in parents for field in parent.fields}
    return replace(node, fields=tuple(field for field in node.fields if print_ast(field) not in inherited))


def _forms(field: Any, base: str) -> set[str]:
    """The text of a field, as it is and with the name of its class left open."""
    text = print_ast(field)
    return {text, _masked(text, base)}


def _marked(node: Any, mark: str) -> Any:
    directive = ConstDirectiveNode(name=NameNode(value=mark), arguments=())
    return replace(node, directives=(*(node.directives or ()), directive))


def _suffix(name: str) -> str:
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def _base(name: str) -> str:
    """The class or code list that a type is made for, itself for others."""
    return name.removesuffix(_suffix(name)).removeprefix("Other")


def _masked(text: str, base: str) -> str:
    return re.sub(rf"\b(Other)?{base}(?=({'|'.join(SUFFIXES)})?\b)", "*", text) if base else text


if __name__ == "__main__":
    SHORT.write_text(short(FULL.read_text("utf-8")), "utf-8")
