"""Text files of any size: their encoding is decided for the whole file before a row is read."""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from typing import IO, TYPE_CHECKING, NamedTuple

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.tables.file import chunks, refusal
from tiia_cost.inputs.tables.kinds import refuse_other_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Problems
    from tiia_cost.inputs.tables.file import RawFile

# UTF-32 before UTF-16: the mark of one begins with the mark of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


class TextFile(NamedTuple):
    """A text that can be read from the start again and again, its encoding, and notices on the encoding."""

    text: IO[str]
    encoding: str
    notices: list[Problem]


def known_encoding(name: str | None, problems: Problems) -> str | None:
    """Return the encoding that ``--encoding`` names; None, and note a problem, if Python cannot read text in it."""
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
def open_text(raw: RawFile, encoding: str | None) -> Iterator[TextFile]:
    """Open the content of a file as text.

    The encoding is `encoding`, else that of the byte order mark, else UTF-8 if all of the file is, else GB18030. Line
    ends are left as they are, a byte order mark is not read. Raises UsageError for a file that is empty, is of a kind
    that is not text, has a NUL, or cannot be decompressed or decoded.
    """
    chosen, notices = _choose(raw, encoding)
    raw.content.seek(0)
    text = TextIOWrapper(raw.content, encoding=chosen, newline="")
    try:
        yield TextFile(text, chosen, notices)
    finally:
        text.detach()  # the bytes are closed by whoever opened them


def rewind(text: IO[str]) -> IO[str]:
    """Go to the first character of a text, after any byte order mark, and return the text."""
    text.seek(0)
    if text.read(1) != "\ufeff":
        text.seek(0)
    return text


def _choose(raw: RawFile, encoding: str | None) -> tuple[str, list[Problem]]:
    start = next(chunks(raw), b"")
    if not start:
        raise refusal(raw.name, "file-empty")
    refuse_other_kinds(raw, start)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    known = encoding or marked
    if known is not None:
        offset = _undecodable_at(raw, known)
        if offset is not None:
            raise refusal(raw.name, "not-decodable", offset=offset, encoding=known.upper())
        return known, _said(raw.name, known) if encoding is None else []
    not_utf8 = _undecodable_at(raw, "utf-8")
    if not_utf8 is None:
        return "utf-8", []
    offset = _undecodable_at(raw, "gb18030")
    if offset is not None:
        raise refusal(raw.name, "not-decodable-as-either", utf8_offset=not_utf8, offset=offset)
    return "gb18030", _said(raw.name, "gb18030")


def _said(file: str, encoding: str) -> list[Problem]:
    return [Problem("read-as-gb18030", {}, Place(file))] if encoding == "gb18030" else []


def _undecodable_at(raw: RawFile, encoding: str) -> int | None:
    """Return the offset of the first byte that cannot be decoded, or None; raise UsageError at a NUL character."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    # Most logs are plain ASCII, which is the same in these two encodings: checking that costs a tenth of decoding.
    ascii_is_itself = encoding in ("utf-8", "gb18030")
    read, pending = 0, b""
    for chunk in _with_end(raw):
        if ascii_is_itself and not pending and chunk.isascii():
            if b"\0" in chunk:
                raise _nul_in(raw, encoding)
            read += len(chunk)
            continue
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return read - len(pending) + error.start
        except UnicodeError:
            return read
        if "\0" in text:
            raise _nul_in(raw, encoding)
        pending = decoder.getstate()[0]
        read += len(chunk)
    return None


def _with_end(raw: RawFile) -> Iterator[bytes]:
    """Yield the content, and an empty end, at which a decoder complains of half a character."""
    yield from chunks(raw)
    yield b""


def _nul_in(raw: RawFile, encoding: str) -> UsageError:
    """Return the UsageError for a text that has a NUL, with the place of the first."""
    line, column = 1, 1
    for text in codecs.iterdecode(chunks(raw), encoding):
        before, nul, _ = text.partition("\0")
        line += before.count("\n")
        column = len(before) - before.rfind("\n") if "\n" in before else column + len(before)
        if nul:
            break
    return UsageError([Problem("nul-character", {}, Place(raw.name, line, column))])
