"""The addresses at which a service publishes what the IRIs of a release name.

addresses = Addresses("https://w3id.org/vn-ndp/", "https://ndp.example.vn")
addresses.document("https://w3id.org/vn-ndp/id/platform/vtvgo", "ttl")
# https://ndp.example.vn/doc/id/platform/vtvgo.ttl
"""

from dataclasses import dataclass
from urllib.parse import quote

_KEPT = "/:@!$&'()*+,;=-._~"
"""The characters that a path may have as they are (RFC 3986 §3.3)."""
_DOTS = frozenset((".", ".."))
FORM_EXTENSIONS = ("html", "ttl", "jsonld", "nt", "rdf", "nq", "trig")
"""The extensions of the forms of documents."""
_ENDS = tuple(f".{extension}" for extension in ("atom", *FORM_EXTENSIONS))


def with_parameters(address: str, parameters: str) -> str:
    """An address with more parameters in its query string, as `name=value&…`; empty: as it is."""
    return address + (("&" if "?" in address else "?") + parameters if parameters else "")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one service. `base` is what its own IRIs begin with; `public` is the service's own address,
    without a slash at its end. Empty, addresses are paths.

    `files` is the address of a tree of files that a web server publishes, if that is another. Not `is_served`: there is
    no service beside it, and `public` is the address of the tree.
    """

    base: str
    public: str = ""
    files: str | None = None
    is_served: bool = True

    def is_own(self, iri: str) -> bool:
        """True if the IRI is one of the service's own."""
        return iri.startswith(self.base)

    def has_path(self, iri: str) -> bool:
        """True if the document about the IRI has a path of its own; all others are at `/resource?iri=`.

        Those of a fragment have none, since clients do not send it; nor has one with dot segments, which clients
        resolve, or one that ends like the path of a form, or of a feed.
        """
        if not self.is_own(iri) or "#" in iri or iri.endswith(_ENDS):
            return False
        return _DOTS.isdisjoint(iri[len(self.base) :].split("/"))

    def thing(self, iri: str) -> str:
        """The address that an own IRI is forwarded to; it redirects to the document."""
        return f"{self.public}/{self._path(iri)}"

    def document(self, iri: str, extension: str = "") -> str:
        """The document about a resource: negotiated, or its form with that extension (`ttl`, `jsonld`, …).

        That of the ontology is at `/ns`.
        """
        if iri == f"{self.base}ns":
            return f"{self.public}/ns" + (f".{extension}" if extension else "")
        return self.public + self._document(iri, extension)

    def memento(self, iri: str, release: str, extension: str = "") -> str:
        """The document about a resource as it was in a release. It never changes."""
        return f"{self.public}/release/{quote(release)}{self._document(iri, extension)}"

    def timemap(self, iri: str) -> str:
        """The list of the states of a resource over the releases."""
        if self.has_path(iri):
            return f"{self.public}/timemap/{self._path(iri)}"
        return f"{self.public}/timemap?iri={quote(iri, safe='')}"

    def release(self, release: str) -> str:
        """The page of a release."""
        return f"{self.public}/releases/{quote(release)}"

    def dump(self, release: str, file: str = "") -> str:
        """A file of a release, by its path in the release's folder; without it the list of the files."""
        return self.file(f"/dumps/{quote(release)}") + (f"/{quote(file)}" if file else "")

    def file(self, path: str) -> str:
        """A file that a service and a tree of files have at the same path, which begins with a slash."""
        return (self.public if self.files is None else self.files) + path

    def page(self, path: str) -> str | None:
        """A path of the service; None if there is none."""
        return self.service(path) if self.is_served else None

    def description(self, path: str, extension: str) -> str:
        """A description of a release, such as `/catalog`, in its form with that extension.

        A service has it in all forms at one path, a tree of files in each at a path of its own.
        """
        return self.service(path) if self.is_served else self.file(f"{path}.{extension}")

    def service(self, path: str) -> str:
        """Any other path of the service, which begins with a slash."""
        return self.public + path

    def _document(self, iri: str, extension: str) -> str:
        if self.has_path(iri):
            return f"/doc/{self._path(iri)}" + (f".{extension}" if extension else "")
        return f"/resource?iri={quote(iri, safe='')}" + (f"&format={extension}" if extension else "")

    def _path(self, iri: str) -> str:
        """The path of an own IRI. The mark of a fragment is escaped."""
        return quote(iri[len(self.base) :], safe=_KEPT)
