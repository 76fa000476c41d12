"""What a step says, in Vietnamese, English and French: templates, filled with labels in the same language."""

from collections.abc import Mapping
from decimal import Decimal

from ontology.model import Text

LANGUAGES = ("vi", "en", "fr")
SentencePart = Text | str

_SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "decision": (
        "“{decision}” ngày {date} là quyết định về “{platform}”.",
        "“{decision}” of {date} decides on “{platform}”.",
        "« {decision} » du {date} porte sur « {platform} ».",
    ),
    "no-decision": (
        "Không có quyết định công nhận hoặc công nhận tiềm năng nào về “{platform}”.",
        "No recognition or potential recognition of “{platform}” is known.",
        "Aucune reconnaissance, même potentielle, de « {platform} » n’est connue.",
    ),
    "no-recognition": (
        "Không có quyết định công nhận nào về “{platform}”.",
        "No recognition of “{platform}” is known.",
        "Aucune reconnaissance de « {platform} » n’est connue.",
    ),
    "decision-other": (
        "“{decision}” không phải là quyết định công nhận “{platform}”.",
        "“{decision}” is no recognition of “{platform}”.",
        "« {decision} » n’est pas une reconnaissance de « {platform} ».",
    ),
    "decision-undated": (
        "Không rõ ngày của “{decision}”.",
        "“{decision}” has no date.",
        "« {decision} » n’a pas de date.",
    ),
    "act": (
        "Văn bản ban hành: {act}.",
        "It is enacted by {act}.",
        "Elle est édictée par {act}.",
    ),
    "no-act": (
        "Không có văn bản nào ban hành “{decision}”.",
        "No act is known to enact “{decision}”.",
        "Aucun acte connu n’édicte « {decision} ».",
    ),
    "in-force": (
        "Vào ngày {day}, quyết định có hiệu lực (từ {start} đến {end}).",
        "On {day} it is in force (from {start} until {end}).",
        "Au {day}, elle est en vigueur (du {start} au {end}).",
    ),
    "not-yet": (
        "Vào ngày {day}, quyết định chưa có hiệu lực (bắt đầu từ {start}).",
        "On {day} it is not in force yet (from {start}).",
        "Au {day}, elle n’est pas encore en vigueur (à partir du {start}).",
    ),
    "expired": (
        "Vào ngày {day}, quyết định đã hết hiệu lực (đến {end}).",
        "On {day} it has expired (until {end}).",
        "Au {day}, elle a expiré (jusqu’au {end}).",
    ),
    "revoked": (
        "Quyết định đã bị “{by}” thu hồi ngày {date}.",
        "It was revoked by “{by}” on {date}.",
        "Elle a été retirée par « {by} » le {date}.",
    ),
    "superseded": (
        "Quyết định đã bị “{by}” thay thế ngày {date}.",
        "It was superseded by “{by}” on {date}.",
        "Elle a été remplacée par « {by} » le {date}.",
    ),
    "agency-ended": (
        "“{agency}” đã chấm dứt ngày {end}; theo chính sách đã ghi, quyết định chấm dứt theo.",
        "“{agency}” ended on {end}, and by the recorded policy so does what it decided.",
        "« {agency} » a pris fin le {end} et, selon la politique enregistrée, ce qu’elle a décidé aussi.",
    ),
    "agency": (
        "Cơ quan quyết định là “{agency}”, tồn tại vào ngày {date}.",
        "It was taken by “{agency}”, which existed on {date}.",
        "Elle a été prise par « {agency} », qui existait le {date}.",
    ),
    "agency-absent": (
        "“{agency}” không tồn tại vào ngày {date}.",
        "“{agency}” did not exist on {date}.",
        "« {agency} » n’existait pas le {date}.",
    ),
    "no-agency": (
        "Không rõ cơ quan nào đã quyết định.",
        "Who took the decision is not known.",
        "On ignore qui a pris la décision.",
    ),
    "competence": (
        "Vào ngày {date}, “{agency}” là cơ quan chủ quản của “{kind}”.",
        "On {date} “{agency}” was the managing agency of “{kind}”.",
        "Le {date}, « {agency} » était l’organisme de tutelle de « {kind} ».",
    ),
    "no-competence": (
        "Vào ngày {date}, “{agency}” không phải cơ quan chủ quản của “{kind}”.",
        "On {date} “{agency}” was not the managing agency of “{kind}”.",
        "Le {date}, « {agency} » n’était pas l’organisme de tutelle de « {kind} ».",
    ),
    "assessment-unconcluded": (
        "“{assessment}” chưa kết thúc.",
        "“{assessment}” is not concluded.",
        "« {assessment} » n’est pas achevée.",
    ),
    "kind": (
        "“{platform}” thuộc loại “{kind}”.",
        "“{platform}” is of the kind “{kind}”.",
        "« {platform} » est du type « {kind} ».",
    ),
    "no-kind": (
        "Không rõ “{platform}” thuộc loại nền tảng nào.",
        "Of which kind “{platform}” is, is not known.",
        "Le type de « {platform} » n’est pas connu.",
    ),
    "assessment": (
        "Căn cứ “{assessment}”, kết thúc ngày {end}.",
        "It is based on “{assessment}”, concluded on {end}.",
        "Elle se fonde sur « {assessment} », achevée le {end}.",
    ),
    "no-assessment": (
        "Không dựa trên cuộc đánh giá nào.",
        "It is based on no assessment.",
        "Elle ne se fonde sur aucune évaluation.",
    ),
    "assessment-other": (
        "“{assessment}” đánh giá nền tảng khác, không phải “{platform}”.",
        "“{assessment}” is not about “{platform}”.",
        "« {assessment} » ne porte pas sur « {platform} ».",
    ),
    "assessment-open": (
        "“{assessment}” chưa kết thúc vào ngày quyết định {date}.",
        "“{assessment}” was not concluded when the decision was taken on {date}.",
        "« {assessment} » n’était pas achevée lors de la décision du {date}.",
    ),
    "set": (
        "Bộ tiêu chí “{set}” áp dụng cho “{kind}” khi đánh giá bắt đầu ngày {start}.",
        "The criteria set “{set}” applied to “{kind}” when the assessment began on {start}.",
        "L’ensemble « {set} » s’appliquait à « {kind} » au début de l’évaluation, le {start}.",
    ),
    "no-set": (
        "Không rõ đánh giá theo bộ tiêu chí nào.",
        "Against which criteria set it was assessed is not known.",
        "L’ensemble de critères de l’évaluation n’est pas connu.",
    ),
    "set-other-kind": (
        "Bộ tiêu chí “{set}” không áp dụng cho “{kind}”.",
        "The criteria set “{set}” does not apply to “{kind}”.",
        "L’ensemble « {set} » ne s’applique pas à « {kind} ».",
    ),
    "set-not-in-force": (
        "Bộ tiêu chí “{set}” không có hiệu lực khi đánh giá bắt đầu ngày {start}.",
        "The criteria set “{set}” was not in force when the assessment began on {start}.",
        "L’ensemble « {set} » n’était pas en vigueur au début de l’évaluation, le {start}.",
    ),
    "set-empty": (
        "Bộ tiêu chí “{set}” không có tiêu chí nào.",
        "The criteria set “{set}” has no criteria.",
        "L’ensemble « {set} » n’a pas de critères.",
    ),
    "set-act": (
        "Bộ tiêu chí do {act} ban hành.",
        "The set is enacted by {act}.",
        "L’ensemble est édicté par {act}.",
    ),
    "set-no-act": (
        "Không có văn bản nào ban hành bộ tiêu chí “{set}”.",
        "No act is known to enact the criteria set “{set}”.",
        "Aucun acte connu n’édicte l’ensemble « {set} ».",
    ),
    "framework": (
        "Bộ tiêu chí dựa trên khung “{framework}” ({act}).",
        "The set is derived from the framework “{framework}” ({act}).",
        "L’ensemble dérive du cadre « {framework} » ({act}).",
    ),
    "no-framework": (
        "Không rõ bộ tiêu chí dựa trên khung nào có hiệu lực khi ban hành.",
        "No framework in force is known from which the set is derived.",
        "Aucun cadre en vigueur dont l’ensemble dériverait n’est connu.",
    ),
    "consultation": (
        "Bộ tiêu chí đã được lấy ý kiến từ ngày {start}: “{consultation}”.",
        "The set was consulted on from {start}: “{consultation}”.",
        "L’ensemble a fait l’objet d’une consultation dès le {start} : « {consultation} ».",
    ),
    "no-consultation": (
        "Không rõ bộ tiêu chí có được lấy ý kiến trước khi ban hành hay không.",
        "No consultation on the set before it was issued is known.",
        "Aucune consultation sur l’ensemble avant son adoption n’est connue.",
    ),
    "criterion": (
        "“{criterion}”: {outcome}.",
        "“{criterion}”: {outcome}.",
        "« {criterion} » : {outcome}.",
    ),
    "criterion-judged": (
        "“{criterion}”: {outcome}, theo “{assessor}”.",
        "“{criterion}”: {outcome}, as “{assessor}” judged.",
        "« {criterion} » : {outcome}, selon « {assessor} ».",
    ),
    "criterion-untested": (
        "“{criterion}” không có kết quả đánh giá.",
        "“{criterion}” has no result.",
        "« {criterion} » n’a pas de résultat.",
    ),
    "criterion-several": (
        "“{criterion}” có {count} kết quả, nên không kết quả nào được tính.",
        "“{criterion}” has {count} results, so that none counts.",
        "« {criterion} » a {count} résultats : aucun ne compte.",
    ),
    "popular-passed": (
        "“{criterion}” đạt, vì vậy phải là công nhận, không phải công nhận tiềm năng.",
        "“{criterion}” is passed, so this should be a recognition, not a potential one.",
        "« {criterion} » est satisfait : ce devrait être une reconnaissance, non potentielle.",
    ),
    "no-popular": (
        "Bộ tiêu chí “{set}” không có tiêu chí về mức độ người dùng phổ biến.",
        "The criteria set “{set}” has no criterion on the popular user level.",
        "L’ensemble « {set} » n’a pas de critère sur le niveau d’usage.",
    ),
    "origin": (
        "“{criterion}” dựa trên “{framework}” ({act}).",
        "“{criterion}” comes from “{framework}” ({act}).",
        "« {criterion} » vient de « {framework} » ({act}).",
    ),
    "no-origin": (
        "Không rõ “{criterion}” dựa trên tiêu chí khung nào.",
        "From which framework criterion “{criterion}” comes is not known.",
        "Le critère du cadre dont « {criterion} » vient n’est pas connu.",
    ),
    "evidence": (
        "Bằng chứng “{evidence}” có giá trị vào ngày {date}.",
        "The evidence “{evidence}” was valid on {date}.",
        "La preuve « {evidence} » était valable le {date}.",
    ),
    "evidence-invalid": (
        "Bằng chứng “{evidence}” không có giá trị vào ngày {date}.",
        "The evidence “{evidence}” was not valid on {date}.",
        "La preuve « {evidence} » n’était pas valable le {date}.",
    ),
    "evidence-undated": (
        "Bằng chứng “{evidence}”; cuộc đánh giá chưa kết thúc.",
        "The evidence “{evidence}”; the assessment is not concluded.",
        "La preuve « {evidence} » ; l’évaluation n’est pas achevée.",
    ),
    "evidence-other": (
        "Không có nguồn nào nêu bằng chứng “{evidence}” chứng minh cho “{criterion}”.",
        "The evidence “{evidence}” is not said to support “{criterion}”.",
        "Rien ne dit que la preuve « {evidence} » appuie « {criterion} ».",
    ),
    "no-evidence": (
        "“{criterion}” đạt mà không có bằng chứng hay quan sát.",
        "“{criterion}” is passed without evidence or observation.",
        "« {criterion} » est satisfait sans preuve ni observation.",
    ),
    "observed": (
        "{requirement}; quan sát được {share} %{period} ({counts}): {verdict}.",
        "{requirement}; observed {share} %{period} ({counts}): {verdict}.",
        "{requirement} ; observé : {share} %{period} ({counts}) : {verdict}.",
    ),
    "no-observation": (
        "{requirement}; không có quan sát nào.",
        "{requirement}; nothing was observed.",
        "{requirement} ; rien n’a été observé.",
    ),
    "observed-other": (
        "{requirement}; quan sát hiện có không tính, vì thuộc nền tảng, đại lượng, thị trường hoặc thời kỳ khác.",
        "{requirement}; what was observed does not count: it is of another platform, quantity, market or time.",
        "{requirement} ; ce qui a été observé ne compte pas : autre plateforme, grandeur, marché ou période.",
    ),
    "requirement": (
        "{comparator} {number} % thị trường tiềm năng",
        "{comparator} {number} % of the potential market",
        "{comparator} {number} % du marché potentiel",
    ),
    "requirement-other": (
        "{comparator} {number} ({constrained})",
        "{comparator} {number} ({constrained})",
        "{comparator} {number} ({constrained})",
    ),
    "annex": ("Phụ lục {number}", "Annex {number}", "annexe {number}"),
    "article": ("Điều {number}", "Article {number}", "article {number}"),
    "clause": ("khoản {number}", "Clause {number}", "alinéa {number}"),
    "act-of": ("{number} ngày {date}", "{number} of {date}", "{number} du {date}"),
    "met": ("đạt", "met", "satisfait"),
    "not-met": ("không đạt", "not met", "non satisfait"),
    "counts": ("{users} trên {potential}", "{users} of {potential}", "{users} sur {potential}"),
    "counts-differ": (
        "{users} trên {potential}, không khớp với tỷ lệ",
        "{users} of {potential}, which is another share",
        "{users} sur {potential}, soit une autre part",
    ),
    "no-counts": ("không có số đếm", "without counts", "sans décompte"),
    "period": (" năm {year}", " in {year}", " en {year}"),
    "no-period": (", không rõ năm nào", ", no year given", ", année non précisée"),
    "unknown": ("chưa rõ", "unknown", "inconnu"),
    "open": ("không xác định", "further notice", "une date ouverte"),
}
"""By name: Vietnamese, English, French."""

