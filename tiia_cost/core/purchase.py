"""Which prepaid packs to buy for a forecast: the purchase in its first month with the least total (rule 15).

Packs that are bought together end together, so what they pay for depends only on how many calls they have altogether:
the search is over that number, in steps of the common divisor of the sizes on sale.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, groupby, islice
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import in_fen, of_fen, rounded_fen
from tiia_cost.core.months import position
from tiia_cost.core.sale import FEN, Bought, Sale
from tiia_cost.errors import Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.prices import Pack
    from tiia_cost.core.tariff import Tariff

MOST_STATES = 1_000_000
"""Largest number of sums of sizes that are searched; more would take minutes."""


class Purchase(NamedTuple):
    """Packs bought in the first month of a forecast, and what its months then cost.

    ``price`` is that of all packs, ``postpaid`` what the bills still come to, ``total`` their sum; ``saving`` is what
    it costs less than without packs, negative if it costs more. Of the calls bought the bills use ``used_calls``; of
    the others ``lapsed_calls`` have ended with the last bill, and ``left_calls`` have not. ``pays_in`` is the month
    from whose end on it has cost less altogether, None if it never has or the month is unknown. ``other_total`` is the
    total if the price list answered otherwise whether calls that a pack pays for count towards the tier.
    """

    packs: tuple[Bought, ...]
    price: Decimal
    postpaid: Decimal
    total: Decimal
    saving: Decimal
    used_calls: int
    left_calls: int
    lapsed_calls: int
    pays_in: Month | None
    other_total: Decimal

    @property
    def calls(self) -> int:
        """Calls of all packs."""
        return sum(bought.pack.calls * bought.number for bought in self.packs)


class Size(NamedTuple):
    """A size of pack on sale, and from how many calls a month it pays.

    ``pays_from`` is the fewest calls, the same in every month in which the pack is valid, which it lasts for and which
    would cost more without it; None if there are none. In months of more calls it is used up before it ends.
    """

    pack: Pack
    pays_from: int | None


class Offer(NamedTuple):
    """What packs on sale would change for the calls of a service that an account makes.

    The packs are those of the list `in_force` in the first month of the account, in which they would be bought.
    ``without`` is what all its months cost without packs; ``best`` is the purchase of the least total, of equal ones
    that of the fewest calls, and has no packs if none help. ``alternatives`` are, for each size alone, the best
    purchase of one pack or more. ``months`` is how many months the forecast has, from that month to the last of the
    account; ``first_calls`` is the first of them with calls of the service, ``least_calls`` and ``most_calls`` those of
    its smallest and its largest month. ``other_best`` is what would be best, with the least ``other_total``, if the
    price list answered otherwise whether calls that a pack pays for count towards the tier.
    """

    account: str | None
    service: str
    in_force: InForce
    months: int
    first_calls: Month | None
    least_calls: int
    most_calls: int
    without: Decimal
    best: Purchase
    alternatives: tuple[Purchase, ...]
    sizes: tuple[Size, ...]
    other_best: Purchase

    @property
    def pack_months(self) -> int:
        """For how many months a pack is valid, from that of its purchase on."""
        return self.in_force.prices.pack_months


def offers(estimate: Estimate, book: PriceBook, *, free_quota: bool) -> tuple[Offer, ...]:
    """Return what packs would change, for each account and service of which the list of its first month sells packs.

    `estimate` has the bills of the forecast without packs, priced by `book`; `free_quota` says whether there was a free
    quota. Raises UsageError if a search would need more than `MOST_STATES` states.
    """
    problems, found = Problems(), []
    for forecast in _forecasts(estimate, book, free_quota=free_quota):
        if forecast.usable and forecast.states > MOST_STATES:
            step, calls = forecast.sale.step, forecast.usable
            problems.add("packs-too-many-sums", service=forecast.service, step=step, calls=calls, most=MOST_STATES)
        else:
            found.append(forecast.offer())
    problems.raise_if_any(UsageError)
    return tuple(found)


def _forecasts(estimate: Estimate, book: PriceBook, *, free_quota: bool) -> Iterator[_Forecast]:
    sales: dict[tuple[Pack, ...], Sale] = {}
    for account, bills_of in groupby(estimate.bills, lambda bill: bill.account):
        bills = list(bills_of)
        in_force, last = book.in_force(bills[0].month), bills[-1].month
        named = {charge.service for bill in bills for charge in bill.charges}
        for service, row in in_force.prices.services.items():
            if service in named and row.packs and not in_force.free:
                months = [
                    _Month(bill.month, charge, book.in_force(bill.month).tariff(service))
                    for bill in bills
                    for charge in bill.charges
                    if charge.service == service
                ]
                sale = sales.setdefault(row.packs, Sale(row.packs))
                yield _Forecast(account, service, in_force, sale, months, last, free_quota=free_quota)


class _Month(NamedTuple):
    """A month of a forecast: its charge without packs, and the tariff by which it is priced."""

    month: Month | None
    charge: Charge
    tariff: Tariff

    def is_before(self, first: Month | None, months: int) -> bool:
        """Return whether this is one of so many months from the first on; an unknown month is."""
        return self.month is None or first is None or position(self.month) < position(first) + months


class _Forecast:
    """Months of one service and account, and the search for what to buy. Amounts are in fen."""

    def __init__(
        self,
        account: str | None,
        service: str,
        in_force: InForce,
        sale: Sale,
        months: Sequence[_Month],
        last: Month | None,
        *,
        free_quota: bool,
    ) -> None:
        """Take the months in their order; `last` is the last one of the account."""
        self.account, self.service, self._months, self._free_quota = account, service, months, free_quota
        self._in_force, self.sale = in_force, sale
        first = in_force.month
        self._span = 1 if last is None or first is None else position(last) - position(first) + 1
        valid = [month for month in months if month.is_before(first, in_force.prices.pack_months)]
        self._used_until = [0, *accumulate(month.charge.billable_calls for month in valid)]
        self._costs = [in_fen(month.charge.cost) for month in months]
        self._cost_from = [*accumulate(reversed(self._costs), initial=0)][::-1]
        self._cheapest = [(100 * month.tariff.cheapest, month.tariff.denominator) for month in valid]
        self.usable = self._used_until[-1]
        # Once all calls are paid for, a further pack only costs more: no sum need reach beyond by the largest size.
        self.states = (self.usable + sale.largest) // sale.step

    def offer(self) -> Offer:
        """Return what packs would change."""
        alternatives = tuple(self._purchase([self._best_of(pack)]) for pack in self.sale.packs)
        # No purchase that must cost more than some other one, by either rule, need be looked at.
        totals = [min(one.total for one in alternatives), min(one.other_total for one in alternatives)]
        possible = self._possible(min(self._cost_from[0], in_fen(max(totals))))
        return Offer(
            self.account,
            self.service,
            self._in_force,
            self._span,
            next((month for month, charge, _ in self._months if charge.calls), None),
            min(month.charge.calls for month in self._months),
            max(month.charge.calls for month in self._months),
            of_fen(self._cost_from[0]),
            self._purchase(self._best(possible)),
            alternatives,
            tuple(Size(pack, self._pays_from(pack)) for pack in self.sale.packs),
            self._purchase(self._best(possible, by_other_rule=True)),
        )

    def _possible(self, total: int) -> list[tuple[int, int, int]]:
        """Return purchases that may cost no more than a total: what they come to at least, their price, their state."""
        sale, states = self.sale, min(self.states, self.sale.most(total))
        found = []
        for state, weight in enumerate(islice(sale.least(states), states + 1)):
            price = weight // FEN
            if price <= total:
                least = price + self._at_least(state * sale.step)
                if least <= total:
                    found.append((least, price, state))
        return found

    def _best(self, possible: Iterable[tuple[int, int, int]], *, by_other_rule: bool = False) -> list[Bought]:
        """Return the packs of the least total; of equal totals those of the fewest calls."""
        least, best = self._cost_from[0], 0
        for at_least, price, state in possible:
            if at_least < least:
                total = price + self._postpaid(state * self.sale.step, by_other_rule=by_other_rule)
                if total < least:
                    least, best = total, state
        return self.sale.made_of(best)

    def _at_least(self, calls: int) -> int:
        """Return what all months still cost at least, by the cheapest tier, if packs have so many calls."""
        month = bisect_right(self._used_until, calls) - 1
        if month == len(self._used_until) - 1:
            return self._cost_from[month]
        per_call, denominator = self._cheapest[month]
        left = self._used_until[month + 1] - calls
        return left * per_call // denominator + self._cost_from[month + 1]

    def _best_of(self, pack: Pack) -> Bought:
        """Return the packs of one size, at least one, of the least total; of equal totals the fewest."""
        price, count = in_fen(pack.price), 1
        least = price + self._postpaid(pack.calls)
        for more in range(2, -(-self.usable // pack.calls) + 1):
            if more * price >= least:
                break
            total = more * price + self._postpaid(more * pack.calls)
            if total < least:
                least, count = total, more
        return Bought(pack, count)

    def _postpaid(self, calls: int, *, by_other_rule: bool = False) -> int:
        """Return what all months still cost if packs have so many calls."""
        month = bisect_right(self._used_until, calls) - 1  # those before it are paid for as a whole
        if month == len(self._used_until) - 1:
            return self._cost_from[month]
        return self._partly_paid(month, calls, by_other_rule=by_other_rule) + self._cost_from[month + 1]

    def _partly_paid(self, index: int, calls: int, *, by_other_rule: bool = False) -> int:
        """Return what a month costs of which packs pay for the calls that those before it leave of them."""
        _, charge, tariff = self._months[index]
        tariff = tariff.by_other_pack_rule if by_other_rule else tariff
        _, cost = tariff.billed(charge.calls, charge.free_calls, calls - self._used_until[index])
        return rounded_fen(cost, tariff.denominator)

    def _bills(self, calls: int, *, by_other_rule: bool = False) -> list[int]:
        """Return what each month costs if packs have so many calls."""
        month = bisect_right(self._used_until, calls) - 1
        if month == len(self._used_until) - 1:
            return [0] * month + self._costs[month:]
        partly = self._partly_paid(month, calls, by_other_rule=by_other_rule)
        return [0] * month + [partly] + self._costs[month + 1 :]

    def _purchase(self, packs: Sequence[Bought]) -> Purchase:
        calls = sum(pack.calls * number for pack, number in packs)
        price = sum(in_fen(pack.price) * number for pack, number in packs)
        bills = self._bills(calls)
        used = min(calls, self.usable)
        has_ended = self._span >= self._in_force.prices.pack_months
        return Purchase(
            tuple(packs),
            of_fen(price),
            of_fen(sum(bills)),
            of_fen(price + sum(bills)),
            of_fen(self._cost_from[0] - price - sum(bills)),
            used,
            0 if has_ended else calls - used,
            calls - used if has_ended else 0,
            self._pays_in(price, bills),
            of_fen(price + sum(self._bills(calls, by_other_rule=True))),
        )

    def _pays_in(self, price: int, bills: Sequence[int]) -> Month | None:
        """Return the month from whose end on packs of a price have cost less altogether than none."""
        pays_in, saved = None, -price
        for (month, _, _), cost, bill in zip(self._months, self._costs, bills, strict=True):
            saved += cost - bill
            pays_in = None if saved <= 0 else pays_in or month
        return pays_in

    def _pays_from(self, pack: Pack) -> int | None:
        """Return the fewest calls a month from which a pack pays that lasts for as long as it is valid."""
        months = self._in_force.prices.pack_months
        free = self._in_force.tariff(self.service).free_quota if self._free_quota else 0
        curve = self._in_force.curve(self.service, free_quota=self._free_quota)
        return curve.first_above(of_fen(in_fen(pack.price) // months), 0, free + pack.calls // months)
