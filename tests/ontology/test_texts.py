"""Texts are data: complete in every language, used, and free of words and joints that belong to another language."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from graph_api.schema.justification import StepKind, StepOutcome, Verdict
from ontology.model import Text
from ontology.severity import Severity
from ontology.texts import placeholders, read_texts, text_of
from ontology.values.languages import LANGUAGES, format_number

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph_api", "loaders", "ontology")
FILES = sorted(
    path
    for package in PACKAGES
    for pattern in ("texts.toml", "texts/*.toml")
    for path in (ROOT / package).rglob(pattern)
)
EDITOR = ROOT / "graph_api" / "pages" / "static" / "editor"
ONTOLOGY = sorted((ROOT / "ontology").glob("*/*.ttl"))
FRENCH_SPACE = re.compile(r" [:;?!»%]|« ")
"""A plain space where French has a no-break space."""


def area(path: Path) -> str:
    room = path.parent.parent if path.parent.name == "texts" else path.parent
    return str(room.relative_to(ROOT))


def keys_of(path: Path) -> list[str]:
    return list(read_texts(path).templates)


# -- complete


def test_every_area_is_found() -> None:
    assert list(dict.fromkeys(area(path) for path in FILES)) == [
        "graph_api/exports",
        "graph_api/pages",
        "graph_api/reasoning",
        "graph_api/receipts",
        "graph_api/reconcile",
        "graph_api/sparql",
        "loaders/publication",
        "loaders/tables",
        "loaders/validation",
        "ontology/versions",
    ]
    assert sum(len(keys_of(path)) for path in FILES) > 300


@pytest.mark.parametrize("path", FILES, ids=area)
def test_each_text_is_there_in_each_language_with_the_same_placeholders(path: Path) -> None:
    for key, by_language in read_texts(path).templates.items():
        assert list(by_language) == list(LANGUAGES), key
        assert len({placeholders(text) for text in by_language.values()}) == 1, key
        for text in by_language.values():
            assert text == text.strip(), key
            assert "  " not in text, key


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[a]\nvi = "x"\nen = "x"', r"\[a\] needs a text in each of vi, en, fr"),
        ('[a]\nvi = "x"\nen = "x"\nfr = "x"\nde = "x"', r"\[a\] needs a text in each"),
        ('a = "x"', r"\[a\] needs a text in each"),
        ('[a]\nvi = "x"\nen = " "\nfr = "x"', r"\[a\] has an empty text"),
        ('[a]\nvi = "x"\nen = "{n}"\nfr = "{m}"', r"\[a\] needs the same placeholders"),
    ],
)
def test_a_file_that_lacks_something_is_refused_with_file_and_key(
    tmp_path: Path, content: str, problem: str
) -> None:
    path = tmp_path / "texts.toml"
    path.write_text(content)
    with pytest.raises(ValueError, match=f"texts.toml: {problem}"):
        read_texts(path)


def test_a_text_is_made_only_in_the_languages_that_are_read() -> None:
    made: list[str] = []

    def make(language: str) -> str:
        made.append(language)
        return f"in {language}"

    text = text_of(make)
    assert "de" not in text.by_language
    assert text.best("fr") == "in fr"
    assert text.best("de") == "in en"
    assert made == ["fr", "en"]
    assert text.by_language == {language: f"in {language}" for language in LANGUAGES}
    with pytest.raises(KeyError):
        text.by_language["de"]


def test_parts_are_put_in_in_the_language_of_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "texts.toml"
    path.write_text('[a]\nvi = "của {name}: {n}"\nen = "{n} of {name}"\nfr = "{n} : {name}"')
    texts = read_texts(path)
    assert texts.fill_all("a", name=Text({"vi": "ngành", "en": "sector"}), n=2).by_language == {
        "vi": "của ngành: 2",
        "en": "2 of sector",
        "fr": "2 : sector",
    }
    with pytest.raises(KeyError):
        texts.fill("a", "vi", n=2)
    with pytest.raises(KeyError):
        texts.fill("b", "vi")


def test_numbers_are_written_as_the_language_does() -> None:
    assert [format_number(1234567, language) for language in LANGUAGES] == [
        "1.234.567",
        "1,234,567",
        "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567",
    ]


# -- used, and what is used is there

ASKING = {
    "graph_api/exports": frozenset(("word",)),
    "graph_api/pages": frozenset(("text",)),
    "graph_api/reasoning": frozenset(("sentence", "remedy", "lacking", "enacted")),
    "graph_api/receipts": frozenset(("Check",)),
    "graph_api/reconcile": frozenset(("fill",)),
    "graph_api/sparql": frozenset(("_texts",)),
    "loaders/publication": frozenset(("words",)),
    "loaders/tables": frozenset(("fill_all",)),
    "loaders/validation": frozenset(("fill", "fill_all", "_fill", "word")),
    "ontology/versions": frozenset(("fill", "fill_all")),
}
"""By area: the functions whose arguments are keys."""
ELSEWHERE = {
    "graph_api/receipts": ("graph_api/http", "graph_api/cli", "loaders/releases"),
    "loaders/validation": ("graph_api/cli",),
}
"""Folders beside the area's own whose code names keys."""


