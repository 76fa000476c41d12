"""The texts of the pages in Vietnamese, English and French."""

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
    "verify": {"vi": "Kiểm tra biên nhận", "en": "Verify a receipt", "fr": "Vérifier un reçu"},
    "verify_intro": {
        "vi": "Mỗi câu trả lời có thể kèm một biên nhận có chữ ký. Dán biên nhận, hoặc cả câu trả lời có biên nhận "
        "trong đó: câu hỏi được hỏi lại trên bản phát hành ấy, và trang này cho biết điều gì đứng vững.",
        "en": "Any answer can come with a signed receipt. Paste the receipt, or the whole answer with the receipt in "
        "it: its question is asked again of that release, and this page says what holds.",
        "fr": "Toute réponse peut être accompagnée d’un reçu signé. Collez le reçu, ou la réponse entière qui le "
        "contient : la question est reposée à cette version, et cette page dit ce qui tient.",
    },
    "verify_receipt": {
        "vi": "Biên nhận, hoặc câu trả lời có biên nhận",
        "en": "The receipt, or the answer with its receipt",
        "fr": "Le reçu, ou la réponse avec son reçu",
    },
    "verify_answer": {
        "vi": "Câu trả lời, nếu để riêng (không bắt buộc)",
        "en": "The answer, if it is kept apart (optional)",
        "fr": "La réponse, si elle est à part (facultatif)",
    },
    "verify_button": {"vi": "Kiểm tra", "en": "Verify", "fr": "Vérifier"},
    "verify_keys": {"vi": "Các khoá công khai", "en": "The public keys", "fr": "Les clés publiques"},
    "verify_found": {"vi": "Kết quả", "en": "What holds", "fr": "Ce qui tient"},
    "verify_all": {"vi": "Mọi điều đều đứng vững.", "en": "All of it holds.", "fr": "Tout tient."},
    "verify_not_all": {
        "vi": "Không phải mọi điều đều đứng vững.",
        "en": "Not all of it holds.",
        "fr": "Tout ne tient pas.",
    },
    "verify_yes": {"vi": "đúng", "en": "holds", "fr": "tient"},
    "verify_no": {"vi": "sai", "en": "does not hold", "fr": "ne tient pas"},
    "verify_unknown": {"vi": "chưa xem", "en": "not looked at", "fr": "pas examiné"},
    "verify_claims": {"vi": "Biên nhận nói gì", "en": "What the receipt says", "fr": "Ce que dit le reçu"},
    "home": {"vi": "Trang đầu", "en": "Home", "fr": "Accueil"},
    "base": {"vi": "IRI gốc của dữ liệu", "en": "Base IRI of the data", "fr": "IRI de base des données"},
}


def texts(lang: str) -> Mapping[str, str]:
    """All texts of one of `LANGUAGES`, by key."""
    return {key: by_language[lang] for key, by_language in _TEXTS.items()}


def format_number(value: int, lang: str) -> str:
    """The number with thousands separated as the language does it."""
    return f"{value:,}".replace(",", _SEPARATORS[lang])
