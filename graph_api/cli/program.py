"""`ndp-graph`: the command line. Results go to standard output, everything else to standard error.

Exit codes: 0 done, 1 the data are wrong, 2 we, the call or the environment are wrong.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, cast

import click

from graph_api.cli.terminal import show, show_error
from ontology.errors import NdpError

_COMMANDS = {
    "serve": "Serve the graph: GraphQL, an editor for it, and a home page.",
    "load": "Check RDF files or tables and publish them as a new release.",
    "remove": "Publish a new release without some graphs.",
    "validate": "Report what the ontology's shapes find wrong with files.",
    "audit": "List what rules and shapes found wrong in a release.",
    "dump": "Write a release out as RDF.",
    "query": "Answer one GraphQL question without a server.",
    "why": "Say why a platform has its status, step by step, with sources.",
    "dossier": "Write the audit file of a platform or decision.",
    "schema": "Print the GraphQL schema.",
    "releases": "List the releases.",
    "generate": "Write made-up data with known defects.",
    "verify": "Say what holds of a receipt, an answer, a dump or a release.",
    "keys": "Make, rotate and list the keys that sign receipts.",
}
_DONE, _FAILED, _INTERRUPTED, _NO_READER = 0, 2, 130, 141


class Program(click.Group):
    """The group of all commands. Loads a command's module when it is called; shows every error as a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        return cast(click.Command, import_module(f"graph_api.cli.commands.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, without loading the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run the command; the exit code (as `SystemExit` in standalone mode)."""
        given = list(sys.argv[1:] if args is None else args)
        code = _guarded(
            lambda: super(Program, self).main(given, prog_name, complete_var, standalone_mode=False, **extra),
            debug="--debug" in given or os.environ.get("NDP_DEBUG", "").lower() in ("1", "true", "yes", "on"),
        )
        if standalone_mode:
            sys.exit(code)
        return code


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
First steps:
  ndp-graph serve                          http://127.0.0.1:8000, with the data that ship
  ndp-graph validate platforms.ttl         what is wrong with a file, line by line
  ndp-graph load platforms.ttl             publish it
  ndp-graph dump --format nq -o all.nq     everything, canonical
\b
Exit codes: 0 done, 1 the data are wrong, 2 the call, the environment or the program is wrong.
Every flag in [brackets] can be given as that environment variable.""",
)
@click.version_option(package_name="ndp-graph", message="%(prog)s %(version)s")
def cli() -> None:
    """Vietnam's national digital platforms as a graph: RDF in, GraphQL out, every answer with its source.

    The graph is kept in a folder (--store sqlite:FOLDER, by default ./ndp-data) of immutable releases, and
    on request in a Neo4j (--store bolt://HOST:7687) that serves the current one.
    """


def main() -> NoReturn:
    """Run the program and exit."""
    cli.main()
    raise AssertionError("click ends the program")


def _guarded(run: Callable[[], object], *, debug: bool) -> int:
    """The exit code of `run`; every error becomes a message."""
    try:
        code = run()
        sys.stdout.flush()
    except NdpError as error:
        show(error)
        if debug:
            traceback.print_exc()
        return error.exit_code
    except click.ClickException as error:
        show_error(error.format_message(), _usage_hint(error))
        return _FAILED
    except (KeyboardInterrupt, click.Abort):
        show_error("interrupted: nothing was changed")
        return _INTERRUPTED
    except BrokenPipeError:
        # What reads our output, `head` for one, has had enough. Nothing may be flushed at exit any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NO_READER
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        show_error(
            f"{place}{error.strerror or error}", "check the name, the rights and the space on the disk"
        )
        return _FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence for people, the rest for a report
        _show_fault(error, debug=debug)
        return _FAILED
    return code if isinstance(code, int) else _DONE


def _usage_hint(error: click.ClickException) -> str | None:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path} --help` shows what is possible" if context else None


def _show_fault(error: Exception, *, debug: bool) -> None:
    """Mask a fault of the program: one line, and the traceback in a file."""
    if debug:
        traceback.print_exc()
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="ndp-graph-", suffix=".log", delete=False
    ) as file:
        file.write(f"{datetime.now(UTC).isoformat()} {sys.argv}\n")
        traceback.print_exc(file=file)
    show_error(
        f"the program failed ({type(error).__name__}); this is a fault of its own",
        f"please report it with {Path(file.name)}, or look with --debug",
    )
