from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import price_list
from tiia_cost.formats.table import render
from tiia_cost.reports import prices as report

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook


def test_the_sheet_reads_like_the_vendors_table(book: PriceBook) -> None:
    (sheet,) = report.as_sheets(book.lists)
    assert sheet.title == "Tencent Cloud image analysis (TIIA) · CNY per 1,000 calls"
    assert [column.heading for column in sheet.columns[3:]] == [
        *("from 0", "from 1,000,000", "from 3,000,000", "from 15,000,000"),
    ]
    assert sheet.rows == (
        ("Image understanding", "label", "Image tagging", "2.5", "2.2", "2", "1.5"),
        ("", "product", "Product recognition", "2.5", "2.2", "2", "1.5"),
        ("", "celebrity", "Public figure recognition", "2", "1.5", "1.2", "1"),
        ("", "car", "Car model recognition", "3", "2.5", "2", "1.5"),
        ("Image moderation", "porn", "Pornography detection", "2", "1.5", "1.2", "1"),
        ("", "politics", "Political content detection", "2.5", "2.2", "2", "1.5"),
        ("", "terrorism", "Terrorism detection", "2.5", "2.2", "2", "1.5"),
        ("Image processing", "crop", "Smart cropping", "3", "2.5", "2", "1.5"),
        ("Quality assessment", "quality", "Visual quality assessment", "3", "2.5", "2", "1.5"),
    )
    assert "Price list tencent-tiia, in force from 2019-12-01; earlier months are free." in sheet.notes


@pytest.mark.parametrize("width", range(10, 130, 3))
def test_at_no_width_is_a_bound_parted_from_its_unit(book: PriceBook, width: int) -> None:
    chinese = render(report.as_sheets(book.lists, None, "zh"), width=width, colour=False, lang="zh")
    for bound in ("100 万起", "300 万起", "1500 万起"):
        assert bound in chinese
    english = render(report.as_sheets(book.lists), width=width, colour=False)
    for bound in ("1,000,000", "3,000,000", "15,000,000"):
        assert bound in english


def test_one_service_is_told_with_all_its_names(book: PriceBook) -> None:
    (sheet,) = report.as_sheets(book.lists, "label", "zh")
    assert [row[1:3] for row in sheet.rows] == [("图像标签", "label")]
    assert sheet.notes[-1] == "名称：label、Image tagging、图像标签、新版图像标签、DetectLabel。"


def test_services_with_other_tiers_have_a_sheet_of_their_own() -> None:
    prices = price_list(
        "{services: {a: {name: A, prices: [1, 2, 3]}, b: {name: B, prices: [1, 2], tiers: {up_to: [5]}},"
        " c: {name: C, prices: [4, 5, 6]}}}"
    )
    first, second = report.as_sheets([prices])
    assert [row[0] for row in first.rows] == ["a", "c"]  # no groups, so no column of groups
    assert [column.heading for column in second.columns[2:]] == ["up to 5", "above 5"]


def test_the_csv_has_a_row_per_service_and_tier(book: PriceBook) -> None:
    rows = list(report.as_records(book.lists, "crop"))
    assert [(str(row[1]), *row[3:]) for row in rows] == [
        ("2019-12-01", "crop", 1, 0, 999_999, "3", 1000),
        ("2019-12-01", "crop", 2, 1_000_000, 2_999_999, "2.5", 1000),
        ("2019-12-01", "crop", 3, 3_000_000, 14_999_999, "2", 1000),
        ("2019-12-01", "crop", 4, 15_000_000, None, "1.5", 1000),
    ]


def test_the_data_are_those_of_the_file(book: PriceBook) -> None:
    data = report.as_data(book.lists, "crop")
    prices: Any = data["price_lists"]
    (prices,) = prices
    assert list(prices["services"]) == ["crop"]
    assert prices["services"]["crop"]["prices"] == ["3", "2.5", "2", "1.5"]
    assert prices["tiers"] == {"from": [0, 1_000_000, 3_000_000, 15_000_000]}


def test_where_nothing_is_free_no_tier_is_said_to_start_later() -> None:
    (sheet,) = report.as_sheets([price_list("{tier_basis: billable}")])
    assert "Only billable calls count towards the tier." in sheet.notes
