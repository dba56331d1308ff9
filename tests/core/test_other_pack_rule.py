"""The best purchase if the price list answered otherwise whether calls that a pack pays for count towards the tier."""

from __future__ import annotations

from random import Random

import pytest

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.purchase import Offer, offers
from tiia_cost.core.usage import Usage

MONTHS = ("2026-01", "2026-02", "2026-03")


def offer(settings: str, packs: str, counts: dict[str, int], *, free_quota: bool = True) -> Offer:
    """Return what packs would change for calls of a service by month, priced by a small list with these settings."""
    book = price_book(settings, service=f"packs: {packs}")
    usage = Usage()
    for month, calls in counts.items():
        usage.add("label", calls, month=month)
    (found,) = offers(estimate(usage, book, free_quota=free_quota), book, free_quota=free_quota)
    return found


@pytest.mark.parametrize("seed", range(100))
def test_it_is_the_best_purchase_of_the_same_list_with_the_other_answer(seed: int) -> None:
    random = Random(seed)
    terms = (
        f"tier_mode: {random.choice(('volume', 'graduated'))}\n"
        f"tier_basis: {random.choice(('total', 'billable'))}\n"
        f"free_quota: {random.choice((0, 20))}\npack_months: {random.randint(1, 3)}\n"
    )
    sizes = sorted(random.sample(range(10, 300, 10), random.randint(1, 3)))
    packs = ", ".join(f"{{calls: {calls}, price: {random.randint(calls, 3 * calls)}}}" for calls in sizes)
    counts = {month: random.randint(0, 500) for month in MONTHS[: random.randint(1, 3)]}
    one, other = (offer(f"{terms}pack_calls_count: {answer}", f"[{packs}]", counts) for answer in ("true", "false"))
    for here, there in ((one, other), (other, one)):
        assert here.other_best.packs == there.best.packs
        assert (here.other_best.total, here.other_best.other_total) == (there.best.other_total, there.best.total)


def test_where_it_is_another_purchase_the_decision_depends_on_the_answer() -> None:
    # 400 calls at 1 cost 400. Two packs of 150 for 140 leave 100: at 2 they cost 200, at 1 (counted) 100.
    found = offer("pack_calls_count: false", "[{calls: 150, price: 140}]", {"2026-01": 400})
    assert found.without == 400
    assert found.best.packs == ()
    # If its calls count: one pack 140 + 250 = 390, two 280 + 100 = 380, three 420.
    assert [(bought.pack.calls, bought.number) for bought in found.other_best.packs] == [(150, 2)]
    assert found.other_best.other_total == 380
    assert found.other_best.total == 480
