"""Report of `prices show`: price lists as tables like those on the vendor's page, and as data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import per_thousand, shortest
from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports.free_months import remarks_on
from tiia_cost.reports.report import Report
from tiia_cost.reports.used_prices import once, sentences, subjects
from tiia_cost.reports.wording import amount, average_price, called, count, currency_name, plain_price, product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.book import InForce
    from tiia_cost.core.prices import PriceList, Service, Text
    from tiia_cost.core.tariff import Tariff
    from tiia_cost.reports.used_prices import Use

CSV_COLUMNS = ("prices", "effective_from", "currency", "service", "tier", "from", "to", "unit_price", "per")
"""Columns of a row per service and tier; `from` and `to` are its first and last count, the last tier has no `to`."""


def as_report(
    lists: Sequence[PriceList],
    only: str | None = None,
    lang: str = "en",
    *,
    in_force: InForce | None = None,
    announced: PriceList | None = None,
) -> Report:
    """Return the report of price lists; `only` is the id of the one service to show, None for all.

    `in_force` is the single list as the one that prices the month asked for, which may be free of charge; None if no
    month was asked for. `announced` is the shipped list that was never charged, if it is among them.
    """
    return Report(
        partial(as_data, lists, only),
        partial(as_sheets, lists, only, lang, announced),
        CSV_COLUMNS,
        partial(as_records, lists, only),
        remarks=() if in_force is None else remarks_on(in_force, lang),
    )


def as_data(lists: Sequence[PriceList], only: str | None = None) -> dict[str, object]:
    """Return the JSON of price lists as their files have them, with decimal numbers as text."""
    plain = []
    for prices in lists:
        data = prices.model_dump(mode="json", by_alias=True, exclude_unset=True)
        data["services"] = {
            tariff.service: _service(data["services"][tariff.service], prices.services[tariff.service])
            for tariff in _tariffs(prices, only)
        }
        plain.append(data)
    return {"currency": lists[0].currency, "price_lists": plain}


def _service(data: dict[str, object], service: Service) -> dict[str, object]:
    """Return the JSON of a service with decimal numbers as short as they can be."""
    packs = [{"calls": pack.calls, "price": str(pack.price)} for pack in service.packs]
    return {**data, "prices": [shortest(price) for price in service.prices], **({"packs": packs} if packs else {})}


def as_records(lists: Iterable[PriceList], only: str | None = None) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each tier of each service."""
    for prices in lists:
        for tariff in _tariffs(prices, only):
            for tier, (first, last) in enumerate(tariff.tier_counts(), start=1):
                price = shortest(tariff.prices[tier - 1])
                head = (prices.name, prices.effective_from, prices.currency, tariff.service)
                yield (*head, tier, first, last, price, tariff.per)


def as_sheets(
    lists: Sequence[PriceList], only: str | None = None, lang: str = "en", announced: PriceList | None = None
) -> list[Sheet]:
    """Return, for each list, a sheet per kind of tiers with a row per service; the last has notes on the list."""
    sheets = []
    for prices in lists:
        tables = [*_by_terms(_tariffs(prices, only), lang, prices), *_packs(prices, only, lang)]
        never_charged = [say("set-announced", lang)] if prices is announced else []
        sheets += _with_notes(tables, prices, [*_notes(prices, only, lang), *never_charged], named=len(lists) > 1)
    return sheets


def used_sheets(uses: Sequence[Use], lang: str, *, packs: bool = False) -> list[Sheet]:
    """Return the prices that a result rests on: for each list in use, its prices of the services that it priced.

    A list has none in months that are free of charge. With `packs` their prices are there, too.
    """
    sheets = []
    charging = [use for use in uses if not use.in_force.free]
    lists = once(use.in_force.prices for use in charging)
    for prices in lists:
        of_list = [use for use in charging if use.in_force.prices == prices]
        services = {service for use in of_list for service in use.services}
        tables = _by_terms([one for one in _tariffs(prices, None) if one.service in services], lang, prices)
        if packs:
            tables += [
                table for service in prices.services if service in services for table in _packs(prices, service, lang)
            ]
        never_charged = [say("set-announced", lang)] if of_list[0].announced else []
        sheets += _with_notes(tables, prices, [*_dates(prices, lang), *never_charged], named=len(lists) > 1)
    return sheets


