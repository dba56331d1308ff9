"""Chart of a service's cost curve: the whole curve, and each inversion zone enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import in_fen, of_fen, subtract
from tiia_cost.formats.chart import Chart, Dot, Level, Panel, Section
from tiia_cost.messages import say
from tiia_cost.reports.charts.axes import axis, round_step
from tiia_cost.reports.wording import count, currency_name, money, price_per, service_title

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce
    from tiia_cost.core.curve import Curve, Zone
    from tiia_cost.core.tiers import Tier, TierList

_SAMPLES = 200
"""Number of points in a panel that can be pointed at; between them a line is straight except for rounding to fen."""


def as_chart(
    tiers: TierList, in_force: InForce, *, free_quota: bool = True, mark: int | None = None, lang: str = "en"
) -> Chart:
    """Return the chart of a service's cost curve to beyond its last tier's start; `mark` is a count to point out.

    `in_force` is the price list of the tiers, `free_quota` says whether there was a free quota.
    """
    drawing = _Drawing(tiers, in_force, mark, lang)
    codes = [] if in_force.free else ["curve-zones" if tiers.zones else "zones-none"]
    if not (in_force.free or free_quota):
        codes.append("note-no-free-quota")
    whole = drawing.whole()
    return Chart(
        service_title(tiers.service, in_force, lang),
        (*(say(code, lang) for code in codes), *([] if mark is None else [drawing.marked(mark)])),
        whole,
        tuple(drawing.near(zone) for zone in tiers.zones),
        (say("column-calls", lang), say("column-cost", lang), say("column-tier", lang)),
    )


class _Drawing:
    """Drawing of the panels of one service's curve."""

    def __init__(self, tiers: TierList, in_force: InForce, mark: int | None, lang: str) -> None:
        self.tiers, self.currency, self.mark, self.lang = tiers, in_force.prices.currency, mark, lang

    @property
    def curve(self) -> Curve:
        return self.tiers.curve

    def whole(self) -> Panel:
        """Draw the curve from 0 calls to a third beyond the start of the last tier, and beyond the mark."""
        tier = self.tiers.tiers[-1]
        # A service with one tier has no boundary to go by: ten free quotas, or ten times `per`, show enough.
        free = self.curve.within(of_fen(0))[0].last or 0
        # What packs pay for costs nothing, in however many tiers.
        reach = max(tier.first, free) if self.tiers.prepaid else tier.first
        last = reach * 4 // 3 if reach else 10 * max(free, tier.per)
        last = max(last, (self.mark or 0) * 11 // 10)
        x = axis(say("axis-calls", self.lang), 0, last, lang=self.lang, ticks=6, whole=True)
        return self._panel((), x.first, x.last, whole=True)

    def marked(self, calls: int) -> str:
        """Say what a count costs and, in an inversion zone, what the cheaper count at its end would save."""
        cost = self.curve.amount(calls)
        for zone in self.tiers.zones:
            if zone.first <= calls <= zone.last:
                saving = money(subtract(cost, zone.cost_there), self.currency)
                figures = {"cheaper_at": zone.cheaper_at, "saving": saving}
                return say("curve-mark-saving", self.lang, count=calls, cost=money(cost, self.currency), **figures)
        return say("curve-mark", self.lang, count=calls, cost=money(cost, self.currency))

    def near(self, zone: Zone) -> Panel:
        """Draw an inversion zone and the cliff at its end, with half its width added on either side."""
        around = max((zone.cheaper_at - zone.first) // 2, 1)
        counts = say("curve-zone", self.lang, first=zone.first, last=zone.last)
        if zone.first == zone.last:
            counts = say("curve-zone-one", self.lang, count=zone.first)
        excess = money(zone.max_excess, self.currency)
        saving = say("curve-zone-saving", self.lang, cheaper_at=zone.cheaper_at, excess=excess)
        panel = self._panel((counts, saving), max(zone.first - around, 0), zone.cheaper_at + around, whole=False)
        return panel._replace(levels=(Level(zone.first, zone.cheaper_at, in_fen(zone.cost_there)),))

    def _panel(self, title: tuple[str, ...], first: int, last: int, *, whole: bool) -> Panel:
        tiers = [tier for tier in self.tiers.tiers if tier.first <= last and (tier.last is None or tier.last >= first)]
        ends = [(max(tier.first, first), last if tier.last is None else min(tier.last, last)) for tier in tiers]
        lines = tuple(self._line(start, end, last - first) for start, end in ends)
        heights = [point.y for line in lines for point in line]
        low, high = min(heights), max(heights)
        margin = 0 if whole else (high - low) // 8
        x = axis(say("axis-calls", self.lang), first, last, lang=self.lang, ticks=6 if whole else 3)
        cost = say("axis-cost", self.lang, currency=currency_name(self.currency))
        bottom, top = max(low - margin, 0), high + margin
        y = axis(cost, bottom, top, lang=self.lang, ticks=6 if whole else 4, fen=True, whole=whole)
        shaded = [
            (max(zone.first, first), min(zone.last + 1, last))
            for zone in self.tiers.zones
            if zone.first <= last and zone.last >= first
        ]
        marks = () if self.mark is None or not first <= self.mark <= last else (self._point(self.mark),)
        return Panel(
            title,
            x,
            y,
            lines,
            tuple(self._section(tier, start, end) for tier, (start, end) in zip(tiers, ends, strict=True) if tier.tier),
            tuple(shaded),
            marks=marks,
            tips=tuple(sorted({point for line in lines for point in line} | set(marks))),
        )

    def _line(self, first: int, last: int, length: int) -> tuple[Dot, ...]:
        """Return points of one tier's line: both ends, round counts between, and the end of the free quota."""
        step = round_step(length, _SAMPLES)
        bends = [stretch.span.first for stretch in self.curve.stretches if first < stretch.span.first < last]
        counts = {first, last, *bends, *range(-(-first // step) * step, last, step)}
        return tuple(self._point(calls) for calls in sorted(counts))

    def _point(self, calls: int) -> Dot:
        cost = self.curve.amount(calls)
        tier = next(tier for tier in self.tiers.tiers if tier.last is None or calls <= tier.last)
        texts = (count(calls), money(cost, self.currency)[self.lang], str(tier.tier or say("no-value", self.lang)))
        return Dot(calls, in_fen(cost), texts)

    def _section(self, tier: Tier, first: int, last: int) -> Section:
        price = price_per(tier.unit_price, tier.per, self.currency, self.lang)
        return Section(first, last, say("curve-tier", self.lang, tier=tier.tier, price=price), str(tier.tier))
