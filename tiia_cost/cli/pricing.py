"""What every command does that prices usage: read it, tell what is worth saying, and price it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.cli.output import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.cli.target import Target
    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.margin import Margin
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems

    Side = tuple[Sequence[str], PriceBook]
    """USAGE arguments, and the price lists whose names they use."""


def read(
    sides: Sequence[Side], problems: Problems, goal: Target, *, month: Month | None, encoding: str | None
) -> tuple[list[Usage], bool]:
    """Return what could be read of the usage of each side, and whether that is all.

    What is wrong goes to `problems`, what else is worth saying to standard error.
    """
    from tiia_cost.errors import InputError, Problems
    from tiia_cost.inputs.arguments import read_usages

    unread = Problems()
    usages, notices = read_usages(sides, unread, month=month, encoding=encoding)
    tell(notice.text(goal.lang) for notice in notices)
    problems.extend(unread.as_error(InputError))
    return usages, not unread


def price(
    usages: Iterable[tuple[Usage, PriceBook]], problems: Problems, *, free_quota: bool, margin: Margin | None = None
) -> list[Estimate]:
    """Return the bills of each usage, with a margin also what else they may come to.

    Raises InputError with all that is wrong, also with what was found before.
    """
    from tiia_cost.core.estimate import estimate
    from tiia_cost.errors import InputError, UsageError

    estimates = []
    for usage, book in usages:
        try:
            estimates.append(estimate(usage, book, free_quota=free_quota, margin=margin))
        except UsageError as error:
            problems.extend(error)
    problems.raise_if_any(InputError)
    return estimates


def service_in_force(name: str, book: PriceBook, problems: Problems, *, month: Month | None) -> tuple[str, InForce]:
    """Return the id of a service, by any of its names, and the list that prices it in a month.

    Raises InputError with all that is wrong, also with what was found before.
    """
    from tiia_cost.errors import InputError, UsageError

    try:
        service, found = book.resolve(name), book.in_force(month)
        found.tariff(service)  # refuses a service that this list does not price
    except UsageError as error:
        problems.extend(error)
    problems.raise_if_any(InputError)
    return service, found
