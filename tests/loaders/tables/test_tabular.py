"""Spreadsheets to statements: the files and mappings that the importer takes, and its errors for the others."""

import codecs
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders.shipped.files import ILLUSTRATIVE
from loaders.tables.tabular import MappingError, iter_quads, read_mapping
from tests.loaders.support.tables import BASE, HEAD, NAME, Import, problems, thing

TEMPLATE = ILLUSTRATIVE.parent / "template" / "platforms.toml"
NAMED = [thing("a", "name", Literal("Học Sáng", language="vi"))]


@pytest.mark.parametrize(
    "content",
    [
        "id,name\na,Học Sáng\n".encode(),
        codecs.BOM_UTF8 + "id;name\r\na;Học Sáng\r\n".encode(),
        "id\tname\na\tHọc Sáng\n".encode("utf-16"),
        codecs.BOM_UTF8 + "sep=;\r\nid;name\r\na;Học Sáng\r\n".encode(),
        'name,"id"\n\n"Học Sáng", a \n,\n'.encode(),
        'other;name;id\n"1,2,3,4,5";Học Sáng;a'.encode(),
        codecs.BOM_UTF8 * 2 + "id,\u200bname \na,Học Sáng\n".encode(),
    ],
)
def test_every_form_that_excel_and_libreoffice_write_is_read(imported: Import, content: bytes) -> None:
    assert imported(content, NAME) == NAMED


def test_a_declared_delimiter_is_used(imported: Import) -> None:
    assert imported("id|name\na|Học Sáng\n", 'delimiter = "|"\n' + NAME) == NAMED


def test_text_is_kept_as_it_is_down_to_decomposed_letters(imported: Import) -> None:
    text = "Ho\u0323c  \u201cSáng\u201d\nx"
    assert imported(f'id,name\na,"{text}"\n', NAME) == [thing("a", "name", Literal(text, language="vi"))]


def test_an_empty_cell_says_nothing(imported: Import) -> None:
    assert imported("id,name\na,\n", NAME) == []


def test_codes_are_mapped_cells_are_split_and_datatypes_are_kept(imported: Import) -> None:
    statements = """statements = [
      { predicate = "ex:status", iri = "code:status/{status|map:status}" },
      { predicate = "ex:tag", value = "{tags}", split = ";" },
      { predicate = "ex:share", value = "{share|decimal}", datatype = "xsd:decimal" },
      { predicate = "ex:since", value = "{since|date}", datatype = "xsd:date" },
      { predicate = "a", iri = "ex:Thing", where = { status = "listed" } },
      { predicate = "ex:untold", value = "x", where = { status = false } },
    ]"""
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    date = NamedNode("http://www.w3.org/2001/XMLSchema#date")
    quads = imported('id,status,tags,share,since\na,listed,x; y ;,"54,20",31/12/2024\n', statements)
    kind = thing("a", "", NamedNode("https://ex.example/Thing"))
    assert quads == [
        thing("a", "status", NamedNode(f"{BASE}code/status/listed")),
        thing("a", "tag", Literal("x")),
        thing("a", "tag", Literal("y")),
        thing("a", "share", Literal("54.20", datatype=decimal)),
        thing("a", "since", Literal("2024-12-31", datatype=date)),
        Quad(
            kind.subject,
            NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            kind.object,
            kind.graph_name,
        ),
    ]


def test_a_cell_can_name_a_row_of_the_same_or_another_table(imported: Import) -> None:
    statements = 'statements = [{ predicate = "ex:in", iri = "{parent|lookup:things}" }]'
    quads = imported("id,parent\nB 1,\na,B 1\n", statements)
    assert quads == [thing("a", "in", NamedNode(f"{BASE}id/thing/b-1"))]


