"""Options that several commands share, each defined once; a command takes groups of them as its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from tiia_cost.cli import completion
from tiia_cost.cli.parameters import LOGS, OUTPUT, PRICES, Lang, argument, flag, option
from tiia_cost.core.grouping import KEYS
from tiia_cost.core.outlook import PACES
from tiia_cost.inputs.engines.choice import ENGINES

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("table", "json", "csv", "markdown")
PICTURES = ("svg", "png", "html")
SHEETS = (*FORMATS, "xlsx")
PAGES = (*FORMATS, "html", "xlsx")
DRAWINGS = (*FORMATS, *PICTURES, "xlsx")
"""Formats of commands that write data, also workbooks, also pages, also pictures."""


def format_option(formats: Sequence[str]) -> Any:
    """Return the option ``--format`` of a command that writes these formats."""
    return option("--format", "|".join(formats), "option-format", short="-f", known=formats, group=OUTPUT)


def by_option(known: Sequence[str], help_: str) -> Any:
    """Return the option ``--by`` of a command that groups by the `known` keys; `Run.by` reads its values."""
    return option("--by", "|".join(known), help_, known=known, group=OUTPUT)


Usage = Annotated[
    list[str] | None,
    argument("USAGE...", "option-usage", complete=completion.usage),
]
ServiceArgument = Annotated[str, argument("SERVICE", "option-service", complete=completion.services)]
Range = Annotated[str | None, option("--range", "N%|N", "option-range")]
By = Annotated[list[str] | None, by_option(KEYS, "option-by-bills")]
Prices = Annotated[
    list[str] | None, option("--prices", "NAME|FILE", "option-prices", complete=completion.price_lists, group=PRICES)
]
Files = Annotated[
    list[str] | None,
    option("--output", "FILE", "option-output", short="-o", group=OUTPUT),
]
Quiet = Annotated[bool, flag("--quiet", "option-quiet", short="-q", group=OUTPUT)]


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

    plot: Annotated[bool, flag("--plot", "option-plot", group=OUTPUT)] = False


@dataclass(eq=False, repr=False)
class PriceOptions:
    """Options of pricing: price lists, and the month of usage that names none."""

    prices: Prices = None
    month: Annotated[str | None, option("--month", "YYYY-MM", "option-month", group=PRICES)] = None


@dataclass(eq=False, repr=False)
class ChargeOptions(PriceOptions):
    """Options of pricing, and of the free quota."""

    no_free_quota: Annotated[bool, flag("--no-free-quota", "option-no-free-quota", group=PRICES)] = False


@dataclass(eq=False, repr=False)
class PackOptions(ChargeOptions):
    """Options of pricing, and prepaid packs that accounts own; `cli.owned_packs` reads them."""

    pack: Annotated[
        list[str] | None,
        option("--pack", "[ACCOUNT:]SERVICE=CALLS[@YYYY-MM]", "option-pack", complete=completion.counts, group=PRICES),
    ] = None


@dataclass(eq=False, repr=False)
class ServiceOptions(ChargeOptions):
    """Options of pricing for a command about one service, which reads no table; `cli.owned_packs` has its packs."""

    month: Annotated[str | None, option("--month", "YYYY-MM", "option-month-of-list", group=PRICES)] = None
    pack: Annotated[
        list[str] | None,
        option("--pack", "SERVICE=CALLS[@YYYY-MM]", "option-pack-of-service", complete=completion.counts, group=PRICES),
    ] = None
    # Every command that prices accepts this option; where no table is read, only its value is checked.
    encoding: Annotated[str | None, typer.Option("--encoding", hidden=True)] = None


@dataclass(eq=False, repr=False)
class ProjectionOptions:
    """Options of a month that is known up to a day; `cli.forecast` reads them."""

    through: Annotated[str | None, option("--through", "YYYY-MM-DD|auto", "option-through", known=("auto",))] = None
    pace: Annotated[str | None, option("--pace", "|".join(PACES), "option-pace", known=PACES)] = None


@dataclass(eq=False, repr=False)
class CountProjectionOptions(ProjectionOptions):
    """Options of calls so far that are given as a sum: no day can be found in it. `cli.forecast` reads them."""

    through: Annotated[str | None, option("--through", "YYYY-MM-DD", "option-through-of-count")] = None


@dataclass(eq=False, repr=False)
class ForecastOptions(ProjectionOptions):
    """Options of a month that is known up to a day, and of months to add; `cli.forecast` reads them."""

    grow: Annotated[str | None, option("--grow", "N%[/month]", "option-grow")] = None
    months: Annotated[str | None, option("--months", "N", "option-months")] = None


@dataclass(eq=False, repr=False)
class ReadOptions:
    """Options of reading: encoding, engine, and the treatment of rows and columns that cannot be counted."""

    encoding: Annotated[
        str | None,
        option("--encoding", "NAME", "option-encoding", known=completion.ENCODINGS),
    ] = None
    engine: Annotated[
        str | None,
        option("--engine", "|".join(ENGINES), "option-engine", known=ENGINES, group=LOGS),
    ] = None
    spark_master: Annotated[
        str | None,
        option("--spark-master", "URL", "option-spark-master", group=LOGS),
    ] = None
    bad_rows: Annotated[
        str | None,
        option("--bad-rows", "FILE", "option-bad-rows", group=LOGS),
    ] = None
    verbose: Annotated[bool, flag("--verbose", "option-verbose", group=LOGS)] = False
    ignore_columns: Annotated[
        list[str] | None,
        option("--ignore-columns", "NAME,…", "option-ignore-columns"),
    ] = None
    rows_are_calls: Annotated[
        bool,
        flag("--rows-are-calls", "option-rows-are-calls"),
    ] = False


@dataclass(eq=False, repr=False)
class CountOptions(ReadOptions):
    """Options of reading, and the file for the monthly counts."""

    counts: Annotated[
        str | None,
        option("--counts", "FILE", "option-counts", group=LOGS),
    ] = None
