"""The HTTP paths of pages: rows of the table of paths."""

from graph_api.http.http_path import HttpPath

PAGE_PATHS: tuple[HttpPath, ...] = ()
"""Every path of pages, in the order of the documentation."""
