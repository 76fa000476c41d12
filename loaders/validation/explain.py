"""What a broken constraint means and how to mend it, in English, Vietnamese and French.

A message of the shape's own goes before the words here. English is always given.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal

from loaders.validation.shapes import SH, Description, key
from loaders.validation.undeclared import MessageTexts

_CLASS = f"{SH}ClassConstraintComponent"
_NODE = f"{SH}NodeConstraintComponent"
_SUFFIX = "ConstraintComponent"


@dataclass(frozen=True, slots=True)
class ConstraintFailure:
    """One broken constraint as the engine found it.

    `source` is the shape (`_:label` if blank), `description` what it declares, `said` the engine's messages,
    `code_list` the name of the code list that a value should have been from.
    """

    focus: str
    path: str | None
    value: str | None
    component: str
    severity: str
    source: str
    description: Description
    said: tuple[Literal, ...]
    code_list: str | None = None

    @property
    def is_class(self) -> bool:
        """Whether a value should have been of a class."""
        return self.component == _CLASS

    @property
    def name(self) -> str:
        """The component's short name, such as MaxCount; Code for a value outside its code list."""
        if self.code_list is not None and self.component == _NODE:
            return "Code"
        return self.component.removeprefix(SH).removesuffix(_SUFFIX)

    def asked(self, parameter: str) -> str:
        """What the shape asks for: the parameter's values in short."""
        if self.code_list is not None and parameter == "node":
            return self.code_list
        values = self.description.get(parameter, ())
        return ", ".join(v.value if isinstance(v, Literal) else short(key(v)) for v in values)


