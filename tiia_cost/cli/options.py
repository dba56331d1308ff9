"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.errors import Problems

Usage = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="USAGE",
        help="SERVICE=CALLS (label=1500000, DetectLabel=1.5M), a CSV or TSV file, or - for standard input.",
        show_default=False,
    ),
]
Prices = Annotated[
    list[str] | None,
    typer.Option(
        "--prices",
        metavar="FILE",
        help="Price file; repeat it for several dates. Default: TIIA_COST_PRICES, else the shipped list.",
        show_default=False,
    ),
]
MonthText = Annotated[
    str | None,
    typer.Option("--month", metavar="YYYY-MM", help="The month of usage that names none.", show_default=False),
]
FORMATS = ("table", "json", "csv", "markdown")


def format_option(formats: Sequence[str]) -> Any:
    """Return the option ``--format`` of a command that writes these formats."""
    return typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"{', '.join(formats[:-1])} or {formats[-1]}. Default: what the name of --output says, else table.",
        autocompletion=lambda: formats,
        show_default=False,
    )


Format = Annotated[str | None, format_option(FORMATS)]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to a file instead of standard output.",
        show_default=False,
    ),
]
NoFreeQuota = Annotated[
    bool, typer.Option("--no-free-quota", help="Charge every call, as if there were no free quota.")
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of tables. Default: by byte order mark, else UTF-8, else GB18030.",
        show_default=False,
    ),
]

Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="LANGUAGE",
        help="en or zh. Default: TIIA_COST_LANG, else the locale.",
        autocompletion=lambda: LANGUAGES,
        show_default=False,
    ),
]


def price_book(prices: list[str] | None, problems: Problems) -> PriceBook:
    """Return the price lists of ``--prices``, else of ``TIIA_COST_PRICES``, else the shipped one.

    Raises PriceFileError with what is wrong with them, after the `problems` there are already.
    """
    from tiia_cost.errors import PriceFileError
    from tiia_cost.inputs.price_file import load_prices

    named = os.environ.get("TIIA_COST_PRICES", "").split(os.pathsep)
    try:
        return load_prices(*(prices or filter(None, named)))
    except PriceFileError as error:
        problems.extend(error)
        raise problems.as_error(PriceFileError) from None


def month_of(text: str | None, problems: Problems) -> Month | None:
    """Return the month of ``--month``; if it is none, that goes to `problems`."""
    from tiia_cost.inputs.periods import parse_month

    if text is None:
        return None
    month = parse_month(text)
    if month is None:
        problems.add("not-a-month-option", value=text)
    return month
