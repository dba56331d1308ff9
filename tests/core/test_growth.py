"""Months that are added after the last one, each worked out from the one before with fractions."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books
from tests.support.projection import logs, month_of, usage_of, worked_out
from tiia_cost import estimate, grow, project
from tiia_cost.core.months import Month
from tiia_cost.core.outlook import Ended, Growth
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.usage import MAX_CALLS, Usage
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    import datetime

    from tests.support.projection import Row
    from tiia_cost.core.book import PriceBook

    Counts = dict[tuple[str | None, str | None, str], int]
    """Calls by account, month and service."""

PERCENTAGES = ["0", "10", "-10", "0.5", "33.3", "-99.9", "250", "0.0000001"]


def usage_of_months(counts: Counts) -> Usage:
    usage = Usage()
    for (account, month, service), calls in counts.items():
        usage.add(service, calls, month=month, account=account)
    return usage


def counts_of(usage: Usage) -> Counts:
    return {
        (account, month, service): count.calls
        for account, month, counts in usage.months()
        for service, count in counts.items()
    }


def after(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def worked(counts: Counts, since: str, months: int, percent: str) -> Counts:
    """Return the counts with those of months added, month by month."""
    counts = dict(counts)
    month = since
    for _ in range(months):
        following = after(month)
        for account in {account for account, _, _ in counts}:
            if not any((one, of) == (account, following) for one, of, _ in counts):
                for (one, of, service), calls in list(counts.items()):
                    if (one, of) == (account, month):
                        counts[account, following, service] = ceil(calls * (1 + Fraction(percent) / 100))
        month = following
    return counts


def codes(caught: pytest.ExceptionInfo[UsageError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_each_month_has_the_calls_of_the_one_before_and_a_percentage_more() -> None:
    usage = usage_of_months({(None, "2026-11", "label"): 1000, (None, "2026-11", "car"): 1})
    grown = grow(usage, 2, Decimal(10))
    assert counts_of(grown) == {
        (None, "2026-11", "label"): 1000,
        (None, "2026-12", "label"): 1100,
        (None, "2027-01", "label"): 1210,
        (None, "2026-11", "car"): 1,
        (None, "2026-12", "car"): 2,  # 1.1, rounded up
        (None, "2027-01", "car"): 3,  # 2.2
    }
    assert grown.growth == Growth(Decimal(10), Month("2026-11"), (Month("2026-12"), Month("2027-01")))
    assert counts_of(usage).keys() == {(None, "2026-11", "label"), (None, "2026-11", "car")}


MONTHS = ["2026-09", "2026-10", "2026-11", "2026-12", "2027-02"]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(MONTHS), st.sampled_from(["label", "car"])),
        st.integers(0, 50) | st.integers(0, 10**13),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 8),
    st.sampled_from(PERCENTAGES),
)
def test_added_months_are_what_month_by_month_fractions_give(counts: Counts, months: int, percent: str) -> None:
    since = max(month or "" for _, month, _ in counts)
    expected = worked(counts, since, months, percent)
    grown = grow(usage_of_months(counts), months, Decimal(percent))
    assert counts_of(grown) == expected
    added = [since]
    for _ in range(months):
        added.append(after(added[-1]))
    last: dict[tuple[str | None, str], str] = {}
    for account, month, service in expected:
        last[account, service] = max(month or "", last.get((account, service), ""))
    ended = {Ended(*key, Month(month)) for key, month in last.items() if month < added[-1]}
    assert grown.growth is not None
    assert grown.growth[:3] == (Decimal(percent), since, tuple(added[1:]))
    assert set(grown.growth.ended) == ended
    assert len(grown.growth.ended) == len(ended)


@given(logs(accounts=("a", "b")), st.integers(1, 4), st.sampled_from(PERCENTAGES), st.data())
def test_months_go_on_after_the_projected_one_and_those_known_stay(
    log: tuple[list[Row], datetime.date], months: int, percent: str, data: st.DataObject
) -> None:
    rows, through = log
    month = month_of(through)
    later = [after(month), after(after(month)), after(after(after(month)))]
    known: Counts = data.draw(
        st.dictionaries(
            st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(later), st.sampled_from(["label", "L", "car"])),
            st.integers(0, 50),
            max_size=4,
        )
    )
    usage = usage_of(rows)
    for (account, of, service), calls in known.items():
        usage.add(service, calls, month=of, account=account)
    projected = project(usage, through)
    grown = grow(projected, months, Decimal(percent))
    assert counts_of(grown) == worked(counts_of(projected), month, months, percent)
    assert grown.projection == projected.projection
    assert grown.growth is not None
    assert grown.growth.since == month
    for account, of, counts in grown.months():
        for service, count in counts.items():
            # Months that were added are not known up to a day, and the projected one stays so.
            assert (count.outlook is not None) == (of == month)
            if of == month:
                assert count == projected.count(account, of, service)


def test_an_account_without_the_last_month_does_not_go_on_and_that_is_known() -> None:
    usage = usage_of_months(
        {
            ("a", "2026-10", "label"): 5,
            ("b", "2026-10", "car"): 6,
            ("b", "2026-10", "label"): 7,
            ("b", "2026-11", "label"): 8,
        }
    )
    grown = grow(usage, 1)
    assert counts_of(grown) == {**counts_of(usage), ("b", "2026-12", "label"): 8}
    assert grown.growth is not None
    october = Month("2026-10")
    assert grown.growth.ended == (Ended("a", "label", october), Ended("b", "car", october))


def test_ten_years_go_on_over_the_years() -> None:
    grown = grow(usage_of_months({(None, "2026-11", "label"): 100}), 120, Decimal(1))
    assert len(counts_of(grown)) == 121
    assert grown.growth is not None
    assert grown.growth.months[::119] == ("2026-12", "2036-11")
    calls = 100
    for _ in range(120):
        calls = ceil(calls * Fraction(101, 100))
    assert counts_of(grown)[None, "2036-11", "label"] == calls


def test_months_end_with_the_year_9999() -> None:
    usage = usage_of_months({(None, "9999-10", "label"): 1})
    assert max(month or "" for _, month, _ in counts_of(grow(usage, 2))) == "9999-12"
    with pytest.raises(UsageError) as caught:
        grow(usage, 3)
    assert codes(caught) == ["months-after-last-year"]


def test_no_month_has_more_calls_than_usage_may_have() -> None:
    usage = usage_of_months({(None, "2026-11", "label"): MAX_CALLS, (None, "2026-11", "car"): 5})
    assert counts_of(grow(usage, 120))[None, "2036-11", "label"] == MAX_CALLS
    with pytest.raises(UsageError) as caught:
        grow(usage, 120, Decimal("0.0000001"))
    # Of a service the first month is told.
    assert [
        (problem.code, problem.params["month"], problem.params["service"]) for problem in caught.value.problems
    ] == [("growth-too-large", "2026-12", "label")]


@pytest.mark.parametrize("counts", [{}, {(None, None, "label"): 5}])
def test_usage_that_names_no_month_cannot_go_on(counts: Counts) -> None:
    with pytest.raises(UsageError) as caught:
        grow(usage_of_months(counts), 1)
    assert codes(caught) == ["months-after-unknown"]


@pytest.mark.parametrize(
    ("months", "percent", "told"),
    [
        (0, "10", "not-a-number-of-months"),
        (-1, "10", "not-a-number-of-months"),
        (121, "10", "not-a-number-of-months"),
        (1, "-100", "growth-too-low"),
        (1, "-100.5", "growth-too-low"),
    ],
)
def test_no_month_to_add_and_nothing_left_to_grow_are_refused(months: int, percent: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        grow(usage_of_months({(None, "2026-11", "label"): 5}), months, Decimal(percent))
    assert codes(caught) == [told]


@given(books(), logs(accounts=("a",), most=10), st.sampled_from(PERCENTAGES[:5]), st.integers(0, 200))
def test_a_forecast_is_priced_like_its_counts_and_packs_last_on_in_it(
    book: PriceBook, log: tuple[list[Row], datetime.date], percent: str, owned: int
) -> None:
    rows, through = log
    grown = grow(project(usage_of(rows), through), 3, Decimal(percent))
    packs = [OwnedPack("label", owned)] if owned else []
    forecast, same = (estimate(usage, book, packs=packs) for usage in (grown, usage_of_months(counts_of(grown))))
    by_month = {bill.month: bill.total for bill in same.bills}
    expected = {service: found.calls for (_, service), found in worked_out(rows, through).items()}
    for bill in forecast.bills:
        if bill.month == month_of(through):
            assert {charge.service: charge.calls for charge in bill.charges} == expected
        elif len({row.name for row in rows}) == len(expected):  # no service under two names
            assert bill.total == by_month[bill.month]


def test_a_forecast_can_be_sent_to_other_processes() -> None:
    usage = Usage()
    usage.add("label", 5, month="2026-11", day=3)
    grown = grow(project(usage), 2, Decimal(10))
    again = pickle.loads(pickle.dumps(grown))  # noqa: S301 - our own
    assert (again, again.projection, again.growth) == (grown, grown.projection, grown.growth)
    assert list(again.months()) == list(grown.months())
