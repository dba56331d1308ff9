"""Prepaid packs worked out from the words of rule 15, call by call in fractions, and random price lists that sell them.

Nothing here asks the program what a month costs or which pack pays.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from tiia_cost.core.book import PriceBook
from tiia_cost.core.months import Month
from tiia_cost.core.prices import PriceList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

MODES = [
    (graduated, billable, counts) for graduated in (False, True) for billable in (False, True) for counts in (0, 1)
]
"""All combinations of tier mode, tier basis, and whether calls that a pack pays for count."""

MONTHS = tuple(map(Month, ("2025-12", "2026-01", "2026-02", "2026-03", "2026-05")))
"""Months of random usage. The first is before the lists, and free of charge."""


SERVICES = ("label", "car")


class Rules(NamedTuple):
    """Prices of one service, as a list has them. Prices and the rate of the freeze are texts."""

    prices: tuple[str, ...]
    bounds: tuple[int, ...]
    upper_included: bool
    graduated: bool
    billable: bool
    counts: bool
    quota: int
    per: int
    freeze: tuple[str, str] | None
    packs: tuple[tuple[int, str], ...] = ()

    @property
    def row(self) -> dict[str, object]:
        """The service as a row of a price file."""
        bounds = list(self.bounds)
        return {
            "prices": list(self.prices),
            "tiers": {"up_to": bounds} if self.upper_included else {"from": [0, *bounds]},
            "tier_mode": "graduated" if self.graduated else "volume",
            "tier_basis": "billable" if self.billable else "total",
            "free_quota": self.quota,
            "per": self.per,
            "freeze": None if self.freeze is None else dict(zip(("basis", "rate"), self.freeze, strict=True)),
            "packs": [{"calls": calls, "price": price} for calls, price in self.packs],
        }


class Worked(NamedTuple):
    """A month of calls, worked out: counts, and amounts in fractions, not rounded. The tier counts from 1."""

    free: int
    packs: int
    tier: int
    price: Fraction
    list_cost: Fraction
    pack_deduction: Fraction
    cost: Fraction


@lru_cache(maxsize=100_000)
def month(rules: Rules, calls: int, prepaid: int, *, free_quota: bool = True) -> Worked:
    """Work out a month of which packs can pay for `prepaid` calls: c calls, f free, p pack calls, as in rule 15."""
    each = [Fraction(price) / rules.per for price in rules.prices]
    f = min(calls, rules.quota) if free_quota else 0
    p = min(calls - f, prepaid)
    c = calls

    def slice_of(nth: int) -> Fraction:
        """Return the price of the nth call from zero in graduated tiers."""
        return each[sum(nth > bound for bound in rules.bounds)]

    def calls_cost(numbers: range) -> Fraction:
        return sum((slice_of(nth) for nth in numbers), Fraction())

    decides = c if rules.counts else c - p
    decides -= f if rules.billable else 0
    tier = sum(decides > bound or (decides == bound and not side(rules)) for bound in rules.bounds)
    price = each[tier]
    if not rules.graduated:
        return Worked(f, p, tier + 1, price, c * price, p * price, (c - f - p) * price)
    listed = calls_cost(range(1, c + 1))
    if not rules.counts:  # as a month of c - p calls; list cost of all, packs pay for what the last p calls add to it
        numbers = range(1, c - p - f + 1) if rules.billable else range(f + 1, c - p + 1)
        paid = calls_cost(range(c - p + 1, c + 1))
    elif rules.billable:  # numbers 1 to p are the packs', free calls have none
        numbers, paid = range(p + 1, c - f + 1), calls_cost(range(1, p + 1))
    else:  # numbers 1 to f are free, the p after them the packs'
        numbers, paid = range(f + p + 1, c + 1), calls_cost(range(f + 1, f + p + 1))
    return Worked(f, p, tier + 1, price, listed, paid, calls_cost(numbers))


def side(rules: Rules) -> bool:
    """Return whether a count on a bound belongs to the lower tier; a call that fills a slice always does."""
    return rules.upper_included or rules.graduated


def frozen(rules: Rules, calls: int, prepaid: int, *, free_quota: bool = True) -> Fraction:
    """Return the freeze, not rounded: that of the month without its pack calls."""
    if rules.freeze is None:
        return Fraction()
    basis, rate = rules.freeze
    paid = month(rules, calls, prepaid, free_quota=free_quota).packs
    rest = month(rules, calls - paid, 0, free_quota=free_quota)
    return (rest.list_cost if basis == "list_cost" else rest.cost) * Fraction(rate)


def fen(amount: Fraction | Decimal) -> int:
    """Round an amount half up to fen."""
    return int(Fraction(amount) * 100 + Fraction(1, 2))


class Stock(NamedTuple):
    """Packs of one account and service: their calls, and the positions of the months in which they are valid."""

    calls: int
    valid: range


def take(stocks: Sequence[Stock], months: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Take single calls from packs, month by month; of the packs that are valid, from the one that ends first.

    `months` are positions and how many calls are left after the free quota. Return how many calls are paid for in each
    month, and how many each pack has left.
    """
    left = [stock.calls for stock in stocks]
    paid = []
    for position, calls in months:
        paid.append(0)
        for _ in range(calls):
            valid = [index for index, stock in enumerate(stocks) if left[index] and position in stock.valid]
            if valid:
                left[min(valid, key=lambda index: stocks[index].valid.stop)] -= 1
                paid[-1] += 1
    return paid, left


