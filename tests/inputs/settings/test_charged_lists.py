"""The lists by which the vendor charged, figure by figure against the text of their pages, and month by month."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.inputs.settings.test_price_file import as_an_editor_reads, validator
from tests.support.price_history import Row, in_force, other_names, price_history
from tiia_cost.core.months import Month
from tiia_cost.errors import UsageError
from tiia_cost.inputs.settings.price_file import load_prices, shipped_files

if TYPE_CHECKING:
    from tests.conftest import Run, Write
    from tiia_cost.core.prices import PriceList

CHARGED = load_prices("charged")
LISTS = {prices.name.removeprefix("tencent-tiia-"): prices for prices in CHARGED.lists}
HISTORY = price_history()
FILES = sorted((ROOT / "tiia_cost/charged").iterdir())

each_list = pytest.mark.parametrize("first", HISTORY)
each_row = pytest.mark.parametrize(
    ("first", "service"), [(first, one) for first, rows in HISTORY.items() for one in rows]
)
each_file = pytest.mark.parametrize("name", [file.name for file in FILES])


def of(first: str) -> PriceList:
    """Return the list whose first month is `first`."""
    return LISTS[first]


def test_the_text_was_read_in_full() -> None:
    # 9 services; 3 of moderation go; WeChat joins; 2 of image search join; + car-pro, envelope, pet, enhance and 2 of
    # similar-image search; − 4
    assert {first: len(rows) for first, rows in HISTORY.items()} == {
        "2020-01": 9,
        "2020-03": 9 - 3,
        "2021-09": 6 + 1,
        "2021-11": 7 + 2,
        "2022-09": 9 + 6,
        "2022-11": 15 - 4,
    }
    own_bounds = {row.starts[1:] for rows in HISTORY.values() for row in rows.values()}
    assert own_bounds == {
        (1_000_000, 3_000_000, 15_000_000),
        (3_000_000, 10_000_000, 15_000_000),
        (10_000, 100_000, 1_000_000),
    }
    assert HISTORY["2022-11"]["car-pro"].packs[-1] == (50_000_000, "1250000")
    assert HISTORY["2022-11"]["search-similar-query"].packs[-1] == (15_000_000, "120000")
    assert HISTORY["2022-11"]["search-similar-query"].freezes
    assert HISTORY["2022-11"]["search-similar-query"].free_quota == 10_000


# What a list as a whole says.


def test_there_is_a_list_for_each_of_the_text_and_no_other() -> None:
    assert list(LISTS) == list(HISTORY)
    assert [file.name for file in FILES] == [f"{first}.yaml" for first in HISTORY]


@each_list
def test_each_list_is_named_by_its_first_month_and_in_force_from_its_first_day(first: str) -> None:
    prices = of(first)
    assert prices.name == f"tencent-tiia-{first}"
    assert prices.effective_from == date.fromisoformat(f"{first}-01")
    assert (prices.currency, prices.pack_months, prices.pack_calls_count) == ("CNY", 12, False)


@each_list
def test_only_before_the_first_list_were_months_free(first: str) -> None:
    assert of(first).before_effective == ("free" if first == "2020-01" else "error")


@each_list
def test_each_list_says_where_its_figures_are_from_and_when_they_were_compared(first: str) -> None:
    source, checked = of(first).source, of(first).checked
    assert source is not None
    assert source.startswith(("cloud.tencent.com/", "tencentyun/qcloud-documents "))
    assert checked is not None
    assert checked > date(2022, 11, 1)  # the newest page is older


@each_list
def test_each_list_prices_the_services_of_its_page_in_their_order_and_no_others(first: str) -> None:
    assert list(of(first).services) == list(HISTORY[first])


@each_list
def test_a_service_that_any_list_prices_is_priced_or_said_to_be_without_a_price_or_not_yet_there(first: str) -> None:
    earlier = {service for month, rows in HISTORY.items() if month < first for service in rows}
    assert earlier - HISTORY[first].keys() <= of(first).unpriced.keys()
    assert not of(first).unpriced.keys() & HISTORY[first].keys()


@each_list
def test_each_service_without_a_price_has_a_reason_in_both_languages(first: str) -> None:
    unpriced = of(first).unpriced
    assert {"LegacyImageTag", "ExtraConcurrency", "Customisation", "ResourcePack"} <= unpriced.keys()
    for one in unpriced.values():
        assert one.reason.en != one.reason.zh
        assert one.reason.en.isascii()
        assert not one.reason.zh.isascii()


# What a row says.


@each_row
def test_each_service_has_the_prices_tiers_quota_and_freeze_of_its_page(first: str, service: str) -> None:
    row, tariff = HISTORY[first][service], of(first).tariffs[service]
    assert tariff.prices == tuple(map(Decimal, row.prices))
    assert tariff.tier_starts() == row.starts
    assert (tariff.per, tariff.free_quota) == (1000, row.free_quota)
    assert (tariff.graduated, tariff.by_billable, tariff.upper_included) == (False, False, False)
    assert tariff.freeze_basis == ("list_cost" if row.freezes else None)
    assert tariff.freeze_rate == (1 if row.freezes else 0)


@each_row
def test_each_service_is_called_as_on_its_page_and_found_by_what_it_was_called_before_and_later(
    first: str, service: str
) -> None:
    row, listed = HISTORY[first][service], of(first).services[service]
    assert (listed.name.zh, listed.name.en) == (row.chinese, row.english)
    assert sorted([listed.name.zh, *listed.aliases]) == sorted(other_names()[service])


@each_row
def test_each_service_has_the_packs_of_its_page_at_their_prices_or_none(first: str, service: str) -> None:
    packs = [(pack.calls, pack.price) for pack in of(first).services[service].packs]
    assert packs == [(calls, Decimal(price)) for calls, price in HISTORY[first][service].packs]


def test_three_services_are_sold_in_packs_in_both_of_their_lists() -> None:
    sold = {"car-pro": 7, "search-similar-create": 3, "search-similar-query": 3}
    found = {
        first: {service: len(row.packs) for service, row in rows.items() if row.packs}
        for first, rows in HISTORY.items()
    }
    assert {first: packs for first, packs in found.items() if packs} == {"2022-09": sold, "2022-11": sold}


@pytest.mark.parametrize("first", ["2022-09", "2022-11"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_list_that_sells_packs_names_the_command_that_compares_them(first: str, lang: str) -> None:
    assert "tiia-cost packs" in of(first).unpriced["ResourcePack"].reason.both()[lang]


# The files.


@each_file
def test_each_file_fits_the_schema_and_names_it_in_its_first_line(name: str) -> None:
    path = ROOT / "tiia_cost/charged" / name
    text = path.read_text(encoding="utf-8")
    validator().validate(as_an_editor_reads(text))
    marker, named = text.splitlines()[0].split("$schema=")
    assert marker == "# yaml-language-server: "
    assert (path.parent / named).resolve() == ROOT / "tiia_cost/pricing.schema.json"


@each_file
def test_each_file_says_above_its_figures_what_is_sure_and_what_is_not(name: str) -> None:
    text = (ROOT / "tiia_cost/charged" / name).read_text(encoding="utf-8")
    header = text[: text.index("\nname: ")].split("\n")
    assert all(line.startswith("#") or not line for line in header)
    said = " ".join(line.removeprefix("#").strip() for line in header)
    for part in ("Source: ", "Sure: ", "Not sure: "):
        assert said.count(part) == 1


def test_a_set_and_each_of_its_lists_are_found_by_name_in_any_letter_case() -> None:
    assert [file.name for file in shipped_files("CHARGED")] == [file.name for file in FILES]
    for first in HISTORY:
        assert [file.name for file in shipped_files(f"Tencent-TIIA-{first}")] == [f"{first}.yaml"]


def test_price_files_that_pass_one_by_one_are_one_book(run: Run) -> None:
    done = run("prices", "validate", *FILES)
    assert (done.status, done.err) == (0, "")
    assert [line.split(": ")[1] for line in done.out.splitlines()] == [
        f"tencent-tiia-{first}, in force from {first}-01, {len(rows)} services" for first, rows in HISTORY.items()
    ]


# Months.

TWELVE_MONTHS = [
    # month, service, calls, list cost, cost, freeze; list cost: calls × price ÷ 1,000; the freeze is as high, or none
    ("2019-12", "crop", 500_000, "0.00", "0.00", "0.00"),  # free
    ("2020-01", "politics", 1_500_000, "2250.00", "2235.00", "2250.00"),  # (1,500,000 − 10,000) × 1.5 ÷ 1,000
    ("2020-01", "crop", 500_000, "1000.00", "980.00", "1000.00"),  # 490,000 × 2 ÷ 1,000
    ("2020-02", "porn", 999_999, "2000.00", "1980.00", "2000.00"),  # 989,999 × 2 ÷ 1,000 = 1,979.998
    ("2020-03", "label", 3_000_000, "6000.00", "5980.00", "6000.00"),  # 2,990,000 × 2 ÷ 1,000
    ("2021-08", "car", 10_000, "30.00", "0.00", "30.00"),  # all free
    ("2021-08", "celebrity", 15_000_000, "15000.00", "14990.00", "15000.00"),  # 14,990,000 × 1 ÷ 1,000
    ("2021-09", "product-wechat", 1_000_000, "3200.00", "3168.00", "3200.00"),  # 990,000 × 3.2 ÷ 1,000
    ("2021-10", "quality", 10_001, "30.00", "0.00", "30.00"),  # 1 × 3 ÷ 1,000 = 0.003; 30.003
    ("2021-11", "search-create", 2_000_000, "20000.00", "19900.00", "20000.00"),  # 1,990,000 × 10 ÷ 1,000
    ("2021-11", "search-query", 1_000_000, "13500.00", "13365.00", "13500.00"),  # 990,000 × 13.5 ÷ 1,000
    ("2022-08", "search-query", 15_000_000, "150000.00", "149900.00", "150000.00"),  # 14,990,000 × 10 ÷ 1,000
    ("2022-10", "car-pro", 100_000, "7500.00", "6750.00", "0.00"),  # (100,000 − 10,000) × 75 ÷ 1,000; no freeze
    ("2022-10", "envelope", 3_000_000, "19500.00", "19493.50", "0.00"),  # (3,000,000 − 1,000) × 6.5 ÷ 1,000
    ("2022-10", "label", 50_000, "125.00", "100.00", "125.00"),  # 40,000 × 2.5 ÷ 1,000; frozen as in 2021-11
    ("2022-10", "search-similar-query", 20_000, "1200.00", "600.00", "1200.00"),  # 10,000 × 60 ÷ 1,000; frozen
    ("2022-11", "car-pro", 1_500_000, "67500.00", "67455.00", "0.00"),  # (1,500,000 − 1,000) × 45 ÷ 1,000
    ("2022-11", "pet", 9_999, "199.98", "179.98", "0.00"),  # 8,999 × 20 ÷ 1,000; its first tier ends at 10,000
    ("2022-12", "pet", 1_000_000, "14000.00", "13986.00", "0.00"),  # 999,000 × 14 ÷ 1,000
    ("2022-12", "crop", 1_001, "2.00", "0.00", "0.00"),  # 1 × 2 ÷ 1,000 = 0.002; 2.002
    ("2022-12", "enhance", 15_000_000, "90000.00", "89994.00", "0.00"),  # 14,999,000 × 6 ÷ 1,000
    ("2022-12", "search-similar-create", 1_000_000, "10000.00", "9900.00", "10000.00"),  # 990,000 × 10 ÷ 1,000; frozen
]
PER_MONTH = {
    "2019-12": ("tencent-tiia-2020-01", "0.00"),  # the first list made it free
    "2020-01": ("tencent-tiia-2020-01", "3215.00"),  # 2,235 + 980
    "2020-02": ("tencent-tiia-2020-01", "1980.00"),
    "2020-03": ("tencent-tiia-2020-03", "5980.00"),
    "2021-08": ("tencent-tiia-2020-03", "14990.00"),
    "2021-09": ("tencent-tiia-2021-09", "3168.00"),
    "2021-10": ("tencent-tiia-2021-09", "0.00"),
    "2021-11": ("tencent-tiia-2021-11", "33265.00"),  # 19,900 + 13,365
    "2022-08": ("tencent-tiia-2021-11", "149900.00"),
    "2022-10": ("tencent-tiia-2022-09", "26943.50"),  # 6,750 + 19,493.50 + 100 + 600
    "2022-11": ("tencent-tiia-2022-11", "67634.98"),  # 67,455 + 179.98
    "2022-12": ("tencent-tiia-2022-11", "113880.00"),  # 13,986 + 0 + 89,994 + 9,900
}


def usage_file(write: Write) -> None:
    lines = [f"{month},{service},{calls}" for month, service, calls, *_ in reversed(TWELVE_MONTHS)]
    write("usage.csv", "\n".join(["month,service,calls", *lines]))


def test_twelve_months_across_all_lists_cost_what_they_cost_by_hand(run: Run, write: Write) -> None:
    usage_file(write)
    done = run("estimate", "usage.csv", "--prices", "charged", "-f", "csv")
    assert done.status == 0
    found = [
        (row["month"], row["service"], int(row["calls"]), row["list_cost"], row["cost"], row["freeze"])
        for row in csv.DictReader(io.StringIO(done.out))
    ]
    assert sorted(found) == sorted(TWELVE_MONTHS)


def test_each_of_twelve_months_names_the_list_that_prices_it_and_adds_up(run: Run, write: Write) -> None:
    usage_file(write)
    told = json.loads(run("estimate", "usage.csv", "--prices", "charged", "-f", "json").out)
    assert {bill["month"]: (bill["prices"], bill["total"]["cost"]) for bill in told["bills"]} == PER_MONTH
    # 0 + 3,215 + 1,980 + 5,980 = 11,175; + 14,990 + 3,168 + 0 + 33,265 = 62,598; + 149,900 + 26,943.50 = 239,441.50;
    # + 67,634.98 + 113,880 = 420,956.48
    assert told["total"]["cost"] == "420956.48"
    assert [prices["name"] for prices in told["price_lists"]] == [f"tencent-tiia-{first}" for first in HISTORY]


MONTHS = [f"{year}-{month:02}" for year in range(2019, 2024) for month in range(1, 13)][5:54]
"""From June 2019 to June 2023."""
SERVICES = sorted({service for rows in HISTORY.values() for service in rows})


def refused(month: str, service: str) -> str:
    with pytest.raises(UsageError) as caught:
        CHARGED.in_force(Month(month)).charge(service, 1)
    return str(caught.value)


def assert_priced_by(row: Row, month: str, service: str, calls: int) -> None:
    found = CHARGED.in_force(Month(month)).charge(service, calls)
    told = [int(amount.scaleb(2)) for amount in (found.list_cost, found.free_deduction, found.cost, found.freeze)]
    listed, cost = row.list_cost(calls), row.cost(calls)
    assert told == [listed, listed - cost, cost, listed if row.freezes else 0], (month, service, calls)


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_has_the_prices_of_the_list_of_its_date_around_each_boundary_or_is_refused_by_its_name(
    month: str,
) -> None:
    first = in_force(month)
    for service in SERVICES:
        row = HISTORY[first or "2020-01"].get(service)
        if row is None:
            # a list says what it does not price; of a free month that is the first one
            assert f"tencent-tiia-{first or '2020-01'}" in refused(month, service)
        elif first is None:
            charge = CHARGED.in_force(Month(month)).charge(service, 1_500_000)
            assert charge.free_calls == 1_500_000
            assert {charge.list_cost, charge.free_deduction, charge.cost, charge.freeze} == {0}
        else:
            for edge in (*row.starts, row.free_quota, 1_000, 10_000):
                for calls in (edge - 1, edge, edge + 1, edge + row.free_quota):
                    assert_priced_by(row, month, service, max(0, calls))


@given(st.sampled_from(MONTHS), st.sampled_from(SERVICES), st.integers(0, 10**18))
def test_any_count_has_the_price_of_the_list_of_its_month(month: str, service: str, calls: int) -> None:
    first = in_force(month)
    row = HISTORY[first].get(service) if first is not None else None
    if row is not None:
        assert_priced_by(row, month, service, calls)


def test_an_unknown_month_has_the_prices_of_the_newest_list() -> None:
    assert CHARGED.in_force(None).prices is of("2022-11")
