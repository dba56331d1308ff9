"""The report of `packs` on random forecasts: rows add up, the cheapest come first, and both languages say the same."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

import pytest

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.pack_advice import PackAdvice, advise
from tiia_cost.core.usage import Usage
from tiia_cost.formats.sheet import number_of
from tiia_cost.reports.packs import CSV_COLUMNS, as_data, as_records, as_report, as_sheets
from tiia_cost.reports.purchases import every

SEEDS = pytest.mark.parametrize("seed", range(60))


def random_advice(seed: int, *, accounts: int | None = None) -> PackAdvice:
    """Return the advice on a random forecast of some accounts, priced by a list that sells packs of `label` alone."""
    random = Random(seed)
    sizes = random.sample(range(10, 400, 10), random.randint(1, 3))
    packs = ", ".join(f"{{calls: {calls}, price: {random.randint(calls, 3 * calls)}}}" for calls in sizes)
    book = price_book(
        f"""
tier_mode: {random.choice(("volume", "graduated"))}
pack_months: {random.randint(1, 4)}
pack_calls_count: {random.choice(("true", "false"))}
free_quota: {random.choice((0, 15))}
services:
  label: {{name: {{en: Image tagging, zh: 图像标签}}, prices: [3, 2, 1], packs: [{packs}]}}
  porn: {{name: {{en: Pornography detection, zh: 图像鉴黄}}, prices: [3, 2, 1]}}
"""
    )
    usage = Usage()
    count = random.randint(1, 3) if accounts is None else accounts
    for account in [f"a{index}" for index in range(count)] if count > 1 else [None]:
        for month in range(1, random.randint(1, 4) + 1):
            usage.add("label", random.randint(0, 500), month=f"2026-{month:02d}", account=account)
            usage.add("porn", random.randint(0, 500), month=f"2026-{month:02d}", account=account)
    return advise(estimate(usage, book), book, free_quota=True)


@SEEDS
def test_every_row_of_the_csv_adds_up(seed: int) -> None:
    for cells in as_records(random_advice(seed)):
        row = dict(zip(CSV_COLUMNS, cells, strict=True))
        money = {name: Decimal(str(row[name])) for name in ("purchase", "postpaid", "total", "without", "saving")}
        assert money["purchase"] + money["postpaid"] == money["total"] == money["without"] - money["saving"]
        calls = [int(part.split("x")[0]) * int(part.split("x")[1]) for part in str(row["packs"]).split()]
        assert sum(calls) == row["bought_calls"] == row["used_calls"] + row["left_calls"] + row["lapsed_calls"]  # type: ignore[operator]
        assert row["left_calls"] == 0 or row["lapsed_calls"] == 0


@SEEDS
def test_a_table_has_no_packs_and_every_purchase_once_the_cheapest_first(seed: int) -> None:
    advice = random_advice(seed, accounts=1)
    (offer,) = advice.offers
    table, sizes = as_sheets(advice)
    total = [column.name for column in table.columns].index("total")
    totals = [Decimal(number_of(row[total]) or 0) for row in table.rows]
    assert totals == sorted(totals)
    assert totals[0] == offer.best.total
    names = [row[0] for row in table.rows]
    assert names.count("no packs") == 1
    assert len(set(names)) == len(names) == len(every(offer))
    assert len(sizes.rows) == len(offer.sizes)
    dearer = [row[0] for row, amount in zip(table.rows, totals, strict=True) if amount > offer.without]
    said = " ".join(table.notes)
    assert not dearer or "more than" in said
    if 0 < len(dearer) < len(offer.alternatives):
        assert all(name in said for name in dearer)


@SEEDS
def test_the_totals_of_several_accounts_are_sums(seed: int) -> None:
    advice = random_advice(seed, accounts=3)
    table = as_sheets(advice)[0]
    assert table.total is not None
    for index, column in enumerate(table.columns):
        if column.name in ("without packs", "price of packs", "postpaid", "total", "saves"):
            assert number_of(table.total[index]) == sum(Decimal(number_of(row[index]) or 0) for row in table.rows)


@SEEDS
def test_both_languages_say_the_same_figures(seed: int) -> None:
    """But for counts, which Chinese words with 万."""
    advice = random_advice(seed)

    def figures(lang: str) -> list[list[str]]:
        sheets = as_sheets(advice, lang=lang)
        texts = [text for sheet in sheets for text in (*sheet.notes, sheet.closing)]
        return [sorted(re.findall(r"[0-9,]+\.[0-9]{2}|[0-9]{4}-[0-9]{2}", text)) for text in texts]

    assert figures("en") == figures("zh")


@SEEDS
def test_a_decision_is_open_where_the_other_answer_makes_another_purchase_better(seed: int) -> None:
    advice = random_advice(seed)
    remarks = [one for one in as_report(advice).remarks if one.name == "decision_open"]
    open_ = [
        offer.account
        for offer in advice.offers
        if min(one.other_total for one in (offer.other_best, *offer.alternatives)) < offer.best.other_total
    ]
    assert [one.warns for one in remarks] == [True] * bool(open_)
    assert [row["account"] for one in remarks for row in one.value] == open_  # type: ignore[attr-defined]
    closing = as_sheets(advice)[-1].closing
    assert ("depends on whether" in closing) == bool(open_)


def test_notes_of_all_accounts_are_told_once_and_others_with_their_accounts() -> None:
    usage = Usage()
    for account, calls in (("a", 120), ("b", 400)):
        usage.add("label", calls, month="2026-01", account=account)
    book = price_book("", service="packs: [{calls: 150, price: 140}]")
    advice = advise(estimate(usage, book), book, free_quota=True)
    notes = [note for sheet in as_sheets(advice) for note in sheet.notes]
    assert notes[0].startswith("This forecast has 1 of the 12 months")
    assert notes[1].startswith("account a: If the next 11 months each had as many calls as the last one, ")
    assert notes[2].startswith("account b: If the next 11 months each ")
    # 3 × 140 for 400 calls, which cost 400 without.
    assert "account b: The only size costs more than it saves: 400.00 CNY without packs, 420.00 CNY with it." in notes


def test_codes_of_notes_are_stable() -> None:
    codes = {
        note["code"]
        for seed in range(60)
        for one in as_data(random_advice(seed))["services"]  # type: ignore[attr-defined]
        for note in one["notes"]
    }
    assert codes == {"forecast-short", "forecast-continued", "forecast-long", "costs-more", "pack-tier-window"}


def test_a_service_without_calls_in_the_month_of_purchase_is_said_to_be_better_bought_for_later() -> None:
    """Packs bought in the first month of the forecast would end earlier than need be."""
    usage = Usage()
    usage.add("label", 0, month="2026-01")
    usage.add("label", 120, month="2026-03")
    book = price_book("", service="packs: [{calls: 150, price: 140}]")
    said = as_data(advise(estimate(usage, book), book, free_quota=True))["services"]
    notes = {one["service"]: one["notes"][0] for one in said}  # type: ignore[attr-defined]
    assert (notes["label"]["code"], notes["label"]["month"]) == ("no-calls-before", "2026-03")
    assert notes["label"]["text"].startswith("There are no calls before 2026-03.")
