"""Files that appear when they are complete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to. The file replaces `path` at the end of the block; an error removes it.

    A link stays, and the file that it leads to is replaced. A device or pipe is itself the path to write to.
    """
    if path.exists():
        if not (path.is_file() or path.is_dir()):
            yield path
            return
        path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
