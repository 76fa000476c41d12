"""The documents of the ontology as pages: its index, one class or property, its rules, its shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from graph_api.errors import QueryError, did_you_mean
from graph_api.http.linked_data.document_response import DocumentContent
from graph_api.http.session import DocumentSession
from graph_api.pages.frame import Frame, PageLink, PageQuestion, render_page
from graph_api.pages.strings import texts
from graph_api.pages.views.ontology import OntologyViewer
from graph_api.pages.views.ontology_words import TermWords
from graph_api.pages.views.reader import PageReader
from ontology.constraints import read_constraints
from ontology.model import Model
from ontology.rule import read_rules

_INDEX, _CLASS = "ontology", "ontology_class"
_RULES, _SHAPES = "rules", "shapes"


@dataclass(frozen=True, slots=True)
class OntologyRequest:
    """A request for a page about the ontology: the document by its IRI, and the term in it (empty: all)."""

    iri: str
    term: str
    reader: PageReader


async def write_ontology(session: DocumentSession, wanted: OntologyRequest) -> DocumentContent:
    """The page in the reader's language. Raises `QuestionRefused`, or `QueryError` `NOT_FOUND` for an unknown term."""
    model = session.model
    iri = _find(model, wanted.term) if wanted.term else ""
    variables: dict[str, object] = {"type": iri, "lang": [wanted.reader.lang]} if iri in model.classes else {}
    name = _CLASS if variables else _INDEX
    question, data = await session.ask_known(name, variables)
    html = await session.desk.admission.export(partial(_render, model, wanted, iri, data, question))
    return DocumentContent(html, "text/html", (wanted.reader.lang,))


def _render(
    model: Model, wanted: OntologyRequest, iri: str, data: Mapping[str, Any], question: PageQuestion
) -> bytes:
    reader, base = wanted.reader, model.base
    text, frame = texts(reader.lang), replace(reader.frame, question=question)
    viewer = OntologyViewer(
        model, read_constraints(model.files), read_rules(model.files, base).defects, reader, data
    )
    above = PageLink(text["ontology_title"], frame.to("/ns"))
    if iri in model.classes:
        term = viewer.class_view(model.classes[iri])
        return _page("ontology_term.html", term, _framed(frame, term.label, iri, above))
    if iri in model.properties:
        term = viewer.property_view(model.properties[iri])
        return _page("ontology_term.html", term, _framed(frame, term.label, iri, above))
    match wanted.iri.removeprefix(base):
        case document if document == _RULES:
            rules = _framed(frame, text["ontology_rules"], wanted.iri, above)
            return _page("ontology_rules.html", viewer.rules(), rules)
        case document if document == _SHAPES:
            shapes = _framed(frame, text["ontology_shapes"], wanted.iri, above)
            return _page("ontology_shapes.html", viewer.shapes(), shapes)
        case _:
            return _page("ontology.html", viewer.index(), _framed(frame, text["ontology_title"], wanted.iri))


def _page(template: str, view: object, frame: Frame) -> bytes:
    return render_page(template, frame, view=view).encode()


def _framed(frame: Frame, title: str, iri: str, *above: PageLink) -> Frame:
    home = PageLink(texts(frame.lang)["home"], frame.to("/"))
    return replace(frame, title=title, iri=iri, trail=(home, *above, PageLink(title)))


def _find(model: Model, name: str) -> str:
    """The IRI of the class or property with this name: its prefixed name, local name, GraphQL name or IRI."""
    names = {**{term.name: iri for iri, term in model.properties.items()}}
    names |= {term.type_name: iri for iri, term in model.classes.items()}
    names |= {TermWords.name_in(model, iri): iri for iri in (*model.classes, *model.properties)}
    known = name if name in model.classes or name in model.properties else names.get(name)
    if known is None:
        raise QueryError(
            f"The ontology has no class or property {name[:50]!r}.",
            code="NOT_FOUND",
            hint=did_you_mean(name, names),
        )
    return known