def _by_terms(tariffs: Iterable[Tariff], lang: str, prices: PriceList) -> list[Sheet]:
    """Return a sheet for each kind of tiers, with a row per service."""
    alike: dict[tuple[object, ...], list[Tariff]] = {}
    for tariff in tariffs:
        alike.setdefault(_terms(tariff), []).append(tariff)
    return [_priced(prices, group, lang) for group in alike.values()]


def _with_notes(tables: Sequence[Sheet], prices: PriceList, notes: Sequence[str], *, named: bool) -> list[Sheet]:
    """Return the tables of a list with notes below the last; `named` says that their titles name the list."""
    *others, last = tables
    tables = [*others, last._replace(notes=(*last.notes, *notes))]
    return [one._replace(title=f"{prices.name} · {one.title}") if named else one for one in tables]


def _tariffs(prices: PriceList, only: str | None) -> list[Tariff]:
    return [tariff for service, tariff in prices.tariffs.items() if only in (None, service)]


def _terms(tariff: Tariff) -> tuple[object, ...]:
    """Return the terms that services must share to fit into one table: all but the service itself and its prices."""
    return (
        tariff.bounds,
        tariff.upper_included,
        tariff.per,
        tariff.graduated,
        tariff.by_billable,
        tariff.free_quota,
        tariff.freeze_basis,
        tariff.freeze_rate,
    )


def _in(text: Text | None, lang: str) -> str:
    return "" if text is None else text.both()[lang]


def _priced(prices: PriceList, tariffs: list[Tariff], lang: str) -> Sheet:
    terms = tariffs[0]
    columns = (
        Column(say("column-group", lang), figure=False, spare=2, wraps=True, optional=True),
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
        Column(say("column-id" if lang == "zh" else "column-name", lang), figure=False, spare=1, wraps=True),
        *(Column(heading) for heading in _tier_headings(terms, lang)),
    )
    rows: list[tuple[str, ...]] = []
    above = ""
    for tariff in tariffs:
        service = prices.services[tariff.service]
        group = _in(service.group, lang)
        # As on the vendor's page, a group is named once, beside its first service.
        named, above = ("" if group == above else group), group
        figures = map(plain_price, tariff.prices)
        rows.append((named, *called(tariff.service, service.name, lang), *figures))
    title = product(prices, lang)
    return Sheet(
        say("prices-title", lang, title=title, currency=currency_name(prices.currency), count=terms.per),
        columns,
        tuple(rows),
        notes=tuple(term_notes(terms, lang)),
    ).without_empty_columns()


def _packs(prices: PriceList, only: str | None, lang: str) -> list[Sheet]:
    """Return a sheet of the packs on sale, if there are any."""
    columns = (
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
        Column(say("column-pack-calls", lang)),
        Column(say("column-pack-price", lang)),
        Column(say("column-pack-per-thousand", lang), spare=1),
    )
    rows = tuple(
        (
            called(service, row.name, lang)[0],
            count(pack.calls),
            amount(pack.price),
            average_price(per_thousand(pack.price, pack.calls), lang),
        )
        for service, row in prices.services.items()
        if only in (None, service)
        for pack in row.packs
    )
    if not rows:
        return []
    notes = (
        say("list-packs", lang, count=prices.pack_months),
        say("list-packs-count" if prices.pack_calls_count else "list-packs-do-not-count", lang),
    )
    title = product(prices, lang)
    return [
        Sheet(
            say("packs-title", lang, title=title, currency=currency_name(prices.currency)), columns, rows, notes=notes
        )
    ]


