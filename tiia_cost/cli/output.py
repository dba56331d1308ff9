"""Where results go: standard output or a file, which appears whole or not at all. The only place that writes."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.errors import OptionError, OutputError, Problem
from tiia_cost.messages import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REFUSED, FAILED = 2, 4
"""Exit statuses beside 0: bad input, and a result that could not be written."""


class Look(NamedTuple):
    """How text for people should look: at most `width` cells (None: as wide as it is), with colour or without."""

    width: int | None
    colour: bool


@dataclass(frozen=True)
class Target:
    """Where the result goes, and in which format. `file` None is standard output."""

    format: str
    file: Path | None

    def look(self) -> Look:
        """Return how text should look there: as COLUMNS, NO_COLOR and FORCE_COLOR say, else as the terminal is."""
        terminal = self.file is None and sys.stdout is not None and sys.stdout.isatty()
        width = _columns()
        if width is None and terminal:
            with suppress(OSError):
                width = os.get_terminal_size(sys.stdout.fileno()).columns or None
        dumb = os.environ.get("TERM") == "dumb"
        forced = self.file is None and bool(os.environ.get("FORCE_COLOR"))
        colour = not os.environ.get("NO_COLOR") and (forced or (terminal and not dumb))
        return Look(width, colour)


def _columns() -> int | None:
    text = os.environ.get("COLUMNS", "")
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 7 else None  # noqa: PLR2004


class Result(NamedTuple):
    """What a command hands over: the text of its result, where it goes, and the status once it is there."""

    text: str
    target: Target
    status: int = 0


def target(format_: str | None, output: str | None, formats: Sequence[str]) -> Target:
    """Return where the result goes and how: ``--format``, else the extension of ``--output``, else `table`.

    Raises OptionError for a format that is not among `formats`, and a file whose folder does not exist.
    """
    problems = []
    file = Path(output) if output is not None else None
    chosen = (format_ or "").lower() or _format_of(file) or "table"
    if chosen not in formats:
        asked = format_ or chosen
        code = "unknown-format" if format_ else "format-of-file"
        problems.append(Problem(code, {"name": asked, "file": output, "formats": list(formats)}))
    if file is not None and file.is_dir():
        problems.append(Problem("output-is-folder", {"file": output}))
    elif file is not None and not file.parent.is_dir():
        problems.append(Problem("output-folder-missing", {"folder": str(file.parent)}))
    if problems:
        raise OptionError(problems)
    return Target(chosen, file)


_EXTENSIONS = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".xml": "xml",
    ".html": "html",
    ".svg": "svg",
    ".png": "png",
}


def _format_of(file: Path | None) -> str | None:
    return _EXTENSIONS.get(file.suffix.lower()) if file is not None else None


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
    if result.target.file is not None:
        _write_file(result.target.file, result.text)
    else:
        _write_stdout(result.text)
    return result.status


def _write_stdout(text: str) -> None:
    if sys.stdout is None:
        raise OutputError([Problem("stdout-failed", {"reason": "it is closed"})])
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            # Files and pipes get UTF-8 whatever the locale; a terminal its own encoding, as far as that goes.
            terminal = sys.stdout.isatty()
            sys.stdout.reconfigure(encoding=None if terminal else "utf-8", errors="replace" if terminal else "strict")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        raise OutputError([Problem("stdout-failed", {"reason": error.strerror})]) from None


def _silence() -> None:
    """Send what is still buffered nowhere, or Python would fail again, and say so, when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_file(file: Path, text: str) -> None:
    try:
        target = file.resolve()
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")  # a device or pipe cannot be replaced
        else:
            _replace(target, text)
    except OSError as error:
        raise OutputError([Problem("output-failed", {"file": str(file), "reason": error.strerror})]) from None


def _replace(target: Path, text: str) -> None:
    """Write beside the file and move it into place, so that it is never half there."""
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
