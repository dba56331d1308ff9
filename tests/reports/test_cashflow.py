"""What people read of a cash flow: advice that holds to the letter, rows that add up, notes that are told once."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.test_cashflow import TOP_UPS, YEAR, funds, top_ups_of, usage_of
from tests.support.books import books, usages
from tiia_cost.core.cashflow import Cashflow, cashflow
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds, TopUp
from tiia_cost.core.usage import Usage
from tiia_cost.formats.sheet import tone_of
from tiia_cost.formats.table import render
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.cashflow import as_sheets
from tiia_cost.reports.settlement_notes import below

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.formats.sheet import Sheet

BOOK = load_prices()
PARTS = {
    "en": r"([\d,]+\.\d\d) CNY(?: in one payment)? by (\d{4}-\d\d-\d\d)",
    "zh": r"([\d,]+\.\d\d) 元（最迟 (\d{4}-\d\d-\d\d)）",
}


def label(calls: dict[str, int], **money: Any) -> Cashflow:
    """Return the cash flow of `label` at the shipped prices, from the funds given."""
    return cashflow(estimate(usage_of(calls), BOOK), {None: Funds(**money)})


def figure(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def advised(sheets: Sequence[Sheet], lang: str) -> tuple[list[TopUp], list[TopUp]]:
    """Read from the sheets of an account what to pay in, in parts and all at once, as a person would."""
    title = sheets[0].title
    assert title == sheets[-1].closing
    told = [TopUp(datetime.date.fromisoformat(day), figure(sum_)) for sum_, day in re.findall(PARTS[lang], title)]
    if len(sheets) == 2:  # the sentence has the first part and all of it, the table the parts
        parts = [TopUp(datetime.date.fromisoformat(row[0]), figure(row[1])) for row in sheets[0].rows]
        assert sheets[0].total is not None
        assert figure(sheets[0].total[1]) == sum(part.amount for part in parts) == told[1].amount
        assert told[0] == parts[0]
        return parts, told[1:]
    return (told[:-1], told[-1:]) if len(told) > 1 else (told, told)


def succeeds(forecast: Estimate, given: Funds, paid_in: Sequence[TopUp]) -> bool:
    """Return whether nothing fails with the funds given, if what is paid in is added; an unknown balance is frozen."""
    balance = given.frozen if given.balance is None else given.balance
    with_it = Funds(balance, given.frozen, [*given.top_ups, *paid_in])
    (statement,) = cashflow(forecast, {None: with_it}).statements
    return all(one.state == "paid" for one in statement.settlements)


@given(books(), usages(), funds(), st.sampled_from(["en", "zh"]), st.data())
def test_who_follows_the_advice_to_the_letter_has_no_failure_and_with_one_fen_less_has_one(
    book: PriceBook, usage: Usage, given: Funds, lang: str, data: st.DataObject
) -> None:
    forecast = estimate(usage, book)
    parts, at_once = advised(as_sheets(cashflow(forecast, {None: given}), lang), lang)
    for paid_in in (parts, at_once):
        assert succeeds(forecast, given, paid_in)
        # The last of a month is before any window, so the hour at which a bill is issued does not matter.
        assert all((top_up.date + datetime.timedelta(days=1)).day == 1 for top_up in paid_in)
        if paid_in:
            index = data.draw(st.integers(0, len(paid_in) - 1))
            less = [*paid_in]
            less[index] = TopUp(less[index].date, less[index].amount - Decimal("0.01"))
            assert not succeeds(forecast, given, less)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("months", range(1, 7))
def test_the_sentence_lists_three_top_ups_and_a_table_more(months: int, lang: str) -> None:
    # Each month needs its bill and what its freeze is above the one before: always something.
    calls = {f"2026-{month:02d}": 100_000 * month for month in range(1, months + 1)}
    sheets = as_sheets(label(calls), lang)
    parts, at_once = advised(sheets, lang)
    assert (len(parts), len(sheets)) == (months, 1 if months <= 3 else 2)
    assert sum(part.amount for part in parts) == at_once[0].amount


def test_an_unknown_month_has_advice_without_a_day() -> None:
    usage = Usage()
    usage.add("label", 500_000)
    (sheet,) = as_sheets(cashflow(estimate(usage, BOOK), {}))
    assert sheet.title == "Pay in 2,475.00 CNY before the bill is issued; then no bill and no freeze fails."
    (sheet,) = as_sheets(cashflow(estimate(usage, BOOK), {}), "zh")
    assert sheet.title == "请充值 2,475.00 元（出账之前），即可保证扣款和冻结全部成功。"


def test_an_unknown_month_beside_others_is_paid_first() -> None:
    usage = usage_of({f"2026-0{month}": 500_000 for month in (1, 2, 3)})
    usage.add("label", 500_000)
    first, _ = as_sheets(cashflow(estimate(usage, BOOK), {}))
    # 1,225 + 1,250 for the first, then 1,225 for each.
    assert first.title == (
        "Pay in 2,475.00 CNY before the bill is issued and the rest as listed, or 6,150.00 CNY in one payment before the"
        " bill is issued; then no bill and no freeze fails."
    )
    assert [tuple(row) for row in first.rows][:2] == [
        ("before the bill is issued", "2,475.00", "no month given"),
        ("2026-01-31", "1,225.00", "2026-01"),
    ]


JANUARY = {"2026-01": 500_000}  # 1,225.00 to pay, 1,250.00 to freeze


@pytest.mark.parametrize(
    ("money", "told", "tone"),
    [
        ({}, "Pay in 2,475.00 CNY by 2026-01-31; then no bill and no freeze fails.", "warning"),
        (
            {"balance": Decimal(2475)},
            "Nothing needs to be paid in: the balance of 2,475.00 CNY covers every bill and freeze; 2,475.00 CNY would"
            " be enough.",
            "good",
        ),
        (
            {"balance": Decimal("2474.99")},
            "Pay in 0.01 CNY by 2026-01-31; then no bill and no freeze fails.",
            "bad",
        ),
        (
            {"balance": Decimal(2000), "top_ups": top_ups_of({"2026-01-15": 475})},
            "Nothing needs to be paid in beyond the top-ups given: with them, the balance of 2,000.00 CNY covers every"
            " bill and freeze; 2,000.00 CNY would be enough.",
            "good",
        ),
        (
            # Covered by what is frozen, although no balance is given.
            {"frozen": Decimal(3000)},
            "Nothing needs to be paid in: the balance of 3,000.00 CNY covers every bill and freeze; 3,000.00 CNY would"
            " be enough.",
            None,
        ),
    ],
)
def test_the_advice_says_what_is_lacking_or_that_nothing_is(money: dict[str, Any], told: str, tone: str) -> None:
    (sheet,) = as_sheets(label(JANUARY, **money))
    assert (sheet.title, sheet.closing) == (told, told)
    assert getattr(sheet.closing, "tone", None) == tone


def test_where_nothing_is_charged_nothing_needs_to_be_paid_in() -> None:
    (sheet,) = as_sheets(label({"2019-11": 500_000}))
    assert sheet.closing == "Nothing needs to be paid in: nothing is deducted or frozen."


def test_failures_are_bad_and_paid_is_good_only_from_a_balance_that_is_known() -> None:
    def tones(**money: Any) -> list[object]:
        sheet = as_sheets(label({"2026-01": 500_000, "2026-02": 900_000}, **money))[-1]
        return [tone_of(row[-1]) for row in sheet.rows]

    assert tones() == [None, None]
    assert tones(balance=Decimal(9000)) == ["good", "good"]
    # 2,475 are enough for January; 1,250 do not pay February's 2,225.
    assert tones(balance=Decimal(2475)) == ["good", "bad"]
    assert tones(balance=Decimal(1300)) == ["bad", "bad"]


def test_needed_top_ups_are_a_warning() -> None:
    first, _ = as_sheets(label(YEAR))
    assert {tone_of(row[1]) for row in first.rows} == {"warning"}


# What the table assumes.


def test_it_is_said_once_what_the_figures_assume() -> None:
    def said(**money: Any) -> str:
        return as_sheets(label(JANUARY, **money))[-1].notes[0]

    start = "What to pay in is counted from a balance of 0.00 CNY; the table starts with all of it paid in, from"
    assert said() == f"{start} 2,475.00 CNY."
    assert said(frozen=Decimal(800)) == f"{start} 2,475.00 CNY.".replace("0.00", "800.00", 1)
    lacking = "The table shows what happens if nothing more is paid in, from the balance of 2,000.00 CNY."
    assert said(balance=Decimal(2000)) == lacking
    given = top_ups_of({"2026-01-15": 400})
    assert said(balance=Decimal(2000), top_ups=given) == f"{lacking} The top-ups given are included."
    # One that comes after the last settlement counts for nothing.
    assert said(balance=Decimal(2000), top_ups=top_ups_of({"2026-02-02": 400})) == lacking
    assert "balance" not in said(balance=Decimal(3000))


# Rows that add up.

LARGE = {"2026-01": 70_000_000, "2026-02": 80_000_000, "2026-04": 100_000_000}
MOVES, REST = {"opening balance", "topped up", "bill deducted"}, {"frozen", "available"}


@pytest.mark.parametrize("width", range(20, 160))
def test_at_no_width_is_a_column_left_out_that_others_add_up_with(width: int) -> None:
    top_ups = top_ups_of({"2026-02-20": 180_000})
    sheets = as_sheets(label(LARGE, balance=Decimal(250_000), top_ups=top_ups))
    text = " ".join(render(sheets, width=width, colour=False).split())
    hidden = set(re.findall(r"Hidden at this width: (.*?) Pay in", text)[0].split(", ")) if "Hidden" in text else set()
    assert hidden & MOVES in (set(), MOVES)
    assert hidden & REST in (set(), REST)
    assert not hidden & {"closing balance", "state", "month"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_at_eighty_columns_all_figures_of_six_digits_are_seen(lang: str) -> None:
    # 104,985, 119,985 and 149,985 to pay: 70, 80 and 100 million at 1.5, less 10,000 free ones.
    money: dict[str, Any] = {"balance": Decimal(450_000), "top_ups": top_ups_of({"2026-02-20": 180_000})}
    lines = render(as_sheets(label(LARGE, **money), lang), width=80, colour=False, lang=lang).splitlines()
    (april,) = [line.split()[1:7] for line in lines if line.startswith("2026-04 ")]
    # 450,000 − 104,985 + 180,000 − 119,985 − 149,985; 150,000 are frozen.
    assert april == ["405,030.00", "0.00", "149,985.00", "150,000.00", "255,045.00", "105,045.00"]


# Notes.


def notes(calls: dict[str, int], lang: str = "en", **money: Any) -> list[str]:
    flow = label(calls, **money)
    return list(below(flow.statements[0], flow.currency, lang))


FORECAST = "The following months are still settled as forecast, although the service may have stopped by then."


def test_failures_in_a_row_are_one_sentence() -> None:
    calls = {f"2026-0{month}": 500_000 for month in range(1, 7)}
    # 1,300 − 1,225 are 75, which do not cover the freeze of 1,250. Then 1,225 more are owed each month.
    assert notes(calls, balance=Decimal(1300)) == [
        "2026-01: The freeze of 1,250.00 CNY fails: it is 1,175.00 CNY short. The service stops until a top-up covers"
        " it.",
        f"2026-01: {FORECAST}",
        "2026-02 – 2026-06: In arrears, 6,050.00 CNY is owed in the end. The service stops as soon as the first of"
        " these bills is issued, and nothing is frozen.",
    ]
    assert notes(calls, "zh", balance=Decimal(1300))[-1] == (
        "2026-02 – 2026-06：持续欠费，最后欠 6,050.00 元。其中第一张账单一出，服务立即停用；其间不冻结。"
    )


def test_the_most_that_is_owed_in_a_row_is_told_where_it_is_not_the_last() -> None:
    calls = {f"2026-0{month}": 500_000 for month in range(1, 4)}
    # −1,225, then −2,450, then −2,450 + 2,000 − 1,225 = −1,675.
    told = notes(calls, balance=Decimal(0), top_ups=top_ups_of({"2026-03-10": 2000}))
    assert told[0] == (
        "2026-01 – 2026-03: In arrears, 1,675.00 CNY is owed in the end (most: 2,450.00 CNY). The service stops as soon"
        " as the first of these bills is issued, and nothing is frozen."
    )


def test_failed_freezes_that_are_made_good_each_month_are_two_sentences() -> None:
    calls = {f"2026-0{month}": 500_000 for month in range(1, 7)}
    # Each bill is paid, 75 are left, and 1,225 more come on the 10th: enough for 1,250, until the next bill.
    monthly = top_ups_of({f"2026-0{month}-10": 1225 for month in range(2, 8)})
    assert notes(calls, balance=Decimal(1300), top_ups=monthly) == [
        "2026-01 – 2026-06: The freeze fails each time, 1,175.00 CNY short in the end. The service stops until a top-up"
        " covers it.",
        "2026-01 – 2026-06: The top-ups of 2026-02-10, 2026-03-10, …, 2026-07-10 cover the failed freezes: the amounts"
        " are frozen from then on, until the next settlement.",
        f"2026-01: {FORECAST}",
        "2026-06: 1,225.00 CNY is topped up after the last settlement, which brings the balance to 1,300.00 CNY.",
        "2026-06: 1,250.00 CNY stays frozen until one month after usage ends: it is released between 2026-08-01 and"
        " 2026-08-03.",
    ]


def test_freezes_of_different_months_that_are_not_in_a_row_are_told_apart() -> None:
    money: dict[str, Any] = {"balance": Decimal(12_000), "frozen": Decimal(800), "top_ups": top_ups_of(TOP_UPS)}
    assert [note.split(": ")[0] for note in notes(YEAR, **money)] == [
        *("2026-05", "2026-05, 2026-12", "2026-05", "2026-07", "2026-07", "2026-07", "2026-08", "2026-08"),
        *("2026-12", "2026-12", "2026-12"),
    ]


def test_top_ups_in_the_windows_of_several_months_are_told_once() -> None:
    calls = {f"2026-0{month}": 500_000 for month in range(1, 5)}
    for day, begins in (("01", "The top-ups of {}, the first day of"), ("03", "The top-ups of {}, inside a")):
        given = top_ups_of({f"2026-0{month}-{day}": 5 for month in (2, 3, 5)})
        (told, *_) = notes(calls, balance=Decimal(9000), top_ups=given)
        dates = ", ".join(f"2026-0{month}-{day}" for month in (2, 3, 5))
        assert told.startswith(f"2026-01 – 2026-02, 2026-04: {begins.format(dates)}")


@given(books(), usages(), funds())
def test_no_note_is_told_twice_and_every_failed_month_is_in_one(book: PriceBook, usage: Usage, money: Funds) -> None:
    flow = cashflow(estimate(usage, book), {None: money})
    (statement,) = flow.statements
    told = list(below(statement, flow.currency, "en"))
    assert len(set(told)) == len(told)
    failing = [note for note in told if "In arrears" in note or re.search(r"[Tt]he freeze (of|fails)", note)]
    runs = [state for state, _ in groupby(one.state for one in statement.settlements) if state != "paid"]
    assert bool(failing) == bool(runs)
    assert len(failing) <= len(runs)


# Several accounts, and groups.


def accounts(count: int, months: int) -> Cashflow:
    usage = Usage()
    for number in range(count):
        for month in range(1, months + 1):
            usage.add("label", 500_000, month=f"2026-{month:02d}", account=f"10000{number}")
    return cashflow(estimate(usage, BOOK), {})


def test_several_accounts_have_a_summary_and_then_a_table_each() -> None:
    top_ups, summary, first, second = as_sheets(accounts(2, 2))
    advice = "Pay in 4,950.00 CNY by 2026-01-31, 7,400.00 CNY in all for accounts 100000, 100001 as listed;"
    assert top_ups.title == f"{advice} then no bill and no freeze fails."
    assert [tuple(row) for row in top_ups.rows] == [
        ("100000", "2026-01-31", "2,475.00", "2026-01"),
        ("100001", "2026-01-31", "2,475.00", "2026-01"),
        ("100000", "2026-02-28", "1,225.00", "2026-02"),
        ("100001", "2026-02-28", "1,225.00", "2026-02"),
    ]
    assert summary.title == "Settlements by account · CNY"
    assert first.title.startswith("Account 100000: Pay in 2,475.00 CNY by 2026-01-31 and 1,225.00 CNY by ")
    assert [sheet.closing for sheet in (top_ups, summary, first, second)] == ["", "", "", top_ups.title]
    # More than three are counted; they all pay on the same day.
    assert as_sheets(accounts(4, 1))[-1].closing == (
        "Pay in 9,900.00 CNY by 2026-01-31 for 4 accounts as listed; then no bill and no freeze fails."
    )


def test_balances_of_accounts_have_no_total_for_none_pays_for_another() -> None:
    _, summary, *_ = as_sheets(accounts(2, 2))
    assert summary.total is not None
    assert [cell for cell in summary.total if cell] == ["total", "4,900.00"]  # the bills: 4 × 1,225


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "The table starts with all of it paid in: each account from the lowest balance with which nothing fails."),
        (("a", "b"), "The table shows what happens if nothing more is paid in, from the balances given."),
        (
            ("a",),
            "Accounts with a balance given start from it, and nothing more is paid in; the others start from the lowest"
            " balance with which nothing fails.",
        ),
    ],
)
def test_it_is_said_of_several_accounts_what_their_table_starts_from(given: tuple[str, ...], said: str) -> None:
    usage = usage_of(JANUARY, "a")
    usage.add("label", 500_000, month="2026-01", account="b")
    flow = cashflow(estimate(usage, BOOK), {name: Funds(Decimal(2000)) for name in given})
    assert as_sheets(flow)[1].notes == (said,)
    assert as_sheets(flow, by=["account"])[-1].notes[0] == said


def test_the_only_top_up_of_several_accounts_is_told_with_its_account() -> None:
    usage = usage_of(JANUARY, "a")
    usage.add("label", 500_000, month="2026-01", account="b")
    flow = cashflow(estimate(usage, BOOK), {"a": Funds(Decimal(3000)), "b": Funds(Decimal(2475) - 1)})
    assert as_sheets(flow)[0].title == "Account b: Pay in 1.00 CNY by 2026-01-31; then no bill and no freeze fails."


def test_usage_without_an_account_beside_accounts_is_named_so() -> None:
    usage = usage_of(JANUARY)
    usage.add("label", 500_000, month="2026-01", account="100001")
    sheets = as_sheets(cashflow(estimate(usage, BOOK), {}))
    assert [sheet.title.split(":")[0] for sheet in sheets[2:]] == ["No account", "Account 100001"]
    assert sheets[-1].closing.startswith("Pay in 4,950.00 CNY by 2026-01-31 for 2 accounts as listed; ")


def test_more_than_twenty_four_settlements_of_several_accounts_are_summarised() -> None:
    assert len(as_sheets(accounts(2, 12))) == 6  # 24 of them: top-ups and settlements of all, and of each
    top_ups, summary = as_sheets(accounts(3, 9))
    assert [row[0] for row in summary.rows] == ["100000", "100001", "100002"]
    # 27 top-ups are too many to list: 9 × 1,225 + 1,250 for each account.
    assert top_ups.rows[0] == ("100000", "2026-01-31", "12,275.00")
    assert top_ups.notes == ("Each amount is for all its months at once. To pay in parts: --by account --by month.",)
    parts, _ = as_sheets(accounts(3, 9), by=["account", "month"])
    assert (len(parts.rows), parts.notes) == (27, ())
    assert summary.notes[-1] == (
        "27 settlements are summarised here. To see every one: --by account --by month, or --format csv."
    )
    years = [f"{year}-{month:02d}" for year in (2026, 2027, 2028) for month in range(1, 13)]
    assert len(as_sheets(label(dict.fromkeys(years, 500_000)))[-1].rows) == 36  # of one account


def test_tables_are_grouped_by_the_keys_in_their_order() -> None:
    flow = accounts(2, 2)
    top_ups, by_month = as_sheets(flow, by=["month"])
    assert [row[0] for row in by_month.rows] == ["2026-01", "2026-02"]
    assert [row[:2] for row in top_ups.rows][:2] == [("100000", "2026-01-31"), ("100001", "2026-01-31")]
    assert by_month.notes[1:] == ("Notes on single settlements are not shown here; --format json has them.",)
    assert top_ups.title == by_month.closing
    _, by_account = as_sheets(flow, by=["account"])
    assert [row[0] for row in by_account.rows] == ["100000", "100001"]
    _, both = as_sheets(flow, by=["account", "month"])
    assert [row[:2] for row in both.rows][:2] == [("100000", "2026-01"), ("100000", "2026-02")]
    _, other = as_sheets(flow, by=["month", "account"])
    assert [row[:2] for row in other.rows][:2] == [("2026-01", "100000"), ("2026-01", "100001")]
    assert [column.heading for column in other.columns][:2] == ["month", "account"]


def test_by_month_of_one_account_has_its_own_advice() -> None:
    (sheet,) = as_sheets(label(JANUARY), by=["month"])
    assert sheet == as_sheets(label(JANUARY))[0]._replace(caption=sheet.caption)
    assert sheet.closing == "Pay in 2,475.00 CNY by 2026-01-31; then no bill and no freeze fails."
    assert [row[0] for row in sheet.rows] == ["2026-01"]


def test_accounts_that_all_have_enough_need_nothing(prices: Prices) -> None:
    usage = usage_of({"2026-01": 10}, "a")
    usage.add("label", 10, month="2026-01", account="b")
    flow = cashflow(estimate(usage, prices()), {name: Funds(Decimal(30)) for name in ("a", "b")})
    (sheet,) = as_sheets(flow, by=["account"])
    assert sheet.closing == "Nothing needs to be paid in: every account covers its bills and freezes."
    assert tone_of(sheet.closing) == "good"


@given(books(), usages(accounts=("a", "b", None)), funds())
def test_rows_of_every_grouping_add_up(book: PriceBook, usage: Usage, money: Funds) -> None:
    forecast = estimate(usage, book)
    owners = {bill.account for bill in forecast.bills}
    assume(len(owners) > 1)
    flow = cashflow(forecast, {"a": money} if "a" in owners else {})
    for by in (["month"], ["account"], ["month", "account"]):
        table = as_sheets(flow, by=by)[-1]  # type: ignore[arg-type]
        for row in table.rows:
            cells = dict(zip([column.heading for column in table.columns], row, strict=True))
            moved = (
                figure(cells["opening balance"]) + figure(cells.get("topped up", "0")) - figure(cells["bill deducted"])
            )
            assert moved == figure(cells["closing balance"])
            assert figure(cells["available"]) == figure(cells["closing balance"]) - figure(cells["frozen"])