def _tier_headings(tariff: Tariff, lang: str) -> list[str]:
    """Return the headings of tiers in the terms of the list: the counts at which they start, or up to which they go."""
    if tariff.upper_included:
        bounds = [say("tier-up-to", lang, bound=bound) for bound in tariff.bounds]
        return [*bounds, say("tier-above", lang, bound=tariff.bounds[-1] if tariff.bounds else 0)]
    return [say("tier-from", lang, bound=bound) for bound in (0, *tariff.bounds)]


def term_notes(tariff: Tariff, lang: str, *, free_quota: bool = True, packs: bool = False) -> Iterator[str]:
    """Yield sentences on all terms of charging but the prices; `free_quota` False means that there is no free quota.

    `packs` says whether packs pay for calls.
    """
    yield say("terms-graduated" if tariff.graduated else "terms-volume", lang)
    if tariff.bounds and not tariff.graduated:
        yield bound_term(tariff, lang)
    yield basis_term(tariff, lang, packs=packs)
    yield say("terms-free-quota", lang, count=tariff.free_quota) if free_quota else say("note-no-free-quota", lang)
    yield freeze_term(tariff, lang)


def bound_term(tariff: Tariff, lang: str) -> str:
    """Return the sentence on the side to which a tier boundary belongs (rule 3)."""
    return say("terms-up-to" if tariff.upper_included else "terms-from", lang)


def basis_term(tariff: Tariff, lang: str, *, packs: bool = False) -> str:
    """Return the sentence on which calls count towards the tier (rule 4); with `packs` also of theirs (rule 15)."""
    if packs:
        basis, counted = "billable" if tariff.by_billable else "total", "-counted" * tariff.pack_calls_count
        return say(f"terms-{basis}-packs{counted}", lang)
    if not tariff.by_billable:
        return say("terms-total", lang)
    return say("terms-billable" if tariff.free_quota else "terms-billable-only", lang)


def freeze_term(tariff: Tariff, lang: str) -> str:
    """Return the sentence on what is frozen for the next month (rule 8)."""
    if tariff.freeze_basis is None:
        return say("terms-no-freeze", lang)
    code = "terms-freeze-list-cost" if tariff.freeze_basis == "list_cost" else "terms-freeze-cost"
    return say(code, lang, rate=f"{shortest(tariff.freeze_rate * 100)}%")


def _dates(prices: PriceList, lang: str) -> Iterator[str]:
    """Yield since when a list is in force, its source, and when it was compared with it."""
    code = "list-in-force-free-before" if prices.before_effective == "free" else "list-in-force"
    yield say(code, lang, prices=prices.name, date=str(prices.effective_from))
    if prices.source:
        yield say("list-source", lang, source=prices.source)
    if prices.checked:
        yield say("list-checked", lang, date=str(prices.checked))


def _notes(prices: PriceList, only: str | None, lang: str) -> Iterator[str]:
    yield from _dates(prices, lang)
    about = {remark.about for remark in prices.remarks}
    if only is not None:
        about &= {*subjects(prices.tariffs[only]), *(["packs"] if prices.services[only].packs else [])}
    yield from sentences(((prices, remark) for remark in prices.remarks if remark.about in about), lang)
    if only is not None:
        yield say("list-names", lang, names=[only, *prices.services[only].names()])
        return
    yield from without_price(((_in(one.name, lang), _in(one.reason, lang)) for one in prices.unpriced.values()), lang)
    for name, services in prices.ambiguous.items():
        yield say("list-ambiguous", lang, name=name, services=services)


def without_price(named: Iterable[tuple[str, str]], lang: str) -> Iterator[str]:
    """Yield a sentence for each reason why services have no price; `named` has the name and the reason of each."""
    names: dict[str, list[str]] = {}
    for name, reason in named:
        names.setdefault(reason, []).append(name)
    for reason, services in names.items():
        yield say("list-unpriced", lang, name=services, reason=reason)
