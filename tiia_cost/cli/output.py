"""Write results to standard output, or to a file, which appears complete or not at all. No other module does."""

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

from tiia_cost.cli.stderr import tell
from tiia_cost.cli.terminal import is_terminal
from tiia_cost.errors import OutputError, Problem

if TYPE_CHECKING:
    from tiia_cost.cli.target import Target

_LINKS = 40
"""Highest number of symbolic links that are followed, the same as in Linux."""

REFUSED, OVER, FAILED = 2, 3, 4
"""Exit statuses beside 0: bad input, over budget, and a result that could not be written."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = ..., /) -> bytes:
        """Return the next bytes; at the end, empty bytes."""
        ...


class SideFile(NamedTuple):
    """An extra file, written before the result: bytes, or a stream that is read from its current position.

    `said` is a message that is printed after the file is written.
    """

    file: str
    content: bytes | Readable
    said: str = ""


class Result(NamedTuple):
    """The result of a command: text or a picture, its target, the exit status after delivery, and files beside it."""

    content: str | bytes
    target: Target
    status: int = 0
    beside: tuple[SideFile, ...] = ()


def deliver(result: Result) -> int:
    """Write a result and return its status. Raises OutputError if it cannot be written.

    A reader that has closed the pipe (``| head``) is no failure: it has read what it wanted.
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
            # Files and pipes get UTF-8 whatever the locale; a terminal gets its own encoding, with ? for what it lacks.
            if isinstance(content, str) and is_terminal(sys.stdout):
                content = content.encode(sys.stdout.encoding, "replace")
            rest = memoryview(_encoded(content))
            # With PYTHONUNBUFFERED a write may accept only some of the bytes, and a text stream would not notice.
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
    """Discard the buffered rest of standard output; else Python fails again, with a message, when it closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_file(file: str, content: bytes | Readable) -> None:
    try:
        if _is_ordinary(file):
            _replace(os.path.realpath(file), content)
        else:
            # A device, a pipe or an open descriptor must be opened and written to: replacing it would destroy it.
            with open(file, "ab") as stream:
                _write(stream, content)
    except BrokenPipeError:
        return
    except OSError as error:
        raise OutputError([Problem("output-failed", {"file": file, "reason": error.strerror})]) from None


def _is_ordinary(file: str) -> bool:
    """Return whether a path names a regular file, or nothing yet, but no open descriptor (`/dev/stdout`, `>(…)`)."""
    linked = file
    for _ in range(_LINKS):
        if re.match(r"/dev/(fd/|std(out|err)$)|/proc/[^/]+/fd/", os.path.abspath(linked)):
            return False
        if not os.path.islink(linked):
            break
        linked = os.path.join(os.path.dirname(linked), os.readlink(linked))
    else:
        return False  # the links form a circle; opening the file will report it
    return os.path.isfile(linked) or not os.path.exists(linked)


def _write(stream: IO[bytes], content: bytes | Readable) -> None:
    if isinstance(content, bytes):
        stream.write(content)
    else:
        shutil.copyfileobj(content, stream)


def _replace(target: str, content: bytes | Readable) -> None:
    """Write a temporary file beside the target and move it into place, so that the target is never incomplete."""
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
