"""``tiia-cost prices``: show price lists, validate price files, print their schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiia_cost.cli.options import FORMATS, Format, Lang, Output, Prices, argument, month_of, option, price_book
from tiia_cost.cli.output import Result
from tiia_cost.cli.render import render
from tiia_cost.cli.target import target

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.prices import PriceList

app = typer.Typer(help="Show price lists, validate price files, print their schema.")

Files = Annotated[list[str], argument("FILE", "Price files (YAML).")]
OfMonth = Annotated[str | None, option("--month", "YYYY-MM", "Only the list that prices this month.")]
Service = Annotated[str | None, argument("SERVICE", "Only this service, by any of its names.")]


@app.command()
def show(
    service: Service = None,
    prices: Prices = None,
    month: OfMonth = None,
    format_: Format = None,
    output: Output = None,
    lang: Lang = None,
) -> Result:
    """Print the price table as the vendor's page has it, with its date and source.

    With --month only the list that prices that month.
    """
    from tiia_cost.errors import Problems, UsageError

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    asked = month_of(month, problems)
    book = price_book(prices, goal.written(), problems)
    try:
        only = book.resolve(service) if service is not None else None
        lists, found = _asked_for(book, asked, only)
    except UsageError as error:
        problems.extend(error)
    problems.raise_if_any(UsageError)
    from tiia_cost.reports import prices as report

    return Result(render(report.as_report(lists, only, goal.lang, found=found), goal), goal)


def _asked_for(book: PriceBook, month: Month | None, only: str | None) -> tuple[list[PriceList], InForce | None]:
    """Return the list that prices a month, and how, else all that price the service.

    Raises UsageError where there is none.
    """
    if month is None:
        return [prices for prices in book.lists if only is None or only in prices.services], None
    found = book.in_force(month)
    if only is not None:
        found.tariff(only)  # refuses a service that this list does not price
    return [found.prices], found


@app.command()
def validate(files: Files, lang: Lang = None) -> Result:
    """Check price files, each for itself, and name every mistake with its line.

    Exit status: 0 all are right; 2 any is not, nothing printed to standard output.
    """
    from tiia_cost.errors import PriceFileError, Problems
    from tiia_cost.inputs.settings.price_file import load_list
    from tiia_cost.messages import say

    problems = Problems()
    goal = target(None, None, lang, FORMATS, problems)
    checked = [(file, load_list(file, problems)) for file in files]
    problems.raise_if_any(PriceFileError)
    lines = [
        say(
            "price-file-ok",
            goal.lang,
            file=file,
            name=prices.name,
            date=str(prices.effective_from),
            count=len(prices.services),
        )
        for file, prices in checked
        if prices is not None
    ]
    return Result("".join(f"{line}\n" for line in lines), goal)


@app.command()
def schema(output: Output = None) -> Result:
    """Print the JSON Schema of price files, for editors."""
    from tiia_cost.errors import OptionError, Problems
    from tiia_cost.formats.json import plain
    from tiia_cost.inputs.settings.price_file import schema as price_file_schema

    problems = Problems()
    goal = target("json", output, None, ("json",), problems)
    problems.raise_if_any(OptionError)
    return Result(plain(price_file_schema()), goal)
