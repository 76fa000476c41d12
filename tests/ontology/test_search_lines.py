"""The lines by which resources are searched."""

import pytest

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from ontology.search_lines import ASIDE_WEIGHT, SearchLines, line_text, without_markers
from ontology.values.typed import typed_word

NS = DEFAULT_BASE + "ns#"


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)


def keys(model: Model, name: str) -> set[str]:
    return set(
        line_text(name, model.search.links("vi"), is_name=True).split("|=")[1].split("=|")[0].split("=")
    )


def tokens(model: Model, text: str, *, is_name: bool = True) -> set[str]:
    return set(
        line_text(text, model.search.links("vi"), is_name=is_name)
        .split("|=")[0]
        .replace("+", " ")
        .split()[1:]
    ) - {"|"}


def test_a_line_has_the_words_further_words_those_for_all_of_it_and_the_marks(model: Model) -> None:
    assert line_text("Bộ Y tế", model.search.links("vi"), is_name=True) == (
        "^ bo y te | boyte + byt + yt + boyt + boy + yte +|=boyte=byt=yt=boyt=|~bô\u0323~y~tê\u0301~"
    )
    assert (
        line_text("Bộ Y tế", model.search.links("vi"), is_name=False)
        == "^ bo y te | boyte +|=boyte=|~bô\u0323~y~tê\u0301~"
    )
    assert line_text(" – ", model.search.links("vi"), is_name=True) == ""


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Bộ Thông tin và Truyền thông", {"btttt", "tttt", "botttt", "bttvtt"}),
        ("Bộ Khoa học và Công nghệ", {"bkhcn", "khcn", "bokhcn"}),
        ("Cổng Dịch vụ công quốc gia", {"dvcqg", "cdvcqg"}),
        ("Bộ Văn hóa, Thể thao và Du lịch", {"bvhttdl", "vhttdl"}),  # “du” is French
        ("Bộ TT&TT", {"bott" + "tt"}),
        ("VTV Go", {"vtvgo"}),
    ],
)
def test_initials_and_joined_words_stand_for_a_name(model: Model, name: str, initials: set[str]) -> None:
    assert initials <= keys(model, name)


def test_initials_leave_out_the_link_words_of_the_language(model: Model) -> None:
    line = line_text("Ministry of Public Security", model.search.links("en"), is_name=True)
    assert "=mps=" in line
    assert "=mps=" not in line_text("Ministry of Public Security", model.search.links("vi"), is_name=True)


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("186/QĐ-BTTTT", {"186", "qd", "btttt", "186qd", "qd186", "qd186btttt", "186qdbtttt"}),
        ("17/2017/NĐ-CP", {"nd17", "nd172017", "172017ndcp", "17nd"}),
        ("Bộ TT&TT", {"tttt"}),
        ("Nền tảng VTVGo", {"vtv", "go", "vtvgo", "nentang"}),
        ("e-learning", {"elearning", "learning"}),
        ("MobiEdu", {"mobi", "edu", "mobiedu"}),
    ],
)
def test_words_and_numbers_have_other_spellings(model: Model, text: str, spellings: set[str]) -> None:
    assert spellings <= tokens(model, text)


def test_words_with_marks_are_not_split(model: Model) -> None:
    assert tokens(model, "Dữ liệu", is_name=False) == {"du", "lieu", "dulieu"}


def test_the_tone_of_a_word_has_one_place() -> None:
    assert typed_word("hoá") == typed_word("hóa") == typed_word("HO\u0301A") == "hoa\u0301"
    assert len({typed_word(word) for word in ("ban", "bán", "bản", "bân")}) == 4


def test_a_mark_of_the_ontology_in_brackets_is_no_text(model: Model) -> None:
    markers = model.search.markers
    assert markers == {"minh hoa", "illustrative", "illustratif"}
    for text in ("Chợ Quê (minh hoạ)", "Chợ Quê (Minh họa)", "Chợ Quê (illustrative)"):
        assert without_markers(text, markers) == "Chợ Quê"
    assert without_markers("Nền tảng (MOOCs)", markers) == "Nền tảng (MOOCs)"


def test_classes_and_properties_have_the_weights_of_the_ontology(model: Model) -> None:
    lines = SearchLines(model)

    def weight(path: str, **values: str) -> int:
        (line,) = lines.lines({key: [value] for key, value in values.items()}, path)
        return line.weight

    platform = weight("DigitalPlatform", title="a@vi")
    assert (
        platform == 0 < weight("PlatformKind", title="a@vi") < weight("DigitalPlatform", description="a@vi")
    )
    assert weight("SourceGraph", title="a@vi") > weight("Finding", title="a@vi") > ASIDE_WEIGHT
    assert weight("PublicOrganisation", prefLabel="a@vi") == weight("Organization", prefLabel="a@vi")


def test_a_number_is_found_behind_the_name_of_its_type(model: Model) -> None:
    code = DEFAULT_BASE + "code/act-type/quyet-dinh"
    values = {"number": "5/QĐ-A", "typeDocument": code}
    lines = {line.lang: line for line in SearchLines(model).lines(values, "LegalResource")}
    assert lines["vi"].text.startswith("^ quyet dinh 5 qd a |")
    assert lines["en"].text.startswith("^ decision 5 qd a |")
    assert {(line.value, line.value_lang) for line in lines.values()} == {("5/QĐ-A", "")}
