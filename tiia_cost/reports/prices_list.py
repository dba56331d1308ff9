"""Report of `prices list`: every price list that comes with the program, with its dates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tiia_cost.core.book import PriceBook

CSV_COLUMNS = ("set", "prices", "effective_from", "services", "checked", "source")
"""Columns of a row per list; `services` is their number."""


def as_report(sets: Mapping[str, PriceBook], lang: str = "en") -> Report:
    """Return the report of the shipped sets, by their name."""
    return Report(
        partial(as_data, sets),
        partial(as_sheets, sets, lang),
        CSV_COLUMNS,
        partial(as_records, sets),
    )


def as_data(sets: Mapping[str, PriceBook]) -> dict[str, object]:
    """Return the JSON of the lists: dates as text, `services` the number of them."""
    names = ("set", "name", *CSV_COLUMNS[2:])
    (currency,) = {book.currency for book in sets.values()}
    return {"currency": currency, "price_lists": [dict(zip(names, row, strict=True)) for row in as_records(sets)]}


def as_records(sets: Mapping[str, PriceBook]) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each list."""
    for set_, book in sets.items():
        for prices in book.lists:
            checked = prices.checked and str(prices.checked)
            yield set_, prices.name, str(prices.effective_from), len(prices.services), checked, prices.source


def as_sheets(sets: Mapping[str, PriceBook], lang: str = "en") -> list[Sheet]:
    """Return one sheet: a row for each list, and below it what each set is and how to use it."""
    columns = (
        Column(say("column-set", lang), figure=False, spare=1),
        Column(say("column-price-list", lang), figure=False),
        Column(say("column-in-force-from", lang), figure=False),
        Column(say("column-services", lang), spare=2),
        Column(say("column-checked", lang), figure=False, spare=3),
        Column(say("column-source", lang), figure=False, spare=4),
    )
    rows = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in as_records(sets))
    notes = [*(say(f"set-{set_}", lang) for set_ in sets), say("sets-used", lang)]
    return [Sheet(say("sets-title", lang), columns, rows, notes=tuple(notes))]
