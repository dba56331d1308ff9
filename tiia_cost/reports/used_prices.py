"""Remarks on the price lists that a result rests on: which, of when, and what their pages leave open (rule 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.formats.sheet import Remark
from tiia_cost.messages import say
from tiia_cost.reports.wording import called, joined, months_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.prices import ListRemark, PriceList
    from tiia_cost.core.tariff import Tariff


class Use(NamedTuple):
    """A month that a list prices, with the ids of the services it has there.

    `announced` says that the list is the shipped one, which was announced and never charged.
    """

    in_force: InForce
    services: frozenset[str]
    announced: bool


class Later(NamedTuple):
    """Lists charged later than the announced one: the date from which they are in force, and their gaps.

    `lacking` has the services, by id, that they do not price although the announced list does, with the months in which
    that matters; usage without a month has none.
    """

    since: str
    lacking: dict[str, list[Month]]


def charged_later(uses: Iterable[Use], charged: PriceBook) -> Later | None:
    """Return what the lists charged later lack for the uses of the announced list; None if all are before them."""
    announced = [
        use
        for use in uses
        if use.announced and (use.in_force.month is None or charged.lists[0].in_force(use.in_force.month))
    ]
    if not announced:
        return None
    lacking: dict[str, list[Month]] = {}
    for use in announced:
        month = use.in_force.month
        for service in sorted(use.services - charged.in_force(month).prices.services.keys()):
            lacking.setdefault(service, []).extend([month] if month is not None else [])
    return Later(str(charged.lists[0].effective_from), lacking)


def remarks(
    uses: Sequence[Use], later: Later | None, lang: str, *, free_quota: bool, freezes: bool, packs: bool
) -> Iterator[Remark]:
    """Yield the remarks of the lists in use that are about what they price, then one on the lists themselves.

    `free_quota` says whether free calls are deducted, `freezes` whether the result shows freezes, `packs` whether it is
    about prepaid packs.
    """
    lists = once(use.in_force.prices for use in uses)
    announced = [use.in_force.prices for use in uses if use.announced]
    for sentence in sentences(_about(uses, free_quota=free_quota, freezes=freezes, packs=packs), lang):
        yield Remark("price_remarks", sentence)
    names = ("; " if lang == "en" else "；").join(
        named(prices, lang, announced=prices in announced) for prices in lists
    )
    said = [say("prices-used", lang, lists=names), *([_later(later, lists, lang)] if later else [])]
    data = [_with_remarks(prices, lang) for prices in lists]
    for_others = [said[0], *([_later(later, lists, lang, for_others=True)] if later else [])]
    yield Remark("price_lists", joined(said, lang), value=data, for_others=joined(for_others, lang))


def never_charged(uses: Sequence[Use], lang: str) -> str:
    """Return the sentence that all that is charged, or part of it, has prices that were never charged; "" if none."""
    charged = [use for use in uses if not use.in_force.free]
    announced = [use for use in charged if use.announced]
    if not announced:
        return ""
    code = "never-charged" if len(announced) == len(charged) else "never-charged-in-part"
    return say(code, lang, date=str(announced[0].in_force.prices.effective_from))


def once(lists: Iterable[PriceList]) -> list[PriceList]:
    """Return each list once, by date. Both sides of a comparison may have read the same list."""
    once: list[PriceList] = []
    for prices in {id(prices): prices for prices in lists}.values():
        if prices not in once:
            once.append(prices)
    return sorted(once, key=lambda prices: prices.effective_from)


def as_data(prices: PriceList) -> dict[str, object]:
    """Return the JSON of a list as the source of prices: its name, dates and source."""
    return {
        "name": prices.name,
        "effective_from": str(prices.effective_from),
        "checked": None if prices.checked is None else str(prices.checked),
        "source": prices.source,
    }


def _with_remarks(prices: PriceList, lang: str) -> dict[str, object]:
    remarks = [{"about": one.about, "text": one.text.both()[lang]} for one in prices.remarks]
    return {**as_data(prices), "remarks": remarks}


def named(prices: PriceList, lang: str, *, announced: bool = False) -> str:
    """Return the name of a list with its dates: since when it is in force, and when it was compared with what.

    `announced` says that it is the shipped one, which was announced and never charged.
    """
    match prices.checked, prices.source:
        case _ if announced:
            code = "price-list-announced"
        case None, None:
            code = "price-list-of-no-source"
        case None, _:
            code = "price-list-not-checked"
        case _, None:
            code = "price-list-checked"
        case _:
            code = "price-list-checked-with"
    return say(
        code,
        lang,
        prices=prices.name,
        date=str(prices.effective_from),
        checked=str(prices.checked),
        source=prices.source,
    )


def _later(later: Later, lists: Sequence[PriceList], lang: str, *, for_others: bool = False) -> str:
    """Return the sentence on lists charged later; `for_others` without the commands that show and use them."""
    names = {service: row.name for prices in lists for service, row in prices.services.items()}
    by_months: dict[tuple[str, ...], list[str]] = {}
    for service, months in later.lacking.items():
        by_months.setdefault(tuple(months_text(months)), []).append(called(service, names[service], lang)[0])
    lacking = [
        say("services-in-months", lang, services=services, months=months) if months else services
        for months, services in by_months.items()
    ]
    code = "charged-later-without" if lacking else "charged-later"
    return say(f"{code}-for-others" if for_others else code, lang, since=later.since, services=lacking)


def _about(
    uses: Iterable[Use], *, free_quota: bool, freezes: bool, packs: bool
) -> Iterator[tuple[PriceList, ListRemark]]:
    """Yield the remarks of price files that are about what is priced, each with its list."""
    for use in uses:
        if use.in_force.free:
            continue
        prices = use.in_force.prices
        tariffs = [prices.tariffs[service] for service in use.services]
        about = {subject for one in tariffs for subject in subjects(one, free_quota=free_quota, freezes=freezes)}
        if packs and any(prices.services[service].packs for service in use.services):
            about.add("packs")
        yield from ((prices, remark) for remark in prices.remarks if remark.about in about)


def sentences(remarks: Iterable[tuple[PriceList, ListRemark]], lang: str) -> Iterator[str]:
    """Yield remarks of price lists: each sentence once, with the services that it is about, if any."""
    told: dict[str, list[str]] = {}
    for prices, remark in remarks:
        services = told.setdefault(remark.text.both()[lang], [])
        row = prices.services.get(remark.about)
        if row is not None:
            services.append(called(remark.about, row.name, lang)[0])
    for sentence, services in told.items():
        yield say("note-of", lang, services=list(dict.fromkeys(services)), note=sentence) if services else sentence


def subjects(tariff: Tariff, *, free_quota: bool = True, freezes: bool = True) -> Iterator[str]:
    """Yield the subjects of remarks that matter for a tariff."""
    yield from ("prices", tariff.service)
    if tariff.bounds:
        yield "tiers"
    if tariff.free_quota and free_quota:
        yield "free_quota"
    if tariff.freeze_basis is not None and freezes:
        yield "freeze"
