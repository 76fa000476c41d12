"""Dumps of releases as RDF: canonical N-Quads, and every other syntax made from their lines.

    with statements(iter_store(store, model), graph=None) as lines:
        write("nq", lines, output, prefixes)

One module a format; each has `write(lines, output, prefixes)`.
"""

from loaders.dump.formats import FORMATS, write
from loaders.dump.statements import dump_hash, dump_lines, graph_lines, iter_release, iter_store, statements

__all__ = [
    "FORMATS",
    "dump_hash",
    "dump_lines",
    "graph_lines",
    "iter_release",
    "iter_store",
    "statements",
    "write",
]
