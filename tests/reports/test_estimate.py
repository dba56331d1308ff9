"""The shapes of an estimate, each against a literal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tiia_cost.core.estimate import BILL_COLUMNS, Estimate, estimate
from tiia_cost.core.months import Month
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
    assert sheet.notes == (f"label: {FREE}",)


def test_counts_beyond_53_bits_stay_whole_numbers(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 10**18)
    assert '"calls": 1000000000000000000,' in render_json(report.as_data(estimate(usage, book)))


def test_an_unknown_month_is_null_and_said_in_words(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 5)
    found = estimate(usage, book)
    assert report.as_data(found)["bills"][0]["month"] is None  # type: ignore[index]
    assert report.as_sheets(found, book)[0].title == "no month given (newest price list) · tencent-tiia · CNY"


def test_summaries_come_with_several_months_or_accounts_and_freezes_of_months_are_not_added_up(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 1_000_000, month=Month("2026-10"), account="a")
    usage.add("label", 1_500_000, month=Month("2026-11"), account="a")
    usage.add("label", 20_000, month=Month("2026-11"), account="b")
    sheets = report.as_sheets(estimate(usage, book), book)
    assert [sheet.title for sheet in sheets] == [
        "Account a · 2026-10 · tencent-tiia · CNY",
        "Account a · 2026-11 · tencent-tiia · CNY",
        "Account b · 2026-11 · tencent-tiia · CNY",
        "By account · CNY",
        "By month · CNY",
    ]
    by_account, by_month = sheets[3:]
    assert by_account.rows == (
        ("a", "2,500,000", "2,480,000", "5,500.00", "44.00", "5,456.00"),  # 2,178.00 + 3,278.00
        ("b", "20,000", "10,000", "50.00", "25.00", "25.00"),
    )
    assert by_month.rows == (
        ("2026-10", "1,000,000", "990,000", "2,200.00", "22.00", "2,178.00", "2,200.00"),
        ("2026-11", "1,520,000", "1,500,000", "3,350.00", "47.00", "3,303.00", "3,350.00"),
    )
    assert by_month.total == ("total", "2,520,000", "2,490,000", "5,550.00", "69.00", "5,481.00", "")
