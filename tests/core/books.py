"""Small random price books, on which every count can be tried, and usage for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.conftest import price_book
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook

MONTHS = ("2026-01", "2026-02", "2026-04")
MOST = 60
"""More calls of a service than this are not in the usage."""


@st.composite
def books(draw: st.DrawFn) -> PriceBook:
    """Draw prices of `label` and `car`: both tier modes, bases and kinds of bounds, any free quota and freeze."""
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
services:
  label: {{name: L, prices: {draw(prices)}}}
  car: {{name: C, prices: {draw(prices)}}}
"""
    )


@st.composite
def usages(draw: st.DrawFn, accounts: tuple[str | None, ...] = (None,)) -> Usage:
    """Draw calls of some services in some months of some accounts, at least one."""
    usage = Usage()
    owner = st.tuples(st.sampled_from(["label", "car"]), st.sampled_from(MONTHS), st.sampled_from(accounts))
    for (service, month, account), calls in draw(
        st.dictionaries(owner, st.integers(0, MOST), min_size=1, max_size=6)
    ).items():
        usage.add(service, calls, month=month, account=account)
    return usage
