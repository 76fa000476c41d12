"""The manifest of the service: what it offers, and where."""

from graph_api.reconcile.reading import MOST_QUERIES
from graph_api.reconcile.suggest import Counts, used_types
from graph_api.reconcile.vocabulary import ClientNames, Json
from graph_api.reconcile.wording import TEXTS

WIDTH, HEIGHT = 420, 240
"""The size of a preview, in pixels."""
_TYPES = 12
"""Types that a client offers without a search."""
KINDS = ("entity", "type", "property")
"""The kinds of things that can be suggested."""


def write_manifest(address: str, counts: Counts, vocabulary: ClientNames, version: str) -> Json:
    """The manifest in the language of the vocabulary; `address` is that of the service, without a slash at its end."""
    language, base = vocabulary.language, vocabulary.model.base
    here = f"{address}/reconcile/{language}"
    types = [{"id": one["id"], "name": one["name"]} for one in used_types(counts, vocabulary)[:_TYPES]]
    return {
        "versions": ["0.2"],
        "name": TEXTS.fill("name", language),
        "identifierSpace": base,
        "schemaSpace": f"{base}ns#",
        "serviceVersion": version,
        "documentation": f"{address}/",
        "defaultTypes": types,
        "batchSize": MOST_QUERIES,
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            kind: {
                "service_url": here,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": here,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in KINDS
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "type": "number",
                    "label": TEXTS.fill("limit", language),
                    "help_text": TEXTS.fill("limit-help", language),
                    "default": 0,
                },
                {
                    "name": "count",
                    "type": "checkbox",
                    "label": TEXTS.fill("count", language),
                    "help_text": TEXTS.fill("count-help", language),
                    "default": False,
                },
                {
                    "name": "lang",
                    "type": "select",
                    "label": TEXTS.fill("lang", language),
                    "help_text": TEXTS.fill("lang-help", language),
                    "default": "one",
                    "choices": [
                        {"value": value, "name": TEXTS.fill(f"lang-{value}", language)}
                        for value in ("one", "all")
                    ],
                },
            ],
        },
    }
