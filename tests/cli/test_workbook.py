"""Workbooks from the command line: their sheets against JSON, in LibreOffice, and read back as usage."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from tests.support.golden import SERVICES
from tests.support.workbooks import all_converted
from tiia_cost.messages import MESSAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run, Write

LANGUAGES = ("en", "zh")
FORECAST = ROOT / "examples" / "forecast.csv"
ACCOUNTS = ROOT / "tests" / "golden" / "three-accounts.csv"
PACKS = ROOT / "tests" / "golden" / "car-pro-year.csv"

COMMANDS: dict[str, tuple[tuple[str | Path, ...], list[str]]] = {
    "estimate": (("estimate", FORECAST), ["answer", "bills", "notes", "prices"]),
    "range": (("estimate", ACCOUNTS, "--range", "10%"), ["answer", "bills", "notes", "prices"]),
    "by": (("estimate", ACCOUNTS, "--by", "month", "--by", "service"), ["answer", "bills", "notes", "prices"]),
    "check": (("check", ACCOUNTS, "--budget", "4000", "-q"), ["answer", "bills", "notes", "prices"]),
    "diff": (("diff", FORECAST, ACCOUNTS), ["answer", "bills-before", "bills-after", "notes", "prices"]),
    "cashflow": (("cashflow", FORECAST, "--balance", "9000"), ["answer", "bills", "notes", "prices"]),
    "accounts": (("cashflow", ACCOUNTS), ["answer", "pay-in", "settlements", "bills", "notes", "prices"]),
    "packs": (
        ("packs", PACKS, "--prices", "charged"),
        ["answer", "purchases", "bills-without-packs", "notes", "prices"],
    ),
    "tiers": (("tiers", "label"), ["answer", "notes", "prices"]),
    "afford": (("afford", "label", "--budget", "2300"), ["answer", "notes", "prices"]),
}
"""Commands that write workbooks, with the sheets of these."""


def written(run: Run, tmp_path: Path, *arguments: str | Path) -> Path:
    path = tmp_path / "bills.xlsx"
    done = run(*arguments, "-o", path)
    assert (done.out, done.status) == ("", 3 if "check" in arguments else 0), done.err
    return path


def rows(path: Path, name: str) -> list[list[Any]]:
    return [*CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()]


def charges(data: Any) -> Iterator[list[object]]:
    """Yield the rows of the bills of a JSON: all but the second name of each service."""
    for bill in data["bills"]:
        for one in bill["charges"]:
            yield [
                *(bill["account"] or "", bill["month"] or ""),
                one["service"],
                *(float(one[name]) for name in ("calls", "free_calls", "billable_calls")),
                one["tier"] or "",
                *(float(one[name]) for name in ("unit_price", "per", "list_cost", "free_deduction", "cost", "freeze")),
                *(float(figure) for figure in _range(one)),
                bill["prices"],
            ]


def _range(charge: Any) -> list[Any]:
    if "range" not in charge:
        return []
    found = charge["range"]
    points = [[found[name][part] for part in ("cost", "calls")] for name in ("lowest", "highest")]
    return [found["from"], found["to"], *chain(*points)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_workbook_has_a_sheet_for_the_answer_for_lists_for_notes_and_for_prices(
    run: Run, tmp_path: Path, name: str, lang: str
) -> None:
    arguments, sheets = COMMANDS[name]
    book = openpyxl.load_workbook(written(run, tmp_path, *arguments, "--lang", lang))
    assert book.sheetnames == [say(f"tab-{one}", lang) for one in sheets]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    notes = [row[0] for row in book[say("tab-notes", lang)].iter_rows(values_only=True)]
    assert len(set(notes)) == len(notes)
    bills = [one for one in sheets if one.startswith("bills")]
    assert book.custom_doc_props["tiia-cost"].value == (say(f"tab-{bills[-1]}", lang) if bills else None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("options", [(), ("--range", "10%"), ("--by", "account")])
def test_the_sheet_of_bills_has_the_figures_of_the_json(
    run: Run, tmp_path: Path, options: tuple[str, ...], lang: str
) -> None:
    path = written(run, tmp_path, "estimate", ACCOUNTS, *options, "--lang", lang)
    data = json.loads(run("estimate", ACCOUNTS, *options, "-f", "json").out)
    _, *found, total = rows(path, say("tab-bills", lang))
    second = 2 if lang == "zh" else 3  # 服务 before 标识, the id before the name
    assert [[*row[:second], *row[second + 1 :]] for row in found] == list(charges(data))
    assert total[0] == {"en": "Total", "zh": "合计"}[lang]
    names = ("calls", "free_calls", "billable_calls")
    assert total[4:7] == [float(data["total"][name]) for name in names]
    assert total[10:13] == [float(data["total"][name]) for name in ("list_cost", "free_deduction", "cost")]
    assert total[13] == ""  # freezes of several months replace each other


def test_a_single_month_has_a_total_freeze(run: Run, tmp_path: Path) -> None:
    # 1,500,000 × 2.2 ÷ 1,000 = 3,300.00 and 12,000 × 3 ÷ 1,000 = 36.00
    path = written(run, tmp_path, "estimate", "label=1500000", "crop=12000")
    assert [row[13] for row in rows(path, "Bills")] == ["Next month's freeze", 3300.0, 36.0, 3336.0]


def test_a_comparison_has_the_bills_of_both_sides(run: Run, tmp_path: Path) -> None:
    path = written(run, tmp_path, "diff", FORECAST, ACCOUNTS)
    for side, file in (("before", FORECAST), ("after", ACCOUNTS)):
        data = json.loads(run("estimate", file, "-f", "json").out)
        _, *found, _ = rows(path, say(f"tab-bills-{side}"))
        assert [[*row[:3], *row[4:]] for row in found] == list(charges(data))


def test_a_workbook_begins_with_what_it_is(run: Run, tmp_path: Path) -> None:
    first, answer, scope, caveat, *_ = rows(written(run, tmp_path, "estimate", FORECAST), "Summary")
    assert first[0] == "Tencent Cloud image analysis (TIIA): cost forecast"
    assert answer[0].startswith("Total ")
    assert scope[0] == "2026-09 – 2026-11"
    assert caveat[0] == "Estimated by prices announced for 2019-12-01 that were never charged"
    calls = rows(written(run, tmp_path, "afford", "label", "--budget", "2300"), "Summary")
    assert calls[0][0] == "Tencent Cloud image analysis (TIIA): calls within a budget"


def test_what_lists_freezes_says_what_the_vendor_leaves_open_about_them(run: Run, tmp_path: Path) -> None:
    """Tables of `check` show no freeze, but the bills of its workbook do."""
    done = run("check", "label=1500000", "--budget", "5000", "-o", "c.xlsx", "-o", "c.md", "--month", "2026-11")
    assert done.status == 0
    notes = CalamineWorkbook.from_path(tmp_path / "c.xlsx").get_sheet_by_name("Notes").to_python()
    assert any("freezing at settlement ended" in str(cell) for row in notes for cell in row)
    assert "freezing at settlement ended" not in (tmp_path / "c.md").read_text()


def test_a_comparison_of_many_bills_has_every_change(run: Run, write: Write, tmp_path: Path) -> None:
    before = write(
        "before.csv", "".join(("month,service,calls\n", *(f"20{year}-01,label,1\n" for year in range(20, 60))))
    )
    after = write("after.csv", before.read_text().replace(",1\n", ",50000\n"))  # 40,000 × 2.5 ÷ 1,000 = 100.00
    found = rows(written(run, tmp_path, "diff", before, after), "Summary")
    assert [row[0] for row in found if row[7:8] == [100.0]] == [f"20{year}-01" for year in range(20, 60)]


def test_every_settlement_of_several_accounts_is_listed(run: Run, tmp_path: Path) -> None:
    path = written(run, tmp_path, "cashflow", ACCOUNTS)
    data = json.loads(run("cashflow", ACCOUNTS, "-f", "json").out)["settlements"]
    _, *found, _ = rows(path, "Settlements")
    names = ("opening", "released", "deducted", "frozen", "closing", "available")
    expected = [[one["account"], one["month"], *(float(one[name]) for name in names)] for one in data]
    assert [[*row[:2], *row[3:9]] for row in found] == expected
    _, *payments, total = rows(path, "To pay in")
    needed = [one for one in data if Decimal(one["top_up_needed"])]
    assert [[row[0], row[3], row[2]] for row in payments] == [
        [one["account"], one["month"], float(one["top_up_needed"])] for one in needed
    ]
    assert Decimal(repr(total[2])) == sum(Decimal(one["top_up_needed"]) for one in needed)


def test_a_summary_by_account_that_would_repeat_thousands_of_bills_is_left_out(
    run: Run, write: Write, tmp_path: Path
) -> None:
    usage = write("usage.csv", "".join(("account,service,calls\n", *(f"a{one:02},label,20000\n" for one in range(25)))))
    # 10,000 × 2.5 ÷ 1,000 = 25.00 each
    summary = rows(written(run, tmp_path, "estimate", usage), "Summary")
    assert [row[0] for row in summary if str(row[0]).startswith("By")] == ["By service · CNY"]
    assert len(rows(tmp_path / "bills.xlsx", "Bills")) == 27
    fewer = write("fewer.csv", usage.read_text().replace("a24,label,20000\n", ""))
    summary = rows(written(run, tmp_path, "estimate", fewer), "Summary")
    assert [row[0] for row in summary if str(row[0]).startswith("By")] == ["By account · CNY", "By service · CNY"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_sheets_are_those_that_a_workbook_can_have(lang: str) -> None:
    names = [say(code, lang) for code in MESSAGES if code.startswith("tab-")]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[^\[\]:*?/\\']{1,31}", name) for name in names)


def test_an_exact_unit_price_stays_exact(run: Run, write: Write, tmp_path: Path) -> None:
    prices = write(
        "prices.yaml",
        "{name: p, currency: USD, effective_from: 2020-01-01, tier_mode: volume, per: 1, tiers: {from: [0]},"
        " services: {label: {name: Tag, prices: [0.000123456789]}}}",
    )
    path = written(run, tmp_path, "estimate", "label=1000000", "--prices", prices)
    price = openpyxl.load_workbook(path)["Bills"]["I2"]
    # 1,000,000 × 0.000123456789 = 123.456789
    assert (price.value, price.number_format) == (0.000123456789, "0.00##########")
    assert rows(path, "Bills")[1][9:13] == [1.0, 123.46, 0.0, 123.46]
    assert rows(path, "Notes")[0] == ["Amounts are in USD."]


def test_a_free_month_has_no_tier(run: Run, write: Write, tmp_path: Path) -> None:
    usage = write("usage.csv", "month,service,calls\n2019-11,label,5000000\n2019-12,label,5000000\n")
    _, free, priced, _ = rows(written(run, tmp_path, "estimate", usage), "Bills")
    assert (free[7], priced[7]) == ("", 3.0)


def test_notes_tell_what_the_result_leaves_out(run: Run, write: Write, tmp_path: Path) -> None:
    usage = write("usage.csv", "month,service,calls\n2026-10,label,950000\n2026-11,label,950000\n2026-11,label,x\n")
    path = written(run, tmp_path, "estimate", usage, "--bad-rows", tmp_path / "bad.csv")
    notes = [row[0] for row in rows(path, "Notes")]
    assert notes[0] == "Amounts are in CNY."
    assert notes[1].startswith("label, 2026-10 – 2026-11: 50,000 more calls would save 172.00 CNY")
    assert "1 row of the input could not be counted and is not included." in notes
    assert notes[-1].startswith("Prices: tencent-tiia")


def test_an_account_too_long_for_a_cell_is_refused_and_nothing_is_written(
    run: Run, write: Write, tmp_path: Path
) -> None:
    usage = write("usage.csv", f"account,service,calls\n{'a' * 40_000},label,1\n")
    assert run("estimate", usage, "-o", tmp_path / "bills.xlsx") == (
        4,
        "",
        "error: a workbook cannot hold a text of more than 32,767 characters, as sheet Summary would have;"
        " use --format csv\n",
    )
    assert not (tmp_path / "bills.xlsx").exists()


USAGE = st.dictionaries(
    st.tuples(
        st.sampled_from(["", "100012345678", "=1+1", "<b>", "甲"]),
        st.sampled_from(["2019-11", "2026-10", "2026-11"]),
        st.sampled_from(SERVICES),
    ),
    st.integers(0, 10**7) | st.integers(0, 10**16),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("lang", LANGUAGES)
@given(usage=USAGE, accounts=st.booleans())
@settings(max_examples=12)
def test_bills_read_back_as_the_usage_that_they_are_of(
    run: Run, write: Write, tmp_path: Path, lang: str, usage: dict[tuple[str, str, str], int], *, accounts: bool
) -> None:
    named = {(account or "x" if accounts else "", *rest): calls for (account, *rest), calls in usage.items()}
    lines = (f"{account},{month},{service},{calls}\n" for (account, month, service), calls in named.items())
    given_ = write("usage.csv", "".join(("account,month,service,calls\n", *lines)))
    path = written(run, tmp_path, "estimate", given_, "--lang", lang, "-q")
    assert run("estimate", path, "-f", "json", "-q") == run("estimate", given_, "-f", "json", "-q")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_usage_without_a_month_reads_back(run: Run, tmp_path: Path, lang: str) -> None:
    path = written(run, tmp_path, "estimate", "label=1500000", "crop=0", "--lang", lang)
    assert run("estimate", path, "-f", "json") == run("estimate", "label=1500000", "crop=0", "-f", "json")


@pytest.mark.process  # LibreOffice
def test_libreoffice_opens_workbooks_and_shows_the_same(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}-{lang}.xlsx" for name in COMMANDS for lang in LANGUAGES]
    for path in paths:
        name, lang = path.stem.split("-")
        run(*COMMANDS[name][0], "--lang", lang, "-o", path)
    for path, saved in zip(paths, all_converted(paths, "ods", tmp_path / "profile"), strict=True):
        before, after = CalamineWorkbook.from_path(path), CalamineWorkbook.from_path(saved)
        assert after.sheet_names == before.sheet_names
        for sheet in before.sheet_names:
            assert after.get_sheet_by_name(sheet).to_python() == before.get_sheet_by_name(sheet).to_python()
