"""Months that are known up to a day, compared with days and fractions worked out by hand (rule 16)."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books
from tests.support.projection import MONTHS, Row, dates_of, logs, month_of, usage_of, worked_out
from tiia_cost.core.cashflow import cashflow
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds
from tiia_cost.core.growth import grow
from tiia_cost.core.months import Month
from tiia_cost.core.outlook import LeftOut, Outlook, Silence
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.projection import project
from tiia_cost.core.usage import MAX_CALLS, Usage
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.outlook import Pace

PACES: tuple[Pace, ...] = ("plain", "weekday")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def daily(*counts: int, month: str = "2026-11", service: str = "label") -> Usage:
    """Return usage with so many calls on each day from the first on."""
    usage = Usage()
    for number, calls in enumerate(counts, start=1):
        usage.add(service, calls, month=month, day=number)
    return usage


def label(usage: Usage, month: str = "2026-11") -> int:
    count = usage.count(None, Month(month), "label")
    assert count is not None
    return count.calls


def charges(priced: Estimate) -> dict[tuple[str | None, str | None, str], Charge]:
    return {(bill.account, bill.month, charge.service): charge for bill in priced.bills for charge in bill.charges}


def codes(caught: pytest.ExceptionInfo[UsageError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_a_month_comes_to_its_calls_so_far_by_the_days_it_has(prices: Prices) -> None:
    usage = Usage()
    usage.add("label", 100, month="2026-11", whole=False)
    projected = project(usage, day("2026-11-12"))
    assert label(projected) == 250  # 100 × 30 ÷ 12
    charge = charges(estimate(projected, prices()))[None, "2026-11", "label"]
    assert (charge.so_far, charge.calls, charge.cost) == (100, 250, Decimal("500.00"))
    assert label(project(usage, day("2026-11-07"))) == 429  # 428.57
    assert label(usage) == 100


def test_by_weekday_each_day_to_come_has_the_mean_of_its_weekday() -> None:
    # 2026-11-01 is a Sunday: of 1 to 16 November three are Sundays, three Mondays, and two each other weekday.
    usage = daily(4, 10, 10, 10, 10, 10, 0, 2, 13, 10, 10, 10, 10, 0, 1, 12)
    # From the 17th: Tuesday to Friday twice 10 × 4, Saturday twice 0, Sunday twice 7/3, Monday twice 35/3: 80 + 28.
    assert label(project(usage, day("2026-11-16"), pace="weekday")) == 122 + 80 + 28
    assert label(project(usage, day("2026-11-16"))) == 229  # 122 × 30 ÷ 16 = 228.75


@given(
    st.sampled_from(PACES).flatmap(lambda pace: st.tuples(st.just(pace), logs(first=14 if pace == "weekday" else 1)))
)
def test_a_projected_month_is_what_days_and_fractions_give(
    prices: Prices, drawn: tuple[Pace, tuple[list[Row], datetime.date]]
) -> None:
    pace, (rows, through) = drawn
    book = prices("services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [5, 5, 5]}}")
    projected = project(usage_of(rows), through, pace=pace)
    found = charges(estimate(projected, book))
    expected = worked_out(rows, through, pace)
    assert {(account, service) for account, _, service in found} == expected.keys()
    for (account, month, service), charge in found.items():
        month_to_come = expected[account, service]
        # Calls under two names of a service are added before they are rounded.
        assert (charge.so_far, charge.calls) == (month_to_come.so_far, month_to_come.calls)
        assert month == month_of(through)
        assert charge.outlook is not None
        assert charge.outlook.by_end_of_days() == [
            month_to_come.by_end_of(days + 1) for days in range(len(month_to_come.to_come))
        ]
        by_day = Counter[int]()
        for row in rows:
            if (row.account, row.name[0].lower()) == (account, service[0]):
                by_day[row.date.day] += row.calls
        assert charge.outlook.days == tuple(by_day[number] for number in range(1, through.day + 1))
    assert projected.projection is not None
    assert (projected.projection.through, projected.projection.of) == (through, len(dates_of(month_of(through))))
    assert (projected.projection.pace, projected.projection.found, projected.projection.left_out) == (pace, False, None)


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("pace", PACES)
def test_on_the_last_day_the_projection_is_the_month_itself(month: Month, pace: Pace) -> None:
    days = dates_of(month)
    usage = daily(*(number * number % 7 for number in range(len(days))), month=month)
    projected = project(usage, days[-1], pace=pace)
    assert projected == usage
    count = projected.count(None, month, "label")
    assert count is not None
    assert count.outlook is not None
    assert (count.outlook.so_far, count.outlook.to_come) == (label(usage, month), ())


@pytest.mark.parametrize("month", MONTHS)
def test_of_a_log_that_is_the_same_each_day_every_day_gives_the_same_month(month: Month) -> None:
    days = dates_of(month)
    for through in days:
        usage = daily(*[17] * through.day, month=month)
        assert label(project(usage, through), month) == 17 * len(days)
        if through.day >= 14:
            assert label(project(usage, through, pace="weekday"), month) == 17 * len(days)


@pytest.mark.parametrize("month", MONTHS)
def test_of_a_log_that_is_the_same_each_week_every_day_from_the_14th_gives_the_same_month_by_weekday(
    month: Month,
) -> None:
    days = dates_of(month)
    of_weekday = (0, 5, 11, 3, 8, 1, 0)
    calls = [of_weekday[date.weekday()] for date in days]
    for through in days[13:]:
        assert label(project(daily(*calls[: through.day], month=month), through, pace="weekday"), month) == sum(calls)


@given(logs(), st.data(), st.sampled_from([("plain", 1), ("weekday", 14)]))
def test_order_and_splitting_of_rows_change_nothing(
    log: tuple[list[Row], datetime.date], data: st.DataObject, pace: tuple[Pace, int]
) -> None:
    rows, through = log
    if through.day < pace[1]:
        return
    split = []
    for row in rows:
        part = data.draw(st.integers(0, row.calls))
        split += [row._replace(calls=part), row._replace(calls=row.calls - part, is_time=data.draw(st.booleans()))]
    one = project(usage_of(rows), through, pace=pace[0])
    other = project(usage_of(data.draw(st.permutations(split))), through, pace=pace[0])
    assert one == other
    assert one.projection == other.projection
    for account, month, counts in one.months():
        for service, count in counts.items():
            same = other.count(account, month, service)
            assert same is not None
            assert same.outlook == count.outlook


@given(logs(), st.booleans())
def test_other_months_stay_what_they_are(log: tuple[list[Row], datetime.date], with_days: bool) -> None:
    rows, through = log
    usage = usage_of(rows)
    for month in ("2025-01", "2030-01"):
        usage.add("label", 7, month=month, account="a", day=31 if with_days else None)
        usage.add("car", 0, month=month, account="c")
    projected = project(usage, through)
    before, after = (
        {(account, month): counts for account, month, counts in all_of.months() if month != month_of(through)}
        for all_of in (usage, projected)
    )
    assert len(after) == 4
    assert after.keys() == before.keys()
    for key, counts in before.items():
        for service, count in counts.items():
            outlook = Outlook(count.calls, None, ()) if key[1] == "2025-01" else None  # no call of it is still to come
            assert after[key][service] == count._replace(outlook=outlook)


WEEKS = [datetime.date(2026, 11, 24) + datetime.timedelta(days=number) for number in range(12)]
"""Days around the end of a month."""


@given(
    st.lists(
        st.builds(
            Row,
            st.sampled_from(["a", "b"]),
            st.sampled_from(["label", "car"]),
            st.sampled_from(WEEKS),
            st.integers(0, 9),
            st.booleans(),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_auto_finds_the_last_day_and_leaves_out_only_one_that_may_not_be_over(rows: list[Row]) -> None:
    last = max(row.date for row in rows)
    is_open = any(row.is_time for row in rows if row.date == last)
    through = last - datetime.timedelta(days=1) if is_open else last
    kept = [row for row in rows if row.date <= through]
    if not any(month_of(row.date) == month_of(through) for row in kept):
        with pytest.raises(UsageError) as caught:
            project(usage_of(rows))
        assert codes(caught) == ["single-day-of-times"]
        return
    projected = project(usage_of(rows))
    assert projected.projection is not None
    assert (projected.projection.through, projected.projection.found) == (through, True)
    left_out = LeftOut(last, sum(row.calls for row in rows if row.date == last)) if is_open else None
    assert projected.projection.left_out == left_out
    # No call is lost: those so far, those of other months, and those left out are all there are.
    known = 0
    expected = worked_out(kept, through)
    for account, month, counts in projected.months():
        for service, count in counts.items():
            known += count.calls if count.outlook is None else count.outlook.so_far
            if month == month_of(through):
                found = expected.get((account, service))
                assert count.calls == (0 if found is None else found.calls)
    assert known + (left_out.calls if left_out else 0) == sum(row.calls for row in rows)
    # Every service of the projected month has its bill, also one that was only called on the day left out.
    in_month = {(row.account, row.name) for row in rows if month_of(row.date) == month_of(through)}
    assert {
        (account, service)
        for account, month, counts in projected.months()
        if month == month_of(through)
        for service in counts
    } == in_month


def test_a_later_month_of_which_only_the_day_left_out_is_known_has_no_bill_but_those_planned_have() -> None:
    usage = usage_of(
        [
            Row("a", "label", day("2026-10-01"), 3, is_time=True),
            Row("a", "label", day("2026-11-30"), 30, is_time=True),
            Row("a", "label", day("2026-12-01"), 5, is_time=True),
            Row("b", "car", day("2026-12-01"), 6),
            Row("d", "car", day("2026-12-01"), 7),
        ]
    )
    usage.add("label", 0, month="2026-12", account="c", whole=True)
    usage.add("car", 9, month="2026-12", account="c", whole=True)
    usage.add("car", 8, month="2026-12", account="d")
    projected = project(usage)
    assert [
        (account, month, {service: count.calls for service, count in counts.items()})
        for account, month, counts in projected.months()
    ] == [
        ("a", "2026-10", {"label": 3}),
        ("a", "2026-11", {"label": 30}),
        ("c", "2026-12", {"label": 0, "car": 9}),
        ("d", "2026-12", {"car": 8}),
    ]
    assert projected.projection is not None
    assert projected.projection.left_out == LeftOut(day("2026-12-01"), 18)


@given(logs(first=20))
def test_long_times_without_calls_are_told_by_account(log: tuple[list[Row], datetime.date]) -> None:
    rows, through = log
    found: dict[tuple[int, int], list[str | None]] = {}
    for account in ("a", "b"):
        of_account = [row for row in rows if row.account == account]
        called = {row.date.day for row in of_account if row.calls}
        if of_account:
            for silent, group in groupby(range(1, through.day + 1), key=lambda number: number not in called):
                days = [*group]
                if silent and len(days) > 7:
                    found.setdefault((days[0], days[-1]), []).append(account)
    projection = project(usage_of(rows), through).projection
    assert projection is not None
    assert projection.silences == tuple(Silence(*run, tuple(accounts)) for run, accounts in sorted(found.items()))


def test_days_without_calls_are_not_told_where_some_calls_have_no_day() -> None:
    usage = daily(5)
    usage.add("car", 50, month="2026-11", whole=False)
    projection = project(usage, day("2026-11-20")).projection
    assert projection is not None
    assert projection.silences == ()


@given(
    books(),
    logs(MONTHS[:1], first=5, accounts=("a",), most=6),
    st.booleans(),
    st.integers(0, 20),
    st.sampled_from(PACES),
)
def test_the_day_on_which_a_tier_begins_is_what_trying_every_day_finds(
    book: PriceBook, log: tuple[list[Row], datetime.date], free_quota: bool, owned: int, pace: Pace
) -> None:
    rows, through = log
    if pace == "weekday" and through.day < 14:
        return
    packs = [OwnedPack("label", owned)] if owned else []
    priced = estimate(project(usage_of(rows), through, pace=pace), book, free_quota=free_quota, packs=packs)
    expected = worked_out(rows, through, pace)
    tariff = book.in_force(Month("2026-02"))
    for (account, _, service), charge in charges(priced).items():

        def tier(calls: int, service: str = service, prepaid: int = charge.prepaid) -> int:
            return tariff.charge(service, calls, free_quota=free_quota, prepaid=prepaid).tier or 0

        month = expected[account, service]
        begins: dict[int, str] = {}
        for days in range(1, len(month.to_come) + 1):
            for reached in range(tier(month.so_far) + 1, tier(month.by_end_of(days)) + 1):
                begins.setdefault(reached, f"2026-02-{through.day + days:02d}")
        told = [note.figures for note in charge.notes if note.code == "tier-reached-on"]
        assert told == [{"tier": reached, "date": date} for reached, date in begins.items()]


def test_a_free_month_has_no_tiers_to_reach(prices: Prices) -> None:
    book = prices("before_effective: free")
    usage = daily(50, 50, month="2019-11")
    (charge,) = charges(estimate(project(usage, day("2019-11-02")), book)).values()
    assert (charge.calls, charge.so_far, charge.cost) == (1500, 100, Decimal("0.00"))
    assert [note.code for note in charge.notes] == ["free-beta"]


@given(books(), logs(accounts=("a", "b", None)), st.booleans())
def test_a_projected_month_is_priced_and_settled_like_the_same_counts_of_a_month(
    book: PriceBook, log: tuple[list[Row], datetime.date], with_later_month: bool
) -> None:
    rows, through = log
    usage, counts = usage_of(rows), Usage()
    if with_later_month:
        usage.add("label", 40, month="2030-01", account="b")
        counts.add("label", 40, month="2030-01", account="b")
    for (account, service), month in worked_out(rows, through).items():
        counts.add(service, month.calls, month=month_of(through), account=account)
    projected, same = estimate(project(usage, through), book), estimate(counts, book)

    def plain(priced: Estimate) -> list[object]:
        return [
            bill._replace(
                charges=tuple(
                    charge._replace(
                        outlook=None, notes=tuple(note for note in charge.notes if note.code != "tier-reached-on")
                    )
                    for charge in bill.charges
                )
            )
            for bill in priced.bills
        ]

    assert plain(projected) == plain(same)
    assert projected.total == same.total
    funds = {account: Funds(balance=Decimal(50)) for account in usage.accounts()}

    def settled(priced: Estimate) -> list[object]:
        return [
            statement._replace(settlements=tuple(one._replace(expected=False) for one in statement.settlements))
            for statement in cashflow(priced, funds).statements
        ]

    assert settled(projected) == settled(same)


@pytest.mark.parametrize(
    ("usage", "through", "pace", "told"),
    [
        (Usage(), "2026-11-12", "plain", ["through-of-unknown-month"]),
        (Usage(), None, "plain", ["no-days-to-find-last"]),
        (daily(5, 5), "2026-12-12", "plain", ["through-in-no-month"]),
        (daily(5, 5), "2026-11-01", "plain", ["usage-after-through"]),
        (daily(0, 5, 0), "2026-11-01", "plain", ["usage-after-through"]),
        (daily(*[5] * 13), None, "weekday", ["weekday-needs-days"]),
        (daily(MAX_CALLS), "2026-11-29", "plain", ["projection-too-large"]),
    ],
)
def test_what_cannot_be_projected_is_refused(usage: Usage, through: str | None, pace: Pace, told: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        project(usage, None if through is None else day(through), pace=pace)
    assert codes(caught) == told


def test_calls_of_which_only_the_month_is_known_are_those_so_far() -> None:
    usage = Usage()
    usage.add("label", 100, month="2026-11")
    usage.add("car", 0, month="2026-11")
    projected = project(usage, day("2026-11-12"))
    assert label(projected) == 250
    # Where no day is known, neither are those without calls.
    assert projected.projection is not None
    assert projected.projection.silences == ()
    counts = [count for _, _, counts in projected.months() for count in counts.values()]
    assert [count.outlook and count.outlook.days for count in counts] == [None, None]


def test_counts_of_the_whole_month_are_refused_each_and_calls_without_days_by_weekday() -> None:
    usage = Usage()
    usage.add("label", 5, month="2026-11", whole=True)
    usage.add("car", 5, month="2026-11", whole=True)
    usage.add("label", 5, month="2026-11", account="a", whole=False)
    usage.add("car", 5, month="2026-11", account="b", day=3)
    usage.add("car", 5, month="2026-11", account="b")
    with pytest.raises(UsageError) as caught:
        project(usage, day("2026-11-20"))
    assert codes(caught) == ["through-in-whole-month"] * 2
    with pytest.raises(UsageError) as caught:
        project(usage, day("2026-11-20"), pace="weekday")
    assert sorted(codes(caught)) == ["through-in-whole-month"] * 2 + ["weekday-without-days"] * 2


def test_the_largest_count_can_be_projected_where_no_day_is_to_come() -> None:
    assert label(project(daily(MAX_CALLS), day("2026-11-30"))) == MAX_CALLS
    # 30 × (10^18 ÷ 30) rounded down is a multiple of 30 below 10^18.
    assert label(project(daily(MAX_CALLS // 30), day("2026-11-01"))) == MAX_CALLS // 30 * 30


def test_rows_of_no_calls_after_the_day_are_those_of_a_table_made_for_the_whole_month() -> None:
    usage = daily(3, 4, 5, *[0] * 27)
    assert label(project(usage, day("2026-11-03"))) == 120
    # Only `auto` believes them, and tells that there were no calls.
    assert label(project(usage)) == 12
    projection = project(usage).projection
    assert projection is not None
    assert projection.silences == (Silence(4, 30, (None,)),)


def test_usage_is_projected_once_and_before_months_are_added() -> None:
    usage = daily(3, 4, 5)
    assert [label(projected) for projected in (project(usage), project(usage), usage)] == [120, 120, 12]
    for expected in (project(usage), grow(usage, 1)):
        with pytest.raises(UsageError) as caught:
            project(expected)
        assert codes(caught) == ["projected-already"]


def test_where_nothing_is_known_before_the_day_left_out_its_month_is_told() -> None:
    times = [Row(None, "label", day(date), 5, is_time=True) for date in ("2026-09-30", "2026-11-01")]
    usage = usage_of(times[1:])
    usage.add("label", 9, month="2026-12")
    for refused in (usage_of(times), usage):
        with pytest.raises(UsageError) as caught:
            project(refused)
        assert (codes(caught), caught.value.problems[0].params["month"]) == (["single-day-of-times"], "2026-11")


def test_outlooks_on_one_month_add_up_exactly() -> None:
    one, other = Outlook(1, (1, 0, 0), (1, 1), 3), Outlook(2, (0, 1, 1), (2, 2), 3)
    assert (one.calls, other.calls) == (2, 4)  # 1 + 2/3, 2 + 4/3
    assert one.plus(other) == Outlook(3, (1, 1, 1), (3, 3), 3)
    assert one.plus(other).calls == 5
    assert one.plus(other._replace(days=None)).days is None
