"""Report of `diff`: the change of each service, and the totals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tiia_cost.core.grouping import BILL_KEYS
from tiia_cost.core.money import in_percent
from tiia_cost.formats.sheet import Fact, toned
from tiia_cost.messages import say
from tiia_cost.reports import all_bills, free_months, owned_packs
from tiia_cost.reports.changes_table import ChangesTable, largest_change, tone_of_change
from tiia_cost.reports.charts.bars import of_change
from tiia_cost.reports.report import FEW_NOTES, MOST_BILLS, Report
from tiia_cost.reports.wording import (
    currency_name,
    difference,
    in_currency,
    joined,
    listed,
    money,
    months_text,
    owner,
    percentage,
    price_per,
    scope,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, FreeMonth
    from tiia_cost.core.diff import Change, Diff
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.formats.sheet import Sheet

CSV_COLUMNS = (
    *("account", "month", "service", "state", "calls_before", "calls_after", "cost_before", "cost_after"),
    *("change", "percent", "tier_before", "tier_after", "notes"),
)
"""Columns of a row per change, with the codes of its notes."""


def as_report(
    diff: Diff,
    bills: tuple[Estimate, Estimate],
    books: tuple[PriceBook, PriceBook],
    lang: str = "en",
    *,
    by: Sequence[str] = (),
    unchanged: bool = False,
) -> Report:
    """Return the report of changes between bills; `books` hold the lists that these, before and after, are priced by.

    `by` are the keys of one table grouped so: see `core.grouping`. `unchanged` shows rows that did not change, too.
    """
    named = books[::-1]  # a service that both have is called as it is after
    name = ChangesTable(diff, named, (), lang, unchanged=unchanged).name
    titles = (say("tab-bills-before", lang), say("tab-bills-after", lang))
    done = Report(
        partial(as_data, diff, lang),
        partial(as_sheets, diff, named, lang, by=by, unchanged=unchanged),
        CSV_COLUMNS,
        partial(as_records, diff),
        remarks=tuple(
            free_months.remark(_free_text(sides, months, lang), lang)
            for sides, months in _free_sides(diff.changes).items()
        ),
        chart=partial(of_change, bills, books, lang),
        kind="diff",
        answer=partial(_title, diff, lang),
        lead=partial(_largest, diff, name, lang),
        scope=partial(scope, diff.changes, lang),
        facts=partial(_facts, diff, name, lang),
        lists=lambda: [all_bills.as_sheet(*side, lang) for side in zip(titles, bills, books, strict=True)],
        tables=partial(as_sheets, diff, named, lang, by=by, unchanged=unchanged, whole=True),
    )
    return owned_packs.with_ledgers(done, bills, books, lang)


def as_data(diff: Diff, lang: str = "en") -> dict[str, object]:
    """Return the JSON of changes: amounts and percentages as decimal text, missing values as null."""
    return {
        "currency": diff.currency,
        "changes": [
            {**_change(change), **({"notes": notes} if (notes := _notes(change, lang)) else {})}
            for change in diff.changes
        ],
        "total": {
            "cost_before": str(diff.cost_before),
            "cost_after": str(diff.cost_after),
            "change": str(diff.change),
        },
    }


def as_records(diff: Diff) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each change."""
    for change in diff.changes:
        yield (*_change(change).values(), " ".join(dict.fromkeys(note["code"] for note in _notes(change))))


def as_sheets(
    diff: Diff,
    books: Sequence[PriceBook],
    lang: str = "en",
    *,
    by: Sequence[str] = (),
    unchanged: bool = False,
    whole: bool = False,
) -> list[Sheet]:
    """Return one sheet: a row for each change with subtotals, or for each group `by` keys, the totals, and the tiers.

    What does not change is one row, with its costs, so that all rows add up; with `unchanged` it has rows of its own.
    With `whole` many changes are not summarised, and there are no subtotals: they can be added up by whoever gets them.
    """
    bills = {(change.account, change.month) for change in diff.changes}
    crowded = len(bills) > MOST_BILLS and not by and not whole
    keys = tuple(by) or (BILL_KEYS if crowded else (*BILL_KEYS, "service"))
    table = ChangesTable(diff, books, keys, lang, unchanged=unchanged)
    sheet = table.as_sheet(subtotals=not by and not crowded and not whole and len(bills) > 1)
    notes = [say("changes-summarised", lang, count=len(bills))] if crowded else []
    tiers = _tier_notes(diff, table.name, lang)
    if "service" in keys or len(tiers) <= FEW_NOTES:
        notes += tiers
    return [
        sheet._replace(
            title=_title(diff, lang),
            notes=tuple(notes),
            closing=_closing(diff, table.name, lang),
            caption=say("changes-title", lang, currency=currency_name(diff.currency)),
        )
    ]


def _title(diff: Diff, lang: str) -> str:
    if diff.nothing_changes:
        return say("diff-title-same", lang, total=money(diff.cost_after, diff.currency))
    return toned(say("diff-title", lang, change=_with_ratio(diff, lang)), tone_of_change(diff.change))


