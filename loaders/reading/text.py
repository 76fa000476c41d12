"""The bytes for the parser: checked to be UTF-8, without byte-order mark, with their lines counted.

The parser's own errors lack what a person needs (the byte offset, a hint at UTF-16), and it does not skip a byte-order
mark, so the bytes are checked here first.
"""

import codecs
from collections.abc import Callable, Iterator

from loaders.reading.compression import DamagedError, TruncatedError
from loaders.reading.limits import OversizeError
from loaders.reading.read_error import ReadError

_HEAD = 2_048
"""The number of bytes that show what a file is."""
_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAVE_HINT = "save the file as UTF-8, e.g. iconv -f {} -t UTF-8"


class TextReader:
    """A readable for the parser: `read(n)` gives at most `n` bytes of checked UTF-8.

    `line` is the line that the last piece ends on. `watch` gets every piece before the parser and may refuse it; so
    does `look`, with the beginning of the text.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        name: str,
        *,
        watch: Callable[[bytes], None] | None = None,
        look: Callable[[bytes], None] | None = None,
    ) -> None:
        self.name = name
        self.line = 1
        self._pieces = pieces
        self._watch = watch
        self._look = look
        self._ready = b""
        self._at = 0
        self._tail = b""  # the first bytes of a character whose rest is in the next piece
        self._seen = 0  # bytes checked, the mark included
        self._seen_lines = 1
        self._column = 1  # of the next character, on line `_seen_lines`

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, b"" at the end; raises ReadError where the input is damaged."""
        if self._at >= len(self._ready):
            self._ready = self._next_piece()
            self._at = 0
        end = len(self._ready) if size < 0 else min(self._at + size, len(self._ready))
        fed = self._ready[self._at : end]
        self._at = end
        self.line += fed.count(b"\n")
        return fed

    def read_all(self) -> bytes:
        """The rest of the input, in one piece."""
        return b"".join(iter(self.read, b""))

    def _next_piece(self) -> bytes:
        piece = self._pull()
        if self._seen == 0 and piece:
            while len(piece) < _HEAD and (more := self._pull()):
                piece += more
            self._refuse_other_encoding(piece)
            if piece.startswith(_UTF8_MARK):
                self._seen = len(_UTF8_MARK)
                piece = piece[len(_UTF8_MARK) :] or self._pull()
            if self._look is not None:
                self._look(piece[:_HEAD])
        if not piece:
            if self._tail:
                raise self._encoding_error(
                    self._seen, self._tail, "the file ends in the middle of a character"
                )
            if self._watch is not None:
                self._watch(b"")
            return b""
        if self._watch is not None:
            self._watch(piece)
        self._check(piece)
        return piece

    def _pull(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except OversizeError as oversize:
            raise self.fail(*oversize.args) from None
        except TruncatedError:
            raise self.fail(
                "the archive is cut off here: its end is missing",
                hint="fetch or copy the file again; compare its size with the original's",
            ) from None
        except DamagedError as damage:
            raise self.fail(
                f"the archive is damaged here ({damage})", hint="fetch or copy the file again"
            ) from None
        except OSError as error:
            raise self.fail(f"cannot be read any further: {error.strerror or error}") from None

    def fail(self, problem: str, hint: str | None = None) -> ReadError:
        """An error at the last place that has been checked."""
        return ReadError(self.name, problem, line=self._seen_lines, column=self._column, hint=hint)

    def _check(self, piece: bytes) -> None:
        data = self._tail + piece
        try:
            text, used = codecs.utf_8_decode(data, "strict", False)
        except UnicodeDecodeError as error:
            self._count(data[: error.start].decode())
            raise self._encoding_error(
                self._seen + error.start, data[error.start :], "not valid UTF-8"
            ) from None
        self._count(text)
        self._seen += used
        self._tail = data[used:]

    def _count(self, text: str) -> None:
        lines = text.count("\n")
        self._seen_lines += lines
        self._column = len(text) - text.rfind("\n") if lines else self._column + len(text)

    def _encoding_error(self, offset: int, data: bytes, problem: str) -> ReadError:
        return self.fail(
            f"{problem}: byte 0x{data[0]:02x} at offset {offset}",
            hint=_SAVE_HINT.format("WINDOWS-1252") + " if it was written on Windows",
        )

    def _refuse_other_encoding(self, piece: bytes) -> None:
        encoding = next((name for mark, name in _OTHER_ENCODINGS if piece.startswith(mark)), None)
        if encoding is None and len(piece) >= 4 and piece[:4].count(0) >= 2:
            encoding = "UTF-16"
        if encoding is not None:
            raise ReadError(
                self.name, f"is {encoding}, not UTF-8", line=1, column=1, hint=_SAVE_HINT.format(encoding)
            )
