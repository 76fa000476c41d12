"""The place of a document: its path, the release that it is about, and the addresses of its forms."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph_api.publish.aliases import iris_of_document
from graph_api.publish.forms import DocumentForm, split_extension
from loaders.publication.addresses import Addresses, with_parameters
from ontology.described import DOCUMENTS


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """The place at which a request looks for a document.

    `path`: what follows `/doc/`, escaped as in the request; None: `iri` is given. `release`: the release whose
    documents never change; None: the current one, or that of the query string. `headers` are more headers, of those
    who know the history of the resource.
    """

    path: str | None = None
    iri: str = ""
    release: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_fixed(self) -> bool:
        """True if its documents never change."""
        return self.release is not None

    def document(self, addresses: Addresses, iri: str, extension: str = "") -> str:
        """The address of a form of the document about a resource."""
        if self.release is None:
            return addresses.document(iri, extension)
        return addresses.memento(iri, self.release, extension)


@dataclass(frozen=True, slots=True)
class DocumentNames:
    """The IRIs that a place may name: by that before the extension of a form, or by its whole path."""

    whole: tuple[str, ...]
    stems: tuple[str, ...] = ()
    form: DocumentForm | None = None

    @classmethod
    def of(cls, place: DocumentPlace, base: str) -> "DocumentNames":
        """The names of a place."""
        if place.path is None:
            return cls((place.iri,))
        stem = split_extension(place.path)
        whole = iris_of_document(base, place.path)
        return cls(whole, iris_of_document(base, stem[0]), stem[1]) if stem else cls(whole)

    @property
    def iris(self) -> tuple[str, ...]:
        """All of them; the first that is described counts."""
        return tuple(dict.fromkeys((*self.stems, *self.whole)))


def place_in_ontology(iri: str, addresses: Addresses) -> str | None:
    """The address of a term in the document of the ontology that has it, such as `/ns#Term`; None for other IRIs."""
    document, mark, fragment = iri.partition("#")
    if not mark or document not in [addresses.base + name for name in DOCUMENTS]:
        return None
    return f"{addresses.document(document)}#{quote(fragment)}"


def redirect(request: Request, address: str, status: int = 308, without: tuple[str, ...] = ()) -> Response:
    """A redirect to an address, with the parameters of the request."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in without]
    plain, mark, fragment = address.partition("#")
    target = with_parameters(plain, urlencode(kept)) + mark + fragment
    return RedirectResponse(target, status, {"vary": "Accept, Accept-Profile"} if status == 303 else None)
