"""The shapes of an estimate, each against a literal."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tiia_cost.core.estimate import BILL_COLUMNS, Estimate, estimate
from tiia_cost.core.months import Month
from tiia_cost.core.ranges import Margin
from tiia_cost.core.usage import Usage
from tiia_cost.formats.csv import render as render_csv
from tiia_cost.formats.json import render as render_json
from tiia_cost.reports import estimate as report

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook


@pytest.fixture
def november(book: PriceBook) -> Estimate:
    usage = Usage()
    usage.add("label", 1_500_000, month=Month("2026-11"))
    return estimate(usage, book)


def test_the_json_is_the_one_of_the_contract(november: Estimate) -> None:
    assert (
        render_json(report.as_data(november))
        == json.dumps(
            json.loads("""
        {
          "schema_version": "1",
          "currency": "CNY",
          "bills": [
            {
              "account": null,
              "month": "2026-11",
              "prices": "tencent-tiia",
              "charges": [
                {"service": "label", "calls": 1500000, "free_calls": 10000, "billable_calls": 1490000,
                 "tier": 2, "unit_price": "2.2", "per": 1000,
                 "list_cost": "3300.00", "free_deduction": "22.00", "cost": "3278.00", "freeze": "3300.00",
                 "notes": []}
              ],
              "total": {"calls": 1500000, "free_calls": 10000, "billable_calls": 1490000, "list_cost": "3300.00",
                        "free_deduction": "22.00", "cost": "3278.00", "freeze": "3300.00"}
            }
          ],
          "total": {"calls": 1500000, "free_calls": 10000, "billable_calls": 1490000, "list_cost": "3300.00",
                    "free_deduction": "22.00", "cost": "3278.00"}
        }
        """),
            indent=2,
        )
        + "\n"
    )


def test_the_csv_has_a_row_per_charge(november: Estimate) -> None:
    assert render_csv(BILL_COLUMNS, report.as_records(november)) == (
        "account,month,prices,service,calls,free_calls,billable_calls,tier,unit_price,per,list_cost,free_deduction,"
        "cost,freeze\n"
        ",2026-11,tencent-tiia,label,1500000,10000,1490000,2,2.2,1000,3300.00,22.00,3278.00,3300.00\n"
    )


FREE = (
    "Free of charge: 2019-11 is before 2019-12-01, when price list tencent-tiia takes effect (before_effective:"
    " free). No free quota is used, and nothing is frozen."
)


def test_a_free_month_says_so_and_why(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 5, month=Month("2019-11"))
    found = estimate(usage, book)
    data = json.loads(render_json(report.as_data(found)))
    assert data["bills"][0]["charges"] == [
        {
            "service": "label",
            "calls": 5,
            "free_calls": 5,
            "billable_calls": 0,
            "tier": None,
            "unit_price": "0",
            "per": 1000,
            "list_cost": "0.00",
            "free_deduction": "0.00",
            "cost": "0.00",
            "freeze": "0.00",
            "notes": [
                {
                    "code": "free-beta",
                    "prices": "tencent-tiia",
                    "effective_from": "2019-12-01",
                    "text": FREE,
                }
            ],
        }
    ]
    (sheet,) = report.as_sheets(found, book)
    assert sheet.rows[0][5] == "–"
    assert sheet.notes == (FREE,)
    assert sheet.closing == "Total 0.00 CNY."


def test_counts_beyond_53_bits_stay_whole_numbers(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 10**18)
    assert '"calls": 1000000000000000000,' in render_json(report.as_data(estimate(usage, book)))


def test_an_unknown_month_is_null_and_said_in_words(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 5)
    found = estimate(usage, book)
    assert report.as_data(found)["bills"][0]["month"] is None  # type: ignore[index]
    assert report.as_sheets(found, book)[0].title == (
        "Total 0.00 CNY · no month given (newest price list) · tencent-tiia · CNY"
    )


def accounts(book: PriceBook, months: int = 2) -> Estimate:
    """Return bills of accounts a and b: of a in October and November, and longer, of b in November."""
    usage = Usage()
    usage.add("label", 1_000_000, month=Month("2026-10"), account="a")
    usage.add("label", 1_500_000, month=Month("2026-11"), account="a")
    usage.add("label", 20_000, month=Month("2026-11"), account="b")
    usage.add("porn", 950_000, month=Month("2026-11"), account="b")
    for month in range(2, months):
        usage.add("crop", 1_000, month=Month(f"{2026 + (9 + month) // 12}-{(9 + month) % 12 + 1:02d}"), account="a")
    return estimate(usage, book)


def test_several_bills_come_after_summaries_and_freezes_of_months_are_not_added_up(book: PriceBook) -> None:
    sheets = report.as_sheets(accounts(book), book)
    assert [sheet.title for sheet in sheets] == [
        "Total 7,361.00 CNY · by account",
        "by month",
        "Account a · 2026-10 · tencent-tiia · CNY",
        "Account a · 2026-11 · tencent-tiia · CNY",
        "Account b · 2026-11 · tencent-tiia · CNY",
    ]
    by_account, by_month = sheets[:2]
    assert by_account.rows == (
        ("a", "2,500,000", "2,480,000", "5,500.00", "44.00", "5,456.00"),  # 2,178.00 + 3,278.00
        ("b", "970,000", "950,000", "1,950.00", "45.00", "1,905.00"),  # 25.00 + 1,880.00
    )
    assert by_month.rows == (
        ("2026-10", "1,000,000", "990,000", "2,200.00", "22.00", "2,178.00", "2,200.00"),
        ("2026-11", "2,470,000", "2,440,000", "5,250.00", "67.00", "5,183.00", "5,250.00"),
    )
    assert by_month.total == ("total", "3,470,000", "3,430,000", "7,450.00", "89.00", "7,361.00", "")


def test_the_last_line_has_the_total_the_dearest_month_and_the_best_saving(book: PriceBook) -> None:
    # porn: 940,000 × 2 / 1,000 = 1,880.00; at 1,000,000: 990,000 × 1.5 / 1,000 = 1,485.00.
    found = accounts(book)
    assert [sheet.closing for sheet in report.as_sheets(found, book)[:-1]] == ["", "", "", ""]
    assert report.as_sheets(found, book)[-1].closing == (
        "Total 7,361.00 CNY. Dearest month: 2026-11, 5,183.00 CNY."
        " Best saving: 50,000 more calls of porn (account b, 2026-11) would save 395.00 CNY."
    )
    assert report.as_sheets(found, book, "zh")[-1].closing == (
        "合计 7,361.00 元。费用最高的月份：2026-11，5,183.00 元。"
        "最大节省：图像鉴黄（账号 b、2026-11）再增加 5 万次，可省 395.00 元。"
    )


def test_a_single_bill_has_its_answer_in_the_title_and_in_the_last_line(november: Estimate, book: PriceBook) -> None:
    (sheet,) = report.as_sheets(november, book)
    assert (sheet.title, sheet.closing) == (
        "Total 3,278.00 CNY · 2026-11 · tencent-tiia · CNY",
        "Total 3,278.00 CNY.",
    )


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        (
            ("service",),
            [
                ("label", "2,520,000", "2,490,000", "5,550.00", "69.00", "5,481.00"),
                ("porn", "950,000", "940,000", "1,900.00", "20.00", "1,880.00"),
            ],
        ),
        (
            ("month", "account"),
            [
                ("2026-10", "a", "1,000,000", "990,000", "2,200.00", "22.00", "2,178.00", "2,200.00"),
                ("2026-11", "a", "1,500,000", "1,490,000", "3,300.00", "22.00", "3,278.00", "3,300.00"),
                ("2026-11", "b", "970,000", "950,000", "1,950.00", "45.00", "1,905.00", "1,950.00"),
            ],
        ),
        (
            ("service", "account", "month"),
            [
                (
                    "label",
                    "a",
                    "2026-10",
                    "2",
                    "2.2",
                    "1,000,000",
                    "990,000",
                    "2,200.00",
                    "22.00",
                    "2,178.00",
                    "2,200.00",
                ),
                (
                    "label",
                    "a",
                    "2026-11",
                    "2",
                    "2.2",
                    "1,500,000",
                    "1,490,000",
                    "3,300.00",
                    "22.00",
                    "3,278.00",
                    "3,300.00",
                ),
                ("label", "b", "2026-11", "1", "2.5", "20,000", "10,000", "50.00", "25.00", "25.00", "50.00"),
                ("porn", "b", "2026-11", "1", "2", "950,000", "940,000", "1,900.00", "20.00", "1,880.00", "1,900.00"),
            ],
        ),
    ],
)
def test_by_gives_one_table_grouped_so(book: PriceBook, keys: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    (sheet,) = report.as_sheets(accounts(book), book, by=keys)
    assert list(sheet.rows) == rows
    assert sheet.title == f"Total 7,361.00 CNY · by {', '.join(keys)}"
    assert sheet.total is not None
    assert "7,361.00" in sheet.total


def test_more_than_24_bills_are_summarised_by_account_and_month_and_it_is_said_how_to_see_all(book: PriceBook) -> None:
    assert len(report.as_sheets(accounts(book, 23), book)) == 26  # 24 bills and two summaries
    (sheet,) = report.as_sheets(accounts(book, 24), book)
    assert len(sheet.rows) == 25
    assert sheet.rows[0][:3] == ("a", "2026-10", "1,000,000")
    assert sheet.notes[0] == (
        "25 bills are summarised here. To see every row: --by account --by month --by service, or --format csv."
    )
    assert sheet.closing.startswith("Total 7,361.00 CNY. Dearest month: 2026-11, 5,183.00 CNY.")


def test_below_one_table_many_sentences_on_single_bills_are_left_to_the_json(book: PriceBook) -> None:
    usage = Usage()
    for month in range(1, 13):
        usage.add("label", 900_000 + month, month=Month(f"2026-{month:02d}"))
    (sheet,) = report.as_sheets(estimate(usage, book), book, by=("month",))
    assert sheet.notes == ("Notes on single bills are not shown here; --format json has them.",)


def closing(book: PriceBook, counts: dict[str, int], margin: Margin | None = None) -> str:
    usage = Usage()
    for month, calls in counts.items():
        usage.add("label", calls, month=Month(month))
    return report.as_sheets(estimate(usage, book, margin=margin), book)[-1].closing


def test_months_that_cost_the_same_are_dearest_together_and_no_month_is_if_nothing_costs(book: PriceBook) -> None:
    counts = {"2026-09": 20_000, "2026-10": 20_000, "2026-11": 15_000, "2026-12": 20_000}  # 10,000 × 2.5 / 1,000
    said = "Total 87.50 CNY. Dearest months: 2026-09 – 2026-10, 2026-12, 25.00 CNY each."
    assert closing(book, counts) == said
    assert closing(book, {"2026-09": 5, "2026-10": 5}) == "Total 0.00 CNY."


def test_a_saving_that_the_range_may_undo_is_not_told(book: PriceBook) -> None:
    # At 1,000,000 ± 10 % calls the month can cost 2,475.00 again, more than the 2,350.00 of 950,000.
    assert "Best saving" in closing(book, {"2026-11": 950_000})
    assert "Best saving" not in closing(book, {"2026-11": 950_000}, Margin(Decimal(10), is_percentage=True))
