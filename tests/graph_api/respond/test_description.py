"""Descriptions: what is stated, what is derived, and their pages."""

from graph_api.respond.description import Description, write_description
from graph_api.respond.description_pages import page_of
from ontology.model import Model

IRI, G = "http://example.org/a", "<http://example.org/g>"


def lines(number: int) -> list[str]:
    """A description of as many statements, each third with two blank nodes in a row."""
    found = []
    for n in range(number):
        found.append(f"<{IRI}> <http://p/{n:05}> " + (f"_:b{n} {G} ." if n % 3 == 0 else f'"{n}" {G} .'))
        if n % 3 == 0:
            found += [f"_:b{n} <http://q> _:c{n} {G} .", f'_:c{n} <http://q> "x" {G} .']
    return found


def test_pages_make_the_whole_and_keep_what_hangs_together(model: Model) -> None:
    whole = Description.of(IRI, lines(300), model).with_derived()
    begin: int | None = 0
    pages = []
    while begin is not None:
        page = page_of(whole, begin, most=50)
        assert page is not None
        assert page.total == len(whole.lines) == 500
        assert len(page.description.lines) <= 50
        pages.append(set(page.description.lines))
        for line in page.description.lines:
            node = line.split(" ")[2]
            assert not node.startswith("_:") or any(other.startswith(node + " ") for other in pages[-1])
        begin = page.after
    assert len(pages) == 10
    assert set().union(*pages) == set(whole.lines)
    assert sum(map(len, pages)) == len(whole.lines)
    assert page_of(whole, 300) is None


def test_one_statement_with_much_below_it_is_a_page(model: Model) -> None:
    chain = [f"<{IRI}> <http://p> _:b0 {G} ."] + [f"_:b{n} <http://p> _:b{n + 1} {G} ." for n in range(20)]
    page = page_of(Description.of(IRI, chain, model), 0, most=5)
    assert page is not None
    assert (len(page.description.lines), page.after) == (21, None)


def test_what_is_derived_is_left_out_unless_nothing_else_is_stated(model: Model) -> None:
    derived = f'<{IRI}> <http://p> "1" <{model.base}graph/derived> .'
    stated = f'<{IRI}> <http://p> "<{model.base}graph/derived> ."@en {G} .'
    both = Description.of(IRI, [derived, stated], model)
    assert both.lines == [stated]
    assert both.languages == ("en",)
    assert both.with_derived().lines == sorted([derived, stated])
    assert Description.of(IRI, [derived], model).lines == [derived]


def test_a_resource_that_is_only_replaced_has_a_successor(model: Model) -> None:
    replaced = f"<{IRI}> <http://purl.org/dc/terms/isReplacedBy> <http://example.org/b> {G} ."
    assert Description.of(IRI, [replaced], model).replacement == "http://example.org/b"
    assert Description.of(IRI, [replaced, f'<{IRI}> <http://p> "1" {G} .'], model).replacement is None


def test_turtle_declares_the_prefixes_that_it_uses(model: Model) -> None:
    one = Description.of(IRI, [f'<{IRI}> <http://purl.org/dc/terms/title> "a" {G} .'], model)
    assert write_description(one, "ttl", model).decode().splitlines() == [
        "@prefix dct: <http://purl.org/dc/terms/> .",
        f'<{IRI}> dct:title "a" .',
    ]
