"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.ranges import Margin
    from tiia_cost.errors import Problems

_SHIPPED = {"en": "the shipped price list", "zh": "自带的价格表"}

FORMATS = ("table", "json", "csv", "markdown")


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
Prices = Annotated[
    list[str] | None,
    option(
        "--prices",
        "FILE",
        "Price file; repeat it for several dates. Default: TIIA_COST_PRICES, else the shipped list.",
    ),
]
MonthText = Annotated[str | None, option("--month", "YYYY-MM", "The month of usage that names none.")]
PriceMonth = Annotated[
    str | None, option("--month", "YYYY-MM", "The month whose price list counts. Default: the newest list.")
]
Format = Annotated[str | None, format_option(FORMATS)]
Output = Annotated[
    str | None, option("--output", "FILE", "Write to a file instead of standard output (-).", short="-o")
]
NoFreeQuota = Annotated[
    bool, typer.Option("--no-free-quota", help="Charge every call, as if there were no free quota.")
]
Encoding = Annotated[
    str | None,
    option("--encoding", "NAME", "Encoding of tables. Default: by byte order mark, else UTF-8, else GB18030."),
]
NoTables = Annotated[
    str | None,
    # Every priced command takes it; where no table is read it has nothing to say.
    typer.Option("--encoding", hidden=True),
]
Service = Annotated[str, argument("SERVICE", "A service, by any of its names: label, 图像标签, DetectLabel.")]
Range = Annotated[
    str | None,
    option("--range", "N%|N", "By how much each count may be off: 10%, or 500000 calls."),
]
Lang = Annotated[
    str | None,
    option(
        "--lang",
        "LANGUAGE",
        "en or zh, also as zh-CN or zh_CN.UTF-8. Default: TIIA_COST_LANG, else the locale.",
        known=LANGUAGES,
    ),
]


def margin_of(text: str | None, problems: Problems) -> Margin | None:
    """Return the margin of ``--range``; if it is none, that goes to `problems`."""
    if text is None:
        return None
    from tiia_cost.errors import option_value
    from tiia_cost.inputs.values.amounts import parse_margin

    return option_value("--range", text, parse_margin, problems)


def check_encoding(name: str | None, problems: Problems) -> None:
    """Refuse an encoding that is none also where there is no table to read."""
    from tiia_cost.inputs.tables.text import known_encoding

    known_encoding(name, problems)


def price_book(
    prices: list[str] | None, written: Mapping[str, str], problems: Problems, *, option: str = "--prices"
) -> PriceBook:
    """Return the price lists of an option, else of ``TIIA_COST_PRICES``, else the shipped one.

    Files to be `written`, by their option, may be none of them. Raises PriceFileError with what is wrong with them,
    after the `problems` there are already.
    """
    from tiia_cost.errors import PriceFileError
    from tiia_cost.inputs.settings.price_file import load_prices, shipped
    from tiia_cost.inputs.tables.same_file import refuse_written

    named = os.environ.get("TIIA_COST_PRICES", "").split(os.pathsep)
    files = prices or list(filter(None, named))
    called = (option if prices else "TIIA_COST_PRICES") if files else _SHIPPED
    refuse_written(written, files or [str(shipped())], called, problems)
    try:
        return load_prices(*files)
    except PriceFileError as error:
        problems.extend(error)
        raise problems.as_error(PriceFileError) from None


def month_of(text: str | None, problems: Problems) -> Month | None:
    """Return the month of ``--month``; if it is none, that goes to `problems`."""
    from tiia_cost.inputs.values.periods import parse_month

    if text is None:
        return None
    month = parse_month(text)
    if month is None:
        problems.add("not-a-month-option", value=text)
    return month
