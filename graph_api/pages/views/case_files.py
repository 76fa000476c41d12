"""The files about the justification of a platform's status: links to its dossier and its other formats."""

from collections.abc import Sequence

from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader

_FORMATS = (("oscal", "OSCAL"), ("prov", "PROV-O"), ("csv", "CSV"))


def case_files(platform: str, reader: PageReader, decision: str = "") -> Sequence[PageLink]:
    """Links to the dossier of a platform, or of a decision on it, on the reader's day and in their language."""
    frame, text = reader.frame, texts(reader.lang)
    about = {"platform": platform, "asOf": reader.day.isoformat()}
    if decision:
        about["decision"] = decision
    others = [PageLink(label, frame.to("/justification", **about, format=name)) for name, label in _FORMATS]
    return [PageLink(text["case_dossier"], frame.to("/dossier", **about)), *others]