def sources(name: str) -> Iterator[ast.AST]:
    for folder in (name, *ELSEWHERE.get(name, ())):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def named_in_code(name: str) -> tuple[set[str], list[re.Pattern[str]]]:
    """All strings of an area's code, and a pattern for each f-string."""
    strings: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for tree in sources(name):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else None for p in node.values]
                if any(part and re.search(r"\w-|-\w", part) for part in parts):
                    patterns.append(re.compile("".join(re.escape(p) if p else ".+" for p in parts)))
    return strings, patterns


def named_in_templates() -> set[str]:
    found: set[str] = set()
    for path in sorted((ROOT / "graph_api" / "pages" / "templates").glob("*.html")):
        template = path.read_text(encoding="utf-8")
        found |= {*re.findall(r"\btext\.(\w+)", template)}
        found |= {*re.findall(r"\b(?:word|labelled)\(['\"]([\w-]+)['\"]", template)}
    return found


def enumerated(name: str) -> set[str]:
    """Keys that code takes from the members of enumerations."""
    kinds = (StepKind, StepOutcome, Verdict) if name == "graph_api/exports" else ()
    return {member.name for kind in kinds for member in kind} | ({*Severity} if kinds else set())


@pytest.mark.parametrize("path", FILES, ids=area)
def test_each_text_is_used(path: Path) -> None:
    name = area(path)
    strings, patterns = named_in_code(name)
    used = strings | named_in_templates() | enumerated(name)
    if name == "graph_api/reasoning":
        used |= {f"remedy-{key}" for key in strings}
    if name == "loaders/validation":  # the names of SHACL's constraints, which the engine gives
        used |= {key for key in keys_of(path) if key[0].isupper()}
    idle = [key for key in keys_of(path) if key not in used and not any(p.fullmatch(key) for p in patterns)]
    assert idle == []


@pytest.mark.parametrize("path", FILES, ids=area)
def test_each_key_in_code_is_there(path: Path) -> None:
    name = area(path)
    keys = {key for file in FILES if area(file) == name for key in keys_of(file)}
    asked: set[str] = set()
    for tree in sources(name):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = (
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
            if function not in ASKING[name]:
                continue
            first = {"Check": 1, "enacted": 3, "lacking": 1}.get(function, 0)
            last = {"enacted": 5, "lacking": 2}.get(function, first + 1)
            for argument in node.args[first:last]:
                choices = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                found = {c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str)}
                asked |= {f"remedy-{key}" for key in found} if function == "remedy" else found
    # Sentences of these two codes depend on their values: `graph_api.receipts.wording`.
    asked -= {"release-other"}
    if name == "graph_api/pages":
        asked |= {
            *re.findall(r"\btext\.(\w+)", "".join(templates(("about.html", "page.html", "verify.html"))))
        }
    if name == "graph_api/exports":
        asked |= {
            *re.findall(r"\b(?:word|labelled)\(['\"]([\w-]+)['\"]", "".join(templates(("dossier.html",))))
        }
    asked |= enumerated(name)
    assert asked
    assert sorted(asked - keys) == []


