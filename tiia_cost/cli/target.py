"""The target of a result: its format, its file, and the look of text there."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.cli.language import language
from tiia_cost.cli.options import FORMATS, PICTURES
from tiia_cost.cli.terminal import is_terminal, wants_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.errors import Problems

STDOUT = "-"

LEAST_WIDTH = 36
"""Fewest columns for a chart: in fewer, its axes leave no room for it."""


class Look(NamedTuple):
    """Look of text for people: at most `width` cells wide (None: natural width), with colour or without."""

    width: int | None
    colour: bool


class Target(NamedTuple):
    """Format, file and language of the result. `file` None is standard output.

    With `plot` a chart drawn with characters follows the table.
    """

    format: str
    file: str | None
    lang: str
    plot: bool = False

    def is_terminal(self) -> bool:
        """Return whether the result goes to a terminal."""
        return self.file is None and is_terminal(sys.stdout)

    def look(self) -> Look:
        """Return the look of text there: COLUMNS, NO_COLOR and FORCE_COLOR decide, else the terminal.

        None of them matters to a file: it looks the same, wherever it was written.
        """
        if self.file is not None:
            return Look(None, colour=False)
        terminal = self.is_terminal()
        width = _columns()
        if width is None and terminal:
            with suppress(OSError):
                width = os.get_terminal_size(sys.stdout.fileno()).columns or None
        return Look(width, wants_colour(terminal=terminal))


def _columns() -> int | None:
    text = os.environ.get("COLUMNS", "")
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 7 else None  # noqa: PLR2004


def target(
    format_: str | None, output: str | None, lang: str | None, formats: Sequence[str], problems: Problems
) -> Target:
    """Return the target of the result. The format is ``--format``, else the extension of ``--output``, else `table`.

    ``--output -`` is standard output.

    A format that is not among `formats`, a file that cannot be written (see `check_file`) and an unknown language are
    added to `problems`.
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
    """Return the target, with a chart if `plot`. Reasons why a chart or picture cannot be drawn go to `problems`."""
    if plot:
        width = goal.look().width
        if goal.format != "table" and goal.format in (*FORMATS, *PICTURES):  # other formats are refused already
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
    """Add a problem if `file` cannot be an output: empty, `-`, a folder, or in a folder that does not exist."""
    folder = os.path.dirname(file) or os.curdir
    if not file:
        problems.add("output-missing", option=option)
    elif file == STDOUT:
        problems.add("output-is-stdout", option=option)
    elif os.path.isdir(file):
        problems.add("output-is-folder", option=option, file=file)
    elif not os.path.isdir(folder):
        from tiia_cost.inputs.near_paths import near_paths

        close = near_paths(folder, os.path.isdir)
        if close:
            problems.add("output-folder-missing-near", option=option, folder=folder, nearest=close)
        else:
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
    # Formats that no command writes: a refusal is better than a table in a file of such a name.
    **{f".{name}": name for name in ("gif", "gz", "jpeg", "jpg", "pdf", "svgz", "webp", "xlsx", "zst")},
}


def _format_of(output: str | None) -> str:
    return _EXTENSIONS.get(os.path.splitext(output or "")[1].lower(), "table")
