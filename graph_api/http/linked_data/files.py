"""`/dumps/…`: the files of releases to download, as they lie in the release folder, and their list.

A file never changes: its tag is its SHA-256, so that a download that was cut can go on (`Range`, `If-Range`).
One that there is not yet is made when it is first requested, in a process of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph_api.errors import QueryError
from graph_api.http.linked_data.file_maker import FileMaker
from graph_api.http.linked_data.file_response import respond_decompressed, respond_file
from graph_api.http.middleware import ACCEPTED_CODINGS
from graph_api.http.negotiation import JSON, accepts_coding
from graph_api.http.problems import answer_error
from loaders.folder.checksums import CHECKSUMS, known_hash
from loaders.folder.folder import Folder
from loaders.publication.addresses import Addresses
from loaders.publication.files import (
    CERTIFICATE,
    dump_name,
    files_path,
    is_name,
    names_of,
    offered_names,
    published_file,
    published_files,
)
from loaders.publication.media import file_form, sent_media
from loaders.publication.published_file import PublishedFile
from ontology.errors import DamagedFile, NdpError

LATEST = "latest"
_BARE = "ndp."
"""The beginning of the name of a dump without compression: `ndp.nq`."""
_CODINGS: Mapping[str, str] = {"zstd": "zst", "gzip": "gz"}


@dataclass(frozen=True, slots=True)
class FilesEndpoint:
    """The files of the releases in a folder."""

    folder: Folder
    maker: FileMaker

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoint of each row of `FILE_PATHS`, by its name."""
        return {"files": self.answer_list, "file": self.answer}

    async def answer_list(self, request: Request) -> Response:
        """The list of a release's files, as JSON; of the latest release by a redirect."""
        try:
            release = await self._release(request)
            if request.path_params["release"] == LATEST:
                return self._redirect(request, release)
            return await asyncio.to_thread(self._list, release)
        except NdpError as error:
            return answer_error(request, error)

    async def answer(self, request: Request) -> Response:
        """A file, a part of it, or 304 if the client has it."""
        name = request.path_params["file"]
        try:
            release = await self._release(request)
            if request.path_params["release"] == LATEST:
                return self._redirect(request, release, name)
            if name.startswith(_BARE):
                return await self._answer_bare(request, release, name.removeprefix(_BARE))
            if name == CHECKSUMS:
                return await asyncio.to_thread(self._checksums, release)
            return respond_file(request, *await self._sound_file(release, name))
        except NdpError as error:
            return answer_error(request, error)

    async def _release(self, request: Request) -> str:
        """The id of the release that the path names. Raises `QueryError` if there is none."""
        return await asyncio.to_thread(self._find, request.path_params["release"])

    def _find(self, name: str) -> str:
        current = self.folder.current_id()
        if current is None:
            raise QueryError(
                "This service has no release folder, so it has no files of releases.",
                code="FILE_UNKNOWN",
                hint="Ask questions at `/graphql`, or ask the operator for a dump.",
            )
        if name == LATEST:
            return current
        if name not in self.folder.published():
            raise QueryError(
                f"There is no release {name[:80]!r}.",
                code="FILE_UNKNOWN",
                hint="`/dumps/latest` leads to the files of the current release.",
            )
        return name

    def _redirect(self, request: Request, release: str, name: str = "") -> Response:
        address = Addresses("").dump(release, name)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(address + query, 302, {"cache-control": "no-cache"})

    def _list(self, release: str) -> Response:
        manifest = self.folder.manifest(release)
        made = {file.path: file for file in published_files(self.folder, release)}
        addresses = Addresses(manifest.base)
        names = [*made, *(name for name in offered_names(self.folder, manifest) if name not in made)]
        rows = [_row(name, made.get(name), addresses.dump(release, name)) for name in sorted(names)]
        content = {
            "release": release,
            "hash": manifest.hash,
            "statements": manifest.statements,
            "files": rows,
        }
        body = orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n"
        return Response(body, headers={"cache-control": "no-cache"}, media_type=JSON)

    def _checksums(self, release: str) -> Response:
        path = files_path(self.folder, release) / CHECKSUMS
        published_files(self.folder, release)  # which raises if they are damaged
        if not path.exists():
            raise _unknown(CHECKSUMS, release)
        return Response(path.read_bytes(), headers={"cache-control": "no-cache"}, media_type="text/plain")

    async def _sound_file(self, release: str, name: str) -> tuple[PublishedFile, Path]:
        """The file, made if need be, and its path. Raises `QueryError`; `DamagedFile` if its hash is another one."""
        file = await asyncio.to_thread(self._known, release, name)
        if file is None:
            await self.maker.make(release, name)
            file = await asyncio.to_thread(self._known, release, name)
        if file is None:
            raise _unknown(name, release)
        path = files_path(self.folder, release) / file.path
        if await asyncio.to_thread(known_hash, path) != file.sha256:
            raise DamagedFile(path, f"is damaged: its hash is not the one in {CHECKSUMS}")
        return file, path

    def _known(self, release: str, name: str) -> PublishedFile | None:
        """The file, if there is one; None if it can be made. Raises `QueryError` for any other name."""
        file = published_file(self.folder, release, name) if is_name(name) else None
        if file is None and name not in names_of(self.folder.manifest(release)):
            raise _unknown(name, release)
        return file

    async def _answer_bare(self, request: Request, release: str, form: str) -> Response:
        """A dump in the coding that the client accepts, or without one."""
        accepted = getattr(request.state, ACCEPTED_CODINGS, "")
        coding = next((coding for coding in _CODINGS if accepts_coding(accepted, coding)), "")
        try:
            file, path = await self._sound_file(
                release, dump_name(release, form, _CODINGS.get(coding, "zst"))
            )
        except QueryError as error:
            raise _unknown(_BARE + form, release) if error.code == "FILE_UNKNOWN" else error from None
        media = file_form(form).media
        if coding:
            headers = {"content-encoding": coding, "vary": "Accept-Encoding"}
            return respond_file(request, file, path, media, headers)
        return await respond_decompressed(request, file, path, media)


def _row(name: str, file: PublishedFile | None, address: str) -> dict[str, object]:
    """A file in the list; one that is made when it is first requested has no size yet."""
    if file is None:
        return {"name": name, "url": address, "made": False}
    return {
        "name": name,
        "url": address,
        "made": True,
        "bytes": file.size,
        "sha256": file.sha256,
        "media": sent_media(file.form, file.compression),
        "content": file_form(file.form).media,
    }


def _unknown(name: str, release: str) -> QueryError:
    hint = "`/dumps/RELEASE` lists the files of a release."
    if name == CERTIFICATE:
        hint = "The operator signs it with `ndp-graph publish`, once there is a key: `ndp-graph keys make`."
    return QueryError(f"Release {release} has no file {name[:80]!r}.", code="FILE_UNKNOWN", hint=hint)
