"""Plain text for a terminal: the steps, indented, each with the numbers of its source graphs."""

from collections.abc import Iterator, Mapping

from graph_api.exports import words
from graph_api.exports.case import CitedSource, CitedStep, JustifiedCase
from ontology.printable import printable_line

MARKS = {"HOLDS": "✓", "MISSING": "?", "CONTRADICTED": "✗"}


def write(case: JustifiedCase) -> bytes:
    """The case as lines. Numbers in brackets are those of the source graphs at the end."""
    return ("\n".join(map(printable_line, _lines(case))) + "\n").encode()


def _lines(case: JustifiedCase) -> Iterator[str]:
    def word(name: str) -> str:
        return words.word(name, case.language)

    numbers = {source.iri: number for number, source in enumerate(case.sources, 1)}
    yield words.title(case)
    yield words.verdict(case)
    yield words.labelled(word("status"), words.status(case), case.language)
    if case.steps:
        yield ""
    levels: dict[int | None, int] = {None: -1}
    for step in case.steps:
        levels[step.number] = levels[step.parent] + 1
        yield from _step(step, "  " * levels[step.number], case.language, numbers)
    for source in case.sources:
        yield from _source(source, numbers[source.iri], case.language)
    for finding in case.findings:
        yield from ("", words.finding(finding, case.language), f"    {finding.iri}")
        yield from (f"    {words.review(one, case.language)}" for one in finding.reviews)
    yield ""
    yield f"{word('release')} {case.release.id} {case.release.hash or ''}".rstrip()
    if chosen := words.sources(case):
        yield chosen


def _step(step: CitedStep, indent: str, language: str, numbers: Mapping[str, int]) -> Iterator[str]:
    cited = "".join(f" [{numbers[graph]}]" for graph in step.graphs)
    needed = "" if step.holds or not step.essential else f" ({words.word('essential', language)})"
    name = words.word(step.kind, language) + needed
    yield f"{indent}{MARKS[step.outcome]} {words.labelled(name, step.text, language)}{cited}"
    if step.remedy:
        yield f"{indent}    {words.labelled(words.word('remedy', language), step.remedy, language)}"


def _source(source: CitedSource, number: int, language: str) -> Iterator[str]:
    notes = [f"{words.word('licence', language)} {source.licence}"] if source.licence else []
    if source.confidence_label:
        notes.append(words.labelled(words.word("confidence", language), source.confidence_label, language))
    if source.illustrative:
        notes.append(words.word("illustrative", language))
    yield from ("", f"[{number}] {source.label}", f"    {source.iri}")
    for document in source.documents:
        yield f"    {words.labelled(words.word('document', language), document, language)}"
    if source.note:
        yield f"    {words.labelled(words.word('note', language), source.note, language)}"
    if notes:
        yield f"    {'; '.join(notes)}"
