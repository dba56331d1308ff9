"""Charts: which formats draw them, what can be asked of them, and whether what draws them is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from tiia_cost.cli.options import FORMATS, format_option

if TYPE_CHECKING:
    from tiia_cost.cli.target import Target
    from tiia_cost.errors import Problems

PICTURES = ("svg", "png", "html")

LEAST_WIDTH = 36
"""In fewer columns the axes leave a chart no room."""

Format = Annotated[str | None, format_option((*FORMATS, *PICTURES))]
Plot = Annotated[bool, typer.Option("--plot", help="Draw a chart in the terminal, below the table.")]


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
    return replace(goal, plot=plot)


def _require(library: str, what: str, problems: Problems) -> None:
    from importlib.util import find_spec

    if find_spec(library) is None:
        problems.add("extra-missing", what=what, extra="plot")
