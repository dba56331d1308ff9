"""Chart of prepaid packs: what equal months cost over their calls, postpaid and with one pack of each size on sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import in_fen
from tiia_cost.core.pack_curve import PackCurve
from tiia_cost.core.tiers import tiers
from tiia_cost.formats.chart import SYMBOL, Chart, Dot, Panel, Section, SeriesLine
from tiia_cost.messages import say
from tiia_cost.reports.charts.axes import axis, round_step
from tiia_cost.reports.wording import called, count, currency_name, money, price_per, service_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.prices import Pack
    from tiia_cost.core.purchase import Offer
    from tiia_cost.core.tiers import Tier

MOST_SIZES = 8
"""Largest number of sizes drawn for a service: with the line of postpaid, so many are told apart without colours."""

_TIPS = 100
"""Number of round counts in a panel that can be pointed at."""


def as_chart(offers: Sequence[Offer], book: PriceBook, lang: str = "en", *, free_quota: bool = True) -> Chart:
    """Return the chart of the services that `offers` are for, priced by `book`; without offers it has no panels.

    A service alone fills the chart, several have a panel each. Accounts share it, since what calls cost is the same for
    each of them. `free_quota` says whether there was a free quota.
    """
    title = say("packs-chart-title", lang, currency=currency_name(book.currency))
    if not offers:
        return Chart(title, (), None, (), ())
    groups: dict[tuple[str, str], list[Offer]] = {}
    for offer in offers:
        groups.setdefault((offer.service, offer.in_force.prices.name), []).append(offer)
    drawings = [_Drawing(group, lang, free_quota=free_quota) for group in groups.values()]
    alone = len(drawings) == 1
    sizes = sorted({pack.calls for drawing in drawings for pack in drawing.packs})
    panels = tuple(drawing.panel(sizes, whole=alone) for drawing in drawings)
    series = (say("packs-chart-postpaid", lang), *(say("packs-chart-size", lang, count=size) for size in sizes))
    return Chart(
        drawings[0].title if alone else title,
        (say("packs-chart-months", lang), *(note for one in drawings for note in one.notes(alone=alone))),
        panels[0] if alone else None,
        () if alone else panels,
        (say("axis-calls", lang), *series),
        series,
    )


class _Drawing:
    """Drawing of the panel of one service."""

    def __init__(self, offers: Sequence[Offer], lang: str, *, free_quota: bool) -> None:
        """Take the offers of all accounts for one service, by one price list."""
        self._service, self._in_force, self._lang = offers[0].service, offers[0].in_force, lang
        self._currency, self._free_quota = self._in_force.prices.currency, free_quota
        self._least = min(offer.least_calls for offer in offers)
        self._most = max(offer.most_calls for offer in offers)
        self._tiers = tiers(self._in_force, self._service, free_quota=free_quota).tiers
        on_sale = sorted(self._in_force.prices.services[self._service].packs, key=lambda pack: pack.calls)
        # A third more calls than the forecast has: in a picture of all tiers small packs could not be told apart.
        free = self._in_force.tariff(self._service).free_quota if free_quota else 0
        last = max(self._most * 4 // 3, free + on_sale[0].calls)
        # A tier that began at the end would be a single point.
        while (end := axis("", 0, last, lang=lang, ticks=6, whole=True).last) in {tier.first for tier in self._tiers}:
            last = end + 1
        self._last = end
        self._postpaid = self._curve(None)
        dearest = max(map(self._postpaid.amount, self._postpaid.bends(self._last)))
        some = [pack for pack in on_sale if pack.price <= dearest] or [min(on_sale, key=lambda pack: pack.price)]
        shown = sorted(some, key=lambda pack: self._curve(pack).amount(self._most))[:MOST_SIZES]
        self.packs = [pack for pack in on_sale if pack in shown]
        self._too_dear = [pack for pack in on_sale if pack not in some]
        self._others = [pack for pack in some if pack not in shown]

    def _curve(self, pack: Pack | None) -> PackCurve:
        return PackCurve(self._in_force, self._service, pack, free_quota=self._free_quota)

    @property
    def title(self) -> str:
        """Title of a chart of this service alone."""
        return service_title(self._service, self._in_force, self._lang)

    @property
    def _name(self) -> str:
        return called(self._service, self._in_force.prices.services[self._service].name, self._lang)[0]

    def notes(self, *, alone: bool) -> Iterator[str]:
        """Yield what the lines do not say by themselves, with the service unless it is `alone`."""

        def of_service(note: str) -> str:
            return note if alone else say("packs-chart-of", self._lang, service=self._name, note=note)

        if self._least == self._most:
            yield f"{SYMBOL} {of_service(self._marked())}"
        else:
            figures = {"first": self._least, "last": self._most}
            yield of_service(say("packs-chart-shaded", self._lang, **figures))
        if self._too_dear:
            yield of_service(say("packs-chart-too-dear", self._lang, sizes=self._sizes(self._too_dear)))
        if self._others:
            sizes = self._sizes(self._others)
            yield of_service(say("packs-chart-others", self._lang, sizes=sizes, calls=self._most))

    def _sizes(self, packs: Sequence[Pack]) -> list[str]:
        return [say("packs-chart-size", self._lang, count=pack.calls) for pack in packs]

    def _marked(self) -> str:
        """Say what the forecast costs, and with which of the packs it costs least."""
        calls, currency = self._most, self._currency
        postpaid, costs = (
            self._postpaid.amount(calls),
            {pack.calls: self._curve(pack).amount(calls) for pack in self.packs},
        )
        size = min(costs, key=lambda size: costs[size])
        told = {"count": calls, "postpaid": money(postpaid, currency)}
        if costs[size] >= postpaid:
            return say("packs-chart-mark", self._lang, **told)
        pack = say("packs-chart-size", self._lang, count=size)
        return say("packs-chart-mark-saving", self._lang, pack=pack, cost=money(costs[size], currency), **told)

    def panel(self, sizes: Sequence[int], *, whole: bool) -> Panel:
        """Draw the lines; of the `sizes` that the chart has, this service may have only some."""
        curves = {0: self._postpaid, **{sizes.index(pack.calls) + 1: self._curve(pack) for pack in self.packs}}
        lines = [line for number, curve in curves.items() for line in self._lines(number, curve)]
        highest = max(dot.y for line in lines for dot in line.dots)
        x = axis(say("axis-calls", self._lang), 0, self._last, lang=self._lang, ticks=6 if whole else 3)
        months, currency = self._postpaid.months, currency_name(self._currency)
        cost = say("packs-chart-cost", self._lang, count=months, currency=currency)
        level = self._least == self._most
        step = round_step(self._last, _TIPS)
        tips = {*range(0, self._last + 1, step), self._most, self._last}
        tips |= {calls for tier in self._tiers for calls in (tier.first - 1, tier.first) if 0 <= calls <= self._last}
        points = {calls: self._point(calls, curves, len(sizes) + 1) for calls in sorted(tips)}
        return Panel(
            () if whole else (self._name,),
            x,
            axis(cost, 0, highest, lang=self._lang, ticks=6 if whole else 4, fen=True, whole=True),
            sections=tuple(self._section(tier) for tier in self._tiers if tier.first <= self._last),
            shaded=() if level else ((self._least, self._most),),
            marks=(points[self._most],) if level else (),
            tips=tuple(points.values()),
            series_lines=tuple(lines),
        )

    def _lines(self, series: int, curve: PackCurve) -> Iterator[SeriesLine]:
        """Yield a curve in parts, one for each tier. Where a single month falls to a lower price, a part has a step."""
        firsts, part = {tier.first for tier in self._tiers}, list[Dot]()
        for calls in curve.bends(self._last):
            if part and calls in firsts:
                yield SeriesLine(series, tuple(part))
                part = []
            part.append(Dot(calls, in_fen(curve.amount(calls))))
        yield SeriesLine(series, tuple(part))

    def _point(self, calls: int, curves: Mapping[int, PackCurve], series: int) -> Dot:
        """Return a point of the line of postpaid, with the figures of all lines; a series without one has none."""
        costs = {number: money(curve.amount(calls), self._currency)[self._lang] for number, curve in curves.items()}
        texts = (count(calls), *(costs.get(number, "") for number in range(series)))
        return Dot(calls, in_fen(self._postpaid.amount(calls)), texts)

    def _section(self, tier: Tier) -> Section:
        price = price_per(tier.unit_price, tier.per, self._currency, self._lang)
        last = self._last if tier.last is None else min(tier.last, self._last)
        return Section(tier.first, last, say("curve-tier", self._lang, tier=tier.tier, price=price), str(tier.tier))
