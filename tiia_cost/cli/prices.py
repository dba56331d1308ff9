"""``tiia-cost prices``: list, show and compare price lists, validate price files, print their schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from tiia_cost.cli import completion
from tiia_cost.cli.command import Command, command, group
from tiia_cost.cli.options import Files as Outputs
from tiia_cost.cli.options import OutputOptions, PriceOptions, Quiet
from tiia_cost.cli.output import Result
from tiia_cost.cli.parameters import PRICES, Lang, argument, option
from tiia_cost.cli.run import Run

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.prices import PriceList

prices = group()

Files = Annotated[list[str], argument("FILE...", "option-price-files", complete=completion.price_lists)]
OnlyService = Annotated[str | None, argument("SERVICE", "option-only-service", complete=completion.services)]
Before = Annotated[str, argument("BEFORE", "option-price-list", complete=completion.price_lists)]
After = Annotated[str, argument("AFTER", "option-price-list", complete=completion.price_lists)]
DiffMonth = Annotated[
    str | None,
    option("--month", "YYYY-MM", "option-month-of-set", group=PRICES),
]


@prices.command(name="list", cls=Command)
@command
def list_(*, output: OutputOptions) -> Result:
    """Print every shipped set of price lists: since when each is in force, and when it was compared with its source."""
    from tiia_cost.errors import OptionError
    from tiia_cost.inputs.settings.price_file import shipped_book, shipped_sets
    from tiia_cost.reports import prices_list as report

    run = Run(output)
    run.problems.raise_if_any(OptionError)
    return run.result(report.as_report({name: shipped_book(name) for name in shipped_sets()}, run.lang))


@prices.command(cls=Command)
@command
def diff(before: Before, after: After, month: DiffMonth = None, *, output: OutputOptions) -> Result:
    """Print which prices, tiers, free quotas and freezes change from one price list to another.

    Of a set with several lists the newest is taken, or that of --month.
    """
    from tiia_cost.errors import InputError, UsageError
    from tiia_cost.inputs.settings.price_file import is_announced
    from tiia_cost.reports import prices_diff as report

    run = Run(output)
    of_month = run.month(month)
    lists = []
    for book in run.both_books(("BEFORE", [before]), ("AFTER", [after])):
        try:
            lists.append(book.in_force(of_month))
        except UsageError as error:
            run.problems.extend(error)
    run.problems.raise_if_any(InputError)
    old, new = lists
    announced = [one.prices for one in lists if is_announced(one.prices)]
    return run.result(report.as_report(old, new, run.lang, announced=announced))


@dataclass(eq=False, repr=False)
class ShownPrices(PriceOptions):
    """Options of `prices show`: price files, and a month to show only the list of that month."""

    month: Annotated[str | None, option("--month", "YYYY-MM", "option-month-shown", group=PRICES)] = None


@prices.command(cls=Command)
@command
def show(service: OnlyService = None, *, pricing: ShownPrices, output: OutputOptions) -> Result:
    """Print the price table in the layout of the vendor's page, with its date and source.

    With --month, print only the list that prices that month.
    """
    from tiia_cost.errors import UsageError
    from tiia_cost.inputs.settings.price_file import is_announced
    from tiia_cost.reports import prices as report

    run = Run(output)
    month = run.month(pricing.month)
    book = run.book(pricing.prices)
    try:
        only = book.resolve(service) if service is not None else None
        lists, in_force = _asked_for(book, month, only)
    except UsageError as error:
        run.problems.extend(error)
    run.problems.raise_if_any(UsageError)
    announced = next((prices for prices in lists if is_announced(prices)), None)
    return run.result(report.as_report(lists, only, run.lang, in_force=in_force, announced=announced))


def _asked_for(book: PriceBook, month: Month | None, only: str | None) -> tuple[list[PriceList], InForce | None]:
    """Return the price lists to show: the one in force in `month`, else all lists that price the service `only`.

    The second value is the list in force, None without a month. Raises UsageError if no list prices the month, or the
    list of the month does not price the service.
    """
    if month is None:
        return [listed for listed in book.lists if only is None or only in listed.services], None
    in_force = book.in_force(month)
    if only is not None:
        in_force.tariff(only)  # raises UsageError for a service that this list does not price
    return [in_force.prices], in_force


@prices.command(cls=Command)
@command
def validate(files: Files, lang: Lang = None, quiet: Quiet = False) -> Result:
    """Check price files, each on its own, and report every mistake with its line."""
    from tiia_cost.errors import PriceFileError
    from tiia_cost.inputs.settings.price_file import load_list
    from tiia_cost.messages import say

    run = Run(OutputOptions(lang=lang, quiet=quiet))
    checked = [
        (named, load_list(file, run.problems)) for named in files for file in run.price_files([named], run.problems)
    ]
    run.problems.raise_if_any(PriceFileError)
    lines = [
        say(
            "price-file-ok",
            run.lang,
            file=named,
            name=listed.name,
            date=str(listed.effective_from),
            count=len(listed.services),
        )
        for named, listed in checked
        if listed is not None
    ]
    return run.result("".join(f"{line}\n" for line in lines))


@prices.command(cls=Command)
@command
def schema(output: Outputs = None, lang: Lang = None, quiet: Quiet = False) -> Result:
    """Print the JSON Schema of price files, for editors."""
    from tiia_cost.errors import OptionError
    from tiia_cost.formats.json import plain
    from tiia_cost.inputs.settings.price_file import schema as price_file_schema

    run = Run(OutputOptions("json", output, lang, quiet))
    run.problems.raise_if_any(OptionError)
    return run.result(plain(price_file_schema()))
