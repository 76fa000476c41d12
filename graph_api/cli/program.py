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

from graph_api.cli.secrets import without_secrets
from graph_api.cli.terminal import show_controls, show_error
from graph_api.cli.usage import explain, explain_environment, explain_question
from ontology.errors import NdpError

_COMMANDS = {
    "serve": "Serve the graph: pages to read, GraphQL and a query editor.",
    "load": "Check RDF files or tables and publish them as a new release.",
    "remove": "Publish a new release without some graphs.",
    "validate": "Check files against the ontology's shapes.",
    "audit": "List the problems that rules and shapes found in a release.",
    "dump": "Write a release out as RDF.",
    "publish": "Write the files of a release for any web server.",
    "query": "Answer one GraphQL question without a server.",
    "why": "Explain why a platform has its status, step by step, with sources.",
    "dossier": "Write the audit file of a platform or decision.",
    "mcp": "Offer the graph as tools for assistants (Model Context Protocol).",
    "schema": "Print the GraphQL schema.",
    "releases": "List the releases.",
    "rollback": "Make an earlier release the current one again.",
    "journal": "Show which releases changed a resource; complete the journal.",
    "repair": "Check every file of the release folder, and restore it.",
    "generate": "Write made-up data with known defects.",
    "verify": "Verify a receipt, a dump, a certificate or a release.",
    "keys": "Make, rotate and list the keys that sign receipts.",
}
_DONE, _FAILED, _INTERRUPTED, _NO_READER = 0, 2, 130, 141


class Program(click.Group):
    """The group of all commands. Loads the module of a command when it is called; shows errors as sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, or None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        return cast(click.Command, import_module(f"graph_api.cli.commands.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, without loading the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(  # type: ignore[override]  # narrower: returns the exit code
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run the command; the exit code (as `SystemExit` in standalone mode)."""
        arguments = list(sys.argv[1:] if args is None else args)
        code = _guarded(
            lambda: super(Program, self).main(
                arguments, prog_name, complete_var, standalone_mode=False, **extra
            ),
            debug="--debug" in arguments
            or os.environ.get("NDP_DEBUG", "").lower() in ("1", "true", "yes", "on"),
        )
        if standalone_mode:
            sys.exit(code)
        return code


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
First steps:
  ndp-graph serve                          serve the shipped data on http://127.0.0.1:8000
  ndp-graph validate platforms.ttl         check a file, line by line
  ndp-graph load platforms.ttl             publish it as a new release
  ndp-graph dump --format nq -o all.nq     write everything out as canonical N-Quads
\b
Exit codes: 0 done, 1 the data are wrong, 2 the call, the environment or the program is wrong.
Instead of a flag you can set the environment variable in its [brackets].""",
)
@click.version_option(package_name="ndp-graph", message="%(prog)s %(version)s")
def cli() -> None:
    """Vietnam's national digital platforms as a graph: RDF in, GraphQL out, every answer with its source.

    The graph is stored as immutable releases in a folder (--store sqlite:FOLDER, by default ./ndp-data).
    A Neo4j (--store bolt://HOST:7687) can serve the current release.
    """


def main() -> NoReturn:
    """Run the program and exit."""
    show_controls()
    cli.main()
    raise AssertionError("click ends the program")


def _guarded(run: Callable[[], object], *, debug: bool) -> int:
    """The exit code of `run`; every error becomes a message."""
    try:
        code = run()
        sys.stdout.flush()
    except NdpError as error:
        show_error(*explain_question(error))
        if debug:
            sys.stderr.write(without_secrets(traceback.format_exc()))
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as help_page:
        click.echo(help_page.format_message(), err=True)
        return _FAILED
    except click.ClickException as error:
        show_error(*explain(error, tuple(_COMMANDS)))
        return _FAILED
    except (KeyboardInterrupt, click.Abort) as stop:
        show_error(f"interrupted: {str(stop) or 'nothing was changed'}")
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, such as `head`, has closed the pipe. Nothing may be flushed at exit any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NO_READER
    except OSError as error:
        show_error(*explain_environment(error))
        return _FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence for people, the traceback for a report
        _show_fault(error, debug=debug)
        return _FAILED
    return code if isinstance(code, int) else _DONE


def _show_fault(error: Exception, *, debug: bool) -> None:
    """Show a fault of the program as one line, and write the traceback to a file."""
    if debug:
        sys.stderr.write(without_secrets(traceback.format_exc()))
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="ndp-graph-", suffix=".log", delete=False
    ) as file:
        file.write(without_secrets(f"{datetime.now(UTC).isoformat()} {sys.argv}\n{traceback.format_exc()}"))
    show_error(
        f"internal error ({type(error).__name__}): this is a fault of the program",
        f"please report it with the file {Path(file.name)}; --debug shows the traceback here",
    )
