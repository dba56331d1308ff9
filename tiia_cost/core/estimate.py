"""Price usage: one month of a service becomes a Charge, one month of an account a Bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, add
from tiia_cost.core.notes import bill_notes, charge_notes
from tiia_cost.core.packs import Shelf
from tiia_cost.errors import Problem, Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.charge import Charge, FreeMonth, Note
    from tiia_cost.core.months import Month
    from tiia_cost.core.outlook import Growth, Projection
    from tiia_cost.core.packs import OwnedPack, PackUse
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Count, Usage


BILL_COLUMNS = (
    *("account", "month", "prices", "service", "calls", "free_calls", "billable_calls", "tier", "unit_price", "per"),
    *("list_cost", "free_deduction", "cost", "freeze"),
)
"""Column names of bills as a table. A table that has them is recognised as bills when it is read."""

PROJECTION_COLUMNS = ("so_far",)
"""Column names that bills have at the end if a month of them is known up to a day."""

COUNT_RANGE_COLUMNS = ("range_from", "range_to")
"""Column names of monthly counts that say how far the calls may be off. Whoever reads the counts again skips them."""

PACK_COLUMNS = ("pack_calls", "pack_deduction")
"""Column names that bills have after those, if packs were given."""

BILL_SHEET_PROPERTY = "tiia-cost"
"""Custom document property of a workbook that this program wrote: the name of its sheet of bills, "" if it has none."""


class Total(NamedTuple):
    """Sums of rounded rows, so that a column always adds up (rule 13). Counts and amounts as in a Charge."""

    calls: int
    free_calls: int
    billable_calls: int
    list_cost: Decimal
    free_deduction: Decimal
    cost: Decimal
    freeze: Decimal
    pack_calls: int = 0
    pack_deduction: Decimal = ZERO

    @classmethod
    def of(cls, rows: Iterable[Charge | Total]) -> Total:
        """Add up charges, or the totals of bills."""
        rows = tuple(rows)
        pack_calls = sum(row.pack_calls for row in rows)
        return cls(
            sum(row.calls for row in rows),
            sum(row.free_calls for row in rows),
            sum(row.billable_calls for row in rows),
            add(row.list_cost for row in rows),
            add(row.free_deduction for row in rows),
            add(row.cost for row in rows),
            add(row.freeze for row in rows),
            pack_calls,
            add(row.pack_deduction for row in rows) if pack_calls else ZERO,
        )


class Bill(NamedTuple):
    """Bill of one account for one month: a charge for each service that its usage names.

    ``account`` and ``month`` are None if the usage names none; ``prices`` is the name of the price list in force;
    ``notes`` are about the bill as a whole, and each charge has its own; ``free`` is the reason why the month is free
    of charge, None if it is charged.
    """

    account: str | None
    month: Month | None
    prices: str
    charges: tuple[Charge, ...]
    total: Total
    notes: tuple[Note, ...] = ()
    free: FreeMonth | None = None


class Estimate(NamedTuple):
    """Bills of all accounts and months, in that order, and their total. Amounts are in ``currency``.

    The freeze of the total has no meaning: freezes of successive months replace each other. With a `margin` each charge
    has its cost range. ``packs`` are those that were given, with what the bills use of them; what they cost to buy is
    in no bill. ``projection`` and ``growth`` are those of the usage: a month that goes on, and months that were added.
    """

    currency: str
    bills: tuple[Bill, ...]
    total: Total
    margin: Margin | None = None
    packs: tuple[PackUse, ...] = ()
    projection: Projection | None = None
    growth: Growth | None = None

    @property
    def free_months(self) -> list[FreeMonth]:
        """Months that are free of charge, in time order."""
        return sorted({bill.free for bill in self.bills if bill.free is not None})

    @property
    def expected_from(self) -> Month | None:
        """First month whose calls are expected, and not those of the usage: one that goes on, or an added one."""
        if self.projection is not None and self.projection.days < self.projection.of:
            return self.projection.month
        return None if self.growth is None else self.growth.months[0]

    @property
    def all_is_free(self) -> bool:
        """True if every bill is for a free month, so that nothing is priced at all; False without bills."""
        return bool(self.bills) and all(bill.free is not None for bill in self.bills)


def estimate(
    usage: Usage,
    book: PriceBook,
    *,
    free_quota: bool = True,
    margin: Margin | None = None,
    packs: Sequence[OwnedPack] = (),
) -> Estimate:
    """Price usage by the lists in force in each month, and return a bill for each account and month.

    `free_quota` False charges every call; `margin` is how far each count may be off, and adds a cost range to each
    charge; `packs` are prepaid packs, which pay for calls after the free quota, and may be used up on the way (rule
    15). Amounts are in the currency of the lists, with two decimals (rule 13). Raises UsageError, with every problem at
    the first row it concerns, if a month, or a service in a month, has no price: it is never taken as zero (rule 11);
    and if a pack cannot be one of this usage.
    """
    problems = Problems()
    shelf = Shelf(packs, usage, book, problems) if packs else None
    bills = []
    for account, month, counts in usage.months():
        charges = {}
        for service, count in _by_id(counts, book, problems).items():
            prepaid = 0 if shelf is None else shelf.prepaid(account, month, service)
            try:
                charge = book.in_force(month).charge(service, count.calls, free_quota=free_quota, prepaid=prepaid)
                charge = charge if count.outlook is None else charge._replace(outlook=count.outlook)
            except UsageError as error:
                problems.extend(error, count.first, rows=0)
                continue
            charges[service] = charge
            if shelf is not None:
                shelf.take(account, month, charge)
        if not problems:
            in_force = book.in_force(month)
            named = (charges[service] for service in in_force.prices.services if service in charges)
            rows = tuple(_explained(charge, in_force, free_quota=free_quota, margin=margin) for charge in named)
            notes = tuple(bill_notes(in_force, rows, free_quota=free_quota))
            bills.append(Bill(account, month, in_force.prices.name, rows, Total.of(rows), notes, in_force.free_month))
    problems.raise_if_any(UsageError)
    used = () if shelf is None else shelf.uses(book.services)
    total = Total.of(bill.total for bill in bills)
    return Estimate(book.currency, tuple(bills), total, margin, used, usage.projection, usage.growth)


def _by_id(counts: Mapping[str, Count], book: PriceBook, problems: Problems) -> dict[str, Count]:
    """Return counts by the id of their service; counts under several names of one service are added up."""
    by_id: dict[str, Count] = {}
    for name, count in counts.items():
        service = book.find(name)
        if isinstance(service, Problem):
            problems.append(service, count.first)
            continue
        both = by_id[service].plus(count, service, None) if service in by_id else count
        if isinstance(both, Problem):
            problems.append(both, count.first)
        else:
            by_id[service] = both
    return by_id


def _explained(charge: Charge, in_force: InForce, *, free_quota: bool, margin: Margin | None) -> Charge:
    """Return a charge with its notes, and with its cost range if there is a margin."""
    notes = charge_notes(in_force, charge, free_quota=free_quota)
    if margin is None:
        return charge._replace(notes=notes) if notes else charge
    curve = in_force.curve(charge.service, free_quota=free_quota, prepaid=charge.prepaid)
    return charge._replace(notes=notes, cost_range=margin.cost_range(curve, charge))
