"""The patterns of shapes that the engine cannot compile, such as those with look-around: Python's `re` decides.

For the engine no value matches such a pattern, so its results about values that do are left out. Within `sh:or`,
`sh:not` and the like its verdict counts before anybody sees it: there such a pattern is refused.
"""

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from ontology.errors import UsageError
from ontology.terms import key
from ontology.values.literals import split

_WITHIN = ("node", "qualifiedValueShape", "not", "and", "or", "xone")
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}

Declarations = Mapping[str, Mapping[str, tuple[NamedNode | BlankNode | Literal, ...]]]
"""The declarations of each shape, as `loaders.validation.shapes` describes them."""


def read_patterns(shapes: Declarations) -> dict[str, re.Pattern[str]]:
    """Those patterns by shape. Raises UsageError for one that `re` cannot compile, or that stands in another shape."""
    patterns = {}
    for shape, declared in shapes.items():
        for pattern in declared.get("pattern", ()):
            flags = "".join(flag.value for flag in declared.get("flags", ())[:1])
            if not _is_known(pattern.value, flags):
                patterns[shape] = _compile(pattern.value, flags)
                if len(declared["pattern"]) > 1:
                    raise _bad_pattern(pattern.value, "stands beside another of the same shape")
    for shape in patterns.keys() & set(_iter_within(shapes)) if patterns else ():
        raise _bad_pattern(patterns[shape].pattern, "is of a shape within sh:node, sh:or or the like")
    return patterns


def matches(pattern: re.Pattern[str], value: str | None) -> bool:
    """True if a value of a result (an IRI, `_:label` or a literal in N-Triples form) matches."""
    if value is None or value.startswith("_:"):
        return False
    return pattern.search(split(value)[0] if value.startswith('"') else value) is not None


def _is_known(pattern: str, flags: str) -> bool:
    query = f"ASK {{ BIND(REGEX('', {Literal(pattern)}, {Literal(flags)}) AS ?is) FILTER(BOUND(?is)) }}"
    return bool(Store().query(query))


def _compile(pattern: str, flags: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, sum(_FLAGS[flag] for flag in set(flags)))
    except (re.error, KeyError) as error:
        raise _bad_pattern(pattern, f"is not a regular expression: {error}") from None


def _bad_pattern(pattern: str, problem: str) -> UsageError:
    return UsageError(
        f"the ontology's shapes are invalid: the pattern {pattern!r} {problem}",
        code="SHAPES_INVALID",
        hint="write it as SPARQL's REGEX takes it, without look-around and backreferences",
    )


def _iter_within(shapes: Declarations) -> Iterator[str]:
    """The shapes whose verdict is a part of another's."""
    ahead = [key(value) for own in shapes.values() for name in _WITHIN for value in own.get(name, ())]
    seen: set[str] = set()
    while ahead:
        shape = ahead.pop()
        if shape not in seen:
            seen.add(shape)
            yield shape
            ahead += (key(value) for value in shapes.get(shape, {}).get("property", ()))
