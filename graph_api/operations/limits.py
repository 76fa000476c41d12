"""Limits of documents and variables, checked before anything else reads them.

A document over a limit must cost less to refuse than to send. So one pass over its tokens, which ends at the first
limit that is exceeded, counts the contents of its definitions; the contents of fragments are then added by
arithmetic. Only one check needs the parsed document: GraphQL's own validation compares all fields of one key in
pairs, which takes too long if there are many.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graph_api.errors import QueryError

MOST_PAIRS = 10_000
"""Most pairs of fields with one key that validation may have to compare."""
WALKS = frozenset(("diff", "impact", "lineage", "paths", "whatIf", "whyApproved", "whyNot"))
"""Root fields that take many steps, which have to be planned before their cost is known."""

_TOKEN = re.compile(
    r'"""[^"\\]*+(?:(?:\\(?:""")?|"(?!""))[^"\\]*+)*+(?:""")?'
    r'|"[^"\\\n\r]*+(?:\\.[^"\\\n\r]*+)*+"?'
    r"|\#[^\n\r]*"
    r"|(?P<name>[_A-Za-z][_0-9A-Za-z]*)"
    r"|\.\.\."
    r"|-?[0-9][-+.0-9eE]*"
    r"|[^\s,\ufeff]"
)


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The limits of a document, with the contents of fragments counted wherever they are spread."""

    tokens: int = 4000
    depth: int = 50
    fields: int = 2000
    aliases: int = 200
    root_fields: int = 60
    walks: int = 20

    def check_variables(self, variables: Mapping[str, object]) -> None:
        """Raise `QueryError` `LIMIT_VARIABLES` if the variables, written in a document, have too many tokens."""
        found, waiting = 0, list(variables.values())
        while waiting:
            if found + len(waiting) > self.tokens:
                most = self.tokens
                _refuse("LIMIT_VARIABLES", f"The variables have more than {most} tokens.", most)
            match waiting.pop():
                case dict() as members:
                    found += 2 + 2 * len(members)  # braces, names and colons
                    waiting += members.values()
                case list() as items:
                    found += 2
                    waiting += items
                case _:
                    found += 1

    def check_text(self, text: str) -> None:
        """Raise `QueryError` `LIMIT_…` if the document is over a limit. Its syntax is not checked."""
        definitions = _TokenScan(self).definitions(text)
        fragments = {d.fragment: d for d in definitions if d.fragment}
        known: dict[str, _DocumentSize] = {}
        for definition in definitions:
            if not definition.fragment:
                self.check_size(_size(definition, fragments, known))

    def check_size(self, size: "_DocumentSize") -> None:
        """Raise `QueryError` `LIMIT_…` if an operation is over a limit."""
        if size.depth > self.depth:
            _refuse("LIMIT_DEPTH", f"The document nests fields more than {self.depth} deep.", self.depth)
        if size.root_fields > self.root_fields:
            most = self.root_fields
            _refuse("LIMIT_ROOT_FIELDS", f"The document asks for more than {most} root fields.", most)
        if size.walks > self.walks:
            message = f"The document asks for more than {self.walks} root fields that take many steps."
            _refuse("LIMIT_WALKS", message, self.walks)
        if size.aliases > self.aliases:
            _refuse("LIMIT_ALIASES", f"The document has more than {self.aliases} aliases.", self.aliases)
        if size.fields > self.fields:
            _refuse("LIMIT_FIELDS", f"The document selects more than {self.fields} fields.", self.fields)


DEFAULT_LIMITS = DocumentLimits()


def check_repeats(document: DocumentNode) -> None:
    """Raise `QueryError` `LIMIT_REPEATS` if validation would have to compare too many fields.

    The fragments of the document must not contain themselves.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    pairs = 0
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for count in _repeats([definition.selection_set], fragments):
                pairs += count
                if pairs > MOST_PAIRS:
                    _refuse_repeats()


def _refuse(code: str, message: str, allowed: int) -> None:
    raise QueryError(message, code=code, details={"allowed": allowed})


def _refuse_repeats() -> None:
    raise QueryError("The document repeats fields too often.", code="LIMIT_REPEATS")


@dataclass(slots=True)
class _DocumentSize:
    """The size of an operation, or of one definition without its fragments."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    root_fields: int = 0
    walks: int = 0


@dataclass(slots=True)
class _Definition:
    """A definition: its own size, and the fragments spread in it with their depths."""

    fragment: str = ""
    own: _DocumentSize = field(default_factory=_DocumentSize)
    spreads: Counter[tuple[str, int]] = field(default_factory=Counter)


class _TokenScan:
    """One pass over the tokens of a document."""

    def __init__(self, limits: DocumentLimits) -> None:
        self._limits = limits
        self._found = [_Definition()]
        self._parens = 0
        self._sets: list[dict[str, int]] = []  # of each open selection set: how often each key occurs in it
        self._steps: list[int] = []  # 1 for the selection set of a field, 0 for that of an inline fragment
        self._depth = 0
        self._pairs = 0
        self._before = ""
        self._spreading = False
        self._schemas = 0

    def definitions(self, text: str) -> Sequence[_Definition]:
        """All definitions. Raises `QueryError` at the first limit that one definition alone exceeds."""
        tokens = 0
        for token in _TOKEN.finditer(text):
            word = token[0]
            if word[0] == "#":
                continue
            tokens += 1
            if tokens > self._limits.tokens:
                most = self._limits.tokens
                _refuse("LIMIT_TOKENS", f"The document has more than {most} tokens.", most)
            if word in "()":
                self._parens += 1 if word == "(" else -1
            elif self._parens <= 0:
                self._take(word, is_name=token["name"] is not None)
            self._before = word
        return self._found

    def _take(self, word: str, *, is_name: bool) -> None:
        if word == "{":
            self._open()
        elif word == "}":
            self._close()
        elif word == "...":
            self._spreading = True
        elif is_name:
            self._name(word)
        elif word == ":" and self._depth:
            self._alias()

    def _open(self) -> None:
        inline = self._spreading and bool(self._sets)
        self._spreading = False
        self._steps.append(0 if inline else 1)
        self._sets.append(self._sets[-1] if inline else {})
        self._depth += self._steps[-1]
        own = self._found[-1].own
        if self._depth > own.depth:
            own.depth = self._depth
            self._limits.check_size(own)

    def _close(self) -> None:
        if self._steps:
            self._depth -= self._steps.pop()
            self._sets.pop()
        if not self._steps:
            self._found.append(_Definition())

    def _name(self, name: str) -> None:
        definition = self._found[-1]
        if not self._sets:
            if self._before == "fragment":
                definition.fragment = name
        elif self._before == "...":
            if name != "on":
                self._spreading = False
                definition.spreads[name, self._depth] += 1
        elif self._before not in ("on", "@") or (self._before == "on" and not self._spreading):
            self._field(name, definition)

    def _field(self, name: str, definition: _Definition) -> None:
        own, keys = definition.own, self._sets[-1]
        own.walks += self._depth == 1 and name in WALKS
        if name == "__schema":
            self._schemas += 1
            if self._schemas > 1:
                raise QueryError(
                    "The document selects `__schema` more than once.", code="LIMIT_INTROSPECTION"
                )
        if self._before != ":":
            own.fields += 1
            own.root_fields += self._depth == 1
            before = keys[name] = keys.get(name, -1) + 1
            self._pairs += before
            if self._pairs > MOST_PAIRS:
                _refuse_repeats()
        if own.fields > self._limits.fields or (not definition.fragment and self._depth == 1):
            self._limits.check_size(own)

    def _alias(self) -> None:
        own = self._found[-1].own
        own.aliases += 1
        own.walks -= self._depth == 1 and self._before in WALKS
        if own.aliases > self._limits.aliases:
            self._limits.check_size(own)


def _size(
    definition: _Definition, fragments: dict[str, _Definition], known: dict[str, "_DocumentSize"]
) -> "_DocumentSize":
    """The size with its fragments. A fragment that spreads itself counts once; validation refuses it."""
    total = _DocumentSize(**{name: getattr(definition.own, name) for name in _DocumentSize.__slots__})
    for (name, depth), times in definition.spreads.items():
        if name not in fragments:
            continue
        if name not in known:
            known[name] = _DocumentSize()
            known[name] = _size(fragments[name], fragments, known)
        inner = known[name]
        total.depth = max(total.depth, depth - 1 + inner.depth)
        total.fields += times * inner.fields
        total.aliases += times * inner.aliases
        if depth == 1:
            total.root_fields += times * inner.root_fields
            total.walks += times * inner.walks
    return total


def _repeats(sets: Sequence[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode]) -> Iterator[int]:
    """The number of pairs of fields with one key, for each key of merged selection sets and below."""
    by_key: dict[str, list[FieldNode]] = {}
    for node in _fields(sets, fragments, set()):
        by_key.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
    for nodes in by_key.values():
        yield len(nodes) * (len(nodes) - 1) // 2
        inner = [node.selection_set for node in nodes if node.selection_set]
        if inner:
            yield from _repeats(inner, fragments)


def _fields(
    sets: Sequence[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode], visited: set[str]
) -> Iterator[FieldNode]:
    for selection in (s for selections in sets for s in selections.selections):
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields([selection.selection_set], fragments, visited)
        elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
            visited.add(selection.name.value)
            if selection.name.value in fragments:
                yield from _fields([fragments[selection.name.value].selection_set], fragments, visited)