def templates(names: tuple[str, ...]) -> list[str]:
    folder = ROOT / "graph_api" / "pages" / "templates"
    return [(folder / name).read_text(encoding="utf-8") for name in names]


# -- the editor and the examples


def editor_strings(language: str) -> dict[str, str]:
    content = (EDITOR / "strings" / f"{language}.js").read_text(encoding="utf-8")
    found = re.findall(r'(?m)^  "?([\w.]+)"?:\s+"((?:[^"\\]|\\.)*)",$', content)
    assert len(found) == len({key for key, _ in found})
    return dict(found)


def test_the_editor_has_the_same_texts_in_each_language() -> None:
    assert sorted(path.stem for path in (EDITOR / "strings").iterdir()) == sorted(LANGUAGES)
    english = editor_strings("en")
    assert len(english) > 120
    for language in LANGUAGES:
        strings = editor_strings(language)
        assert list(strings) == list(english), language
        for key, text in strings.items():
            assert text.strip(), (language, key)
            assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", english[key])), key


def example_titles() -> Iterator[dict[str, str]]:
    for example in tomllib.loads((ROOT / "graph_api/pages/examples.toml").read_text(encoding="utf-8"))[
        "example"
    ]:
        yield example["title"]
        yield from (column["title"] for column in example.get("columns", ()))


def test_examples_have_titles_in_each_language() -> None:
    titles = list(example_titles())
    assert len(titles) >= 19
    for title in titles:
        assert set(title) == set(LANGUAGES)
        assert all(text.strip() for text in title.values())


# -- words and joints

TRAPS = frozenset(
    re.findall(
        r"\w+",
        """the of and or not is are was with without for from until this that there has have value values property
        class platform platforms graph release sector pillar criterion criteria decision decisions evidence
        assessment assessments act acts kind status agency date day statement statements finding findings review
        question answer receipt key file query field type must should needs missing valid invalid unknown none""",
    )
)
"""English words that no Vietnamese text has; loan words such as GraphQL, RDF, SHACL and PDF are none of them."""
JOINTS = re.compile(
    r"\b(?:au|du|des|aux) (?:une?|le|la|les|l’)\b|\b(?:de|à) les?\b"
    r"|\b(?:de|le|la|que|ne|se|je) (?=[aeiouyàâéèêëîïôûœh])",
    re.IGNORECASE,
)
"""French words before others that they join (du, au, d’, l’, qu’), and an article before an article."""
H_ASPIRED = ("hors", "huit", "haut", "onze", "oui", "y ")


def vietnamese_words(text: str) -> list[str]:
    """The words of a text without placeholders, code, commands, IRIs and prefixed names."""
    plain = re.sub(r"`[^`]*`|\{[^}]*\}|\$?\{\w+\}|--\w+|\b\w+:\w+|https?://\S+|\(fragment\)", " ", text)
    plain = re.sub(r"“(?:query|mutation|fragment|Of)”|“\{”", " ", plain)
    return re.findall(r"[^\W\d_]+", plain.lower())


def traps_of(text: str) -> set[str]:
    return {*vietnamese_words(text)} & TRAPS


def joints_of(text: str) -> list[str]:
    return [
        text[m.start() : m.end() + 12]
        for m in JOINTS.finditer(text)
        if not text[m.end() :].lower().startswith(H_ASPIRED)
    ]


def literals(language: str) -> Iterator[tuple[str, str]]:
    """All texts of the ontology in a language, with where they are."""
    for path in ONTOLOGY:
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            if isinstance(quad.object, Literal) and quad.object.language == language:
                yield f"{path.name}: {quad.subject} {quad.predicate}", quad.object.value


def all_texts(language: str) -> Iterator[tuple[str, str]]:
    """All texts of the project in a language, with where they are."""
    for path in FILES:
        yield from ((f"{area(path)} [{key}]", t[language]) for key, t in read_texts(path).templates.items())
    yield from ((f"editor {key}", text) for key, text in editor_strings(language).items())
    yield from (("examples", title[language]) for title in example_titles())
    yield from literals(language)


