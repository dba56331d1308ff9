"""The target of a result: its format, its file, and the look of text there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.cli.language import language
from tiia_cost.cli.terminal import is_terminal, terminal_width, wants_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.errors import Problems

STDOUT = "-"

LEAST_WIDTH = 36
"""Fewest columns for a chart: in fewer, its axes leave no room for it."""


PLOTS = ("whole", "zones")
"""Values of ``--plot``: the whole chart, which is the default, or its details enlarged."""


class Look(NamedTuple):
    """Look of text for people: at most `width` cells wide (None: natural width), with colour or without."""

    width: int | None
    colour: bool


class Target(NamedTuple):
    """Format, file and language of the result. `file` None is standard output.

    With `plot`, one of `PLOTS`, a chart drawn with characters follows the table.
    """

    format: str
    file: str | None
    lang: str
    plot: str | None = None

    def is_terminal(self) -> bool:
        """Return whether the result goes to a terminal."""
        return self.file is None and is_terminal(sys.stdout)

    def look(self) -> Look:
        """Return the look of text there: COLUMNS, NO_COLOR and FORCE_COLOR decide, else the terminal.

        None of them matters to a file: it looks the same, wherever it was written.
        """
        if self.file is not None:
            return Look(None, colour=False)
        return Look(terminal_width(sys.stdout), wants_colour(terminal=self.is_terminal()))


def targets(
    format_: str | None, outputs: Sequence[str], lang: str | None, formats: Sequence[str], problems: Problems
) -> tuple[Target, ...]:
    """Return the targets of the result: one for each ``--output``, standard output (``-``) if there is none.

    The format of the only target is ``--format``, if that is given; else each has that of its extension, else `table`.

    A format that is not among `formats`, or that this machine cannot make, a file that cannot be written (see
    `check_file`), ``--format`` for several targets, and an unknown language are added to `problems`.
    """
    named = [None if output == STDOUT else output for output in outputs or [STDOUT]]
    if format_ is not None and len(named) > 1:
        problems.add("format-of-several")
        format_ = None
    if named.count(None) > 1:
        problems.add("stdout-twice")
    spoken = language(lang, problems)
    return tuple(_target(format_, output, spoken, formats, problems) for output in named)


def _target(format_: str | None, output: str | None, lang: str, formats: Sequence[str], problems: Problems) -> Target:
    chosen = _format_of(output) if format_ is None else format_.lower()
    goal = Target(chosen, output, lang)
    if chosen not in formats:
        code = "format-of-file" if format_ is None else "unknown-format"
        asked = chosen if format_ is None else format_
        problems.add(code, name=asked, file=output, formats=list(formats))
    elif chosen in _BINARY and goal.is_terminal():
        problems.add("binary-to-terminal", name=_BINARY[chosen])
    if output is not None:
        check_file("--output", output, problems)
    for extra, libraries in _NEEDED.get(chosen, {}).items() if chosen in formats else ():
        _require(libraries, extra, chosen, problems)
    return goal


def with_chart(goals: Sequence[Target], plot: str, formats: Sequence[str], problems: Problems) -> tuple[Target, ...]:
    """Return the targets with a chart below each table; `plot` is the text of ``--plot``, empty for the default.

    Reasons why it cannot be drawn go to `problems`.
    """
    asked, plot = plot, plot.lower() or PLOTS[0]
    tables = [goal for goal in goals if goal.format == "table"]
    widths = [width for goal in tables for width in [goal.look().width] if width is not None and width < LEAST_WIDTH]
    if plot not in PLOTS:
        problems.add("unknown-plot", name=asked, known=list(PLOTS))
    if not tables and all(goal.format in formats for goal in goals):  # other formats are refused already
        problems.add("plot-without-table", name=goals[0].format)
    elif widths:
        problems.add("plot-too-narrow", width=widths[0], least=LEAST_WIDTH)
    _require(["plotext"], "plot", "--plot", problems)
    return tuple(goal._replace(plot=plot if goal in tables else None) for goal in goals)


_BINARY = {"png": {"en": "a PNG", "zh": "PNG"}, "xlsx": {"en": "a workbook", "zh": "xlsx"}}
"""Formats that are no text, with their names in messages."""

_NEEDED = {
    "png": {"plot": ["vl_convert"]},
    "html": {"plot": ["jinja2"]},
    "xlsx": {"excel": ["xlsxwriter"]},
}
"""Libraries that formats need, by the extra that has them."""


def _require(libraries: Iterable[str], extra: str, what: str, problems: Problems) -> None:
    from importlib.util import find_spec

    if not all(map(find_spec, libraries)):
        problems.add("extra-missing", what=what, extra=extra)


def check_file(option: str, file: str, problems: Problems) -> None:
    """Add a problem if `file` cannot be an output: empty, `-`, a folder, or in a folder that does not exist."""
    folder = os.path.dirname(file) or os.curdir
    if not file:
        problems.add("output-missing", option=option)
    elif file == STDOUT:
        problems.add("output-is-stdout", option=option)
    elif os.path.isdir(file):
        problems.add("output-is-folder", option=option, file=file)
    elif option == "--counts" and _EXTENSIONS.get(os.path.splitext(file)[1].lower(), "csv") != "csv":
        problems.add("counts-not-csv", file=file, meant=f"{os.path.splitext(file)[0]}.csv")
    elif option == "--output" and file.lower() in FORMATS:
        problems.add("output-is-format", name=file.lower(), file=os.path.join(os.curdir, file))
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
    ".xlsx": "xlsx",
    ".github": "github",
    # Formats that no command writes: a refusal is better than a table in a file of such a name.
    **{
        f".{name}": name
        for name in (
            *("doc", "docx", "gif", "gz", "jpeg", "jpg", "jsonl", "odt", "ods", "parquet", "pdf", "ppt", "pptx", "rtf"),
            *("svgz", "tsv", "webp", "wps", "xls", "zip", "zst"),
        )
    },
}


FORMATS = frozenset({*_EXTENSIONS.values(), "table"})
"""Every format by its name, those included that no command writes."""


def _format_of(output: str | None) -> str:
    return _EXTENSIONS.get(os.path.splitext(output or "")[1].lower(), "table")
