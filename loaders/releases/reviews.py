"""The reviews of a release's findings: data like any other, which sources state."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import readable_sqlite
from ontology.namespaces import DCT
from ontology.read import read_model
from ontology.record import decoder
from ontology.values.literals import from_ntriples, split


@dataclass(frozen=True, slots=True)
class Review:
    """A note on a finding. `verdict` is a code of the list `review-verdict`, `by` the IRI of an office, `on` a date.

    `texts` are the reasons, by language tag. Parts that are not stated are None.
    """

    iri: str
    verdict: str | None
    by: str | None
    on: str | None
    texts: Mapping[str, str]


def read_reviews(
    folder: Folder, manifest: Manifest, findings: Collection[str]
) -> Mapping[str, tuple[Review, ...]]:
    """The reviews of `findings` in a release, by the IRI of the finding, each list by day and IRI."""
    store = readable_sqlite(folder, manifest)
    referring = store.referrers(findings, ())
    if not referring:
        return {}
    model = read_model(folder.ontology(manifest.id), manifest.base)
    decode, ns = decoder(model), f"{manifest.base}ns#"
    reviews: dict[str, list[Review]] = defaultdict(list)
    for record in store.records(referring):
        values = defaultdict(list)
        for predicate, obj in sorted(decode(record)):
            values[predicate].append(obj)
        verdict = _first(values[ns + "verdict"])
        review = Review(
            record.iri,
            model.concepts[verdict].code if verdict and verdict in model.concepts else verdict,
            _first(values[ns + "reviewedBy"]),
            _first(values[ns + "reviewedOn"]),
            dict(_texts(values[DCT + "description"])),
        )
        for finding in {from_ntriples(obj) for obj in values[ns + "reviews"]}:
            reviews[finding].append(review)
    return {iri: tuple(sorted(of, key=lambda r: (r.on or "", r.iri))) for iri, of in reviews.items()}


def _first(objects: Iterable[str]) -> str | None:
    return next((split(obj)[0] if obj.startswith('"') else from_ntriples(obj) for obj in objects), None)


def _texts(objects: Iterable[str]) -> Iterator[tuple[str, str]]:
    for obj in objects:
        text, language, _ = split(obj)
        yield language, text
