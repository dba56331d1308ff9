"""Report of `diff`: the change of each service, and the totals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tiia_cost.core.money import in_percent
from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import amount, called, count, difference, percentage, price_per

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, FreeMonth
    from tiia_cost.core.diff import Change, Diff

CSV_COLUMNS = (
    *("account", "month", "service", "state", "calls_before", "calls_after", "cost_before", "cost_after"),
    *("change", "percent", "tier_before", "tier_after", "notes"),
)
"""Columns of a row per change, with the codes of its notes."""


def as_report(diff: Diff, books: Sequence[PriceBook], lang: str = "en") -> Report:
    """Return the report of changes; `books` are those of both sides, which have the names of services."""
    return Report(
        partial(as_data, diff, lang),
        partial(as_sheets, diff, books, lang),
        CSV_COLUMNS,
        partial(as_records, diff),
        remarks=tuple(
            free_months.remark(_free_text(sides, months, lang), lang)
            for sides, months in _free_sides(diff.changes).items()
        ),
    )


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


def as_sheets(diff: Diff, books: Sequence[PriceBook], lang: str = "en") -> list[Sheet]:
    """Return one sheet: a row for each change, the totals, and below them the changes of tier."""
    names = {service: book.name_of(service) for book in reversed(books) for service in book.services}

    def name(change: Change) -> str:
        return called(change.service, names[change.service], lang)[0]

    columns = (
        Column(say("column-account", lang), figure=False, optional=True),
        Column(say("column-month", lang), figure=False, optional=True),
        Column(say("column-service", lang), figure=False),
        Column(say("column-state", lang), figure=False, spare=3),
        Column(say("column-calls-before", lang), spare=4),
        Column(say("column-calls-after", lang), spare=2),
        Column(say("column-tier", lang), spare=6),
        Column(say("column-cost-before", lang), spare=1),
        Column(say("column-cost-after", lang)),
        Column(say("column-change", lang)),
        Column(say("column-percent", lang), spare=5),
    )
    total = (
        *(say("row-total", lang), "", "", "", "", "", ""),
        *(amount(diff.cost_before), amount(diff.cost_after), difference(diff.change), percentage(diff.ratio)),
    )
    tiers = tuple(
        _tiers(change, before, after, name(change), diff.currency, lang)
        for change in diff.changes
        if (before := change.before) and (after := change.after) and change.reaches_another_tier
    )
    rows = tuple(_row(change, name(change), lang) for change in diff.changes)
    return [Sheet(say("diff-title", lang, currency=diff.currency), columns, rows, total, tiers).without_empty_columns()]


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


def _row(change: Change, name: str, lang: str) -> tuple[str, ...]:
    def calls(charge: Charge | None) -> str:
        return "" if charge is None else count(charge.calls)

    def cost(charge: Charge | None) -> str:
        return "" if charge is None else amount(charge.cost)

    before, after = change.before, change.after
    tiers = dict.fromkeys(str(charge.tier) for charge in (before, after) if charge is not None and charge.tier)
    return (
        change.account or "",
        change.month or "",
        name,
        say(f"state-{change.state}", lang),
        calls(before),
        calls(after),
        " → ".join(tiers),
        cost(before),
        cost(after),
        difference(change.change),
        percentage(change.ratio),
    )


def _tiers(change: Change, before: Charge, after: Charge, name: str, currency: str, lang: str) -> str:
    def price(charge: Charge) -> str:
        return price_per(charge.unit_price, charge.per, currency, lang)

    account = [] if change.account is None else [say("of-account", lang, account=change.account)]
    return say(
        "diff-tier",
        lang,
        where=[*account, *filter(None, [change.month]), name],
        tier=before.tier,
        other_tier=after.tier,
        price=price(before),
        other_price=price(after),
    )
