"""What every command does that prices usage: read it, tell what is worth saying, and price it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.cli.output import SideFile, tell
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tiia_cost.cli.reading import ReadOptions
    from tiia_cost.cli.target import Target
    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems
    from tiia_cost.formats.sheet import Remark

    Side = tuple[Sequence[str], PriceBook]
    """USAGE arguments, and the price lists whose names they use."""


class UsageRead(NamedTuple):
    """What could be read of the usage of each side, and whether that is all.

    So many bad rows were `left_out`, and so many rows without a number of calls were counted as one call. `files` are
    to be written beside the result.
    """

    usages: list[Usage]
    complete: bool
    left_out: int
    files: tuple[SideFile, ...]
    rows_as_calls: int = 0


_ONLY_VERBOSE = {"rows-read", "read-again"}


def read(
    sides: Sequence[Side], problems: Problems, goal: Target, options: ReadOptions, *, month: Month | None
) -> UsageRead:
    """Return what could be read of usage. What is wrong goes to `problems`, what else is worth saying is told."""
    from tiia_cost.errors import InputError, Problems
    from tiia_cost.inputs.usage import read_usages

    reading, aside = options.checked(goal, problems)
    unread = Problems()
    usages, notices, rows_as_calls = read_usages(sides, unread, reading, month=month)
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
    return UsageRead(usages, not unread, aside.count if aside is not None else 0, tuple(files), rows_as_calls)


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


def remarks(found: UsageRead, sides: Mapping[str, Estimate], goal: Target) -> list[Remark]:
    """Return what there is to say of a result as a whole; that nothing is priced is told at once, too.

    `sides` are the bills of each side by what it is: `usage`, with a `baseline`, or `before` and `after`.
    """
    from tiia_cost.reports.remarks import nothing_priced, rows_as_calls, rows_left_out

    said = []
    if found.rows_as_calls:
        said.append(rows_as_calls(found.rows_as_calls, goal.lang))
    if found.left_out:
        said.append(rows_left_out(found.left_out, goal.lang))
    unpriced = nothing_priced(sides, goal.lang)
    if unpriced is not None:
        tell([unpriced.text])
        said.append(unpriced)
    return said


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
