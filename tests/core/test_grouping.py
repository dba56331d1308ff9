"""Grouping of rows: no row is lost or counted twice, and groups come in the order of their keys."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.core.estimate import estimate
from tiia_cost.core.grouping import grouped, rows_of
from tiia_cost.core.money import add
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook

KEYS = ("account", "month", "service")
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([None, "a", "b"]),
        st.sampled_from(["2026-10", "2026-11", "2027-01"]),
        st.sampled_from(["crop", "label", "porn"]),
        st.integers(0, 5_000_000),
    ),
    min_size=1,
)


@given(entries=ENTRIES, keys=st.sampled_from([some for n in (1, 2, 3) for some in permutations(KEYS, n)]))
def test_groups_add_up_to_the_estimate_whatever_they_are_grouped_by(
    book: PriceBook, entries: list[tuple[str | None, str, str, int]], keys: tuple[str, ...]
) -> None:
    usage = Usage()
    for account, month, service, calls in entries:
        usage.add(service, calls, month=month, account=account)
    found = estimate(usage, book)
    groups = grouped(rows_of(found.bills), keys, book.services)
    assert add(row.charge.cost for _, rows in groups for row in rows) == found.total.cost
    assert sum(row.charge.calls for _, rows in groups for row in rows) == found.total.calls
    for names, rows in groups:
        assert {tuple(getattr(row, key) for key in keys) for row in rows} == {names}
    assert len({names for names, _ in groups}) == len(groups)


def test_groups_come_in_the_order_of_the_keys_and_services_in_that_of_the_price_list(book: PriceBook) -> None:
    usage = Usage()
    for service in ("crop", "porn", "label"):
        for month in ("2026-11", "2026-10"):
            usage.add(service, 1, month=month)
    rows = rows_of(estimate(usage, book).bills)
    assert [names for names, _ in grouped(rows, ("service", "month"), book.services)] == [
        (service, month) for service in ("label", "porn", "crop") for month in ("2026-10", "2026-11")
    ]
