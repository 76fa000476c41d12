"""The questions of a gateway that makes one graph of several (Apollo Federation): their fields and variables."""

from collections.abc import Hashable, Iterator, Mapping

from graphql import ArgumentNode, Node, VariableNode

SERVICE = "_service"
"""The root field for the schema of a subgraph."""
ENTITIES = "_entities"
"""The root field for resources that other subgraphs name."""
REPRESENTATIONS = "representations"
"""The argument of `ENTITIES`: what names the resources."""
TYPENAME = "__typename"
"""The member of a representation that names its type."""


def names_resources(node: Node) -> bool:
    """True for the argument `representations` with a variable, of whose value only the types shape a plan."""
    return (
        isinstance(node, ArgumentNode)
        and node.name.value == REPRESENTATIONS
        and isinstance(node.value, VariableNode)
    )


def types_named(value: object) -> Hashable:
    """The part of the value of `representations` that a plan depends on: the types that it names."""
    items = value if isinstance(value, list) else [value]
    names = (one.get(TYPENAME) for one in items if isinstance(one, Mapping))
    return frozenset(name if isinstance(name, str) else "" for name in names)


def representation_variables(node: Node) -> Iterator[str]:
    """The variables that are the whole value of an argument `representations`, at a node and below it."""
    if names_resources(node):
        yield node.value.name.value  # type: ignore[attr-defined]  # it is a variable
        return
    for key in node.keys:
        child = getattr(node, key, None)
        for one in child if isinstance(child, list | tuple) else (child,):
            if isinstance(one, Node):
                yield from representation_variables(one)
