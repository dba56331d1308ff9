"""The program in the process of the tests, which for a while has all that a process of its own would have."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING
from unittest import mock

from tiia_cost.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def run_here(arguments: Sequence[str], stdin: bytes, env: Mapping[str, str], cwd: Path) -> tuple[int, bytes, bytes]:
    """Run the program here; return its status, its output, and its messages. What it raises is raised."""
    with ExitStack() as stack:
        given, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(stdin)
        given.seek(0)
        argv = mock.patch.object(sys, "argv", ["tiia-cost", *arguments])
        with argv, _folder(cwd), _environment(env), _streams(given, out, err):
            status = main()
        return status, _content(out), _content(err)


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _environment(env: Mapping[str, str]) -> Iterator[None]:
    # Where temporary files go is asked of the environment once.
    with mock.patch.dict(os.environ, env, clear=True), mock.patch.object(tempfile, "tempdir", None):
        yield


@contextmanager
def _streams(*files: IO[bytes]) -> Iterator[None]:
    """Have files be the standard streams, in Python and below it: what a library writes by itself goes there, too."""
    with ExitStack() as stack:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for number, file in enumerate(files):
            stack.enter_context(_descriptor(number, file.fileno()))
        for name, number, mode, errors in (
            ("stdin", 0, "r", "strict"),
            ("stdout", 1, "w", "strict"),
            ("stderr", 2, "w", "backslashreplace"),
        ):
            stream = stack.enter_context(open(number, mode, encoding="utf-8", errors=errors, closefd=False))
            stack.enter_context(mock.patch.object(sys, name, stream))
        yield


@contextmanager
def _descriptor(number: int, other: int) -> Iterator[None]:
    kept = os.dup(number)
    os.dup2(other, number)
    try:
        yield
    finally:
        os.dup2(kept, number)
        os.close(kept)
