"""What every command does that prices usage: read it, tell what is worth saying, and price it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.cli.output import SideFile, tell
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.cli.reading import ReadOptions
    from tiia_cost.cli.target import Target
    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.margin import Margin
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems

    Side = tuple[Sequence[str], PriceBook]
    """USAGE arguments, and the price lists whose names they use."""


class UsageRead(NamedTuple):
    """What could be read of the usage of each side, whether that is all, and how many bad rows were left out.

    `files` are to be written beside the result.
    """

    usages: list[Usage]
    complete: bool
    left_out: int
    files: tuple[SideFile, ...]


_ONLY_VERBOSE = {"rows-read", "read-again"}


def read(
    sides: Sequence[Side], problems: Problems, goal: Target, options: ReadOptions, *, month: Month | None
) -> UsageRead:
    """Return what could be read of usage. What is wrong goes to `problems`, what else is worth saying is told."""
    from tiia_cost.errors import InputError, Problems
    from tiia_cost.inputs.arguments import read_usages

    reading, aside = options.checked(goal, problems)
    unread = Problems()
    usages, notices = read_usages(sides, unread, reading, month=month)
    tell(notice.text(goal.lang) for notice in notices if options.verbose or notice.code not in _ONLY_VERBOSE)
    files = []
    if aside is not None:
        said = say("rows-left-out-to", goal.lang, count=aside.count, file=aside.file) if aside.count else ""
        aside.finish()
        files.append(SideFile(aside.file, aside, said))
    if options.counts is not None and not unread:
        from tiia_cost.reports import counts

        accounts = usages[0].accounts()
        if None in accounts and len(accounts) > 1:
            unread.add("counts-without-account")
        files.append(SideFile(options.counts, counts.render(usages[0], sides[0][1].services).encode()))
    problems.extend(unread.as_error(InputError))
    return UsageRead(usages, not unread, aside.count if aside is not None else 0, tuple(files))


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
