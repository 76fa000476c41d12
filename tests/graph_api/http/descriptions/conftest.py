"""Fixtures of the tests of descriptions.

`folder`      two releases with files to download
`described`   a client of the service over them
"""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.loaders.support.releasing import load, trig

PUBLIC = "https://ndp.example.vn"
DATA = """
<https://w3id.org/vn-ndp/graph/meta> {
  <https://w3id.org/vn-ndp/graph/one> a ndp:SourceGraph ; <http://purl.org/dc/terms/title> "</script><b>x & y"@vi ;
    <http://www.w3.org/ns/prov#wasAttributedTo> <https://w3id.org/vn-ndp/id/ministry> .
}
<https://w3id.org/vn-ndp/graph/one> {
  <https://w3id.org/vn-ndp/id/ministry> a org:Organization ; skos:prefLabel "</script><script>alert(1)</script>"@vi .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    location = Location(tmp_path_factory.mktemp("described") / "store")
    for number in range(2):
        text = f"{DATA} :v :is {number} }}"
        load(
            location, trig(text), on_violation="record", dump_formats=("nq.zst", "ttl.gz", "graphs", "patch")
        )
    return Folder(location.folder)


@pytest.fixture(scope="module")
def described(folder: Folder) -> Iterator[TestClient]:
    settings = Settings(store=f"sqlite:{folder.path}", public_url=PUBLIC)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client
