"""Chart of an estimate: a bar for each month, whose parts are the costs of services."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.grouping import grouped, rows_of
from tiia_cost.core.money import add, in_fen
from tiia_cost.core.months import runs
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.chart import Axis, Bar, Chart, Panel, Part
from tiia_cost.messages import say
from tiia_cost.reports.charts.axes import axis
from tiia_cost.reports.ranges import margin_text
from tiia_cost.reports.wording import amount, called, currency_name, money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.grouping import Row

MOST_SERIES = 9
"""Largest number of services told apart: there are no more colours that everybody can tell apart."""

_SLOT, _GAP = 10, 1
"""Positions on the x axis for each month, and how many of them are left free on either side of its bar."""


def as_chart(estimate: Estimate, book: PriceBook, lang: str = "en") -> Chart:
    """Return the bars of an estimate, in time order; the bills of all accounts add up, freezes are in none.

    `book` holds the lists that it was priced by, whose order of services is that of the parts.
    """
    rows = rows_of(estimate.bills)
    series = list(_series(rows, book, lang))
    months = grouped(rows, ("month",))
    bars = tuple(
        _bar(number, month, charged, series, estimate, lang) for number, ((month,), charged) in enumerate(months)
    )
    highest = max(height for bar in bars for height in (100, bar.high, *(bar.reach or ())))
    title = say("column-month", lang) if len(bars) > 1 else ""
    cost = say("axis-cost", lang, currency=currency_name(estimate.currency))
    panel = Panel(
        (),
        Axis(title, 0, len(bars) * _SLOT, tuple((bar.middle, bar.name) for bar in bars)),
        axis(cost, 0, highest, lang=lang, ticks=6, fen=True, whole=True),
        bars=bars,
    )
    return Chart(
        say("bars-title", lang, currency=estimate.currency),
        tuple(_notes(estimate, rows, series, book, lang)),
        panel,
        (),
        (say("column-month", lang), say("column-service", lang), say("column-cost", lang)),
        tuple(one.name for one in series),
    )


class _Series(NamedTuple):
    """Services that are drawn alike: one, or all that are too small to tell apart."""

    name: str
    services: tuple[str, ...]


def _series(rows: Sequence[Row], book: PriceBook, lang: str) -> Iterator[_Series]:
    """Yield each service, in the order of the book; of too many the dearest, then all others together."""
    groups = grouped(rows, ("service",), book.services)
    costs = {str(service): add(row.charge.cost for row in ours) for (service,), ours in groups}
    shown = list(costs)
    if len(costs) > MOST_SERIES:
        shown = sorted(costs, key=lambda service: costs[service], reverse=True)[: MOST_SERIES - 1]
    for service in costs:
        if service in shown:
            yield _Series(called(service, book.name_of(service), lang)[0], (service,))
    others = tuple(service for service in costs if service not in shown)
    if others:
        yield _Series(say("bars-others", lang, count=len(others)), others)


def _bar(
    number: int, month: str | None, rows: Sequence[Row], series: Sequence[_Series], estimate: Estimate, lang: str
) -> Bar:
    """Return the bar of a month, with a part for each of the series that has a row in it."""
    name = month or say("unknown-month", lang)
    parts: list[Part] = []
    for index, one in enumerate(series):
        costs = [row.charge.cost for row in rows if row.service in one.services]
        if costs:
            cost, low = add(costs), parts[-1].high if parts else 0
            texts = (name, one.name, money(cost, estimate.currency)[lang])
            parts.append(Part(index, low, low + in_fen(cost), texts))
    first, last = number * _SLOT + _GAP, (number + 1) * _SLOT - _GAP
    lowest, highest = map(in_fen, lowest_and_highest(row.charge for row in rows))
    reach = None if estimate.margin is None else (lowest, highest)
    return Bar(first, last, name, amount(add(row.charge.cost for row in rows)), tuple(parts), reach)


def _notes(
    estimate: Estimate, rows: Sequence[Row], series: Sequence[_Series], book: PriceBook, lang: str
) -> Iterator[str]:
    """Yield the total, and what the bars do not say by themselves."""
    yield say("total-of", lang, total=money(estimate.total.cost, estimate.currency))
    accounts = len({row.account for row in rows})
    if accounts > 1:
        yield say("bars-accounts", lang, count=accounts)
    if len(runs(row.month for row in rows if row.month is not None)) > 1:
        yield say("bars-gaps", lang)
    others = series[-1].services
    if len(others) > 1:
        names = [called(service, book.name_of(service), lang)[0] for service in others]
        yield say("bars-others-are", lang, others=series[-1].name, services=names)
    if estimate.margin is not None:
        yield say("bars-range", lang, margin=margin_text(estimate.margin, lang))
