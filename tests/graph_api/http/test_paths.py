"""The table of HTTP paths is what the application routes, and the page about them is made of it."""

from pathlib import Path

from starlette.routing import Mount, Route

import graph_api
from graph_api.http.app import create_app
from graph_api.http.not_found import OTHERS
from graph_api.http.paths import PATHS, document_paths
from graph_api.settings import Settings


def test_the_application_routes_the_paths_of_the_table() -> None:
    routes = create_app(Settings()).routes
    routed = [row.path for row in PATHS if row.name != OTHERS]  # the answer to what no route has
    assert [route.path for route in routes if isinstance(route, Route | Mount)] == routed
    methods = {route.path: route.methods or set() for route in routes if isinstance(route, Route)}
    assert len(methods) == len(routed) - 1
    for row in PATHS:
        if row.path in methods:
            refused = {"PUT", "PATCH", "DELETE"} if row.path == "/graphql" else set()
            assert methods[row.path] == {*row.methods} | refused, row.path


def test_the_page_about_paths_is_made_of_the_table() -> None:
    page = (Path(graph_api.__file__).parent / "PATHS.md").read_text("utf-8")
    assert page == document_paths(), "make it anew: poe paths"
    assert all(row.answer.endswith(".") and row.media for row in PATHS)
