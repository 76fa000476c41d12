"""Links of a document in the header `Link` (RFC 8288): those of FAIR Signposting, level 2, and more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_api.publish.forms import BY_EXTENSION, FORMS, DocumentForm
from graph_api.publish.profiles import BOUNDED, PROFILES
from loaders.publication.addresses import Addresses, with_parameters
from loaders.publication.media import LINKSET_JSON

_NO_TARGET = re.compile(r'[^!-~]|[<>"]')
_NO_ASCII = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """A link from a document: its target, relation, and other attributes such as `type` or `title`."""

    target: str
    relation: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        attributes = (f'; {name}="{_quoted(value)}"' for name, value in self.attributes.items())
        return f'<{_target(self.target)}>; rel="{self.relation}"{"".join(attributes)}'


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """A document, and the facts about its resource that its links state."""

    iri: str
    form: DocumentForm
    types: Sequence[str] = ()
    licenses: Sequence[str] = ()
    profile: str = ""
    """The IRI of the profile that it has."""
    forms: Sequence[DocumentForm] = FORMS
    """The forms in which it is available."""


def document_links(
    document: LinkedDocument,
    addresses: Addresses,
    more: Iterable[HeaderLink] = (),
) -> tuple[HeaderLink, ...]:
    """The links of a document; `more` are links of others, such as those to Mementos."""
    others = [form for form in document.forms if form != document.form]
    links = [HeaderLink(document.iri, "cite-as")]
    links += [HeaderLink(iri, "type") for iri in document.types]
    links += [HeaderLink(iri, "license") for iri in document.licenses]
    links += _form_links("alternate", document.iri, addresses, others)
    links += _profile_links(document, addresses)
    if document.form.is_page:
        for relation in ("describedby", "item"):
            links += _form_links(relation, document.iri, addresses, others[:2])
    else:
        links.append(HeaderLink(document.iri, "describes"))
    if document.profile:
        links.append(HeaderLink(document.profile, "profile"))
    links.append(HeaderLink(addresses.service("/dataset"), "collection", {"type": "text/html"}))
    links.append(HeaderLink(addresses.service("/linkset"), "linkset", {"type": LINKSET_JSON}))
    return (*links, *more)


def alternate_links(iri: str, addresses: Addresses, forms: Iterable[DocumentForm]) -> tuple[HeaderLink, ...]:
    """The links to all forms of a document."""
    return tuple(_form_links("alternate", iri, addresses, forms))


def write_links(links: Iterable[HeaderLink]) -> str:
    """The value of the header, each link once."""
    return ", ".join(dict.fromkeys(map(str, links)))


def _form_links(
    relation: str, iri: str, addresses: Addresses, forms: Iterable[DocumentForm]
) -> list[HeaderLink]:
    """The links to some forms of a document."""
    return [
        HeaderLink(addresses.document(iri, form.extension), relation, {"type": form.media}) for form in forms
    ]


def _profile_links(document: LinkedDocument, addresses: Addresses) -> list[HeaderLink]:
    """The links to the other profiles of a document, in their usual forms; all other links lead to the bounded one."""
    return [
        HeaderLink(
            with_parameters(addresses.document(document.iri, profile.form), f"_profile={profile.token}"),
            "alternate",
            {"type": BY_EXTENSION[profile.form].media, "formats": profile.iri(addresses.base)},
        )
        for profile in PROFILES.values()
        if profile is not BOUNDED and profile.iri(addresses.base) != document.profile
    ]


def _target(iri: str) -> str:
    """An IRI as a header has it: in ASCII, and without characters that end it."""
    return _NO_TARGET.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), iri)


def _quoted(text: str) -> str:
    return _NO_ASCII.sub("?", text).replace("\\", "\\\\").replace('"', '\\"')
