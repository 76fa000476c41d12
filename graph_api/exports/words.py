"""The words around a case, in Vietnamese, English and French; what its steps say is in the case itself."""

from collections.abc import Mapping

from graph_api.exports.case import CitedReview, CitedStep, JustifiedCase

LANGUAGES = ("vi", "en", "fr")

_WORDS: Mapping[str, tuple[str, str, str]] = {
    # questions
    "why-approved": (
        "Tình trạng của “{platform}” vào ngày {day}, và vì sao",
        "The status of “{platform}” on {day}, and why",
        "Le statut de « {platform} » au {day}, et pourquoi",
    ),
    "why-not": (
        "Điều gì cản trở việc công nhận “{platform}” vào ngày {day}",
        "What keeps “{platform}” from being recognised on {day}",
        "Ce qui s’oppose à la reconnaissance de « {platform} » au {day}",
    ),
    # verdicts
    "SUPPORTED": (
        "Có căn cứ: mọi bước đều đúng",
        "Supported: all steps hold",
        "Étayé : toutes les étapes sont vérifiées",
    ),
    "SUPPORTED_WITH_DEFECTS": (
        "Có căn cứ, nhưng còn khiếm khuyết",
        "Supported, with defects",
        "Étayé, avec des défauts",
    ),
    "NOT_SUPPORTED": (
        "Không có căn cứ: một bước thiết yếu không đúng",
        "Not supported: an essential step does not hold",
        "Non étayé : une étape essentielle n’est pas vérifiée",
    ),
    "NOTHING_IN_THE_WAY": ("Không có gì cản trở", "Nothing is in the way", "Rien ne s’y oppose"),
    # outcomes
    "HOLDS": ("đúng", "holds", "vérifié"),
    "MISSING": ("thiếu", "missing", "manquant"),
    "CONTRADICTED": ("trái ngược", "contradicted", "contredit"),
    # kinds of steps
    "DECISION": ("Quyết định", "Decision", "Décision"),
    "ACT": ("Văn bản", "Act", "Acte"),
    "IN_FORCE": ("Hiệu lực", "In force", "En vigueur"),
    "AGENCY": ("Cơ quan", "Body", "Organisme"),
    "COMPETENCE": ("Thẩm quyền", "Competence", "Compétence"),
    "KIND": ("Loại", "Kind", "Type"),
    "ASSESSMENT": ("Đánh giá", "Assessment", "Évaluation"),
    "CRITERIA_SET": ("Bộ tiêu chí", "Criteria set", "Ensemble de critères"),
    "SET_ACT": ("Văn bản của bộ tiêu chí", "Act of the set", "Acte de l’ensemble"),
    "FRAMEWORK": ("Khung", "Framework", "Cadre"),
    "CONSULTATION": ("Lấy ý kiến", "Consultation", "Consultation"),
    "CRITERIA": ("Các tiêu chí", "Criteria", "Critères"),
    "CRITERION": ("Tiêu chí", "Criterion", "Critère"),
    "ORIGIN": ("Nguồn gốc", "Origin", "Origine"),
    "EVIDENCE": ("Bằng chứng", "Evidence", "Preuve"),
    "OBSERVATION": ("Quan sát", "Observation", "Observation"),
    # headings and marks
    "status": ("Tình trạng", "Status", "Statut"),
    "no-status": ("không có", "none", "aucun"),
    "steps": ("Các bước", "Steps", "Étapes"),
    "sources": ("Nguồn", "Sources", "Sources"),
    "findings": ("Phát hiện", "Findings", "Constats"),
    "licence": ("giấy phép", "licence", "licence"),
    "confidence": ("độ tin cậy", "confidence", "fiabilité"),
    "illustrative": ("minh hoạ, không có thật", "illustrative, not real", "illustration, non réel"),
    "essential": ("thiết yếu", "essential", "essentielle"),
    "remedy": ("Cách khắc phục", "What would mend it", "Ce qui y remédierait"),
    "release": ("Bản phát hành", "Release", "Version"),
    # the dossier
    "dossier": ("Hồ sơ kiểm tra", "Audit dossier", "Dossier d’audit"),
    "day": ("Ngày xét", "Day", "Jour"),
    "platform": ("Nền tảng", "Platform", "Plateforme"),
    "formats": ("Dạng khác", "In other forms", "Sous d’autres formes"),
    "blocking": ("Điều cản trở", "What is in the way", "Ce qui s’y oppose"),
    "picture": ("Hình vẽ", "Picture", "Schéma"),
    "no-findings": (
        "Không có phát hiện nào liên quan đến các bước.",
        "No finding touches the steps.",
        "Aucun constat ne touche les étapes.",
    ),
    "Violation": ("vi phạm", "violation", "violation"),
    "Warning": ("cảnh báo", "warning", "avertissement"),
    "Info": ("ghi chú", "information", "information"),
    "illustrative-note": (
        "Hồ sơ này dựa trên dữ liệu minh hoạ, hư cấu.",
        "This dossier rests on illustrative data, which are made up.",
        "Ce dossier repose sur des données d’illustration, fictives.",
    ),
    "attributed": ("theo", "said by", "selon"),
    "generated": ("ghi nhận lúc", "recorded", "enregistré le"),
    "cited-in": ("bước", "steps", "étapes"),
    "statements": ("Các phát biểu", "Statements", "Énoncés"),
    "statement": ("Phát biểu", "Statement", "Énoncé"),
    "needed": ("cần", "needed", "requis"),
    "statements-note": (
        "Căn cứ của các bước, viết theo N-Triples; thiếu một phát biểu “cần” thì suy luận này không đứng vững.",
        "All that the steps rest on, as N-Triples; without any one that is “needed” this derivation fails.",
        "Tout ce sur quoi reposent les étapes, en N-Triples ; sans l’un des « requis » cette dérivation échoue.",
    ),
    "id": ("Mã", "Identifier", "Identifiant"),
    "certificate": ("Chứng chỉ", "Certificate", "Certificat"),
    "hash": ("Mã băm của bản kết xuất", "Hash of its dump", "Empreinte de son export"),
    "built": ("Lập lúc", "Built", "Construite le"),
    "evaluated": ("Ngày đánh giá", "Evaluated on", "Évaluée au"),
    "policy": ("Chính sách", "Policy", "Politique"),
    "check-note": (
        "Ai có bản phát hành này đều kiểm tra được:",
        "Whoever has this release can check it:",
        "Quiconque a cette version peut la vérifier :",
    ),
    "review": ("Rà soát", "Review", "Examen"),
    "step": ("Bước {number}", "Step {number}", "Étape {number}"),
}


