"""Options that several commands share, each in one place; a command has as parameters the groups that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from tiia_cost.inputs.engines.choice import ENGINES
from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("table", "json", "csv", "markdown")
PICTURES = ("svg", "png", "html")


def argument(metavar: str, help_: str) -> Any:
    """Return an argument whose default, if it has one, its help tells in words."""
    return typer.Argument(metavar=metavar, help=help_, show_default=False)


def option(name: str, metavar: str, help_: str, *, short: str | None = None, known: Sequence[str] = ()) -> Any:
    """Return an option that takes a text, and whose default its help tells in words; shells complete `known` ones."""
    return typer.Option(
        *(name, short) if short else (name,),
        metavar=metavar,
        help=help_,
        autocompletion=(lambda: known) if known else None,
        show_default=False,
    )


def flag(name: str, help_: str) -> Any:
    """Return an option that is there or not."""
    return typer.Option(name, help=help_)


def format_option(formats: Sequence[str]) -> Any:
    """Return the option ``--format`` of a command that writes these formats."""
    help_ = f"{', '.join(formats[:-1])} or {formats[-1]}. Default: what the name of --output says, else table."
    return option("--format", "FORMAT", help_, short="-f", known=formats)


Usage = Annotated[
    list[str] | None,
    argument(
        "USAGE",
        "SERVICE=CALLS (label=1500000, DetectLabel=1.5M), a CSV, TSV, JSON lines or Parquet file, a folder or a quoted"
        " pattern of them, or - for standard input.",
    ),
]
ServiceArgument = Annotated[str, argument("SERVICE", "A service, by any of its names: label, 图像标签, DetectLabel.")]
Range = Annotated[str | None, option("--range", "N%|N", "By how much each count may be off: 10%, or 500000 calls.")]
File = Annotated[str | None, option("--output", "FILE", "Write to a file instead of standard output (-).", short="-o")]
Lang = Annotated[
    str | None,
    option(
        "--lang",
        "LANGUAGE",
        "en or zh, also as zh-CN or zh_CN.UTF-8. Default: TIIA_COST_LANG, else the locale.",
        known=LANGUAGES,
    ),
]


# Nobody compares options or shows them, and every start would pay for what does.
@dataclass(eq=False, repr=False)
class OutputOptions:
    """Where the result goes, in which format and language; `formats` are those that the command writes."""

    formats: ClassVar[tuple[str, ...]] = FORMATS

    format_: Annotated[str | None, format_option(FORMATS)] = None
    output: File = None
    lang: Lang = None


@dataclass(eq=False, repr=False)
class DrawnOutputOptions(OutputOptions):
    """Where the result goes of a command that also draws a chart."""

    formats: ClassVar[tuple[str, ...]] = (*FORMATS, *PICTURES)

    format_: Annotated[str | None, format_option((*FORMATS, *PICTURES))] = None
    plot: Annotated[bool, flag("--plot", "Draw a chart in the terminal, below the table.")] = False


@dataclass(eq=False, repr=False)
class PriceOptions:
    """Which price lists count, and the month of usage that names none."""

    prices: Annotated[
        list[str] | None,
        option(
            "--prices",
            "FILE",
            "Price file; repeat it for several dates. Default: TIIA_COST_PRICES, else the shipped list.",
        ),
    ] = None
    month: Annotated[str | None, option("--month", "YYYY-MM", "The month of usage that names none.")] = None


@dataclass(eq=False, repr=False)
class ChargeOptions(PriceOptions):
    """The same, and whether with free quota."""

    no_free_quota: Annotated[bool, flag("--no-free-quota", "Charge every call, as if there were no free quota.")] = (
        False
    )


@dataclass(eq=False, repr=False)
class ServiceOptions(ChargeOptions):
    """The same of a command that is about one service, and reads no table."""

    month: Annotated[
        str | None, option("--month", "YYYY-MM", "The month whose price list counts. Default: the newest list.")
    ] = None
    # Every priced command takes it; where no table is read it has nothing to say.
    encoding: Annotated[str | None, typer.Option("--encoding", hidden=True)] = None


@dataclass(eq=False, repr=False)
class ReadOptions:
    """How tables are read: by which engine, and what becomes of rows and columns that cannot be counted."""

    encoding: Annotated[
        str | None,
        option("--encoding", "NAME", "Encoding of tables. Default: by byte order mark, else UTF-8, else GB18030."),
    ] = None
    engine: Annotated[
        str | None,
        option(
            "--engine",
            "ENGINE",
            "What counts the rows of call logs: auto, python, duckdb or spark. Default: TIIA_COST_ENGINE, else auto.",
            known=ENGINES,
        ),
    ] = None
    spark_master: Annotated[
        str | None,
        option(
            "--spark-master",
            "URL",
            "Where --engine spark counts: local[2], spark://…, yarn, sc://… Default: SPARK_REMOTE, else"
            " spark-defaults.",
        ),
    ] = None
    bad_rows: Annotated[
        str | None,
        option(
            "--bad-rows", "FILE", "Leave out rows that cannot be counted, and write them to this CSV with the reasons."
        ),
    ] = None
    verbose: Annotated[bool, flag("--verbose", "Say on standard error what read which file.")] = False
    ignore_columns: Annotated[
        list[str] | None,
        option(
            "--ignore-columns", "NAME,…", "Columns of tables to leave out, by their headings; those of CSV in quotes."
        ),
    ] = None
    rows_are_calls: Annotated[
        bool,
        flag(
            "--rows-are-calls",
            "Count each row of a table without a calls column as one call, also where rows have no time of day.",
        ),
    ] = False


@dataclass(eq=False, repr=False)
class CountOptions(ReadOptions):
    """The same, and where the monthly counts are kept, too."""

    counts: Annotated[
        str | None,
        option("--counts", "FILE", "Also write the monthly counts to this CSV, to read the log only once."),
    ] = None
