"""Questions that the reading of a table leaves open, as results beside those of the shapes."""

from loaders.tables.days import TwoReadings
from loaders.validation.validate import ShapeResult
from ontology.namespaces import SH
from ontology.severity import Severity

CODE = "TWO_READINGS"


def result_of_reading(one: TwoReadings) -> ShapeResult:
    """The result about a column of days that could be read the other way round; its focus is the file."""
    return ShapeResult(
        code=CODE,
        severity=Severity.INFO,
        focus=one.file.absolute().as_uri(),
        path=None,
        value=None,
        component=f"{SH}PatternConstraintComponent",
        shape="",
        messages=one.messages,
        remedies=one.remedies,
    )
