"""The HTTP paths of linked data: rows of the table in `graph_api/http/paths.py`."""

from graph_api.http.http_path import HttpPath

LINKED_DATA_PATHS: tuple[HttpPath, ...] = ()
"""Every path of linked data, in the order of the documentation. One whose places take any path comes after others."""
