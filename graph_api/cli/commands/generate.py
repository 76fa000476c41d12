"""`ndp-graph generate`."""

import os
from pathlib import Path
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.terminal import progress, say
from ontology.iris import DEFAULT_BASE
from ontology.severity import counted


@click.command(
    "generate",
    cls=SettingsCommand,
    short_help="Write made-up data with known defects.",
    epilog="""\b
Examples:
  ndp-graph generate --platforms 1000 --seed 7 -o made-up.nq.gz
  ndp-graph load --replace --on-violation record --as-of 2026-06-30 made-up.nq.gz
  ndp-graph audit --format json          compare it with made-up.truth.json
  ndp-graph generate --platforms 50 --defects 0 -o sound.nq""",
)
@click.option(
    "--platforms",
    type=click.IntRange(1, 10_000_000),
    metavar="N",
    default=100,
    show_default=True,
    help="Number of platforms, of about 450 statements each.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    metavar="N",
    default=1,
    show_default=True,
    help="The seed of the random numbers: the same seed gives the same files.",
)
@click.option(
    "--defects",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    metavar="RATE",
    help="Defects of each kind per platform, at least one of each kind if there is room; 0: none.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file: .nq, .nq.gz or .nq.zst.",
)
@setting_flags(
    "base_iri", helps={"base_iri": f"The namespace of the data.  [default {DEFAULT_BASE}; NDP_BASE_IRI]"}
)
def command(platforms: int, seed: int, defects: float, output: Path, **flags: Any) -> int:
    """Write N-Quads about made-up platforms, and FILE.truth.json with the findings that an audit must report.

    Every name says that it is made up. The truth is an array of {code, focus, value, platform}. Platforms without
    defects have no findings on 2026-06-30: load with that --as-of. Every kind of defect occurs from 60 platforms on.
    No store is changed.
    """
    from loaders.synthetic.file import write_files
    from loaders.synthetic.world import World

    settings = settings_of(flags, os.environ)
    with progress() as listener:
        world = World(platforms, seed, defects)
        count, truth = write_files(world, output, settings.base_iri, listener)
    say(f"{counted(count, 'statement')} in {output}; the expected findings in {truth}")
    return 0
