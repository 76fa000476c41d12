"""The files about the justification of a platform's status: links to its dossier and its other formats."""

from collections.abc import Sequence

from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader

_FORMATS = (("oscal", "OSCAL"), ("prov", "PROV-O"), ("csv", "CSV"))


def case_files(
    platform: str, reader: PageReader, decision: str = "", *, is_supported: bool
) -> Sequence[PageLink]:
    """Links to the dossier of a platform, or of a decision on it, on the reader's day and in their language.

    Of what is not supported there is also a dossier of all that is in the way, whatever the decision.
    """
    frame, text = reader.frame, texts(reader.lang)
    about = {"platform": platform, "asOf": reader.day.isoformat()}
    whole = {**about, "decision": decision} if decision else about
    obstacles = PageLink(text["case_obstacles"], frame.to("/dossier", **about, **{"not": "true"}))
    return [
        PageLink(text["case_dossier"], frame.to("/dossier", **whole)),
        *(() if is_supported else (obstacles,)),
        *(PageLink(label, frame.to("/justification", **whole, format=name)) for name, label in _FORMATS),
    ]
