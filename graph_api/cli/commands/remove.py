"""`ndp-graph remove`."""

import os
from collections.abc import Sequence
from typing import Any

import click

from graph_api.cli.flags import setting_flags, settings_of
from graph_api.cli.loading import parse_date, run, tell, tell_violations, today


@click.command(
    "remove",
    short_help="Publish a new release without some graphs.",
    epilog="""\b
Example:
  ndp-graph remove --graph https://w3id.org/vn-ndp/graph/file/platforms""",
)
@click.option("--graph", "graphs", metavar="IRI", multiple=True, required=True, help="Leave this graph out.")
@click.option(
    "--on-violation",
    type=click.Choice(["refuse", "record"]),
    default="refuse",
    help="What to do if the release without the graph has violations that it has not now.",
)
@click.option("--as-of", metavar="DATE", help="The day that checks take for today. Default: today.")
@click.option("--dry-run", is_flag=True, help="Do everything but publish.")
@setting_flags()
def command(graphs: Sequence[str], on_violation: Any, as_of: str | None, dry_run: bool, **given: Any) -> int:
    """Publish a new release without the graphs named, and print its id. Earlier releases keep them."""
    from loaders.releases.build import LoadRefused, LoadRequest

    settings = settings_of(given, os.environ)
    request = LoadRequest(
        today=today(settings),
        policy=settings.policy,
        remove=frozenset(graphs),
        as_of=parse_date(as_of),
        on_violation=on_violation,
        dry_run=dry_run,
    )
    try:
        outcome = run(settings, lambda _: request)
    except LoadRefused as refusal:
        tell_violations(refusal.violations, ())
        raise
    tell(outcome)
    if not dry_run:
        click.echo(outcome.manifest.id)
    return 0
