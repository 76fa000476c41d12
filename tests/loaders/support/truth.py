"""The ground truth of made-up data, read from its file."""

import json
from pathlib import Path
from typing import cast


def read_truth(path: Path) -> list[dict[str, str | None]]:
    """The truth in a file: objects with code, focus, value and platform."""
    return cast("list[dict[str, str | None]]", json.loads(path.read_bytes()))
