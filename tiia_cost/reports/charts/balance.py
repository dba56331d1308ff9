"""Chart of each account's balance over time: the balance, its available part, and the times when money is short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, add, in_fen, subtract
from tiia_cost.core.months import month_at, position
from tiia_cost.formats.chart import Axis, Chart, Dot, Level, Panel
from tiia_cost.messages import say
from tiia_cost.reports.charts.axes import axis
from tiia_cost.reports.settlements import state_text, title, window_text
from tiia_cost.reports.wording import currency_name, money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.cashflow import Cashflow, Settlement, Statement
    from tiia_cost.core.funds import TopUp

_MONTH = 31
"""Number of positions on the x axis for each month: equal widths need no calendar, which would end with year 9999."""

_STEPS = (1, 2, 3, 6, *(12 * factor * 10**power for power in range(5) for factor in (1, 2, 4, 5)))
"""Numbers of months between two ticks; none is more than twice the one before, so that there are always two ticks."""


def as_chart(cashflow: Cashflow, lang: str = "en") -> Chart:
    """Return the chart of balances: one account alone fills it, several have a panel each."""
    alone = len(cashflow.statements) == 1
    panels = tuple(_panel(one, cashflow.currency, lang, whole=alone) for one in cashflow.statements)
    notes = ["balance-lines", *(["balance-short"] if any(panel.marks for panel in panels) else [])]
    account = cashflow.statements[0].account if alone else None
    return Chart(
        title(account, cashflow.currency, lang),
        tuple(say(note, lang) for note in notes),
        panels[0] if alone else None,
        () if alone else panels,
        tuple(say(f"column-{name}", lang) for name in ("date", "event", "balance", "available")),
    )


class _Moment(NamedTuple):
    """State of an account from a position on: the balance, its frozen part, and whether a bill or a freeze is short."""

    x: int
    balance: Decimal
    frozen: Decimal
    short: bool
    fails: bool = False
    date: str = ""
    event: str = ""

    def point(self, currency: str, lang: str) -> Dot:
        """Return the point of the balance with its texts: date, event, balance and available part."""
        figures = (money(figure, currency)[lang] for figure in (self.balance, self.available))
        return Dot(self.x, in_fen(self.balance), (self.date, self.event, *figures))

    @property
    def available(self) -> Decimal:
        return subtract(self.balance, self.frozen)


def _panel(statement: Statement, currency: str, lang: str, *, whole: bool) -> Panel:
    moments = list(_moments(statement, currency, lang))
    dated = statement.settlements[0].month is not None
    last = moments[-1].x + (_MONTH if dated else 1)
    balance = _steps([(moment.x, in_fen(moment.balance)) for moment in moments], last)
    available = _steps([(moment.x, in_fen(moment.available)) for moment in moments], last)
    low, high = min(0, *(point.y for point in available)), max(100, *(point.y for point in balance))
    name = say("axis-balance", lang, currency=currency_name(currency))
    return Panel(
        () if whole else (_account(statement, lang),),
        _time(say("axis-date", lang), moments[0].x, last, most=8 if whole else 2)
        if dated
        else Axis("", 0, last, ((1, say("axis-settlement", lang)),)),
        axis(name, low, high, lang=lang, ticks=6 if whole else 4, fen=True, whole=True),
        (balance,),
        shaded=tuple(_short(moments, last)),
        levels=(Level(moments[0].x, last, 0),) if low < 0 else (),
        marks=tuple(moment.point(currency, lang) for moment in moments if moment.fails),
        tips=tuple(moment.point(currency, lang) for moment in moments),
        dotted=(available,),
    )


def _account(statement: Statement, lang: str) -> str:
    account = statement.account
    return say("unknown-account", lang) if account is None else say("of-account", lang, account=account)


def _moments(statement: Statement, currency: str, lang: str) -> Iterator[_Moment]:
    """Yield the opening, then every top-up and settlement; of one day the top-up is first, because its money counts."""
    settlements = {_day(settlement): settlement for settlement in statement.settlements}
    top_ups = {(one.month_number * _MONTH + one.date.day - 1): one for one in statement.top_ups}
    made_good = {one.made_good_on: one for one in statement.settlements if one.made_good_on}
    first, last = statement.settlements[0], statement.settlements[-1]
    # Top-ups may come after the settlement that follows the last one, which only releases the freeze.
    release = _day(last) + _MONTH
    ends = {release} if max(top_ups, default=0) >= release else set()
    start = 0 if first.month is None else min(position(first.month) * _MONTH, *top_ups, *settlements)
    now = _Moment(start, first.opening, first.released, short=False, event=say("event-opening", lang))
    yield now
    for x in sorted({*settlements, *top_ups, *ends}):
        if x in top_ups:
            top_up = top_ups[x]
            event = say("event-top-up", lang, amount=money(top_up.amount, currency))
            yield (now := _topped_up(now, x, top_up, made_good.get(top_up.date), event))
        if x in settlements:
            yield (now := _settled(x, settlements[x], lang))
        if x in ends:
            event = say("column-released", lang)
            now = _Moment(x, now.balance, ZERO, now.balance < 0, date=window_text(last.next_window, lang), event=event)
            yield now


def _topped_up(now: _Moment, x: int, top_up: TopUp, made_good: Settlement | None, event: str) -> _Moment:
    """Return the moment after a top-up, which may make a settlement good."""
    balance = add((now.balance, top_up.amount))
    pays = made_good is not None or now.balance < 0 <= balance
    frozen = now.frozen if made_good is None else add((now.frozen, made_good.frozen_later))
    return _Moment(x, balance, frozen, now.short and not pays, date=top_up.date.isoformat(), event=event)


def _settled(x: int, one: Settlement, lang: str) -> _Moment:
    event = state_text(one, lang)
    if one.month is not None:
        event = say("note-at", lang, month=one.month, note=event)
    fails = one.state != "paid"
    return _Moment(x, one.closing, one.frozen, fails, fails, window_text(one.window, lang), event)


def _day(settlement: Settlement) -> int:
    """Return the position of a settlement: the first day of its window, or 1, after the opening, if it has no month."""
    return 1 if settlement.month is None else (position(settlement.month) + 1) * _MONTH


def _short(moments: Sequence[_Moment], last: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end position of each time in which money is short."""
    since = None
    for moment in moments:
        if since is None and moment.short:
            since = moment.x
        elif since is not None and not moment.short:
            yield since, moment.x
            since = None
    if since is not None:
        yield since, last


def _steps(levels: Sequence[tuple[int, int]], last: int) -> tuple[Dot, ...]:
    """Return a line that stays at each level until the next begins, and at the last until the end."""
    points = [Dot(*levels[0])]
    for x, y in levels[1:]:
        points += [Dot(x, points[-1].y), Dot(x, y)]
    return (*points, Dot(last, points[-1].y))


def _time(title: str, first: int, last: int, *, most: int) -> Axis:
    """Return an axis of days with ticks at the beginnings of at most `most` + 1 months."""
    months = range(-(-first // _MONTH), last // _MONTH + 1)
    step = next(step for step in _STEPS if len(months) <= step * most + 1)
    return Axis(title, first, last, tuple((n * _MONTH, month_at(n)) for n in months[::step]))
