"""The descriptions of source graphs: the addresses of the documents that they rest on, and the notes about these."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import readable_sqlite
from ontology.namespaces import DCT
from ontology.read import read_model
from ontology.record import decoder
from ontology.values.literals import from_ntriples, split


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """The description of a source graph: its documents by address, and its notes by language tag."""

    documents: tuple[str, ...]
    notes: Mapping[str, str]


def read_sources(
    folder: Folder, manifest: Manifest, graphs: Collection[str]
) -> Mapping[str, SourceDescription]:
    """The descriptions of those of `graphs` that have one, by IRI, in their order."""
    decode = decoder(read_model(folder.ontology(manifest.id), manifest.base))
    found = {}
    for record in readable_sqlite(folder, manifest).records(graphs):
        values = defaultdict(list)
        for predicate, obj in sorted(decode(record)):
            values[predicate].append(obj)
        addresses = [from_ntriples(obj) for obj in values[DCT + "source"] if obj[0] == "<"]
        notes = [split(obj) for obj in values[DCT + "description"] if obj[0] == '"']
        texts = {language: text for text, language, _ in reversed(notes)}
        found[record.iri] = SourceDescription(tuple(addresses), texts)
    return dict(sorted(found.items()))
