"""The statements of a made-up world; only those of a few platforms are in memory at once."""

from collections.abc import Callable, Iterator

from loaders.synthetic.acts import write_acts
from loaders.synthetic.case import case_of
from loaders.synthetic.injection import spoil
from loaders.synthetic.kinds import write_kind, write_market
from loaders.synthetic.lists import write_entry, write_list, write_sources
from loaders.synthetic.organisations import ENTERPRISES, write_organisations
from loaders.synthetic.platforms import write_platform
from loaders.synthetic.scene import Scene
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.spoil_kinds import spoil_kind
from loaders.synthetic.statements import source, subject_lines
from loaders.synthetic.truth import ExpectedFinding
from loaders.synthetic.world import BLOCK, World

Listener = Callable[[ExpectedFinding], None]
_LISTED = 85


def iter_parts(world: World, expect: Listener) -> Iterator[list[str]]:
    """The lines of N-Quads, with their ends, in lists; `expect` is called with the findings that an audit must give."""
    for sheet in _sheets(world, expect):
        yield from sheet.lines()
    for platform in range(world.platforms):
        yield from _platform(world, platform, expect)


def _sheets(world: World, expect: Listener) -> Iterator[StatementSheet]:
    yield write_sources(world)
    yield from write_organisations(world)
    yield from write_acts(world)
    yield write_list(world)
    for kind in range(world.kinds):
        sheet = write_kind(world, kind)
        for expected in spoil_kind(world, kind, sheet):
            expect(expected)
        yield sheet
        if world.draw("listed", kind).chance(_LISTED) or world.defect_of_kind(kind) == "D29":
            yield write_entry(world, kind)
    for block in range(world.blocks):
        kind = world.kind_of(block)
        sheet = StatementSheet(source(world.delivery(block)))
        write_market(world, block, kind, sheet)
        yield sheet


def _platform(world: World, platform: int, expect: Listener) -> Iterator[list[str]]:
    case = case_of(world, platform)
    scene = case.scene
    case.sheet = write_platform(scene, case.career)
    if scene.defect is not None:
        spoil(case)
        for expected in case.expected:
            expect(expected)
    yield from case.sheet.lines()
    if platform % (2 * BLOCK) == 1:
        yield _register_lines(scene, case.sheet)


def _register_lines(scene: Scene, sheet: StatementSheet) -> list[str]:
    """The statements of the enterprise register about a platform: the roles on it."""
    lines = subject_lines(
        ENTERPRISES, scene.iri, [one for one in sheet.statements[scene.iri] if one[0].endswith("#hasRole")]
    )
    for subject, statements in sheet.statements.items():
        if "/id/role/" in subject:
            lines += subject_lines(ENTERPRISES, subject, statements)
    return lines
