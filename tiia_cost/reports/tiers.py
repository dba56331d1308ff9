"""Report of `tiers`: the tiers of a service, their costs at both ends, and the inversion zones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import per_thousand, shortest
from tiia_cost.formats.sheet import EXTRA, Column, Fact, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import prepaid
from tiia_cost.reports.charts.curve import as_chart
from tiia_cost.reports.free_months import remarks_on
from tiia_cost.reports.prices import term_notes
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import (
    amount,
    average_price,
    called,
    count,
    currency_name,
    money,
    per_calls,
    service_title,
    tier_cell,
    unit_price,
    unit_prices,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.curve import Zone
    from tiia_cost.core.tiers import Tier, TierList

CSV_COLUMNS = (
    *("service", "tier", "from", "to", "unit_price", "per"),
    *("cost_at_from", "per_thousand_at_from", "cost_at_to", "per_thousand_at_to"),
    *("zone_from", "zone_to", "cheaper_at", "cost_there", "max_excess"),
)
"""Columns of a row per tier, with its inversion zone if it has one; `to` of the last tier is empty."""


def as_report(
    tiers: TierList, in_force: InForce, *, free_quota: bool, mark: int | None = None, lang: str = "en"
) -> Report:
    """Return the report of tiers; `in_force` is their price list, `free_quota` says whether there was a free quota.

    `mark` is a count to point out in the cost curve.
    """
    return Report(
        partial(as_data, tiers, in_force),
        partial(as_sheets, tiers, in_force, free_quota=free_quota, lang=lang),
        CSV_COLUMNS,
        partial(as_records, tiers),
        chart=partial(as_chart, tiers, in_force, free_quota=free_quota, mark=mark, lang=lang),
        remarks=(
            *remarks_on(in_force, lang),
            *prepaid.remarks_on(tiers.prepaid, in_force, tiers.service, lang, free_quota=free_quota),
        ),
        freezes=True,
        kind="tiers",
        answer=partial(_answer, tiers, in_force, lang),
        lead=partial(_closing, tiers, in_force, lang),
        scope=partial(service_title, tiers.service, in_force, lang),
        facts=partial(_facts, tiers, in_force, lang, free_quota=free_quota),
    )


def as_data(tiers: TierList, in_force: InForce) -> dict[str, object]:
    """Return the JSON of tiers: amounts and prices as decimal text."""
    return {
        "currency": in_force.prices.currency,
        "service": tiers.service,
        "tiers": [
            {
                "tier": tier.tier,
                "from": tier.first,
                "to": tier.last,
                "unit_price": shortest(tier.unit_price),
                "per": tier.per,
                "cost_at_from": str(tier.cost_at_first),
                "cost_at_to": None if tier.cost_at_last is None else str(tier.cost_at_last),
            }
            for tier in tiers.tiers
        ],
        "inversion_zones": [
            {
                "tier": zone.tier,
                "from": zone.first,
                "to": zone.last,
                "cheaper_at": zone.cheaper_at,
                "cost_there": str(zone.cost_there),
                "max_excess": str(zone.max_excess),
            }
            for zone in tiers.zones
        ],
    }


def as_records(tiers: TierList) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each tier."""
    zones = {zone.tier: zone for zone in tiers.zones}
    for tier in tiers.tiers:
        zone = zones.get(tier.tier) if tier.tier else None
        yield (
            *(tiers.service, tier.tier, tier.first, tier.last, shortest(tier.unit_price), tier.per),
            *(tier.cost_at_first, per_thousand(tier.cost_at_first, tier.first)),
            *(tier.cost_at_last, _per_thousand(tier)),
            *(zone[1:] if zone else (None,) * 5),
        )


def as_sheets(tiers: TierList, in_force: InForce, *, free_quota: bool, lang: str = "en") -> list[Sheet]:
    """Return a sheet of the tiers, and one of the inversion zones if there are any."""
    currency = in_force.prices.currency
    sheets = [_tiers(tiers, in_force, lang, tuple(_notes(tiers, in_force, free_quota=free_quota, lang=lang)))]
    sheets += [_zones(tiers.zones, currency, lang)] if tiers.zones else []
    return [*sheets[:-1], sheets[-1]._replace(closing=_closing(tiers, in_force, lang))]


def _answer(tiers: TierList, in_force: InForce, lang: str) -> str:
    """Return in a few words whether more calls may cost less."""
    name = called(tiers.service, in_force.prices.services[tiers.service].name, lang)[0]
    code = "tiers-free" if in_force.free else "tiers-zones" if tiers.zones else "tiers-no-zones"
    return say(code, lang, service=name, count=len(tiers.zones))


