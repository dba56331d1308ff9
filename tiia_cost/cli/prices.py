"""``tiia-cost prices``: show price lists, validate price files, print their schema."""

from __future__ import annotations

from typing import Annotated

import typer

from tiia_cost.cli.options import FORMATS, Format, MonthText, Output, Prices, month_of, price_book
from tiia_cost.cli.output import Result
from tiia_cost.cli.render import render
from tiia_cost.cli.target import target

app = typer.Typer(help="Show price lists, validate price files, print their schema.")

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Price files (YAML).", show_default=False)]
Service = Annotated[
    str | None,
    typer.Argument(metavar="SERVICE", help="Only this service, by any of its names.", show_default=False),
]


@app.command()
def show(
    service: Service = None,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
) -> Result:
    """Print the price table as the vendor's page has it, with its date and source.

    With --month only the list that prices that month.
    """
    from tiia_cost.reports import price_lists

    goal = target(format_, output, FORMATS)
    book = price_book(prices)
    asked = month_of(month)
    only = book.resolve(service) if service is not None else None
    if asked is None:
        lists = [list_ for list_ in book.lists if only is None or only in list_.services]
    else:
        found = book.in_force(asked)
        if only is not None:
            found.tariff(only)  # refuses a service that this list does not price
        lists = [found.prices]
    return Result(render(price_lists.as_report(lists, only), goal), goal)


@app.command()
def validate(files: Files) -> Result:
    """Check price files, each for itself, and name every mistake with its line.

    Exit status: 0 all are right; 2 any is not, nothing printed to standard output.
    """
    from tiia_cost.errors import PriceFileError, Problems
    from tiia_cost.inputs.price_file import load_list
    from tiia_cost.messages import say

    problems = Problems()
    checked = [(file, load_list(file, problems)) for file in files]
    problems.raise_if_any(PriceFileError)
    lines = [
        say(
            "price-file-ok",
            file=file,
            name=prices.name,
            date=str(prices.effective_from),
            count=len(prices.services),
        )
        for file, prices in checked
        if prices is not None
    ]
    return Result("".join(f"{line}\n" for line in lines), target(None, None, FORMATS))


@app.command()
def schema(output: Output = None) -> Result:
    """Print the JSON Schema of price files, for editors."""
    from tiia_cost.inputs.price_file import schema as price_file_schema
    from tiia_cost.reports.json import plain

    return Result(plain(price_file_schema()), target("json", output, ("json",)))