_REMEDIES: Mapping[str, tuple[str, str, str]] = {
    "decision": (
        "Cần có quyết định công nhận của cơ quan chủ quản, ghi rõ ngày.",
        "A dated recognition by the managing agency is needed.",
        "Il faut une reconnaissance datée par l’organisme de tutelle.",
    ),
    "in-force": (
        "Cần quyết định mới hoặc gia hạn có hiệu lực vào ngày đó.",
        "A decision that is in force on that day is needed: a new one, or a longer validity.",
        "Il faut une décision en vigueur ce jour-là : nouvelle ou prolongée.",
    ),
    "kind": (
        "Cần ghi loại nền tảng.",
        "The kind of the platform has to be stated.",
        "Le type de la plateforme doit être indiqué.",
    ),
    "assessment": (
        "Cần cuộc đánh giá chính nền tảng này, kết thúc trước quyết định.",
        "An assessment of this platform, concluded before the decision, is needed.",
        "Il faut une évaluation de cette plateforme, achevée avant la décision.",
    ),
    "set": (
        "Cần đánh giá theo bộ tiêu chí áp dụng cho loại này và có hiệu lực khi bắt đầu đánh giá.",
        "It has to be assessed against a set that applies to its kind and is in force when the assessment begins.",
        "Il faut l’évaluer selon un ensemble applicable à son type et en vigueur au début de l’évaluation.",
    ),
    "criterion": (
        "Tiêu chí này cần đúng một kết quả “đạt”.",
        "The criterion needs exactly one result, and that must be “passed”.",
        "Le critère doit avoir exactement un résultat, et il doit être « satisfait ».",
    ),
    "popular": (
        "Cần một kết quả “không đạt” về mức độ người dùng phổ biến, hoặc quyết định công nhận đầy đủ.",
        "The popular user level has to be assessed as not passed, or a full recognition is needed.",
        "Le niveau d’usage doit être évalué comme non satisfait, ou une reconnaissance pleine est requise.",
    ),
}


def sentence(name: str, **parts: SentencePart) -> Text:
    """The sentence of that name in all languages."""
    return _filled(_SENTENCES[name], parts)


def remedy(name: str) -> Text:
    """What would mend what a step lacks, in all languages."""
    return _filled(_REMEDIES[name], {})


def grouped(number: int, language: str) -> str:
    """A whole number with its digits in groups, as the language writes them."""
    return f"{number:,}".replace(",", {"vi": ".", "fr": "\u202f"}.get(language, ","))


def plain(number: Decimal, language: str) -> str:
    """A decimal number as the language writes it, digits as they are."""
    text = f"{number:f}"
    return text if language == "en" else text.replace(".", ",")


def number_text(number: Decimal | int) -> Text:
    """A number in all languages."""
    if isinstance(number, int):
        return Text({language: grouped(number, language) for language in LANGUAGES})
    return Text({language: plain(number, language) for language in LANGUAGES})


def _filled(templates: tuple[str, str, str], parts: Mapping[str, SentencePart]) -> Text:
    return Text(
        {
            language: template.format_map(
                {
                    name: part if isinstance(part, str) else part.best(language) or ""
                    for name, part in parts.items()
                }
            )
            for language, template in zip(LANGUAGES, templates, strict=True)
        }
    )