_PRICES = ("0", "0.001", "0.004", "0.005", "0.015", "0.4", "1", "1.005", "2.5", "3")
"""Unit prices, halves of a fen among them. The last four are dear enough for a pack to pay."""


@st.composite
def rules(draw: st.DrawFn, *, sizes: int = 0, counts: bool | None = None) -> Rules:
    """Draw prices of a service; with `sizes` it sells packs of up to so many sizes, of 1 to 7 calls."""
    bounds = sorted(draw(st.sets(st.integers(1, 12), max_size=3)))
    price = st.sampled_from(_PRICES[6:] if sizes else _PRICES)
    freeze = st.none() | st.tuples(st.sampled_from(["cost", "list_cost"]), st.sampled_from(["0.333", "1", "1.2"]))
    graduated, billable, drawn = draw(st.sampled_from(MODES))
    packs = [
        (calls, calls * draw(st.integers(0, 150)) + draw(st.integers(0, 9)))
        for calls in draw(
            st.lists(st.integers(1, 7), unique=True, min_size=1, max_size=sizes) if sizes else st.just([])
        )
    ]
    return Rules(
        tuple(draw(st.lists(price, min_size=len(bounds) + 1, max_size=len(bounds) + 1))),
        tuple(bounds),
        draw(st.booleans()),
        graduated,
        billable,
        bool(drawn) if counts is None else counts,
        draw(st.integers(0, 1 if sizes else 9)),
        draw(st.sampled_from([1, 1, 1, 2, 3] if sizes else [1, 2, 3])),
        draw(freeze),
        tuple((calls, f"{fen // 100}.{fen % 100:02}") for calls, fen in packs),
    )


class Dated(NamedTuple):
    """A dated list of `SERVICES`: the first month in which it is in force, and its rules."""

    start: str
    pack_months: int
    services: dict[str, Rules]

    def price_list(self) -> PriceList:
        """Return the list; the months before it are free if it is the first."""
        return PriceList.model_validate(
            {
                "name": f"from-{self.start}",
                "currency": "CNY",
                "effective_from": f"{self.start}-01",
                "before_effective": "free",
                "tier_mode": "volume",
                "per": 1,
                "tiers": {"from": [0]},
                "pack_months": self.pack_months,
                "pack_calls_count": str(self.services[SERVICES[0]].counts),
                "services": {name: {"name": name, **rules.row} for name, rules in self.services.items()},
            }
        )


class Book(NamedTuple):
    """Dated lists, the older first, and the price book that is made of them."""

    lists: tuple[Dated, ...]
    prices: PriceBook

    def in_force(self, month: str) -> Dated:
        """Return the list that prices a month: the newest that has begun, or the first."""
        return next((dated for dated in reversed(self.lists) if dated.start <= month), self.lists[0])

    def is_free(self, month: str) -> bool:
        return month < self.lists[0].start


@st.composite
def pack_books(draw: st.DrawFn, *, sizes: int = 0, most_months: int = 5) -> Book:
    """Draw one list, or a second one whose prices and packs are others from the middle on."""
    starts = draw(st.sampled_from([("2026-01",), ("2026-01", "2026-03")]))
    lists = []
    for start in starts:
        counts = draw(st.booleans())
        services = {name: draw(rules(sizes=sizes, counts=counts)) for name in SERVICES}
        lists.append(Dated(start, draw(st.integers(1, most_months)), services))
    return Book(tuple(lists), PriceBook([dated.price_list() for dated in lists]))
