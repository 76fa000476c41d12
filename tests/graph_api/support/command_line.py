"""The command line from within a test."""

import pytest

from graph_api.cli.program import main


def ndp_graph(*arguments: str) -> int:
    """The exit code of `ndp-graph` with these arguments, run in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["ndp-graph", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)
