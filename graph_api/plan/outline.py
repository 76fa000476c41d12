"""Conditions without their values: the part of them that determines the text of a statement."""

from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    CountTest,
    HasAny,
    HasType,
    HasValue,
    IriAmong,
    IsA,
    Not,
    SomeMember,
    SomeSource,
    Test,
    WordsFound,
)
from ontology.model import Field


def outline(condition: Condition | None) -> str:
    """A text that is equal for conditions that differ only in their values."""
    match condition:
        case None:
            return ""
        case All(parts=parts) | Any(parts=parts):
            return f"{type(condition).__name__}({','.join(map(outline, parts))})"
        case Not(part=part):
            return f"not({outline(part)})"
        case HasValue(term=term, test=test, lang=lang):
            return f"<{term.iri}>{_test(test)}{'@' if lang else ''}"
        case HasAny(field=field, lang=lang, stated=stated):
            return f"has{outline_of(field)}{'@' if lang else ''}{'!' if stated else ''}"
        case IriAmong():
            return "iri"
        case IsA(classes=classes) | HasType(classes=classes):
            return f"{'a' if isinstance(condition, IsA) else 'type'}({','.join(classes)})"
        case SomeMember(field=field, condition=inner):
            return f"{outline_of(field)}({outline(inner)})"
        case CountTest(field=field, test=test, condition=inner):
            return f"#{outline_of(field)}{_test(test)}({outline(inner)})"
        case SomeSource(condition=inner):
            return f"sources({outline(inner)})"
        case WordsFound(lang=lang):
            return f"search{'@' if lang else ''}"
    raise TypeError(condition)


def _test(test: Test) -> str:
    return f"{test.comparison}{'~' if test.fold else ''}"


def outline_of(field: Field) -> str:
    """A text that identifies a field."""
    return f"{'^' if field.inverse else ''}<{field.term.iri}>"
