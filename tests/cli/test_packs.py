"""`tiia-cost packs`: what a person with a forecast learns, in every format, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.support.pages import parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

CHARGED = ("--prices", "charged")
YEAR = "month,car-pro\n" + "".join(f"2027-{month:02d},200000\n" for month in range(1, 13))

# 400 calls cost 400, at 1. A pack of 150 for 140: its calls do not count, so the other 250 cost 500, at 2.
SMALL = """\
name: small
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1
tiers: {from: [0, 100, 300]}
services:
  label: {name: {en: Image tagging, zh: 图像标签}, prices: [3, 2, 1], packs: [{calls: 150, price: 140}]}
  porn: {name: {en: Pornography detection, zh: 图像鉴黄}, prices: [3, 2, 1]}
"""


def services(run: Run, *arguments: str | Path, stdin: str = "") -> list[dict[str, Any]]:
    done = run("packs", *arguments, "-f", "json", stdin=stdin.encode())
    assert done.status == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)["services"]
    return found


def bought(purchase: dict[str, Any]) -> list[tuple[int, int]]:
    return [(one["count"], one["calls"]) for one in purchase["packs"]]


def test_a_pack_that_costs_more_than_it_saves_is_told_with_both_figures(run: Run) -> None:
    # Postpaid (1,500,000 − 1,000) × 45 ÷ 1,000 = 67,455. With 1,000,000 calls for 65,000 the other 499,000 are in
    # tier 1: 499,000 × 75 ÷ 1,000 = 37,425. If the pack's calls counted they would be in tier 2: 22,455.
    (one,) = services(run, "car-pro=1500000", *CHARGED)
    assert (one["without"], one["best"]["packs"], one["best"]["total"]) == ("67455.00", [], "67455.00")
    (million,) = (size for size in one["alternatives"] if bought(size) == [(1, 1_000_000)])
    assert million == {
        "packs": [{"calls": 1_000_000, "count": 1, "price": "65000.00"}],
        "purchase": "65000.00",
        "postpaid": "37425.00",
        "total": "102425.00",
        "saving": "-34970.00",
        "used_calls": 1_000_000,
        "left_calls": 0,
        "lapsed_calls": 0,
        "pays_in": None,
        "other_total": "87455.00",
    }
    out = run("packs", "car-pro=1500000", *CHARGED).out
    assert out.startswith("Buy no packs: none saves anything · car-pro · ")
    assert re.search(r"^1×1,000,000 +65,000\.00 +37,425\.00 +102,425\.00 +-34,970\.00 ", out, re.MULTILINE)
    text = " ".join(out.split())
    assert "costs more than it saves: 67,455.00 CNY without packs, 67,735.00 CNY or more with one." in text
    assert "the totals are: 1×1,000,000 (87,455.00 CNY instead of 102,425.00 CNY)." in text
    assert (
        "Buy no packs: without them it is 67,455.00 CNY; even with the cheapest size, 1 pack of 10,000 calls," in text
    )


def test_a_year_of_forecast_says_which_to_buy_and_by_when_it_pays(run: Run) -> None:
    # 199,000 billable calls a month at 75 per 1,000 are 14,925.00, twelve months 179,100.00. 105,000 are below eight
    # months' 119,400.00; 2,500,000 − 12 × 199,000 = 112,000 calls lapse.
    (one,) = services(run, "-", *CHARGED, stdin=YEAR)
    assert (one["first"], one["months"], one["pack_months"], one["without"]) == ("2027-01", 12, 12, "179100.00")
    best = one["best"]
    assert bought(best) == [(1, 2_500_000)]
    assert (best["total"], best["saving"], best["pays_in"]) == ("105000.00", "74100.00", "2027-08")
    assert (best["used_calls"], best["left_calls"], best["lapsed_calls"]) == (2_388_000, 0, 112_000)
    assert (one["continued"], one["notes"][0]["code"]) == (None, "costs-more")
    # 105,000 ÷ 12 = 8,750.00 is what 116,666.67 billable calls cost at 75 per 1,000, and 1,000 are free.
    assert {size["calls"]: size["pays_from"] for size in one["sizes"]}[2_500_000] == 117_667
    out = " ".join(run("packs", "-", *CHARGED, stdin=YEAR.encode()).out.split())
    assert out.startswith("Buy 1 pack of 2,500,000 calls: saves 74,100.00 CNY · car-pro · ")
    assert out.endswith(
        "Buy 1 pack of 2,500,000 calls in 2027-01 for 105,000.00 CNY: 105,000.00 CNY in all instead of 179,100.00 CNY,"
        " which saves 74,100.00 CNY. That has paid for itself by the end of 2027-08. 112,000 calls lapse unused at the"
        " end of 2027-12."
    )
    chinese = "".join(run("packs", "-", *CHARGED, "--lang", "zh", stdin=YEAR.encode()).out.split())
    assert chinese.startswith("建议购买资源包1×250万次，可省74,100.00元·车辆识别（增强版）·")
    assert chinese.endswith("可省74,100.00元。到2027-08月底回本。其中112,000次到2027-12月底仍未使用，过期作废。")


def test_a_single_month_says_what_a_year_of_such_months_would_answer(run: Run) -> None:
    # 2 × 100,000 for 14,000 beside 14,925.00; but for twelve such months the pack of 2,500,000 is best.
    (one,) = services(run, "car-pro=200000", *CHARGED)
    assert (bought(one["best"]), one["best"]["saving"], one["best"]["left_calls"]) == ([(2, 100_000)], "925.00", 1_000)
    later = one["continued"]
    assert (later["months"], later["without"], bought(later["best"])) == (12, "179100.00", [(1, 2_500_000)])
    assert [note["code"] for note in one["notes"]][:2] == ["forecast-short", "forecast-continued"]
    out = " ".join(run("packs", "car-pro=200000", *CHARGED).out.split())
    assert "This forecast has 1 of the 12 months for which a pack is valid." in out
    assert out.endswith(
        "1,000 calls are left after the forecast. If the next 11 months each had as many calls as the last one,"
        " 1 pack of 2,500,000 calls would be best: 105,000.00 CNY in all instead of 179,100.00 CNY."
    )


def test_a_pack_for_a_single_month_lapses_with_it(run: Run, write: Write) -> None:
    # 120 calls cost 240; a pack of 150 for 140 pays for them, and 30 of its calls lapse.
    prices = write("p.yaml", SMALL + "pack_months: 1\n")
    (one,) = services(run, "label=120", "--prices", prices)
    assert (one["best"]["lapsed_calls"], one["continued"]) == (30, None)
    done = run("packs", "label=120", "--prices", prices)
    assert done.out.endswith("30 calls lapse unused at the end of the month.\n")


def test_a_pack_that_costs_as_much_as_it_saves_is_not_bought_nor_called_dearer(run: Run, write: Write) -> None:
    prices = write("p.yaml", SMALL.replace("price: 140", "price: 150"))
    out = run("packs", "label=50", "--prices", prices).out  # 50 calls at 3 cost 150
    assert "more than" not in out
    text = (
        "Buy no packs: without them it is 150.00 CNY, and with the cheapest size, 1 pack of 150 calls, it is as much."
    )
    assert text in " ".join(out.split())


def test_of_a_longer_forecast_the_later_months_have_no_packs(run: Run) -> None:
    longer = YEAR + "2028-01,200000\n"
    (one,) = services(run, "-", *CHARGED, stdin=longer)
    assert (one["months"], one["without"], one["best"]["postpaid"]) == (13, "194025.00", "14925.00")
    out = " ".join(run("packs", "-", *CHARGED, stdin=longer.encode()).out.split())
    assert "Packs bought in 2027-01 end with 2027-12; the months after that are charged without packs." in out


def test_every_call_may_be_charged(run: Run) -> None:
    (one,) = services(run, "-", *CHARGED, "--no-free-quota", stdin=YEAR)
    assert (one["without"], one["best"]["lapsed_calls"]) == ("180000.00", 100_000)  # 12 × 200,000 × 75 ÷ 1,000


def test_where_the_open_answer_changes_what_to_buy_a_warning_says_so(run: Run, write: Write) -> None:
    # Counted, two packs leave 100 calls at 1: 280 + 100 = 380. Not counted they leave them at 2: 480, above 400.
    prices = write("p.yaml", SMALL)
    done = run("packs", "label=400", "--prices", prices, "-f", "json")
    (warning,) = json.loads(done.out)["decision_open"]
    text = (
        "If Tencent Cloud counts the calls that a pack pays for towards the tier, 2 packs of 150 calls would be best:"
        " 380.00 CNY in all instead of 400.00 CNY without packs. Ask before you decide."
    )
    assert warning == {"account": None, "service": "label", "text": text}
    assert text in " ".join(run("packs", "label=400", "--prices", prices).out.split())
    counted = write("q.yaml", SMALL + "pack_calls_count: true\n")
    (one,) = json.loads(run("packs", "label=400", "--prices", counted, "-f", "json").out)["decision_open"]
    assert one["text"] == (
        "If Tencent Cloud does not count the calls that a pack pays for towards the tier, 2 packs of 150 calls would"
        " save nothing (480.00 CNY in all, 400.00 CNY without packs), nor would any other purchase. Ask before you buy."
    )


def test_where_another_purchase_would_be_best_both_are_told(run: Run) -> None:
    # 12 × 1,499,000 billable calls. 15,000,000 for 450,000 leave 1,489,000 and 1,499,000 at 45 per 1,000: 134,460.
    # With 2,500,000 more for 105,000 only 488,000 are left: at 75 they cost 36,600, at 45 (counted) 21,960.
    usage = YEAR.replace("200000", "1500000")
    (one,) = services(run, "-", *CHARGED, stdin=usage)
    assert (bought(one["best"]), one["best"]["total"]) == ([(1, 15_000_000)], "584460.00")
    other = one["other_best"]
    assert bought(other) == [(1, 2_500_000), (1, 15_000_000)]
    assert (other["total"], other["other_total"]) == ("591600.00", "576960.00")
    assert (
        "packs of 1×15,000,000 + 1×2,500,000 calls would be best: 576,960.00 CNY in all, where 1 pack of 15,000,000"
        " calls would make it 584,460.00 CNY (809,460.00 CNY without packs). Ask before you buy."
    ) in " ".join(run("packs", "-", *CHARGED, stdin=usage.encode()).out.split())


def test_no_packs_on_sale_is_told_by_list_with_what_to_do(run: Run) -> None:
    out = " ".join(run("packs", "label=1500000", "car=5").out.split())
    assert out.startswith("No packs are on sale for this usage · ")
    assert "Price list tencent-tiia has no packs for label, car." in out
    assert re.search(r"The price lists of --prices charged have packs for car-pro[^.]*\.", out)
    data = json.loads(run("packs", "label=1500000", "-f", "json").out)
    assert data["services"] == []
    assert data["not_on_sale"] == [
        {
            "account": None,
            "service": "label",
            "prices": "tencent-tiia",
            "first": None,
            "free": False,
            "without": "3278.00",
            "sold_from": None,
        }
    ]


def test_services_without_packs_do_not_disturb_those_with(run: Run, write: Write) -> None:
    prices = write("p.yaml", SMALL)
    done = run("packs", "label=120", "porn=5", "--prices", prices)
    # 120 calls cost 240; a pack pays for all of them.
    assert done.out.startswith("Buy 1 pack of 150 calls: saves 100.00 CNY · label · ")
    assert "  Price list small has no packs for porn.\n" in done.out


def test_where_a_later_list_sells_packs_the_month_is_told(run: Run, write: Write) -> None:
    old = write(
        "old.yaml", re.sub(r", packs: \[.*?\]", "", SMALL).replace("2020-01-01", "2019-01-01").replace("small", "old")
    )
    new = write("new.yaml", SMALL)
    usage = "month,label\n2019-11,5\n2019-12,5\n2020-01,5\n"
    done = run("packs", "-", "--prices", old, "--prices", new, stdin=usage.encode())
    assert "Packs for label are on sale from 2020-01 on; give a forecast that begins then." in " ".join(
        done.out.split()
    )


def test_a_free_first_month_buys_nothing(run: Run, write: Write) -> None:
    prices = write("p.yaml", SMALL + "before_effective: free\n")
    done = run("packs", "-", "--prices", prices, "-f", "json", stdin=b"month,label\n2019-12,400\n2020-01,400\n")
    data = json.loads(done.out)
    (one,) = data["not_on_sale"]
    assert (data["services"], one["free"], one["sold_from"], one["without"]) == ([], True, "2020-01", "400.00")
    assert run("packs", "-", "--prices", prices, stdin=b"month,label\n2019-12,400\n").status == 0


def test_accounts_buy_for_themselves(run: Run, write: Write) -> None:
    prices = write("p.yaml", SMALL)
    usage = b"account,month,label,porn\na,2026-01,120,1\nb,2026-01,400,1\n"
    found = json.loads(run("packs", "-", "--prices", prices, "-f", "json", stdin=usage).out)["services"]
    assert [(one["account"], bought(one["best"])) for one in found] == [("a", [(1, 150)]), ("b", [])]
    out = run("packs", "-", "--prices", prices, stdin=usage).out
    assert out.startswith("Buy packs: saves 100.00 CNY in all · Best purchases · CNY\n")
    assert re.search(r"^total +640\.00 +140\.00 +400\.00 +540\.00 +100\.00$", out, re.MULTILINE)
    assert " ".join(out.split()).endswith(
        "Buy packs for 1 of 2 accounts and services: 540.00 CNY in all instead of 640.00 CNY, which saves 100.00 CNY."
        " Largest saving: account a: 1 pack of 150 calls, 100.00 CNY. But what is best depends on whether Tencent Cloud"
        " counts the calls that a pack pays for towards the tier."
    )


def test_many_accounts_are_summed_up_by_service_but_for_scripts(run: Run, write: Write) -> None:
    prices = write("p.yaml", SMALL)
    usage = "account,month,label\n" + "".join(f"{number},2026-01,120\n" for number in range(25))
    done = run("packs", "-", "--prices", prices, stdin=usage.encode())
    # 25 × 240 without, 25 × 140 with a pack each.
    row = r"^label +25 +25 +6,000\.00 +3,500\.00 +0\.00 +3,500\.00 +2,500\.00$"
    assert re.search(row, done.out, re.MULTILINE)
    assert "25 purchases are summarised here. To see every one: --format csv." in " ".join(done.out.split())
    rows = run("packs", "-", "--prices", prices, "-f", "csv", stdin=usage.encode()).out.splitlines()
    assert len(rows) == 1 + 25 * 2


def test_the_csv_has_a_row_for_the_best_purchase_and_for_each_size(run: Run) -> None:
    out = run("packs", "-", *CHARGED, "-f", "csv", stdin=YEAR.encode()).out
    rows = [*csv.DictReader(io.StringIO(out))]
    assert [row["choice"] for row in rows] == ["best", *["size"] * 7]
    assert out.splitlines()[1] == (
        ",car-pro,tencent-tiia-2022-11,2027-01,12,best,1x2500000,2500000,105000.00,0.00,105000.00,179100.00,74100.00,"
        "2388000,0,112000,2027-08,105000.00,"
    )
    for row in rows:
        money = {name: Decimal(row[name]) for name in ("purchase", "postpaid", "total", "without", "saving")}
        assert money["purchase"] + money["postpaid"] == money["total"] == money["without"] - money["saving"]


def test_markdown_has_the_same_tables(run: Run) -> None:
    out = run("packs", "-", *CHARGED, "-f", "markdown", stdin=YEAR.encode()).out
    assert "| 1×2,500,000 | 105,000.00 | 0.00 | 105,000.00 | 74,100.00 | 2027-08 | 112,000 |\n" in out
    assert "| no packs | 0.00 | 179,100.00 | 179,100.00 | 0.00 |  |  |\n" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_begins_with_the_answer_and_shows_prices_of_packs(run: Run, lang: str) -> None:
    page = parsed(run("packs", "-", *CHARGED, "-f", "html", "--lang", lang, stdin=YEAR.encode()).out)
    answer = {
        "en": "Buy 1 pack of 2,500,000 calls: saves 74,100.00 CNY",
        "zh": "建议购买资源包 1×250 万次，可省 74,100.00 元",
    }
    assert page.one("h1").text == answer[lang]
    facts = [fact.text for fact in page.one("dl").all("dd")]
    unit = {"en": "CNY", "zh": "元"}[lang]
    assert facts == [f"179,100.00 {unit}", f"105,000.00 {unit}", "1×2,500,000", "2027-08"]
    assert {"en": "prepaid packs", "zh": "预付费资源包"}[lang] in page.text


def test_pictures_and_the_terminal_draw_the_cost_over_calls_a_month(run: Run) -> None:
    svg = run("packs", "-", *CHARGED, "-f", "svg", stdin=YEAR.encode()).out
    assert svg.startswith("<svg")
    drawn = run("packs", "-", *CHARGED, "--plot", stdin=YEAR.encode()).out
    for text in ("pack of 2,500,000", "200,000 calls in every month of that time"):
        assert text in svg
        assert text in drawn
    assert run("packs", "label=5", "-f", "svg").out.startswith("<svg")


def test_a_page_warns_where_the_decision_is_open(run: Run, write: Write) -> None:
    page = parsed(run("packs", "label=400", "--prices", write("p.yaml", SMALL), "-f", "html").out)
    (alert,) = (one for one in page.all("p") if one.attributes.get("class") == "alert")
    assert "2 packs of 150 calls would be best" in alert.text


def test_a_workbook_has_every_purchase_and_bills_that_can_be_read_back(run: Run, tmp_path: Path) -> None:
    assert run("packs", "-", *CHARGED, "-o", "packs.xlsx", stdin=YEAR.encode()).status == 0
    book = CalamineWorkbook.from_path(str(tmp_path / "packs.xlsx"))
    assert book.sheet_names == ["Summary", "Purchases", "Bills without packs", "Notes", "Prices"]
    rows = book.get_sheet_by_name("Purchases").to_python()
    assert any("1×2,500,000" in row and 105000.0 in row for row in rows)
    total = run("estimate", "packs.xlsx", *CHARGED, "--total")
    assert (total.out, total.status) == ("179100.00\n", 0)


def test_a_workbook_of_many_accounts_leaves_nothing_out(run: Run, write: Write, tmp_path: Path) -> None:
    usage = "account,month,label\n" + "".join(f"a{number},2026-01,{120 + number}\n" for number in range(25))
    arguments = ("packs", "-", "--prices", write("p.yaml", SMALL), "-o", "packs.xlsx")
    assert run(*arguments, stdin=usage.encode()).status == 0
    book = CalamineWorkbook.from_path(str(tmp_path / "packs.xlsx"))
    assert len(book.get_sheet_by_name("Purchases").to_python()) == 1 + 25 * 2
    texts = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert not any("--format" in text for text in texts)


def test_a_folder_with_its_csv_is_not_misread_as_usage(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "usage"
    folder.mkdir()
    (folder / "year.csv").write_text(YEAR, encoding="utf-8")
    assert run("packs", "usage", *CHARGED, "-o", "usage/packs.csv").status == 0
    done = run("estimate", "usage", *CHARGED)
    assert (done.status, done.out) == (2, "")
    assert "usage/packs.csv:1:" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "error: no usage given; "),
        (["car-pro=5"], "error: car-pro=5: car-pro is not in tencent-tiia; lists charged later have it"),
        (["car-pro=x", *CHARGED], "error: car-pro=x: "),
        (
            ["label=5", "--pack", "label=5"],
            "error: packs says what to buy for calls that no pack pays for yet, and takes no --pack",
        ),
        (["label=5", "--counts", "x.csv"], "error: packs has no --counts; these commands have it: "),
    ],
)
def test_what_cannot_be_told_is_refused(run: Run, arguments: list[str], told: str) -> None:
    done = run("packs", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)


def test_sizes_with_too_many_sums_are_refused_with_the_reason(run: Run, write: Write) -> None:
    prices = write("p.yaml", SMALL.replace("{calls: 150, price: 140}", "{calls: 7, price: 9}, {calls: 10, price: 12}"))
    done = run("packs", "label=2000000", "--prices", prices)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: label: the best purchase cannot be searched for: packs for 2,000,000 calls")
