"""The formats of dumps, each with its module."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import BinaryIO, cast

FORMATS = ("nq", "trig", "ttl", "nt", "rdf", "jsonld")

DumpWriter = Callable[[Iterable[bytes], BinaryIO, Mapping[str, str]], None]


def write(format_name: str, lines: Iterable[bytes], output: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write canonical `lines` in one of `FORMATS`.

    `lines` are read twice if the format needs it. Triple formats give the union of the graphs.
    Raises `DataError` before the first byte if the format cannot express them.
    """
    writer = cast(DumpWriter, import_module(f"loaders.dump.{format_name}").write)
    writer(lines, output, prefixes)
