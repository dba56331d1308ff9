"""Run one case in this process and find the promises of the program that it breaks."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import tempfile
import traceback
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from unittest import mock

from tests.fuzz.results import ZIP, Fault, obeyed, result, workbook
from tiia_cost.cli import main as tiia_main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fuzz.generate import Case

ENDLESS = 120.0
"""Seconds of processor time after which a run of a small input is stopped: it would not end, even on a slow machine."""

LONGEST_NAME = 255
"""Highest number of bytes in the name of a file."""


class Ran(NamedTuple):
    """Outcome of a run: status (None after a crash), output, new files, and the traceback of a crash."""

    status: int | None
    out: bytes
    err: bytes
    files: dict[str, bytes]
    crash: str


class _Endless(BaseException):
    """Raised in a run that does not end. A BaseException: no handler of the program may catch it as its own error."""


def check(case: Case, main: Callable[[], int] = tiia_main) -> list[Fault]:
    """Run a case and return the promises it breaks."""
    return list(faults(case, run(case, main)))


def run(case: Case, main: Callable[[], int] = tiia_main) -> Ran:
    """Run a case in a folder of its own, with standard streams in memory."""
    out, err = io.BytesIO(), io.BytesIO()
    streams: dict[str, Any] = {
        "stdin": io.TextIOWrapper(io.BytesIO(case.stdin), "utf-8"),
        "stdout": io.TextIOWrapper(out, "utf-8"),
        "stderr": io.TextIOWrapper(err, "utf-8", "backslashreplace"),
    }
    status, crash = None, ""
    with _folder(case) as folder, mock.patch.dict(os.environ, {**case.env, "HOME": str(folder)}, clear=True):
        with mock.patch.multiple(sys, argv=["tiia-cost", *case.arguments], **streams), _limit():
            try:
                status = main()
            except _Endless:
                crash = "Endless"
            except BaseException:  # noqa: BLE001 - any exception that escapes is a finding
                crash = traceback.format_exc()
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for stream in streams.values():
        with suppress(ValueError):  # closed by the program; reading standard input closes it
            stream.flush()
    new = {name: data for name, data in files.items() if case.files.get(name) != data}
    return Ran(status, out.getvalue(), err.getvalue(), new, crash)


@contextmanager
def _folder(case: Case) -> Iterator[Path]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        for file, data in case.files.items():
            (Path(name) / file).write_bytes(data)
        os.chdir(name)
        try:
            yield Path(name)
        finally:
            os.chdir(before)


@contextmanager
def _limit() -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        raise _Endless

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, ENDLESS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def faults(case: Case, ran: Ran) -> Iterator[Fault]:
    """Yield the promises that a run broke."""
    if ran.crash:
        yield Fault(f"crash {ran.crash.strip().splitlines()[-1].split(':')[0]}", ran.crash)
        return
    unwritable = any(a == "/dev/full" or len(os.fsencode(a)) > LONGEST_NAME for a in case.arguments)
    done = {0, 3} if "check" in case.arguments else {0}
    if ran.status not in {*done, 2, *([4] if unwritable else [])}:
        yield Fault("status", str(ran.status))
    messages = ran.err.decode()
    yield from _messages(messages, 22 + 2 * len(case.arguments))
    if ran.status in done:
        written = b"".join(ran.files.values())
        if ran.out and written:
            yield Fault("output and standard output", repr(written))
        content = ran.out or written
        yield from workbook(content) if content.startswith(ZIP) else result(content.decode(), within=ran.status == 0)
        return
    if ran.out or ran.files:
        yield Fault("result of a failure", repr((ran.out, ran.files)))
    if not messages:
        yield Fault("no word of a failure", str(ran.status))


def _messages(text: str, most: int) -> Iterator[Fault]:
    """Yield faults of messages. Allowed are 20 problems, the number of more, and notices of each input."""
    if "Traceback" in text:
        yield Fault("traceback", text)
    yield from obeyed(text, "message is obeyed")
    # A command that lacks what it needs shows below that how it is called, with examples.
    lines = re.sub(r"\n\n(Usage:|用法：).*", "\n", text, flags=re.DOTALL).split("\n")
    if lines.pop() or any(not line.strip() for line in lines):
        yield Fault("message is no line", repr(text[-200:]))
    if len(lines) > most:
        yield Fault("too many messages", str(len(lines)))
