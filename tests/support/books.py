"""Random price books, small enough to try every count, and usage for them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.conftest import price_book
from tiia_cost.core.ranges import Margin
from tiia_cost.core.tariff import Tariff
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from tiia_cost.core.book import PriceBook

    Key = tuple[str | None, str | None, str]
    """Account, month and service."""

MONTHS = ("2026-01", "2026-02", "2026-04")
MOST = 60
"""Highest number of calls of a service in the usage."""


@st.composite
def books(draw: st.DrawFn) -> PriceBook:
    """Draw prices of `label` and `car`: both tier modes, bases, kinds of bounds and readings of packs, any free quota."""
    bounds = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    prices = st.lists(
        st.sampled_from(["0", "0.001", "0.004", "0.4", "1", "1.005", "2.5"]),
        min_size=len(bounds) + 1,
        max_size=len(bounds) + 1,
    )
    tiers = draw(st.sampled_from([{"up_to": bounds}, {"from": [0, *bounds]}]))
    mode, basis = draw(st.sampled_from(["volume", "graduated"])), draw(st.sampled_from(["total", "billable"]))
    freeze = draw(st.sampled_from(["", "freeze: {basis: list_cost, rate: 1}", "freeze: {basis: cost, rate: 1.2}"]))
    return price_book(
        f"""
tier_mode: {mode}
tier_basis: {basis}
per: {draw(st.integers(1, 3))}
free_quota: {draw(st.integers(0, 20))}
tiers: {tiers}
{freeze}
pack_calls_count: {draw(st.booleans())}
services:
  label: {{name: L, prices: {draw(prices)}}}
  car: {{name: C, prices: {draw(prices)}}}
"""
    )


def margins() -> st.SearchStrategy[Margin]:
    """Draw a margin in calls or per cent; it may be 0, or larger than the whole count."""
    calls = st.integers(0, 30).map(lambda figure: Margin(Decimal(figure), is_percentage=False))
    percent = st.sampled_from(["0", "0.5", "10", "33.3", "100", "150"])
    return calls | percent.map(lambda figure: Margin(Decimal(figure), is_percentage=True))


def random_tariff(random: Random) -> Tariff:
    """Return a random small tariff: both tier modes, bases, kinds of bounds and readings of packs, any free quota."""
    tiers = random.randint(1, 4)
    return Tariff(
        service="label",
        graduated=random.random() < 0.3,
        by_billable=random.random() < 0.5,
        per=random.choice((1, 3, 10)),
        free_quota=random.choice((0, 1, 5, 12, 40)),
        prices=tuple(Decimal(random.choice(("0", "0.004", "0.05", "0.5", "1", "1.005", "2.5"))) for _ in range(tiers)),
        bounds=tuple(sorted(random.sample(range(1, 40), tiers - 1))),
        upper_included=random.random() < 0.5,
        freeze_basis=random.choice((None, "cost", "list_cost")),
        freeze_rate=Decimal(random.choice(("0", "0.333", "1", "1.2"))),
        pack_calls_count=random.random() < 0.5,
    )


@st.composite
def usages(draw: st.DrawFn, accounts: tuple[str | None, ...] = (None,)) -> Usage:
    """Draw usage: one or more counts, each of a service in a month of an account."""
    usage = Usage()
    owner = st.tuples(st.sampled_from(["label", "car"]), st.sampled_from(MONTHS), st.sampled_from(accounts))
    for (service, month, account), calls in draw(
        st.dictionaries(owner, st.integers(0, MOST), min_size=1, max_size=6)
    ).items():
        usage.add(service, calls, month=month, account=account)
    return usage


def changed(usage: Usage, by: Mapping[Key, int]) -> Usage:
    """Return usage with the calls of some services, each in a month of an account, changed by so many."""
    after = Usage()
    for account, month, counts in usage.months():
        for service, count in counts.items():
            calls = count.calls + by.get((account, month, service), 0)
            after.add(service, calls, month=month, account=account)
    return after
