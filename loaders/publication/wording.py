"""The sentences of descriptions, in the languages of the project."""

from pathlib import Path
from urllib.parse import urlsplit

from loaders.publication.addresses import Addresses
from loaders.publication.record import ReleaseRecord, ReleaseSummary
from ontology.model import Text
from ontology.texts import read_texts, text_of
from ontology.values.languages import format_moment, format_number

_FILE = Path(__file__).with_name("texts.toml")


def words(key: str, /, **parts: object) -> Text:
    """The text of that name; whole numbers as each language writes them."""
    texts = read_texts(_FILE)

    def make(language: str) -> str:
        shown = {
            name: format_number(part, language) if isinstance(part, int) else part
            for name, part in parts.items()
        }
        return texts.fill(key, language, **shown)

    return text_of(make)


def publisher_name(record: ReleaseRecord, addresses: Addresses) -> Text:
    """The name of the body that publishes; where it is not known, one made of the host of the service."""
    return record.publisher or words("publisher", host=urlsplit(addresses.public).netloc)


def release_title(release: ReleaseSummary) -> Text:
    """The title of a release."""
    return words("release-title", number=str(release.number))


def release_description(release: ReleaseSummary) -> Text:
    """One sentence about a release."""
    moment = text_of(lambda language: format_moment(release.built_at, language))
    return words("release-description", moment=moment, statements=release.statements)


def whole_description(record: ReleaseRecord) -> Text:
    """The sentences about all data, with a warning if some are made up."""
    parts = [words("series-description"), release_description(record.release)]
    parts += [words("illustrative")] if record.is_illustrative else []
    return text_of(lambda language: " ".join(part.by_language[language] for part in parts))
