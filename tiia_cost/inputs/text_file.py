"""Text files of any size: opened or spooled, and their encoding decided for the whole file before a row is read."""

from __future__ import annotations

import codecs
import shutil
import sys
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from typing import IO, TYPE_CHECKING

from tiia_cost.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Problems

STDIN = "-"
_CHUNK = 1 << 20
# UTF-32 before UTF-16: the mark of one begins with the mark of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


def known_encoding(name: str | None, problems: Problems) -> str | None:
    """Return the encoding that ``--encoding`` names, if Python can read text in it; else that goes to `problems`."""
    if name is None:
        return None
    try:
        codecs.getincrementaldecoder(name)
        TextIOWrapper(BytesIO(), encoding=name)  # refuses codecs that are not for text, such as base64
    except (LookupError, ValueError):
        problems.add("unknown-encoding", name=name)
        return None
    return name


@contextmanager
def open_text(file: str, encoding: str | None) -> Iterator[tuple[IO[str], list[Problem]]]:
    """Open a file, or standard input for ``-``, as text that can be read from the start again and again.

    The encoding is `encoding`, else that of the byte order mark, else UTF-8 if all of the file is, else GB18030.
    Line ends are left as they are, a byte order mark is not read. Yields the text and what is worth saying about it.
    Raises UsageError for a file that is missing, unreadable, a folder or empty, has a NUL or cannot be decoded.
    """
    with _open_bytes(file) as raw:
        chosen, notices = _choose(file, raw, encoding)
        raw.seek(0)
        with TextIOWrapper(raw, encoding=chosen, newline="") as text:
            yield text, notices


def rewind(text: IO[str]) -> IO[str]:
    """Go to the first character after any byte order mark."""
    text.seek(0)
    if text.read(1) != "\ufeff":
        text.seek(0)
    return text


def _refusal(file: str, code: str, **params: object) -> UsageError:
    return UsageError([Problem(code, params, Place(file))])


def _open_bytes(file: str) -> IO[bytes]:
    if file == STDIN:
        return _spooled(sys.stdin.buffer if sys.stdin else BytesIO())
    try:
        stream = open(file, "rb")  # noqa: SIM115 - Path("") would be the folder here; the caller closes it
        return stream if stream.seekable() else _spooled(stream)
    except FileNotFoundError:
        raise _refusal(file, "file-missing") from None
    except IsADirectoryError:
        raise _refusal(file, "file-is-folder") from None
    except ValueError as error:  # a NUL in the name
        raise _refusal(file, "file-unreadable", reason=str(error)) from None


def _spooled(stream: IO[bytes]) -> IO[bytes]:
    """Copy a stream that can be read only once to a file that has no name and vanishes when closed."""
    import tempfile  # noqa: PLC0415 - it loads the random numbers and hashes of OpenSSL, which few runs need

    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(stream, spool, _CHUNK)
    spool.seek(0)
    return spool


def _choose(file: str, raw: IO[bytes], encoding: str | None) -> tuple[str, list[Problem]]:
    start = raw.read(4)
    if not start:
        raise _refusal(file, "file-empty")
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    known = encoding or marked
    if known is not None:
        offset = _undecodable_at(file, raw, known)
        if offset is not None:
            raise _refusal(file, "not-decodable", offset=offset, encoding=known.upper())
        return known, _said(file, known) if encoding is None else []
    not_utf8 = _undecodable_at(file, raw, "utf-8")
    if not_utf8 is None:
        return "utf-8", []
    offset = _undecodable_at(file, raw, "gb18030")
    if offset is not None:
        raise _refusal(file, "not-decodable-as-either", utf8_offset=not_utf8, offset=offset)
    return "gb18030", _said(file, "gb18030")


def _said(file: str, encoding: str) -> list[Problem]:
    return [Problem("read-as-gb18030", {}, Place(file))] if encoding == "gb18030" else []


def _undecodable_at(file: str, raw: IO[bytes], encoding: str) -> int | None:
    """Return the offset of the first byte that cannot be decoded, or None; refuse a NUL character."""
    raw.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read, line, column = 0, 1, 1
    while True:
        chunk = raw.read(_CHUNK)
        pending = decoder.getstate()[0] if read else b""
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return read - len(pending) + error.start
        except UnicodeError:
            return read
        nul = text.find("\0")
        before = text if nul < 0 else text[:nul]
        line += before.count("\n")
        column = len(before) - before.rfind("\n") if "\n" in before else column + len(before)
        if nul >= 0:
            raise UsageError([Problem("nul-character", {}, Place(file, line, column))])
        read += len(chunk)
        if not chunk:
            return None