def test_the_traps_catch_what_they_are_for() -> None:
    assert traps_of("có 0 giá trị của sector") == {"sector"}
    assert traps_of("không phải là date hợp lệ") == {"date"}
    assert traps_of("Lược đồ GraphQL, RDF, SHACL, PDF: `release` và {value}, dct:source, --ontology") == set()
    assert joints_of("en vigueur du 2024-01-01 au une date ouverte")
    assert joints_of("la date de émission")
    assert joints_of("le organisme")
    assert not joints_of("à partir du 2024-01-01, la décision d’une autorité")


def test_no_vietnamese_text_has_an_english_word() -> None:
    texts = list(all_texts("vi"))
    assert len(texts) > 1200
    assert [(where, traps_of(text)) for where, text in texts if traps_of(text)] == []


def test_vietnamese_tone_marks_stand_where_administrative_texts_have_them() -> None:
    newer = re.compile(r"\b(?!qu)\w*(?:o[àáảãạ]|u[ỳýỷỹỵ])\b", re.IGNORECASE)  # khoá, huỷ; as a rule khóa, hủy
    assert newer.search("khoá")
    assert not newer.search("khóa, quý, hoàn")
    assert [(where, newer.findall(text)) for where, text in all_texts("vi") if newer.search(text)] == []


def test_no_french_text_leaves_words_apart_that_join() -> None:
    texts = list(all_texts("fr"))
    assert len(texts) > 1200
    assert [(where, joints_of(text)) for where, text in texts if joints_of(text)] == []


def test_french_texts_have_no_break_spaces() -> None:
    ours = ("graph_api", "loaders", "editor", "examples", "defects.ttl")
    texts = [(where, text) for where, text in all_texts("fr") if where.startswith(ours)]
    assert len(texts) > 500
    assert [(where, text) for where, text in texts if FRENCH_SPACE.search(text)] == []


NAMES = ("Étoile", "Ứng dụng rất dài" + ", rất dài" * 40)
DAYS = ("2026-06-30", "–")
COUNTS = (0, 1, 2, "1.234.567", "51,25")
CODES = ("xsd:date", "sha256:0", "`x`")
FILLED: Mapping[str, Sequence[object]] = {
    name: values
    for names, values in (
        (
            "agency assessment assessor by consultation criterion decision evidence framework issuer kind",
            NAMES,
        ),
        ("name platform property set term near thing others list regime body host language", NAMES),
        ("date day moment start end time since until year period", DAYS),
        (
            "count number holding passed users potential share counts line byte known published statements sources",
            COUNTS,
        ),
        ("seconds memory rows bytes total", COUNTS),
        (
            "act comparator constrained constraint expected outcome requirement value verdict claim key message",
            CODES,
        ),
        ("signer release hash found said program problem path left right file graph focuses", CODES),
        ("tables values version vocabulary now terms left_form right_form before after", CODES),
        ("column text corrected read swapped same other levels", CODES),
    )
    for name in names.split()
}
"""Values for each place: a name that begins with a vowel, a long one, a day or none, counts, codes."""
COUNTED = re.compile(
    r"\b(?:0|1) (?:values|results|files|statements|days|characters|valeurs|résultats|fichiers|énoncés|caractères)\b"
    r"|\b(?:2) (?:value|result|file|statement|valeur|résultat|fichier|énoncé)\b"
)
"""A number before a word that does not agree with it."""


@pytest.mark.parametrize("path", FILES, ids=area)
def test_whatever_fills_a_sentence_it_stays_one(path: Path) -> None:
    texts = read_texts(path)
    filled = 0
    for key, by_language in texts.templates.items():
        names = sorted(placeholders(by_language["en"]))
        for values in zip_longest(*(FILLED[name] for name in names)) if names else [()]:
            parts = {
                name: FILLED[name][0] if value is None else value
                for name, value in zip(names, values, strict=True)
            }
            for language in LANGUAGES:
                sentence = texts.fill(key, language, **parts)
                filled += 1
                assert not re.search(r"[{}]|\bNone\b", sentence), (key, sentence)
                assert not COUNTED.search(sentence), (key, sentence)
                assert language != "fr" or not joints_of(sentence), (key, sentence)
    assert filled >= 3 * len(texts.templates)
