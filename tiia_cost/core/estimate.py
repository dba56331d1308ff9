"""Price usage: a month of one service is a Charge, a month of one account a Bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import add
from tiia_cost.core.notes import bill_notes, charge_notes
from tiia_cost.errors import Problem, Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.charge import Charge, FreeMonth, Note
    from tiia_cost.core.months import Month
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Count, Usage


BILL_COLUMNS = (
    *("account", "month", "prices", "service", "calls", "free_calls", "billable_calls", "tier", "unit_price", "per"),
    *("list_cost", "free_deduction", "cost", "freeze"),
)
"""What a bill is called by as a table: so it is written, and known when it is read again."""


class Total(NamedTuple):
    """Sums of rounded rows, so that a column always adds up (rule 13). Calls and amounts as in a Charge."""

    calls: int
    free_calls: int
    billable_calls: int
    list_cost: Decimal
    free_deduction: Decimal
    cost: Decimal
    freeze: Decimal

    @classmethod
    def of(cls, rows: Iterable[Charge | Total]) -> Total:
        """Add up charges, or the totals of bills."""
        rows = tuple(rows)
        return cls(
            sum(row.calls for row in rows),
            sum(row.free_calls for row in rows),
            sum(row.billable_calls for row in rows),
            add(row.list_cost for row in rows),
            add(row.free_deduction for row in rows),
            add(row.cost for row in rows),
            add(row.freeze for row in rows),
        )


class Bill(NamedTuple):
    """What one account owes for one month: a charge for each service its usage names.

    ``account`` and ``month`` are None where usage names none; ``prices`` is the name of the price list in force;
    ``notes`` are about the bill as a whole, those of its charges are with them; ``free`` says why its month is free of
    charge, if it is.
    """

    account: str | None
    month: Month | None
    prices: str
    charges: tuple[Charge, ...]
    total: Total
    notes: tuple[Note, ...] = ()
    free: FreeMonth | None = None


class Estimate(NamedTuple):
    """The bills of all accounts and months, in that order, and what they add up to.

    The freeze of the total means nothing: freezes of successive months replace each other. With a `margin` each charge
    has its cost range.
    """

    currency: str
    bills: tuple[Bill, ...]
    total: Total
    margin: Margin | None = None

    @property
    def free_months(self) -> list[FreeMonth]:
        """The months that are free of charge, in their order."""
        return sorted({bill.free for bill in self.bills if bill.free is not None})

    @property
    def all_is_free(self) -> bool:
        """Whether there are only such months, so that nothing is priced at all."""
        return bool(self.bills) and all(bill.free is not None for bill in self.bills)


def estimate(usage: Usage, book: PriceBook, *, free_quota: bool = True, margin: Margin | None = None) -> Estimate:
    """Price usage by the lists in force in each month.

    `free_quota` False charges every call; `margin` is by how much each count may be off. Raises UsageError, with every
    problem at the first row it concerns, where a month or a service of a month has no price: what is unknown is never
    priced as zero.
    """
    problems = Problems()
    bills = []
    for account, month, counts in usage.months():
        charges = {}
        for service, count in _by_id(counts, book, problems).items():
            try:
                charges[service] = book.in_force(month).charge(service, count.calls, free_quota=free_quota)
            except UsageError as error:
                problems.extend(error, count.first, rows=0)
        if not problems:
            in_force = book.in_force(month)
            named = (charges[service] for service in in_force.prices.services if service in charges)
            rows = tuple(_explained(charge, in_force, free_quota=free_quota, margin=margin) for charge in named)
            notes = tuple(bill_notes(in_force, rows, free_quota=free_quota))
            bills.append(Bill(account, month, in_force.prices.name, rows, Total.of(rows), notes, in_force.free_month))
    problems.raise_if_any(UsageError)
    return Estimate(book.currency, tuple(bills), Total.of(bill.total for bill in bills), margin)


def _by_id(counts: Mapping[str, Count], book: PriceBook, problems: Problems) -> dict[str, Count]:
    """Return counts by the ids of their services, those under several names of one added up."""
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
    """Return a charge with its notes, and with a margin with what its count may come to."""
    notes = charge_notes(in_force, charge, free_quota=free_quota)
    if margin is None:
        return charge._replace(notes=notes) if notes else charge
    return charge._replace(
        notes=notes, cost_range=margin.cost_range(in_force.curve(charge.service, free_quota=free_quota), charge.calls)
    )
