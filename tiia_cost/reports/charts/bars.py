"""Charts of bills: a bar for each month, or one before and one after a change, whose parts are services' costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.grouping import grouped, rows_of
from tiia_cost.core.money import add, in_fen
from tiia_cost.core.months import runs
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.chart import Axis, Bar, Chart, Level, Panel, Part
from tiia_cost.messages import say
from tiia_cost.reports.charts.axes import axis
from tiia_cost.reports.ranges import margin_text
from tiia_cost.reports.wording import amount, called, currency_name, money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.grouping import Row

MOST_SERIES = 9
"""Largest number of services told apart: there are no more colours that everybody can tell apart."""

_SLOT, _GAP = 10, 1
"""Positions on the x axis for each month, and how many of them are left free on either side of its bar."""


def as_chart(estimate: Estimate, book: PriceBook, lang: str = "en", limit: Decimal | None = None) -> Chart:
    """Return the bars of an estimate, in time order; the bills of all accounts add up, freezes are in none.

    `book` holds the lists that it was priced by, whose order of services is that of the parts; `limit` is the amount
    that a month must not exceed, at which a line is drawn.
    """
    rows = rows_of(estimate.bills)
    series = list(_series(rows, (book,), lang))
    bars = []
    for number, ((month,), charged) in enumerate(grouped(rows, ("month",))):
        span = (number * _SLOT + _GAP, (number + 1) * _SLOT - _GAP)
        bar = _bar(span, month or say("unknown-month", lang), charged, series, estimate.currency, lang)
        if estimate.margin is not None:
            lowest, highest = lowest_and_highest(row.charge for row in charged)
            total = say("bar-total-range", lang, total=bar.total, lowest=amount(lowest), highest=amount(highest))
            bar = bar._replace(total=total, reach=(in_fen(lowest), in_fen(highest)))
        bars.append(bar)
    notes = [say("total-of", lang, total=money(estimate.total.cost, estimate.currency))]
    notes += _notes(rows, series, (book,), lang)
    if estimate.margin is not None:
        notes.append(say("bars-range", lang, margin=margin_text(estimate.margin, lang)))
    if limit is not None:
        notes.append(say("bars-limit", lang, limit=money(limit, estimate.currency)))
    ticks = [(bar.middle, bar.name) for bar in bars]
    return _chart(bars, ticks, series, notes, estimate.currency, lang, limit)


def of_change(bills: tuple[Estimate, Estimate], books: tuple[PriceBook, PriceBook], lang: str = "en") -> Chart:
    """Return two bars for each month, that of the bills before and that of those after; a side without any has none.

    `books` hold the lists of both sides.
    """
    before, after = (rows_of(side.bills) for side in bills)
    every, currency, named = [*before, *after], bills[1].currency, books[::-1]
    series = list(_series(every, named, lang))
    bars, ticks = [], []
    for number, ((month,), _) in enumerate(grouped(every, ("month",))):
        start, middle, name = number * _SLOT, number * _SLOT + _SLOT // 2, month or say("unknown-month", lang)
        ticks.append((middle, name))
        spans = (start + _GAP, middle - _GAP), (middle + _GAP, start + _SLOT - _GAP)
        sides = (("before", before, spans[0]), ("after", after, spans[1]))
        for side, rows, span in sides:
            charged = [row for row in rows if row.month == month]
            if charged:
                label = say("bar-of-side", lang, month=name, side=say(f"side-{side}", lang))
                bars.append(_bar(span, label, charged, series, currency, lang))
    notes = [say("bars-sides", lang), *_notes(every, series, named, lang)]
    return _chart(bars, ticks, series, notes, currency, lang)


class _Series(NamedTuple):
    """Services that are drawn alike: one, or all that are too small to tell apart."""

    name: str
    services: tuple[str, ...]


def _chart(
    bars: Sequence[Bar],
    ticks: Sequence[tuple[int, str]],
    series: Sequence[_Series],
    notes: Sequence[str],
    currency: str,
    lang: str,
    limit: Decimal | None = None,
) -> Chart:
    least = 100 if limit is None else max(in_fen(limit), 100)
    highest = max(height for bar in bars for height in (least, bar.high, *(bar.reach or ())))
    x = Axis(say("column-month", lang) if len(ticks) > 1 else "", 0, len(ticks) * _SLOT, tuple(ticks))
    cost = say("axis-cost", lang, currency=currency_name(currency))
    panel = Panel(
        (),
        x,
        axis(cost, 0, highest, lang=lang, ticks=6, fen=True, whole=True),
        bars=tuple(bars),
        levels=() if limit is None else (Level(x.first, x.last, in_fen(limit)),),
    )
    return Chart(
        say("bars-title", lang, currency=currency_name(currency)),
        tuple(notes),
        panel,
        (),
        (say("column-month", lang), say("column-service", lang), say("column-cost", lang)),
        tuple(one.name for one in series),
    )


def _series(rows: Sequence[Row], books: Sequence[PriceBook], lang: str) -> Iterator[_Series]:
    """Yield each service, in the order of the books; of too many the dearest, then all others together."""
    groups = grouped(rows, ("service",), list(dict.fromkeys(service for book in books for service in book.services)))
    costs = {str(service): add(row.charge.cost for row in ours) for (service,), ours in groups}
    shown = list(costs)
    if len(costs) > MOST_SERIES:
        shown = sorted(costs, key=lambda service: costs[service], reverse=True)[: MOST_SERIES - 1]
    for service in costs:
        if service in shown:
            yield _Series(_name(service, books, lang), (service,))
    others = tuple(service for service in costs if service not in shown)
    if others:
        yield _Series(say("bars-others", lang, count=len(others)), others)


def _name(service: str, books: Sequence[PriceBook], lang: str) -> str:
    """Return the name of a service in the first of the books that has it."""
    return called(service, next(book for book in books if service in book.services).name_of(service), lang)[0]


def _bar(
    span: tuple[int, int], name: str, rows: Sequence[Row], series: Sequence[_Series], currency: str, lang: str
) -> Bar:
    """Return a bar between two positions, with a part for each of the series that has one of the rows."""
    parts: list[Part] = []
    for index, one in enumerate(series):
        costs = [row.charge.cost for row in rows if row.service in one.services]
        if costs:
            cost, low = add(costs), parts[-1].high if parts else 0
            parts.append(Part(index, low, low + in_fen(cost), (name, one.name, money(cost, currency)[lang])))
    return Bar(*span, name, amount(add(row.charge.cost for row in rows)), tuple(parts))


def _notes(rows: Sequence[Row], series: Sequence[_Series], books: Sequence[PriceBook], lang: str) -> Iterator[str]:
    """Yield what the bars do not say by themselves."""
    accounts = len({row.account for row in rows})
    if accounts > 1:
        yield say("bars-accounts", lang, count=accounts)
    if len(runs(row.month for row in rows if row.month is not None)) > 1:
        yield say("bars-gaps", lang)
    others = series[-1].services
    if len(others) > 1:
        names = [_name(service, books, lang) for service in others]
        yield say("bars-others-are", lang, others=series[-1].name, services=names)