def test_a_row_can_be_split_and_describe_another_thing_in_another_graph(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_text("id,role\na,x;y\n", encoding="utf-8")
    (tmp_path / "things.toml").write_text(
        HEAD.replace('id = "id"', 'split = { role = ";" }')
        + """[[tables.statements]]
        subject = "id:role/{id}-{role}"
        graph = "graph:roles"
        predicate = "ex:role"
        value = "{role}"
        """,
        encoding="utf-8",
    )
    quads = iter_quads(read_mapping(tmp_path / "things.toml"), BASE)
    assert [(str(q.subject), str(q.graph_name)) for q in quads] == [
        (f"<{BASE}id/role/a-x>", f"<{BASE}graph/roles>"),
        (f"<{BASE}id/role/a-y>", f"<{BASE}graph/roles>"),
    ]


def test_a_statement_made_twice_is_yielded_once(imported: Import) -> None:
    statements = NAME.replace("{name}", "same").replace("predicate", 'subject = "ex:one", predicate')
    assert len(imported("id\na\nb\n", statements)) == 1


def test_everything_that_is_wrong_is_reported_at_once_with_line_column_and_remedy(imported: Import) -> None:
    statements = """statements = [
      { predicate = "ex:since", value = "{since}", datatype = "xsd:date" },
      { predicate = "ex:status", iri = "code:status/{status|map:status}" },
      { predicate = "ex:page", iri = "{page}" },
      { predicate = "ex:name", value = "{name}", required = true },
      { predicate = "ex:in", iri = "{parent|lookup:things}" },
    ]"""
    table = (
        "id,since,status,page,name,parent\n"
        "a,2024-02-30,listd,not a page,A,\n"
        "b,31.12.2024,,,,\n"
        'a,,,,"two\nlines",c\n'
        ",,,,C,\n"
    )
    assert "\n".join(problems(lambda: imported(table, statements))) == PROBLEMS


PROBLEMS = """\
things.csv:4: column “id”: 'a' occurs twice; it is also on line 2: delete one row or change its identifier
things.csv:6 (spreadsheet row 5): column “id”: the cell is empty; every row needs an identifier
things.csv:2: column “since”: '2024-02-30' is not a day of the calendar; write the date as 2024-12-31
things.csv:2: column “status”: unknown code 'listd'; did you mean 'listed'?
things.csv:2: column “page”: 'not a page' is not an IRI; write a whole address without spaces, such as https://…
things.csv:3: column “since”: '31.12.2024' is not a valid date; write the date as 2024-12-31
things.csv:3: column “name”: the cell is empty; it must have a value
things.csv:4: column “parent”: things.csv has no row 'c'; known are: a, b
things.csv:6 (spreadsheet row 5): column “id”: the cell is empty; it must have a value"""


def test_a_missing_column_is_reported_once_with_the_nearest_name(imported: Import) -> None:
    (found,) = problems(lambda: imported("id,nmae\na,A\nb,B\n", NAME))
    assert found == (
        "things.csv:1: column “name”: the mapping needs this column, but the file does not have it; "
        "did you mean “nmae”? Then rename one of them"
    )


def test_two_rows_that_would_become_one_thing_are_reported(imported: Import) -> None:
    (found,) = problems(lambda: imported("id,name\nA 1,x\na-1,y\n", NAME))
    assert found == (
        f"things.csv:3: column “id”: this row and line 2 would both have the IRI {BASE}id/thing/a-1; "
        "add a distinguishing word to one of them"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "things.csv: the file is empty"),
        (b"PK\x03\x04...", "things.csv: this is an Excel workbook (.xlsx), not a text file"),
        ("id,name\na,Họ".encode() + b"\xff\n", "things.csv:2: byte 15 is not UTF-8"),
        ("id,name\na,Học\n".encode("utf-16")[:-1], "things.csv:2: byte 29 is not UTF-16"),
        (b'id,name\na,"open\nb,c\n', "things.csv:1: the rows after this line cannot be separated"),
        (b"id,name,name\na,b,c\n", "things.csv:1: column “name”: two columns have this name"),
        (b"id,name\na,b,c\n", "things.csv:2: the row has 3 cells, but the heading has 2"),
    ],
)
def test_a_file_of_the_wrong_form_is_reported_with_its_place(
    imported: Import, content: bytes, message: str
) -> None:
    found = problems(lambda: imported(content, NAME))
    assert len(found) == 1
    assert found[0].startswith(message)


def test_a_file_that_is_not_there_is_reported(imported: Import, tmp_path: Path) -> None:
    imported("id,name\n", NAME)
    (tmp_path / "things.csv").unlink()
    (found,) = problems(lambda: list(iter_quads(read_mapping(tmp_path / "things.toml"), BASE)))
    assert found.startswith("things.csv: no such file in ")
    assert found.endswith(f"no such file in {tmp_path}; correct `file` in the mapping")


