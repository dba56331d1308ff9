"""Where results go: standard output or a file, which appears whole or not at all. The only place that writes."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol

from tiia_cost.errors import OutputError, Problem
from tiia_cost.messages import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.cli.target import Target

_LINKS = 40
"""How many symbolic links are followed, as in Linux itself."""

REFUSED, OVER, FAILED = 2, 3, 4
"""Exit statuses beside 0: bad input, over budget, and a result that could not be written."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = ..., /) -> bytes:
        """Return the next bytes, none at the end."""
        ...


class SideFile(NamedTuple):
    """A file that is written beside the result, and before it: bytes, or a stream of them from where it stands.

    `said` is told once it is there.
    """

    file: str
    content: bytes | Readable
    said: str = ""


class Result(NamedTuple):
    """What a command hands over: its result, text or a picture, where it goes, and the status once it is there."""

    content: str | bytes
    target: Target
    status: int = 0
    beside: tuple[SideFile, ...] = ()


def tell(lines: Iterable[str]) -> None:
    """Write messages to standard error; if nobody listens there, that is no failure."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        for line in lines:
            sys.stderr.write(f"{printable(line)}\n")
        sys.stderr.flush()


def deliver(result: Result) -> int:
    """Write a result and return its status. Raises OutputError if it cannot be written.

    A reader that has gone (``| head``) is no failure: what it wanted it has.
    """
    for beside in result.beside:
        _write_file(beside.file, beside.content)
        tell([beside.said] if beside.said else [])
    if result.target.file is not None:
        _write_file(result.target.file, _encoded(result.content))
    else:
        _write_stdout(result.content)
    return result.status


def _encoded(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _write_stdout(content: str | bytes) -> None:
    if sys.stdout is None:
        raise OutputError([Problem("stdout-closed", {})])
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            # Files and pipes get UTF-8 whatever the locale; a terminal its own encoding, as far as that goes.
            if isinstance(content, str) and sys.stdout.isatty():
                content = content.encode(sys.stdout.encoding, "replace")
            rest = memoryview(_encoded(content))
            # With PYTHONUNBUFFERED a write may take only a part, which writing text would not notice.
            while rest:
                rest = rest[sys.stdout.buffer.write(rest) or 0 :]
        else:
            sys.stdout.write(_encoded(content).decode(errors="replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise OutputError([Problem("stdout-failed", {"reason": error.strerror})]) from None


def silence() -> None:
    """Send what is still buffered nowhere, or Python would fail again, and say so, when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_file(file: str, content: bytes | Readable) -> None:
    try:
        if _is_ordinary(file):
            _replace(os.path.realpath(file), content)
        else:
            # A device, a pipe or an open descriptor is written to; to replace it would be to destroy it.
            with open(file, "ab") as stream:
                _write(stream, content)
    except BrokenPipeError:
        return
    except OSError as error:
        raise OutputError([Problem("output-failed", {"file": file, "reason": error.strerror})]) from None


def _is_ordinary(file: str) -> bool:
    """Say whether a path names a regular file, or none yet, and no open descriptor (`/dev/stdout`, `>(…)`)."""
    linked = file
    for _ in range(_LINKS):
        if re.match(r"/dev/(fd/|std(out|err)$)|/proc/[^/]+/fd/", os.path.abspath(linked)):
            return False
        if not os.path.islink(linked):
            break
        linked = os.path.join(os.path.dirname(linked), os.readlink(linked))
    else:
        return False  # the links go round in a circle; opening it will say so
    return os.path.isfile(linked) or not os.path.exists(linked)


def _write(stream: IO[bytes], content: bytes | Readable) -> None:
    if isinstance(content, bytes):
        stream.write(content)
    else:
        shutil.copyfileobj(content, stream)


def _replace(target: str, content: bytes | Readable) -> None:
    """Write beside the file and move it into place, so that it is never half there."""
    import tempfile

    if os.path.exists(target):
        mode = stat.S_IMODE(os.stat(target).st_mode)
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    else:
        mode = 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".tiia-cost-")
    try:
        with os.fdopen(handle, "wb") as stream:
            _write(stream, content)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
