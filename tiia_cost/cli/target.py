"""In which format the result is asked for, where it goes, and how text should look there."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.cli.language import language
from tiia_cost.cli.options import FORMATS, PICTURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.errors import Problems

STDOUT = "-"

LEAST_WIDTH = 36
"""In fewer columns the axes leave a chart no room."""


class Look(NamedTuple):
    """How text for people should look: at most `width` cells (None: as wide as it is), with colour or without."""

    width: int | None
    colour: bool


class Target(NamedTuple):
    """Where the result goes, in which format and language. `file` None is standard output.

    With `plot` a chart drawn with characters follows the table.
    """

    format: str
    file: str | None
    lang: str
    plot: bool = False

    def written(self) -> dict[str, str]:
        """Return the file that is written, by its option."""
        return {} if self.file is None else {"--output": self.file}

    def is_terminal(self) -> bool:
        """Say whether the result goes to a terminal."""
        return self.file is None and sys.stdout is not None and sys.stdout.isatty()

    def look(self) -> Look:
        """Return how text should look there: as COLUMNS, NO_COLOR and FORCE_COLOR say, else as the terminal is."""
        terminal = self.is_terminal()
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


def target(
    format_: str | None, output: str | None, lang: str | None, formats: Sequence[str], problems: Problems
) -> Target:
    """Return where the result goes and how: ``--format``, else the extension of ``--output``, else `table`.

    ``--output -`` is standard output.

    A format that is not among `formats`, a file whose folder does not exist, and a language that is not spoken go to
    `problems`.
    """
    if output == STDOUT:
        output = None
    chosen = _format_of(output) if format_ is None else format_.lower()
    if chosen not in formats:
        code = "format-of-file" if format_ is None else "unknown-format"
        asked = chosen if format_ is None else format_
        problems.add(code, name=asked, file=output, formats=list(formats))
    if output is not None:
        check_file("--output", output, problems)
    return Target(chosen, output, language(lang, problems))


def drawing(goal: Target, problems: Problems, *, plot: bool) -> Target:
    """Return where the result goes, with a chart if one is asked for; what speaks against it goes to `problems`."""
    if plot:
        width = goal.look().width
        if goal.format != "table" and goal.format in (*FORMATS, *PICTURES):  # of others it is said already
            problems.add("plot-without-table", name=goal.format)
        elif width is not None and width < LEAST_WIDTH:
            problems.add("plot-too-narrow", width=width, least=LEAST_WIDTH)
        _require("plotext", "--plot", problems)
    if goal.format in PICTURES:
        if goal.format == "png" and goal.is_terminal():
            problems.add("png-to-terminal")
        _require("vl_convert", goal.format, problems)
    return goal._replace(plot=plot)


def _require(library: str, what: str, problems: Problems) -> None:
    from importlib.util import find_spec

    if find_spec(library) is None:
        problems.add("extra-missing", what=what, extra="plot")


def check_file(option: str, file: str, problems: Problems) -> None:
    """Refuse, as a problem, the name of a file to be written to that cannot be one."""
    folder = os.path.dirname(file) or os.curdir
    if not file:
        problems.add("output-missing", option=option)
    elif file == STDOUT:
        problems.add("output-is-stdout", option=option)
    elif os.path.isdir(file):
        problems.add("output-is-folder", option=option, file=file)
    elif not os.path.isdir(folder):
        problems.add("output-folder-missing", option=option, folder=folder)


_EXTENSIONS = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".xml": "junit",
    ".html": "html",
    ".htm": "html",
    ".svg": "svg",
    ".png": "png",
    # What nothing here writes: better refused than a table under such a name.
    **{f".{name}": name for name in ("gif", "gz", "jpeg", "jpg", "pdf", "svgz", "webp", "xlsx", "zst")},
}


def _format_of(output: str | None) -> str:
    return _EXTENSIONS.get(os.path.splitext(output or "")[1].lower(), "table")
