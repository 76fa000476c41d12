"""A process that answers SPARQL queries from the index of one release, one after the other.

It reads jobs as lines of JSON, and writes for each one line of JSON, followed by so many bytes as that line says. It
opens the index for reading only, and has limits of memory and of processor time: over one of them it ends, and whoever
started it starts another one. Where the system allows it, it has no network.
"""

import base64
import ctypes
import hashlib
import io
import json
import resource
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    serialize,
)

from graph_api.sparql.results import RESULT_FORMATS, RowLimits, iter_distinct, write_rows
from ontology.errors import DataError
from ontology.syntaxes import SYNTAXES

_NO_NETWORK = 0x10000000 | 0x40000000
"""`unshare`: a user namespace, which one needs for it, and a network namespace with nothing in it."""
_END_WITH_PARENT = 1
"""`prctl`: the signal to get when the parent ends."""
_LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class QueryJob:
    """A query to answer. `default` and `named` are the graphs of its dataset; None: those of the whole index.

    `bindings` and `graphs` name the forms that the client takes of each kind of result; None: it takes none.
    """

    query: str
    base: str
    prefixes: Mapping[str, str]
    limits: RowLimits
    seconds: float
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    bindings: str | None = "json"
    graphs: str | None = "ttl"

    def to_line(self) -> bytes:
        """The job as a line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class JobReport:
    """The line before the bytes of a result: their number, or the problem.

    `kind` is `bindings` or `graphs`; `cut` says by which limit the result was cut off; `digest` is the SHA-256 of the
    bytes in base64.
    """

    size: int = 0
    kind: str = ""
    cut: str = ""
    digest: str = ""
    problem: str = ""
    message: str = ""

    def to_line(self) -> bytes:
        """The report as a line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"


def read_job(line: bytes) -> QueryJob:
    """The job in a line of JSON."""
    members: dict[str, Any] = json.loads(line)
    return QueryJob(**(members | {"limits": RowLimits(**members["limits"])}))


def answer(store: Store, job: QueryJob) -> tuple[JobReport, bytes]:
    """The result of a query. Of a result with too much the first part, and a report that names the limit."""
    try:
        found = store.query(job.query, base_iri=job.base, **_dataset(job))
        if isinstance(found, QueryTriples):
            return _graph(found, job)
        if job.bindings is None:
            return JobReport(problem="form", message="bindings"), b""
        form = RESULT_FORMATS[job.bindings]
        if isinstance(found, QueryBoolean):
            return _report("bindings", form.boolean(bool(found)).encode(), "")
        return _report("bindings", *_rows(found, job))
    except SyntaxError as problem:
        return JobReport(problem="syntax", message=str(problem)[:_LONGEST_MESSAGE]), b""
    except MemoryError:
        return JobReport(problem="memory"), b""
    except (OSError, ValueError, RuntimeError, DataError) as problem:
        return JobReport(problem="failed", message=str(problem)[:_LONGEST_MESSAGE]), b""


def _dataset(job: QueryJob) -> dict[str, Any]:
    """The dataset of a job, for the engine. A request that names graphs has no others (SPARQL 1.1 Protocol §2.1.4)."""
    if job.default is None and job.named is None:
        return {}
    return {
        "default_graph": [NamedNode(iri) for iri in job.default or ()],
        "named_graphs": [NamedNode(iri) for iri in job.named or ()],
    }


def _rows(found: QuerySolutions, job: QueryJob) -> tuple[bytes, str]:
    names = [variable.value for variable in found.variables]
    rows = ([solution[name] for name in names] for solution in found)
    return write_rows(rows, names, RESULT_FORMATS[job.bindings or "json"], job.limits)


def _graph(found: QueryTriples, job: QueryJob) -> tuple[JobReport, bytes]:
    if job.graphs is None:
        return JobReport(problem="form", message="graphs"), b""
    triples: list[Triple] = []
    size, cut = 0, ""
    for triple in iter_distinct(found):
        size += len(str(triple))
        if len(triples) == job.limits.rows or size > job.limits.size:
            cut = "bytes" if size > job.limits.size else "rows"
            break
        triples.append(triple)
    return _report("graphs", write_triples(triples, job.graphs, job.prefixes), cut)


def write_triples(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a form of graphs, by its name. Raises `DataError` for those that RDF/XML cannot express."""
    output = io.BytesIO()
    if form == "rdf":
        # A module for this form alone: nearly all processes start without it, in half the time.
        from loaders.dump.rdf import write  # noqa: PLC0415

        lines = sorted(
            {f"{t.subject} {t.predicate} {t.object} <urn:x-any:graph> .".encode() for t in triples}
        )
        write(lines, output, prefixes)
    else:
        serialize(triples, output, SYNTAXES[form], prefixes=dict(prefixes) if form == "ttl" else None)
    return output.getvalue()


def _report(kind: str, body: bytes, cut: str) -> tuple[JobReport, bytes]:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return JobReport(len(body), kind, cut, digest), body


def shut_in(memory: int) -> None:
    """End with the parent, and have no network and at most so many bytes of memory."""
    library = ctypes.CDLL(None)
    with suppress(AttributeError):  # Linux alone has these
        library.prctl(_END_WITH_PARENT, signal.SIGKILL)
        # Where the system does not allow this, queries that would use the network are refused all the same.
        library.unshare(_NO_NETWORK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError):  # the process has a lower limit already
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _limit_time(seconds: float) -> None:
    """Let the system end this process after some more seconds of processor time."""
    used = time.process_time()
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, most))


def main(index: str, memory: str) -> None:
    """Answer the jobs on standard input until it ends. The first line out says that the index is open, or why not."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    shut_in(int(memory))
    try:
        store = Store.read_only(index)
    except OSError as problem:
        _write(target, JobReport(problem="index", message=str(problem)[:_LONGEST_MESSAGE]), b"")
        return
    _write(target, JobReport(), b"")
    for line in source:
        job = read_job(line)
        _limit_time(job.seconds)
        _write(target, *answer(store, job))


def _write(target: BinaryIO, report: JobReport, body: bytes) -> None:
    target.write(report.to_line() + body)
    target.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
