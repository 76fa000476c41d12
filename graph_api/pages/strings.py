"""The texts of the home page in Vietnamese, English and French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}
)
"""Language tag → the language's own name."""

_SEPARATORS: Final = {"vi": ".", "en": ",", "fr": "\N{NARROW NO-BREAK SPACE}"}

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "title": {
        "vi": "Đồ thị nền tảng số quốc gia Việt Nam",
        "en": "Viet Nam’s national digital platforms as a graph",
        "fr": "Les plateformes numériques nationales du Viêt Nam en graphe",
    },
    "intro": {
        "vi": "Cơ quan nào chịu trách nhiệm về một nền tảng, tiêu chí nào đã công nhận nền tảng đó, dựa trên "
        "minh chứng nào, ai đánh giá, theo điều nào? Ở đây, các bộ, nền tảng, tiêu chí và quyết định được "
        "nối thành một đồ thị có thể hỏi; mỗi câu trả lời đều nói rõ nguồn.",
        "en": "Which body is responsible for a platform, which criteria approved it, on what evidence, "
        "judged by whom, under which article? Here ministries, platforms, criteria and decisions are linked "
        "into one graph that can be asked, and every answer says where it comes from.",
        "fr": "Quel organisme répond d’une plateforme, quels critères l’ont fait reconnaître, sur quelles "
        "preuves, jugées par qui, selon quel article ? Ministères, plateformes, critères et décisions sont "
        "ici reliés en un graphe que l’on interroge ; chaque réponse dit d’où elle vient.",
    },
    "skip": {"vi": "Đến nội dung", "en": "Skip to the content", "fr": "Aller au contenu"},
    "language": {"vi": "Ngôn ngữ", "en": "Language", "fr": "Langue"},
    "illustrative": {
        "vi": "Dữ liệu minh hoạ: bản phát hành này có ví dụ hư cấu bên cạnh các dữ kiện có nguồn. "
        "Những dòng ghi “minh hoạ” không có thật.",
        "en": "Illustrative data: this release contains made-up examples beside sourced facts. "
        "Rows marked “illustrative” are not real.",
        "fr": "Données d’illustration : cette version contient des exemples fictifs à côté de faits sourcés. "
        "Les lignes marquées « illustration » ne sont pas réelles.",
    },
    "illustrative_mark": {"vi": "minh hoạ", "en": "illustrative", "fr": "illustration"},
    "facts": {"vi": "Bản phát hành đang phục vụ", "en": "The release served", "fr": "La version servie"},
    "release": {"vi": "Bản phát hành", "en": "Release", "fr": "Version"},
    "evaluation_date": {"vi": "Ngày đánh giá", "en": "Evaluated on", "fr": "Évaluée au"},
    "statements": {"vi": "Số mệnh đề", "en": "Statements", "fr": "Énoncés"},
    "counts": {"vi": "Có gì trong đó", "en": "What is in it", "fr": "Ce qu’elle contient"},
    "counts_empty": {"vi": "Chưa có gì.", "en": "Nothing yet.", "fr": "Rien encore."},
    "class": {"vi": "Lớp", "en": "Class", "fr": "Classe"},
    "type": {"vi": "Kiểu GraphQL", "en": "GraphQL type", "fr": "Type GraphQL"},
    "count": {"vi": "Số lượng", "en": "Count", "fr": "Nombre"},
    "ask": {"vi": "Hỏi đồ thị", "en": "Ask the graph", "fr": "Interroger le graphe"},
    "editor": {"vi": "Mở trình soạn truy vấn", "en": "Open the query editor", "fr": "Ouvrir l’éditeur"},
    "schema": {"vi": "Lược đồ GraphQL", "en": "GraphQL schema", "fr": "Schéma GraphQL"},
    "health": {"vi": "Tình trạng máy chủ", "en": "Health of the server", "fr": "État du serveur"},
    "examples": {
        "vi": "Câu hỏi mẫu, trả lời ngay lúc này",
        "en": "Example questions, answered just now",
        "fr": "Questions d’exemple, avec leur réponse du moment",
    },
    "no_answer": {
        "vi": "Hiện chưa trả lời được.",
        "en": "This has no answer now.",
        "fr": "Pas de réponse en ce moment.",
    },
    "no_rows": {"vi": "Không có kết quả.", "en": "No results.", "fr": "Aucun résultat."},
    "more": {"vi": "và {count} dòng nữa", "en": "and {count} more", "fr": "et {count} de plus"},
    "query": {"vi": "Truy vấn", "en": "The query", "fr": "La requête"},
    "open": {"vi": "Mở trong trình soạn", "en": "Open in the editor", "fr": "Ouvrir dans l’éditeur"},
    "base": {"vi": "IRI gốc của dữ liệu", "en": "Base IRI of the data", "fr": "IRI de base des données"},
}


def texts(lang: str) -> Mapping[str, str]:
    """All texts of one of `LANGUAGES`, by key."""
    return {key: by_language[lang] for key, by_language in _TEXTS.items()}


def choose_language(asked: str | None, accept_language: str | None) -> str:
    """The page's language: the one asked for by `?lang=`, else the reader's preferred one, else Vietnamese.

    `accept_language` is the request's header; what cannot be read in it counts for nothing.
    """
    if asked is not None and asked in LANGUAGES:
        return asked
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate((accept_language or "").split(",")):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        weight = _weight(parameter)
        if primary in LANGUAGES and weight > 0:
            ranked.append((-weight, position, primary))
    return min(ranked)[2] if ranked else "vi"


def _weight(parameter: str) -> float:
    """The number of `q=…`: 1 if there is none, 0 if it is not a number."""
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def format_number(value: int, lang: str) -> str:
    """The number with thousands separated as the language does it."""
    return f"{value:,}".replace(",", _SEPARATORS[lang])