def _closing(tiers: TierList, in_force: InForce, lang: str) -> str:
    """Return the last line: the zone in which more calls save most, or that there is none, or that all is free."""
    if in_force.free:
        return say("closing-free", lang, month=in_force.month)
    if not tiers.zones:
        return say("zones-none", lang)
    zone = max(tiers.zones, key=lambda zone: zone.max_excess)
    saving = money(zone.max_excess, in_force.prices.currency)
    return say("closing-zones", lang, last=zone.last, cheaper_at=zone.cheaper_at, saving=saving)


def _facts(tiers: TierList, in_force: InForce, lang: str, *, free_quota: bool) -> list[Fact]:
    """Return the cheapest and the dearest unit price, the best saving by more calls, and the free calls."""
    currency = in_force.prices.currency
    prices = sorted({tier.unit_price for tier in tiers.tiers})
    low, high = (unit_price(price, currency) for price in (prices[0], prices[-1]))
    price = low[lang] if low == high else say("fact-from-to", lang, first=low, last=high)
    zone = max(tiers.zones, key=lambda zone: zone.max_excess, default=None)
    saving, at = say("none", lang), ""
    if zone is not None:
        saving, at = money(zone.max_excess, currency)[lang], say("fact-at", lang, count=zone.cheaper_at)
    free = in_force.tariff(tiers.service).free_quota if free_quota else 0
    return [
        Fact(say("fact-price", lang, per=per_calls(tiers.tiers[0].per, lang)), price),
        Fact(say("fact-saving", lang), saving, at),
        Fact(say("fact-free-calls", lang), say("fact-all" if in_force.free else "fact-monthly", lang, count=free)),
    ]


def _per_thousand(tier: Tier) -> Decimal | None:
    """Return the effective price per thousand calls at the last count of a tier; None if it has no last count."""
    if tier.last is None or tier.cost_at_last is None:
        return None
    return per_thousand(tier.cost_at_last, tier.last)


def _tiers(tiers: TierList, in_force: InForce, lang: str, notes: tuple[str, ...]) -> Sheet:
    price, prices = unit_prices(tiers.tiers, lang)
    columns = (
        Column(say("column-tier", lang)),
        Column(price, spare=3),
        Column(say("column-from", lang)),
        Column(say("column-cost-at-from", lang), spare=2),
        Column(say("column-per-thousand-at-from", lang), spare=EXTRA),
        Column(say("column-to", lang), spare=4),
        Column(say("column-cost-at-to", lang)),
        Column(say("column-per-thousand-at-to", lang), spare=EXTRA),
    )
    rows = tuple(
        (
            tier_cell(tier, lang),
            unit_price,
            count(tier.first),
            amount(tier.cost_at_first),
            average_price(per_thousand(tier.cost_at_first, tier.first), lang),
            say("no-value", lang) if tier.last is None else count(tier.last),
            say("no-value", lang) if tier.cost_at_last is None else amount(tier.cost_at_last),
            average_price(_per_thousand(tier), lang),
        )
        for tier, unit_price in zip(tiers.tiers, prices, strict=True)
    )
    title, caption = (
        service_title(tiers.service, in_force, lang),
        say("tiers-title", lang, currency=currency_name(in_force.prices.currency)),
    )
    return Sheet(title, columns, rows, notes=notes, caption=caption)


def _notes(tiers: TierList, in_force: InForce, *, free_quota: bool, lang: str) -> Iterator[str]:
    if in_force.free:
        return
    yield from term_notes(in_force.tariff(tiers.service), lang, free_quota=free_quota, packs=bool(tiers.prepaid))


def _zones(zones: Sequence[Zone], currency: str, lang: str) -> Sheet:
    columns = (
        Column(say("column-tier", lang), spare=4),
        Column(say("column-from", lang)),
        Column(say("column-to", lang), spare=1),
        Column(say("column-cheaper-at", lang)),
        Column(say("column-cost-there", lang), spare=3),
        Column(say("column-max-excess", lang), spare=2),
    )
    rows = tuple(
        (
            count(zone.tier),
            count(zone.first),
            count(zone.last),
            count(zone.cheaper_at),
            amount(zone.cost_there),
            amount(zone.max_excess),
        )
        for zone in zones
    )
    return Sheet(
        say("zones-title", lang, currency=currency_name(currency)), columns, rows, notes=(say("zones-explained", lang),)
    )
