"""Options that several commands share, each defined once; a command takes groups of them as its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from tiia_cost.core.grouping import KEYS
from tiia_cost.inputs.engines.choice import ENGINES
from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("table", "json", "csv", "markdown")
PICTURES = ("svg", "png", "html")
SHEETS = (*FORMATS, "xlsx")
PAGES = (*FORMATS, "html", "xlsx")
DRAWINGS = (*FORMATS, *PICTURES, "xlsx")
"""Formats of commands that write data, also workbooks, also pages, also pictures."""


def argument(metavar: str, help_: str) -> Any:
    """Return an argument. Its help text states the default, if it has one."""
    return typer.Argument(metavar=metavar, help=help_, show_default=False)


def option(name: str, metavar: str, help_: str, *, short: str | None = None, known: Sequence[str] = ()) -> Any:
    """Return an option that takes a text. Its help text states the default; shells complete the `known` values."""
    return typer.Option(
        *(name, short) if short else (name,),
        metavar=metavar,
        help=help_,
        autocompletion=(lambda: known) if known else None,
        show_default=False,
    )


def flag(name: str, help_: str, *, short: str | None = None) -> Any:
    """Return an option without a value."""
    return typer.Option(*(name, short) if short else (name,), help=help_)


def format_option(formats: Sequence[str]) -> Any:
    """Return the option ``--format`` of a command that writes these formats."""
    help_ = f"{', '.join(formats[:-1])} or {formats[-1]}. Default: the extension of --output decides, else table."
    return option("--format", "FORMAT", help_, short="-f", known=formats)


def by_option(known: Sequence[str], instead_of: str) -> Any:
    """Return the option ``--by`` of a command that groups by the `known` keys; `Run.by` reads its values."""
    help_ = f"Print one table grouped by {', '.join(known[:-1])} or {known[-1]}, instead of {instead_of}; repeatable."
    return option("--by", "|".join(known), help_, known=known)


Usage = Annotated[
    list[str] | None,
    argument(
        "USAGE",
        "SERVICE=CALLS (label=1500000, DetectLabel=1.5M), a CSV, TSV, JSON Lines or Parquet file, a workbook (FILE.xlsx"
        " or FILE.xlsx#SHEET), a folder or a quoted pattern of such files, or - for standard input.",
    ),
]
ServiceArgument = Annotated[str, argument("SERVICE", "Service, by any of its names: label, 图像标签, DetectLabel.")]
Range = Annotated[str | None, option("--range", "N%|N", "Possible error of each count: 10%, or 500000 calls.")]
By = Annotated[list[str] | None, by_option(KEYS, "one table per bill")]
Prices = Annotated[
    list[str] | None,
    option(
        "--prices",
        "NAME|FILE",
        "Price file, or the name of shipped lists (announced, charged; see prices list); repeatable for lists of"
        " several dates. Default: TIIA_COST_PRICES, else announced.",
    ),
]
Files = Annotated[
    list[str] | None,
    option(
        "--output",
        "FILE",
        "Write to a file instead of standard output (-); repeatable: each file has the format of its extension.",
        short="-o",
    ),
]
Lang = Annotated[
    str | None,
    option(
        "--lang",
        "LANGUAGE",
        "Language: en or zh, also as zh-CN or zh_CN.UTF-8. Default: TIIA_COST_LANG, else the locale.",
        known=LANGUAGES,
    ),
]
Quiet = Annotated[bool, flag("--quiet", "Print no notices to standard error, only errors.", short="-q")]


# Options are never compared or printed, and generating the methods for that would slow down every start.
@dataclass(eq=False, repr=False)
class OutputOptions:
    """Options of output: format, file, language and notices. `formats` are the formats that the command writes."""

    formats: ClassVar[tuple[str, ...]] = FORMATS

    format_: Annotated[str | None, format_option(FORMATS)] = None
    output: Files = None
    lang: Lang = None
    quiet: Quiet = False


@dataclass(eq=False, repr=False)
class SheetOutputOptions(OutputOptions):
    """Options of output for a command that also writes workbooks."""

    formats: ClassVar[tuple[str, ...]] = SHEETS

    format_: Annotated[str | None, format_option(SHEETS)] = None


@dataclass(eq=False, repr=False)
class PageOutputOptions(OutputOptions):
    """Options of output for a command that also writes pages and workbooks."""

    formats: ClassVar[tuple[str, ...]] = PAGES

    format_: Annotated[str | None, format_option(PAGES)] = None


@dataclass(eq=False, repr=False)
class PictureOutputOptions(OutputOptions):
    """Options of output for a command that also writes pictures."""

    formats: ClassVar[tuple[str, ...]] = DRAWINGS

    format_: Annotated[str | None, format_option(DRAWINGS)] = None


@dataclass(eq=False, repr=False)
class DrawnOutputOptions(PictureOutputOptions):
    """Options of output for a command that also draws a chart in the terminal."""

    plot: Annotated[bool, flag("--plot", "Draw a chart in the terminal, below the table.")] = False


@dataclass(eq=False, repr=False)
class PriceOptions:
    """Options of pricing: price lists, and the month of usage that names none."""

    prices: Prices = None
    month: Annotated[str | None, option("--month", "YYYY-MM", "Month of usage that does not name one.")] = None


@dataclass(eq=False, repr=False)
class ChargeOptions(PriceOptions):
    """Options of pricing, and of the free quota."""

    no_free_quota: Annotated[bool, flag("--no-free-quota", "Charge every call, as if there were no free quota.")] = (
        False
    )


@dataclass(eq=False, repr=False)
class ServiceOptions(ChargeOptions):
    """Options of pricing for a command about one service, which reads no table."""

    month: Annotated[
        str | None, option("--month", "YYYY-MM", "Month whose price list is used. Default: the newest list.")
    ] = None
    # Every command that prices accepts this option; where no table is read, only its value is checked.
    encoding: Annotated[str | None, typer.Option("--encoding", hidden=True)] = None


@dataclass(eq=False, repr=False)
class ReadOptions:
    """Options of reading: encoding, engine, and the treatment of rows and columns that cannot be counted."""

    encoding: Annotated[
        str | None,
        option(
            "--encoding", "NAME", "Encoding of tables. Default: that of the byte order mark, else UTF-8, else GB18030."
        ),
    ] = None
    engine: Annotated[
        str | None,
        option(
            "--engine",
            "ENGINE",
            "Engine that counts the rows of call logs: auto, python, duckdb or spark. Default: TIIA_COST_ENGINE, else"
            " auto.",
            known=ENGINES,
        ),
    ] = None
    spark_master: Annotated[
        str | None,
        option(
            "--spark-master",
            "URL",
            "Address of Spark for --engine spark: local[2], spark://…, yarn, sc://… Default: SPARK_REMOTE, else"
            " spark-defaults.",
        ),
    ] = None
    bad_rows: Annotated[
        str | None,
        option(
            "--bad-rows", "FILE", "Leave out rows that cannot be counted, and write them to this CSV with the reasons."
        ),
    ] = None
    verbose: Annotated[bool, flag("--verbose", "Print to standard error which engine read each file.")] = False
    ignore_columns: Annotated[
        list[str] | None,
        option(
            "--ignore-columns",
            "NAME,…",
            "Headings of columns to ignore, separated by commas; put a heading that contains a comma in quotes.",
        ),
    ] = None
    rows_are_calls: Annotated[
        bool,
        flag(
            "--rows-are-calls",
            "Count each row of a table without a calls column as one call, even if rows have no time of day.",
        ),
    ] = False


@dataclass(eq=False, repr=False)
class CountOptions(ReadOptions):
    """Options of reading, and the file for the monthly counts."""

    counts: Annotated[
        str | None,
        option(
            "--counts", "FILE", "Also write the monthly counts to this CSV; later runs can read it instead of the log."
        ),
    ] = None
