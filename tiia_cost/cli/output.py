"""Write results to standard output, or to a file, which appears complete or not at all. No other module does."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
from contextlib import ExitStack, contextmanager, suppress
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol

from tiia_cost.cli.stderr import tell
from tiia_cost.cli.terminal import is_terminal
from tiia_cost.errors import OutputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINKS = 40
"""Highest number of symbolic links that are followed, the same as in Linux."""

REFUSED, OVER, FAILED = 2, 3, 4
"""Exit statuses beside 0: bad input, over budget, and a result that could not be written."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = ..., /) -> bytes:
        """Return the next bytes; at the end, empty bytes."""
        ...


class Output(NamedTuple):
    """Something to write: text, bytes, or a stream that is read from its current position; `file` None is stdout.

    `said` is a message that is printed after everything is written; `mode` are the permissions of a new file, before
    the umask; with `makes_folders` the folders of the file are made where they are missing.
    """

    content: str | bytes | Readable
    file: str | None = None
    said: str = ""
    mode: int = 0o666
    makes_folders: bool = False


class Result(NamedTuple):
    """The result of a command: its outputs, and the exit status after delivery."""

    outputs: tuple[Output, ...]
    status: int = 0


def deliver(result: Result) -> int:
    """Write a result and return its status. Raises OutputError if an output cannot be written; then no file changes.

    A reader that has closed the pipe (``| head``) is no failure: it has read what it wanted.
    """
    with ExitStack() as stack:
        staged, others = [], []
        for output in result.outputs:
            if output.file is not None and _is_ordinary(output.file):
                with _failing(output.file):
                    if output.makes_folders:
                        stack.enter_context(_folders(os.path.dirname(output.file)))
                    staged.append((output.file, *stack.enter_context(_staged(output.file, output))))
            else:
                others.append(output)
        for output in others:
            _write_at_once(output)
        for file, temporary, target in staged:
            with _failing(file):
                os.replace(temporary, target)
    tell(output.said for output in result.outputs if output.said)
    return result.status


def _write_at_once(output: Output) -> None:
    if output.file is None:
        assert not hasattr(output.content, "read")  # noqa: S101 - streams are for files
        _write_stdout(output.content)
        return
    # A device, a pipe or an open descriptor must be opened and written to: replacing it would destroy it.
    with suppress(BrokenPipeError), _failing(output.file), open(output.file, "ab") as stream:
        _write(stream, output.content)


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


@contextmanager
def _failing(file: str) -> Iterator[None]:
    """Turn the failure to write a file into an OutputError; a closed pipe stays BrokenPipeError."""
    try:
        yield
    except BrokenPipeError:
        raise
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


def _write(stream: IO[bytes], content: str | bytes | Readable) -> None:
    if isinstance(content, str | bytes):
        stream.write(_encoded(content))
    else:
        shutil.copyfileobj(content, stream)


@contextmanager
def _folders(folder: str) -> Iterator[None]:
    """Make a folder and its parents where they are missing; those that are empty in the end are removed again."""
    missing: list[str] = []
    while folder and not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    try:
        for path in reversed(missing):
            if not os.path.isdir(path):  # "new/.." is there as soon as "new" is
                os.mkdir(path)
        yield
    finally:
        for path in missing:
            with suppress(OSError):
                os.rmdir(path)


@contextmanager
def _staged(file: str, output: Output) -> Iterator[tuple[str, str]]:
    """Write a temporary file beside a file, to be moved into its place, so that the file is never incomplete.

    Yield the paths of both. A temporary file that was not moved is removed in the end.
    """
    import tempfile

    target = os.path.realpath(file)
    mode = output.mode & ~_umask()
    with suppress(FileNotFoundError):  # a name that no file can have fails here, before another output is in its place
        mode = stat.S_IMODE(os.stat(target).st_mode)
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".tiia-cost-")
    try:
        with os.fdopen(handle, "wb") as stream:
            _write(stream, output.content)
        os.chmod(temporary, mode)
        yield temporary, target
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
