"""The sourced facts that are shipped: `python -m loaders.shipped.facts` writes facts.trig again from its tables.

The output is the same for the same tables: prefixes, graphs, subjects and statements are sorted.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from loaders.shipped.files import FACTS
from loaders.tables.tabular import iter_quads, read_mapping
from ontology.errors import NdpError
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import RDF_TYPE

MAPPING = FACTS.with_suffix(".toml")


def converted(path: Path, base: str = DEFAULT_BASE) -> bytes:
    """The statements of the mapping file at `path` as TriG under `base`."""
    mapping = read_mapping(path)
    prefixes = {k: v.replace("{base}", base) for k, v in mapping.prefixes.items()}
    return to_trig(iter_quads(mapping, base), prefixes)


def to_trig(quads: Iterable[Quad], prefixes: dict[str, str]) -> bytes:
    """`quads` as TriG in a fixed order, each once, a subject's types first."""
    text = serialize(sorted(set(quads), key=_order), format=RdfFormat.TRIG, prefixes=prefixes) or b""
    lines = text.splitlines(keepends=True)
    heading = [line for line in lines if line.startswith(b"@prefix")]
    return b"".join((*sorted(heading), *lines[len(heading) :]))


def _order(quad: Quad) -> tuple[str, str, bool, str, str]:
    predicate = quad.predicate.value
    return str(quad.graph_name), str(quad.subject), predicate != RDF_TYPE, predicate, str(quad.object)


def main() -> int:
    """Write facts.trig; the exit code is 1 if the tables are invalid."""
    try:
        FACTS.write_bytes(converted(MAPPING))
    except NdpError as error:
        sys.stderr.write(f"{error.message}\n{error.hint or ''}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