@pytest.mark.parametrize(
    ("statements", "message", "hint"),
    [
        ("", "table 'things': 'statements' is missing", "add statements = …"),
        (
            'statements = [{ predicat = "a" }]',
            "statements[1]: 'predicat' is not a known key here",
            "did you mean 'predicate'?",
        ),
        ('statements = [{ predicate = "a" }]', "statements[1]: a statement has either value or iri", None),
        (
            'statements = [{ predicate = "no:x", value = "1" }]',
            "predicate: the prefix 'no' is not declared",
            None,
        ),
        (
            'statements = [{ predicate = "a", iri = "{x|slgu}" }]',
            "iri: unknown filter 'slgu' in '{x|slgu}'",
            None,
        ),
        ('statements = [{ predicate = "a", iri = "{x" }]', "iri: a lone '{' in '{x'", None),
        (
            'statements = [{ predicate = "a", iri = "{x|map:stat}" }]',
            "there is no map 'stat'",
            "did you mean 'status'?",
        ),
        (
            'statements = [{ predicate = "a", iri = "{x|lookup:y}" }]',
            "there is no table with an id 'y'",
            None,
        ),
        (
            'statements = [{ predicate = "a", value = "x", lang = "vi_VN" }]',
            "'vi_VN' is not a language tag",
            None,
        ),
        (
            'statements = [{ predicate = "a", value = "{x}{y}", split = ";" }]',
            "must refer to exactly one column",
            None,
        ),
        ("statements = 3", "table 'things'.statements: this must be a list", None),
        ("statements = [", "(at end of document)", None),
        (NAME + '\nsplit = { id = ";" }', "rows that are split cannot have an id", "remove id or split"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_explained(
    imported: Import, statements: str, message: str, hint: str | None
) -> None:
    with pytest.raises(MappingError) as caught:
        imported("id\n", statements)
    assert message in caught.value.message
    assert "things.toml" in caught.value.message
    assert hint in (None, caught.value.hint)


def test_the_template_for_officers_works_as_it_stands() -> None:
    quads = list(iter_quads(read_mapping(TEMPLATE), BASE))
    roles = {str(q.object) for q in quads if q.predicate.value == f"{BASE}ns#hasRole"}
    assert roles == {
        f"<{BASE}id/role/{role}>"
        for role in (
            *("thuy-loi-managing-agency-1", "nt-01-owner-1", "nt-02-owner-1"),
            *("nt-01-operator-dn-01", "nt-01-operator-dn-02"),
        )
    }


def test_quotes_after_a_space_belong_to_the_format(imported: Import) -> None:
    assert imported('id, "name"\na, "Học, Sáng"\n', NAME) == [
        thing("a", "name", Literal("Học, Sáng", language="vi"))
    ]


def test_a_quoted_declaration_of_the_delimiter_is_read(imported: Import) -> None:
    assert imported('"sep=;"\nid;name\na;Học Sáng\n', NAME) == NAMED


def test_texts_are_compared_as_they_look(imported: Import) -> None:
    apart = "Đa\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING ACUTE ACCENT}t"
    statements = (
        'statements = [{ predicate = "ex:name", value = "{name}", lang = "vi", where = { n = ["Đất"] } }]'
    )
    assert len(imported(f"id,name,n\na,X,{apart}\nb,Y,Đất\nc,Z,Dat\n", statements)) == 2
    looked_up = 'statements = [{ predicate = "ex:kin", iri = "{kin|lookup:things}" }]'
    assert len(imported(f"id,kin\n{apart},\nb,Đất\n", looked_up)) == 1


def test_a_column_that_the_mapping_cannot_name_is_refused(imported: Import) -> None:
    (problem,) = problems(lambda: imported("id,base\na,X\n", NAME.replace("{name}", "{base}")))
    assert "{base} in the mapping is the base IRI" in problem


def test_a_heading_below_the_first_row_is_one_problem(imported: Import) -> None:
    (problem,) = problems(lambda: imported("DANH SÁCH,,\n,,\nid,name,x\na,Học Sáng,1\n", NAME))
    assert "row 3 looks like it; delete the rows above row 3" in problem


def test_near_headings_are_found_whatever_their_case_and_spaces(imported: Import) -> None:
    found = problems(lambda: imported("ID,na me\na,X\n", NAME.replace("{name}", "{name}{na_me_fr}")))
    assert "did you mean “ID”?" in found[0]
    assert "did you mean “na me”?" in next(problem for problem in found if "column “name”" in problem)


def test_a_garbled_cell_is_refused_with_what_it_means(imported: Import) -> None:
    (problem,) = problems(lambda: imported("id,name\na,Há»\x8dc SÃ¡ng\n", NAME))
    assert "column “name”" in problem
    assert "it probably means “Học Sáng”" in problem
