"""Report of `prices diff`: what the price of each service was in one list, and is in another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import shortest
from tiia_cost.core.price_changes import price_changes
from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports.free_months import text
from tiia_cost.reports.prices import without_price
from tiia_cost.reports.report import Report
from tiia_cost.reports.used_prices import as_data, named
from tiia_cost.reports.wording import amount, called, count, currency_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tiia_cost.core.book import InForce
    from tiia_cost.core.price_changes import PriceChange
    from tiia_cost.core.prices import PriceList

CSV_COLUMNS = ("service", "state", "what", "before", "after")
"""Columns of a row per part of a price that differs; `what` is empty for a service whose price is the same."""


def as_report(before: InForce, after: InForce, lang: str = "en", *, announced: Collection[PriceList] = ()) -> Report:
    """Return the report of the changes from one list to another; both have the same currency.

    A month that lies before a list, and is free of charge, is told. `announced` are those that were never charged.
    """
    changes = list(price_changes(before.prices, after.prices))
    return Report(
        partial(_as_data, before, after, changes, lang),
        partial(_as_sheets, before, after, changes, lang, announced),
        CSV_COLUMNS,
        partial(_as_records, changes),
    )


def _as_data(before: InForce, after: InForce, changes: list[PriceChange], lang: str) -> dict[str, object]:
    return {
        "currency": after.prices.currency,
        "before": _list(before),
        "after": _list(after),
        "changes": [
            {
                "service": change.service,
                "state": change.state,
                "changes": [
                    {"what": part, "before": _value(part, change.before, change.service)}
                    | {"after": _value(part, change.after, change.service)}
                    for part in change.parts
                ],
                **({"reason": reason} if (reason := _reason(change, after.prices, lang)) else {}),
            }
            for change in changes
        ],
    }


def _list(in_force: InForce) -> dict[str, object]:
    return {**as_data(in_force.prices), **({"free_month": in_force.month} if in_force.free else {})}


def _as_records(changes: list[PriceChange]) -> Iterator[tuple[object, ...]]:
    for change in changes:
        for part in change.parts or (None,):
            sides = (
                _cell(part, one, change.service) if part and one else None for one in (change.before, change.after)
            )
            yield (change.service, change.state, part, *sides)


def _as_sheets(
    before: InForce, after: InForce, changes: list[PriceChange], lang: str, announced: Collection[PriceList]
) -> list[Sheet]:
    # Figures are never broken; a list of packs is text.
    wraps = any("packs" in change.parts for change in changes)
    columns = (
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
        Column(say("column-id" if lang == "zh" else "column-name", lang), figure=False, spare=2, wraps=True),
        Column(say("column-state", lang), figure=False, spare=1),
        Column(say("column-what", lang), figure=False),
        Column(say("column-before", lang), figure=False, wraps=wraps),
        Column(say("column-after", lang), figure=False, wraps=wraps),
    )
    rows = tuple(
        (
            *_called(change, lang),
            say(f"state-{change.state}", lang),
            say(f"part-{part.replace('_', '-')}", lang),
            *(_cell(part, prices, change.service, lang) for prices in (change.before, change.after)),
        )
        for change in changes
        for part in change.parts
    )
    gone = ((_called(change, lang)[0], reason) for change in changes if (reason := _reason(change, after.prices, lang)))
    notes = (
        *([] if rows else [say("prices-same", lang)]),
        *without_price(gone, lang),
        *(
            say("on-side", lang, side=say(f"side-{side}", lang), note=note)
            for side, one in (("before", before), ("after", after))
            for note in (
                named(one.prices, lang, announced=one.prices in announced),
                *([text([one.free_month], lang)] if one.free_month else []),
            )
        ),
    )
    old, new = before.prices, after.prices
    title = say("prices-diff-title", lang, before=old.name, after=new.name, currency=currency_name(new.currency))
    return [Sheet(title, columns, rows, notes=notes)]


def _called(change: PriceChange, lang: str) -> tuple[str, str]:
    prices = change.after or change.before
    assert prices is not None  # noqa: S101 - at least one list has the service
    return called(change.service, prices.services[change.service].name, lang)


def _reason(change: PriceChange, after: PriceList, lang: str) -> str | None:
    """Return why a service has no price in the later list, if that says so."""
    unpriced = after.unpriced.get(change.service) if change.state == "removed" else None
    return None if unpriced is None else unpriced.reason.both()[lang]


def _value(part: str, prices: PriceList | None, service: str) -> object:
    """Return a part of the price of a service as its file writes it; None if there is none."""
    if prices is None:
        return None
    tariff, packs = prices.tariffs[service], prices.services[service].packs
    values: dict[str, object] = {
        "prices": {"per": tariff.per, "prices": [shortest(price) for price in tariff.prices]},
        "tiers": {"up_to": [*tariff.bounds]} if tariff.upper_included else {"from": [0, *tariff.bounds]},
        "tier_mode": "graduated" if tariff.graduated else "volume",
        "tier_basis": "billable" if tariff.by_billable else "total",
        "free_quota": tariff.free_quota,
        "freeze": tariff.freeze_basis and {"basis": tariff.freeze_basis, "rate": shortest(tariff.freeze_rate)},
        "packs": {
            "packs": [{"calls": pack.calls, "price": str(pack.price)} for pack in packs],
            "pack_months": prices.pack_months,
            "pack_calls_count": prices.pack_calls_count,
        }
        if packs
        else None,
    }
    return values[part]


def _cell(part: str, prices: PriceList | None, service: str, lang: str = "en") -> str:
    """Return a part of the price of a service for people."""
    if prices is None:
        return say("no-value", lang)
    tariff, packs = prices.tariffs[service], prices.services[service].packs
    bounds = tariff.bounds if tariff.upper_included else (0, *tariff.bounds)
    texts = {
        "prices": say("unit-price", lang, price=", ".join(map(shortest, tariff.prices)), per=tariff.per),
        "tiers": say("tier-up-to" if tariff.upper_included else "tier-from", lang, bound=bounds),
        "tier_mode": say("mode-graduated" if tariff.graduated else "mode-volume", lang),
        "tier_basis": say("basis-billable" if tariff.by_billable else "basis-total", lang),
        "free_quota": count(tariff.free_quota),
        "freeze": say(_FREEZES[tariff.freeze_basis], lang, rate=f"{shortest(tariff.freeze_rate * 100)}%"),
        "packs": say(
            "packs-counting" if prices.pack_calls_count else "packs-not-counting",
            lang,
            packs=[say("pack", lang, calls=pack.calls, price=amount(pack.price)) for pack in packs],
            count=prices.pack_months,
        )
        if packs
        else say("none", lang),
    }
    return texts[part]


_FREEZES = {None: "none", "list_cost": "freeze-of-list-cost", "cost": "freeze-of-cost"}
