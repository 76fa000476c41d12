"""What reviewers say of the findings of a release: data like any other, which sources state."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.releases.rebuild import readable_sqlite
from ontology.literals import resource, split
from ontology.read import read_model
from ontology.record import decoder

_DESCRIPTION = "http://purl.org/dc/terms/description"


@dataclass(frozen=True, slots=True)
class Review:
    """A note on a finding. `verdict` is a code of the list `review-verdict`, `by` the IRI of an office, `on` a date.

    `texts` says why, by language tag. What is not stated is None.
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
    found: dict[str, list[Review]] = defaultdict(list)
    for record in store.records(referring):
        said = defaultdict(list)
        for predicate, obj in sorted(decode(record)):
            said[predicate].append(obj)
        verdict = _first(said[ns + "verdict"])
        review = Review(
            record.iri,
            model.concepts[verdict].code if verdict and verdict in model.concepts else verdict,
            _first(said[ns + "reviewedBy"]),
            _first(said[ns + "reviewedOn"]),
            dict(_texts(said[_DESCRIPTION])),
        )
        for finding in {resource(obj) for obj in said[ns + "reviews"]}:
            found[finding].append(review)
    return {iri: tuple(sorted(of, key=lambda r: (r.on or "", r.iri))) for iri, of in found.items()}


def _first(objects: Iterable[str]) -> str | None:
    return next((split(obj)[0] if obj.startswith('"') else resource(obj) for obj in objects), None)


def _texts(objects: Iterable[str]) -> Iterator[tuple[str, str]]:
    for obj in objects:
        text, language, _ = split(obj)
        yield language, text
