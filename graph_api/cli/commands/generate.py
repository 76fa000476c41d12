"""`ndp-graph generate`."""

import os
from pathlib import Path
from typing import Any

import click

from graph_api.cli.flags import setting_flags, settings_of
from graph_api.cli.terminal import progress, say


@click.command(
    "generate",
    short_help="Write made-up data with known defects.",
    epilog="""\b
Examples:
  ndp-graph generate --platforms 1000 --seed 7 -o made-up.nq.gz
  ndp-graph load --replace --on-violation record --as-of 2026-06-30 made-up.nq.gz
  ndp-graph audit --format json          to be held against made-up.truth.json
  ndp-graph generate --platforms 50 --defects 0 -o sound.nq""",
)
@click.option(
    "--platforms",
    type=click.IntRange(1, 10_000_000),
    default=100,
    show_default=True,
    help="How many platforms; about 450 statements each.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Equal numbers give equal files.",
)
@click.option(
    "--defects",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    metavar="RATE",
    help="How many of each defect there are to a platform, at least one of each where there is room; 0: none.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file: .nq, .nq.gz or .nq.zst.",
)
@setting_flags()
def command(platforms: int, seed: int, defects: float, output: Path, **given: Any) -> int:
    """Write N-Quads about made-up platforms, and beside them FILE.truth.json: what an audit of them has to find.

    Every name says that the thing is assumed. The truth is an array of {code, focus, value, platform}. Sound
    platforms have no finding on 2026-06-30: load with that --as-of. With few platforms not every defect has a place
    of its own; from 60 on each occurs. A store is not touched.
    """
    from loaders.synthetic.file import write_files
    from loaders.synthetic.world import World

    settings = settings_of(given, os.environ)
    with progress() as listener:
        world = World(platforms, seed, defects)
        count, truth = write_files(world, output, settings.base_iri, listener)
    say(f"{count:,} statements in {output}; what is wrong with them in {truth}")
    return 0