# {n} the number of values, {p} the property, {v} the value, {a} what the shape asks for
_TEXTS: Mapping[str, tuple[str, MessageTexts, MessageTexts]] = {
    "MinCount": (
        "minCount",
        {
            "en": "has {n} values of {p}, at least {a} needed",
            "vi": "có {n} giá trị của {p}, cần ít nhất {a}",
            "fr": "a {n} valeur(s) de {p}, il en faut au moins {a}",
        },
        {"en": "add a value of {p}", "vi": "thêm một giá trị của {p}", "fr": "ajouter une valeur de {p}"},
    ),
    "MaxCount": (
        "maxCount",
        {
            "en": "has {n} values of {p}, at most {a} allowed",
            "vi": "có {n} giá trị của {p}, nhiều nhất là {a}",
            "fr": "a {n} valeurs de {p}, au plus {a} est permis",
        },
        {
            "en": "keep the right value of {p} and remove the others",
            "vi": "giữ giá trị đúng của {p} và bỏ các giá trị khác",
            "fr": "garder la bonne valeur de {p} et retirer les autres",
        },
    ),
    "Datatype": (
        "datatype",
        {
            "en": "the value {v} of {p} is not a valid {a}",
            "vi": "giá trị {v} của {p} không phải là {a} hợp lệ",
            "fr": "la valeur {v} de {p} n’est pas un {a} valide",
        },
        {
            "en": "write the value as {a}",
            "vi": "viết giá trị theo kiểu {a}",
            "fr": "écrire la valeur comme {a}",
        },
    ),
    "Class": (
        "class",
        {
            "en": "the value {v} of {p} is not a {a}",
            "vi": "giá trị {v} của {p} không thuộc lớp {a}",
            "fr": "la valeur {v} de {p} n’est pas de la classe {a}",
        },
        {
            "en": "refer to a {a}, or give {v} that type",
            "vi": "trỏ tới một {a}, hoặc khai báo {v} thuộc lớp đó",
            "fr": "se référer à un {a}, ou donner ce type à {v}",
        },
    ),
    "NodeKind": (
        "nodeKind",
        {
            "en": "{v} should be of the kind {a}",
            "vi": "{v} phải thuộc loại {a}",
            "fr": "{v} devrait être du genre {a}",
        },
        {
            "en": "write it as {a}: an IRI stands in angle brackets, a literal in quotes",
            "vi": "viết theo dạng {a}: IRI đặt trong ngoặc nhọn, giá trị chữ đặt trong ngoặc kép",
            "fr": "l’écrire comme {a} : un IRI entre chevrons, un littéral entre guillemets",
        },
    ),
    "In": (
        "in",
        {
            "en": "the value {v} of {p} is not one of those allowed: {a}",
            "vi": "giá trị {v} của {p} không nằm trong các giá trị cho phép: {a}",
            "fr": "la valeur {v} de {p} n’est pas parmi celles permises : {a}",
        },
        {"en": "use one of: {a}", "vi": "dùng một trong: {a}", "fr": "utiliser une de : {a}"},
    ),
    "HasValue": (
        "hasValue",
        {
            "en": "{p} lacks the value {a}",
            "vi": "{p} thiếu giá trị {a}",
            "fr": "il manque à {p} la valeur {a}",
        },
        {"en": "add the value {a}", "vi": "thêm giá trị {a}", "fr": "ajouter la valeur {a}"},
    ),
    "Node": (
        "node",
        {
            "en": "the value {v} of {p} does not fit {a}",
            "vi": "giá trị {v} của {p} không khớp với {a}",
            "fr": "la valeur {v} de {p} ne convient pas à {a}",
        },
        {
            "en": "use a value that fits {a}",
            "vi": "dùng giá trị khớp với {a}",
            "fr": "utiliser une valeur qui convient à {a}",
        },
    ),
    "Code": (
        "node",
        {
            "en": "the value {v} of {p} is not in the code list {a}",
            "vi": "giá trị {v} của {p} không có trong danh mục mã {a}",
            "fr": "la valeur {v} de {p} n’est pas dans la liste de codes {a}",
        },
        {
            "en": "use a code of the list {a}",
            "vi": "dùng một mã của danh mục {a}",
            "fr": "utiliser un code de la liste {a}",
        },
    ),
    "QualifiedMinCount": (
        "qualifiedMinCount",
        {
            "en": "too few values of {p} are of the kind asked for, at least {a} needed",
            "vi": "chưa đủ giá trị của {p} theo yêu cầu, cần ít nhất {a}",
            "fr": "trop peu de valeurs de {p} sont du genre demandé, il en faut au moins {a}",
        },
        {
            "en": "add a value of {p} of that kind",
            "vi": "thêm một giá trị của {p} theo yêu cầu",
            "fr": "ajouter une valeur de {p} de ce genre",
        },
    ),
    "QualifiedMaxCount": (
        "qualifiedMaxCount",
        {"en": "too many values of {p} are of one kind, at most {a} allowed"},
        {"en": "remove a value of {p} of that kind"},
    ),
    "UniqueLang": (
        "uniqueLang",
        {
            "en": "{p} has several values in one language",
            "vi": "{p} có nhiều giá trị cùng một ngôn ngữ",
            "fr": "{p} a plusieurs valeurs dans une même langue",
        },
        {
            "en": "keep one value of {p} in each language",
            "vi": "giữ một giá trị của {p} cho mỗi ngôn ngữ",
            "fr": "garder une valeur de {p} par langue",
        },
    ),
    "LanguageIn": (
        "languageIn",
        {
            "en": "the language of {v} is not one of: {a}",
            "vi": "ngôn ngữ của {v} không nằm trong: {a}",
            "fr": "la langue de {v} n’est pas parmi : {a}",
        },
        {
            "en": "give the value a language tag among: {a}",
            "vi": "ghi nhãn ngôn ngữ trong số: {a}",
            "fr": "donner à la valeur une étiquette de langue parmi : {a}",
        },
    ),
    "Pattern": (
        "pattern",
        {"en": "the value {v} of {p} does not match {a}"},
        {"en": "write the value in the form {a}"},
    ),
    "MinLength": (
        "minLength",
        {"en": "the value {v} of {p} is shorter than {a} characters"},
        {"en": "write at least {a} characters"},
    ),
    "MaxLength": (
        "maxLength",
        {"en": "the value {v} of {p} is longer than {a} characters"},
        {"en": "write at most {a} characters"},
    ),
    "MinInclusive": (
        "minInclusive",
        {"en": "the value {v} of {p} is below {a}"},
        {"en": "write at least {a}"},
    ),
    "MaxInclusive": (
        "maxInclusive",
        {"en": "the value {v} of {p} is above {a}"},
        {"en": "write at most {a}"},
    ),
    "MinExclusive": (
        "minExclusive",
        {"en": "the value {v} of {p} is not above {a}"},
        {"en": "write a value above {a}"},
    ),
    "MaxExclusive": (
        "maxExclusive",
        {"en": "the value {v} of {p} is not below {a}"},
        {"en": "write a value below {a}"},
    ),
    "LessThan": (
        "lessThan",
        {"en": "the value {v} of {p} is not less than that of {a}"},
        {"en": "mend {p} or {a}"},
    ),
    "LessThanOrEquals": (
        "lessThanOrEquals",
        {"en": "the value {v} of {p} is greater than that of {a}"},
        {"en": "mend {p} or {a}"},
    ),
    "Equals": (
        "equals",
        {"en": "{p} and {a} differ in {v}"},
        {"en": "give {p} and {a} the same values"},
    ),
    "Disjoint": (
        "disjoint",
        {"en": "{p} and {a} share the value {v}"},
        {"en": "remove {v} from {p} or from {a}"},
    ),
    "Closed": (
        "closed",
        {"en": "has a value of {p}, which is not foreseen here"},
        {"en": "remove the statement, or declare the property in the shape"},
    ),
}