def _with_ratio(diff: Diff, lang: str) -> str:
    change = str(in_currency(difference(diff.change), diff.currency)[lang])
    return change if diff.ratio is None else say("change-with-ratio", lang, change=change, ratio=percentage(diff.ratio))


def _closing(diff: Diff, name: Callable[[Change], str], lang: str) -> str:
    """Return the last line: both totals, and the largest change, if several services change."""
    if diff.nothing_changes:
        return say("closing-same", lang, total=money(diff.cost_after, diff.currency))
    before, after = money(diff.cost_before, diff.currency), money(diff.cost_after, diff.currency)
    said = say("closing-diff", lang, before=before, after=after, change=_with_ratio(diff, lang))
    return toned(joined(filter(None, [said, _largest(diff, name, lang)]), lang), tone_of_change(diff.change))


def _largest(diff: Diff, name: Callable[[Change], str], lang: str) -> str:
    """Return the sentence on the largest change; "" unless several services change."""
    most = largest_change(diff)
    if most is None:
        return ""
    change = in_currency(difference(most.change), diff.currency)
    return say("closing-largest", lang, where=_where(most, name(most), lang), change=change)


def _facts(diff: Diff, name: Callable[[Change], str], lang: str) -> list[Fact]:
    """Return the costs before and after, and the largest change, or that of all if no more than one service changes."""
    facts = [
        Fact(say(f"fact-cost-{side}", lang), money(cost, diff.currency)[lang])
        for side, cost in (("before", diff.cost_before), ("after", diff.cost_after))
    ]
    most = largest_change(diff)
    if most is None:
        change = toned(in_currency(difference(diff.change), diff.currency)[lang], tone_of_change(diff.change))
        return [*facts, Fact(say("fact-change", lang), change)]
    change = toned(in_currency(difference(most.change), diff.currency)[lang], tone_of_change(most.change))
    return [*facts, Fact(say("fact-largest-change", lang), change, listed(_where(most, name(most), lang), lang))]


def _where(change: Change, name: str, lang: str) -> list[str]:
    return [*owner(change.account, lang), name, *filter(None, [change.month])]


def _change(change: Change) -> dict[str, object]:
    before, after, ratio = change.before, change.after, change.ratio
    return {
        "account": change.account,
        "month": change.month,
        "service": change.service,
        "state": change.state,
        "calls_before": before and before.calls,
        "calls_after": after and after.calls,
        "cost_before": before and str(before.cost),
        "cost_after": after and str(after.cost),
        "change": str(change.change),
        "percent": None if ratio is None else str(in_percent(ratio)),
        "tier_before": before and before.tier,
        "tier_after": after and after.tier,
    }


def _notes(change: Change, lang: str = "en") -> list[dict[str, Any]]:
    """Return the JSON of the notes on a change: the sides on which its month is free of charge."""
    return [
        {
            "code": "free-beta",
            "sides": list(sides),
            "prices": free.prices,
            "effective_from": free.effective_from,
            "text": _free_text(sides, [free], lang),
        }
        for sides, (free,) in _free_sides([change]).items()
    ]


def _free_sides(changes: Sequence[Change]) -> dict[tuple[str, ...], list[FreeMonth]]:
    """Return the free months of each side that has any, under both sides together if they are the same."""
    before = sorted({change.free_before for change in changes if change.free_before is not None})
    after = sorted({change.free_after for change in changes if change.free_after is not None})
    sides = {("before", "after"): before} if before == after else {("before",): before, ("after",): after}
    return {side: months for side, months in sides.items() if months}


def _free_text(sides: tuple[str, ...], months: Sequence[FreeMonth], lang: str) -> str:
    said = free_months.text(months, lang)
    return say("on-side", lang, side=say(f"side-{sides[0]}", lang), note=said) if len(sides) == 1 else said


def _tier_notes(diff: Diff, name: Callable[[Change], str], lang: str) -> list[str]:
    """Return a sentence for each change of tier; the same one of several months is told once with its months."""
    told: dict[tuple[str | None, str, str], list[Month]] = {}
    for change in diff.changes:
        if change.before is not None and change.after is not None and change.reaches_another_tier:
            sentence = _tiers(change.before, change.after, diff.currency, lang)
            months = told.setdefault((change.account, name(change), sentence), [])
            months += [] if change.month is None else [change.month]
    notes = []
    for (account, service, sentence), months in told.items():
        about = [*owner(account, lang), service, *months_text(months)]
        notes.append(say("note-of", lang, services=about, note=sentence))
    return notes


def _tiers(before: Charge, after: Charge, currency: str, lang: str) -> str:
    def price(charge: Charge) -> str:
        return price_per(charge.unit_price, charge.per, currency, lang)

    return say(
        "diff-tier", lang, tier=before.tier, other_tier=after.tier, price=price(before), other_price=price(after)
    )
