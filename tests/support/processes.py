"""Helpers for tests of the command line: run the program in a shell, in a terminal, or interrupt it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from tests.conftest import HANGS, PROGRAM, clean_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

IMPATIENT = (
    *(sys.executable, "-c"),
    "import sys; from tiia_cost.cli import main, progress; progress._PATIENCE = 0; sys.exit(main())",
)
"""The program with a progress bar from the start: on a fast machine no reading takes long enough for one."""


def wait_until(happened: Callable[[], object]) -> None:
    """Wait until `happened` returns something true. Raises AssertionError after `HANGS` seconds."""
    until = time.monotonic() + HANGS
    while not happened():
        assert time.monotonic() < until, "it does not happen"
        time.sleep(0.02)


def shell(command: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**clean_environment(), "TIIA": str(PROGRAM), **env},
        timeout=HANGS,
        check=False,
    )


def in_terminal(
    *arguments: str,
    columns: int,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    program: Sequence[str] = (str(PROGRAM),),
    typed: str | None = None,
) -> str:
    """Return the text that the program shows in a terminal of this many columns, where someone may have `typed` lines.

    What is typed is shown, too, as terminals do. Without it, standard input is that of the tests.
    """
    ours, theirs = pty.openpty()
    os.set_blocking(ours, True)
    subprocess.run(["stty", "cols", str(columns), "rows", "50"], stdin=theirs, check=True)
    environment = {"TERM": "xterm", **clean_environment(), **(env or {})}
    with subprocess.Popen(
        [*program, *arguments],
        stdin=None if typed is None else theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env=environment,
    ):
        os.close(theirs)
        if typed is not None:
            os.write(ours, f"{typed}\x04".encode())  # Ctrl-D ends the input
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # on Linux, the end of a pseudo-terminal
                break
            if not part:
                break
            shown += part
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def without(module: str, *arguments: str, cwd: Path) -> tuple[int, str]:
    """Run the program as if a module were not installed."""
    code = f"import sys; sys.modules[{module!r}] = None; from tiia_cost.cli import main; sys.exit(main())"
    blocked = f"import importlib.util as u; f = u.find_spec; u.find_spec = lambda n: None if n == {module!r} else f(n); {code}"
    done = subprocess.run(
        [sys.executable, "-c", blocked, *arguments],
        cwd=cwd, env=clean_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


class Interrupted(NamedTuple):
    """Exit status and output of a process that Ctrl-C ended."""

    status: int
    out: bytes
    err: bytes


def interrupted(
    *arguments: str, cwd: Path, begun: Callable[[subprocess.Popen[bytes]], bool], **env: str
) -> Interrupted:
    """Run the program with a pipe that stays open, send it one Ctrl-C as soon as it has `begun`, and wait for its end."""
    # An interrupt does not release a lock of coverage, which would then wait for that lock forever.
    environment = {name: value for name, value in clean_environment().items() if not name.startswith("COVERAGE_")}
    # A shell that runs the tests in the background makes them, and so their child processes, ignore interrupts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environment, **env},
            cwd=cwd,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        try:
            wait_until(lambda: process.poll() is not None or begun(process))
            assert process.poll() is None, "it ended too soon"
            process.send_signal(signal.SIGINT)
            process.wait(HANGS)
            assert process.stdout is not None
            assert process.stderr is not None
            return Interrupted(process.returncode, process.stdout.read(), process.stderr.read())
        finally:
            process.kill()  # or leaving the block would wait for a process that does not end
