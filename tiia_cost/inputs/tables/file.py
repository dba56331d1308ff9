"""Files of any size as bytes: opened, spooled to disk if they can be read only once, and decompressed."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, cast

from tiia_cost.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

STDIN = "-"
CHUNK = 1 << 18
"""Number of bytes read at once: bytes that are examined several times then stay in the processor's cache."""

Compression = Literal["none", "gzip", "zstd"]
_MAGIC: tuple[tuple[bytes, Compression], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    # A skippable frame, with which the files of pzstd begin.
    *((bytes([0x50 + i]) + b"\x2a\x4d\x18", "zstd") for i in range(16)),
)
_PARQUET = b"PAR1"

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
"""Extensions of workbooks, by which they are found in folders; .et is that of WPS."""


class RawFile(NamedTuple):
    """A file as it is on the disk (`stored`, which has a descriptor), and its `content`: the same, or decompressed.

    Both can be read from the start again and again. `size` is that on the disk, in bytes; `sheet` is the sheet that is
    asked for, "" if none is.
    """

    name: str
    stored: IO[bytes]
    content: IO[bytes]
    compression: Compression
    is_parquet: bool
    size: int
    sheet: str = ""

    def path(self) -> str:
        """Return a path under which another library can open the stored bytes, even with no name or an odd one.

        Linux only: opening that path opens the file anew, so it is read from the start.
        """
        return f"/dev/fd/{self.stored.fileno()}"

    def position(self) -> int:
        """Return the number of stored bytes that have been read so far, whoever read them."""
        return os.lseek(self.stored.fileno(), 0, os.SEEK_CUR)


def split_sheet(argument: str) -> tuple[str, str]:
    """Return the path and the sheet of ``FILE.xlsx#SHEET``; the sheet is "" for a file whose name has a ``#``."""
    if "#" not in argument or os.path.lexists(argument):
        return argument, ""
    ends = [at for at, sign in enumerate(argument) if sign == "#"]
    here = [at for at in ends if os.path.isfile(argument[:at])]
    named = [at for at in ends if argument[:at].lower().endswith(WORKBOOKS)]
    at = next(iter(here or named), None)
    return (argument, "") if at is None else (argument[:at], argument[at + 1 :])


def refusal(file: str, code: str, **params: object) -> UsageError:
    """Return the UsageError for a file that cannot be used at all."""
    return UsageError([Problem(code, params, Place(file))])


@contextmanager
def open_raw(file: str, stored: IO[bytes] | None = None) -> Iterator[RawFile]:
    """Open a file, or standard input for ``-``. Its content decides what it is; its name does not matter.

    With `stored` it is open already, as it comes from elsewhere, and `file` is only the name to show. Else the name of
    a sheet may follow a ``#``.

    Raises UsageError for a file that is missing, a folder or empty, has an impossible name, or needs a library to
    decompress it that is missing; in the context also if it turns out that it cannot be decompressed. Other failures,
    such as a missing permission, stay OSError.
    """
    sheet = ""
    with ExitStack() as stack:
        if stored is None:
            file, sheet = split_sheet(file)
            stored = stack.enter_context(_open_stored(file))
        start = stored.read(len(_PARQUET))
        stored.seek(0)
        if not start:
            raise refusal(file, "file-empty")
        compression: Compression = next((name for magic, name in _MAGIC if start.startswith(magic)), "none")
        content = stored if compression == "none" else stack.enter_context(_decompressed(file, stored, compression))
        try:
            size = os.fstat(stored.fileno()).st_size
            yield RawFile(file, stored, content, compression, start == _PARQUET, size, sheet)
        except _decompression_errors(compression) as error:
            raise refusal(file, "not-decompressible", name=compression, reason=str(error)) from None


def chunks(raw: RawFile) -> Iterator[bytes]:
    """Yield the content from its start, in pieces of at most `CHUNK` bytes."""
    raw.content.seek(0)
    while chunk := raw.content.read(CHUNK):
        yield chunk


def _open_stored(file: str) -> IO[bytes]:
    if file == STDIN:
        return _spooled(cast("BufferedReader", sys.stdin.buffer) if sys.stdin else BytesIO())
    try:
        stream = open(file, "rb")  # noqa: SIM115 - Path("") would be the folder here; the caller closes it
        if stream.seekable():
            return stream
        with stream:
            return _spooled(stream)
    except FileNotFoundError:
        raise refusal(file, "file-missing") from None
    except IsADirectoryError:
        raise refusal(file, "file-is-folder") from None
    except ValueError as error:  # a NUL in the name
        raise refusal(file, "file-unreadable", reason=str(error)) from None


def _spooled(stream: BufferedReader | BytesIO) -> IO[bytes]:
    """Copy a stream that can be read only once to a file that has no name and vanishes when closed."""
    import tempfile  # noqa: PLC0415 - it loads the random numbers and hashes of OpenSSL, which few runs need

    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    # Each piece is what one read gives. More would be read after the end of a terminal, for a second Ctrl-D.
    while chunk := stream.read1(4 * CHUNK):
        spool.write(chunk)
    spool.seek(0)
    return spool


def _decompressed(file: str, stored: IO[bytes], compression: Compression) -> IO[bytes]:
    if compression == "gzip":
        import gzip  # noqa: PLC0415 - few runs need it

        return cast("IO[bytes]", gzip.GzipFile(fileobj=stored))
    try:
        zstd = _zstd()
    except ImportError:
        raise refusal(file, "extra-missing", what="zstd", extra="bulk") from None
    return cast("IO[bytes]", zstd.ZstdFile(stored))


def _zstd() -> Any:
    """Return the module that reads zstd: Python has it from 3.14 on, before that it is an extra."""
    from importlib import import_module  # noqa: PLC0415 - few runs need it

    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _decompression_errors(compression: Compression) -> tuple[type[Exception], ...]:
    """Return the exceptions that reading raises if the compressed bytes are broken or cut off."""
    if compression == "none":
        return ()
    if compression == "gzip":
        import gzip  # noqa: PLC0415 - few runs need it
        import zlib  # noqa: PLC0415 - same

        return (EOFError, zlib.error, gzip.BadGzipFile)
    return (EOFError, _zstd().ZstdError)