_UNDESCRIBED: tuple[MessageTexts, MessageTexts] = (
    {
        "en": "the value {v} of {p} is described nowhere",
        "vi": "giá trị {v} của {p} chưa được mô tả ở đâu cả",
        "fr": "la valeur {v} de {p} n’est décrite nulle part",
    },
    {
        "en": "load the source that describes {v}, or mend the IRI",
        "vi": "nạp nguồn mô tả {v}, hoặc sửa IRI",
        "fr": "charger la source qui décrit {v}, ou corriger l’IRI",
    },
)
_ADD_VIETNAMESE: MessageTexts = {
    "en": 'add a value of {p} in Vietnamese: "…"@vi',
    "vi": 'thêm giá trị tiếng Việt cho {p}: "…"@vi',
    "fr": 'ajouter une valeur de {p} en vietnamien : "…"@vi',
}
_ANY_REMEDY = {"en": "change the data so that the shape's condition holds"}


def explain(case: ConstraintFailure, count: int, *, undescribed: bool = False) -> dict[str, str]:
    """The messages, by language; `count` is how many values the property has."""
    own = {
        m.language or "en": _plain(m.value)
        for m in case.description.get("message", ())
        if isinstance(m, Literal)
    }
    if undescribed:
        return _fill(_UNDESCRIBED[0], case, "", count)
    if own:
        return {"en": next(iter(own.values()))} | dict(sorted(own.items()))
    if case.name in _TEXTS:
        parameter, texts, _ = _TEXTS[case.name]
        return _fill(texts, case, case.asked(parameter), count)
    return {"en": case.said[0].value if case.said else f"does not meet the constraint {case.name}"}


def remedy(case: ConstraintFailure, *, undescribed: bool = False) -> dict[str, str]:
    """How to mend it, by language."""
    if undescribed:
        return _fill(_UNDESCRIBED[1], case, "", 0)
    if any(code_in(message.value) == "D26" for message in case.said):
        return _fill(_ADD_VIETNAMESE, case, "", 0)
    if case.name not in _TEXTS:
        return dict(_ANY_REMEDY)
    parameter, _, texts = _TEXTS[case.name]
    return _fill(texts, case, case.asked(parameter), 0)


def _fill(texts: MessageTexts, case: ConstraintFailure, asked: str, count: int) -> dict[str, str]:
    path = short(case.path) if case.path else "the node"
    value = short(case.value or case.focus)
    return {lang: text.format(n=count, p=path, v=value, a=asked) for lang, text in texts.items()}


def code_in(message: str) -> str | None:
    """The code that a shape's message begins with, such as D26; None if there is none."""
    first = message.partition(" ")[0]
    return first if first[:1] == "D" and first[1:3].isdigit() else None


def _plain(message: str) -> str:
    return message.partition(" ")[2] if code_in(message) else message


def short(term: str) -> str:
    """An IRI's last part, for reading; anything else as it is."""
    if term.startswith(("_:", '"')):
        return term
    return term.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1] or term
