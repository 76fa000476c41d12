"""What a client takes: which of several media types it prefers, and whether a coding, by its headers."""

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"


def accepts(header: str, *offers: str) -> str | None:
    """The best of `offers` by an Accept header (quality, then the order of `offers`); None: none will do."""
    if not header.strip():
        return offers[0]
    ranges = [_media_range(part) for part in header.split(",") if part.strip()]
    best: tuple[float, str] | None = None
    for offer in offers:
        fitting = [
            (len(media.replace("*", "")), quality) for media, quality in ranges if _covers(media, offer)
        ]
        quality = max(fitting)[1] if fitting else 0.0
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, offer)
    return best[1] if best else None


def accepts_coding(header: str, coding: str) -> bool:
    """Whether an Accept-Encoding header takes a coding: by its name, else by `*`."""
    qualities = dict(_media_range(part) for part in header.split(",") if part.strip())
    return qualities.get(coding, qualities.get("*", 0.0)) > 0


def _media_range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media, float(value)
            except ValueError:
                return media, 0.0
    return media, 1.0


def _covers(media: str, offer: str) -> bool:
    return media in ("*/*", offer) or (media.endswith("/*") and offer.startswith(media[:-1]))