def word(name: str, language: str, **parts: object) -> str:
    """The word or phrase of that name; in Vietnamese if there is none in the language."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return _WORDS[name][place].format_map(parts)


def title(case: JustifiedCase) -> str:
    """What the case is about, as one line."""
    name = "why-not" if case.against else "why-approved"
    return word(name, case.language, platform=case.platform.label, day=case.day)


def verdict(case: JustifiedCase) -> str:
    """What came out, as one line; asked what is in the way, that may be nothing."""
    free = case.against and not case.steps
    return word("NOTHING_IN_THE_WAY" if free else case.verdict, case.language)


def status(case: JustifiedCase) -> str:
    """The name of the status."""
    return case.status.label if case.status else word("no-status", case.language)


def headline(step: CitedStep, language: str) -> str:
    """What a step is about and whether it holds: `Criterion: holds`."""
    return labelled(word(step.kind, language), word(step.outcome, language), language)


def review(one: CitedReview, language: str) -> str:
    """What a reviewer thinks, as one line: `Review: Disputed (Ministry of Learning, 2026-10-01): the reason`."""
    who = ", ".join(filter(None, (one.by.label if one.by else None, one.day)))
    said = f"{one.verdict or '—'} ({who})" if who else one.verdict or "—"
    return labelled(
        word("review", language), labelled(said, one.text, language) if one.text else said, language
    )


def labelled(name: str, value: str, language: str) -> str:
    """`name: value`, as the language writes it."""
    return f"{name}\N{NARROW NO-BREAK SPACE}: {value}" if language == "fr" else f"{name}: {value}"
