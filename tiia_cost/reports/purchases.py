"""Tables of purchases of packs: every one, the best of each account and service, and the sizes on sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import add, per_thousand
from tiia_cost.formats.sheet import Column, Sheet, figure, toned
from tiia_cost.messages import say
from tiia_cost.reports.purchase_notes import packs_cell
from tiia_cost.reports.wording import amount, average_price, called, count, currency_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.purchase import Offer, Purchase, Size
    from tiia_cost.core.unsold import Unsold
    from tiia_cost.formats.sheet import Cell

_TOTAL, _WITHOUT, _PARTS, _MONTH, _REST = range(1, 6)
"""Ranks of columns: the price of packs and what stays postpaid add up to the total, and are left out together."""


def every(offer: Offer) -> list[Purchase | None]:
    """Return all purchases of an offer, each once, the one of the least total first; None stands for no packs."""
    bought = {one.packs: one for one in (offer.best, *offer.alternatives) if one.packs}
    found = [(offer.without, 0, None), *((one.total, one.calls, one) for one in bought.values())]
    return [one for _, _, one in sorted(found, key=lambda row: row[:2])]


def of_offer(title: str, offer: Offer, lang: str) -> Sheet:
    """Return the table of all purchases of one offer, a row each, no packs among them."""
    columns = (Column(say("column-purchase", lang), figure=False, wraps=True), *_columns(lang))
    rows = tuple(
        (say("purchase-none", lang) if one is None else packs_cell(one, lang), *_figures(offer, one))
        for one in every(offer)
    )
    return Sheet(title, columns, rows).without_empty_columns()


def of_offers(title: str, offers: Sequence[Offer], book: PriceBook, lang: str, *, filtered: bool) -> Sheet:
    """Return the table of all purchases of several accounts and services.

    A table that is there to be `filtered` has account and service in each row, others only in the first one of each.
    """
    columns = (*_owner(lang), Column(say("column-purchase", lang), figure=False, wraps=True), *_columns(lang))
    rows = tuple(
        (
            *((offer.account or "", _name(offer, book, lang)) if filtered or index == 0 else ("", "")),
            say("purchase-none", lang) if one is None else packs_cell(one, lang),
            *_figures(offer, one),
        )
        for offer in offers
        for index, one in enumerate(every(offer))
    )
    return Sheet(title, columns, rows).without_empty_columns()


def best(title: str, offers: Sequence[Offer], book: PriceBook, lang: str) -> Sheet:
    """Return the table of the best purchases, a row for each account and service, with their total."""
    columns = (
        *_owner(lang),
        Column(say("column-buy", lang), figure=False, wraps=True),
        Column(say("column-without", lang), spare=_WITHOUT),
        *_columns(lang),
    )
    rows = tuple(
        (
            offer.account or "",
            _name(offer, book, lang),
            packs_cell(offer.best, lang),
            amount(offer.without),
            *_figures(offer, offer.best),
        )
        for offer in offers
    )
    total = (say("row-total", lang), "", "", *_sums(offers), "", "", "")
    return Sheet(title, columns, rows, total).without_empty_columns()


def by_service(title: str, offers: Sequence[Offer], book: PriceBook, lang: str) -> Sheet:
    """Return the best purchases added up by service, with the number of accounts, and of those that save by packs."""
    columns = (
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
        Column(say("column-accounts", lang), spare=_MONTH),
        Column(say("column-buyers", lang), spare=_MONTH),
        Column(say("column-without", lang), spare=_WITHOUT),
        *_columns(lang)[:4],
    )
    groups: dict[str, list[Offer]] = {}
    for offer in offers:
        groups.setdefault(offer.service, []).append(offer)

    def figures(group: Sequence[Offer]) -> tuple[str, ...]:
        buyers = sum(bool(offer.best.packs) for offer in group)
        return (count(len({offer.account for offer in group})), count(buyers), *_sums(group))

    rows = tuple(
        (called(service, book.name_of(service), lang)[0], *figures(groups[service]))
        for service in book.services
        if service in groups
    )
    return Sheet(title, columns, rows, (say("row-total", lang), *figures(offers)))


def sizes(offers: Sequence[Offer], book: PriceBook, lang: str) -> Sheet:
    """Return the table of sizes on sale: price, and from how many calls a month one pays.

    Accounts whose first months have the same list share their rows.
    """
    columns = (
        Column(say("column-service", lang), figure=False, wraps=lang == "zh", optional=True),
        Column(say("column-price-list", lang), figure=False, wraps=True, optional=True),
        Column(say("column-pack-calls", lang)),
        Column(say("column-pack-price", lang), spare=1),
        Column(say("column-pack-per-thousand", lang), spare=2),
        Column(say("column-pays-from", lang)),
    )
    by_list = {(offer.service, offer.in_force.prices.name): offer for offer in offers}
    services = {service for service, _ in by_list}
    ordered = sorted(by_list.items(), key=lambda item: (book.services.index(item[0][0]), item[0][1]))
    rows = tuple(
        (
            _name(offer, book, lang) if len(services) > 1 and index == 0 else "",
            prices if len(by_list) > len(services) and index == 0 else "",
            *_size(size, lang),
        )
        for (_, prices), offer in ordered
        for index, size in enumerate(offer.sizes)
    )
    notes = tuple(
        say("pays-from-explained", lang, count=months)
        for months in dict.fromkeys(offer.pack_months for offer in offers)
    )
    title = say("pack-sizes-title", lang, currency=currency_name(book.currency))
    return Sheet(title, columns, rows, notes=notes).without_empty_columns()


def not_on_sale(title: str, unsold: Sequence[Unsold], book: PriceBook, lang: str) -> Sheet:
    """Return the table of services without packs on sale: the list that would have them, and what they cost."""
    columns = (*_owner(lang), Column(say("column-price-list", lang), figure=False), Column(say("column-cost", lang)))
    rows = tuple(
        (
            one.account or "",
            called(one.service, book.name_of(one.service), lang)[0],
            one.in_force.prices.name,
            amount(one.without),
        )
        for one in unsold
    )
    total = (say("row-total", lang), "", "", amount(add(one.without for one in unsold)))
    return Sheet(title, columns, rows, total if len(rows) > 1 else None).without_empty_columns()


def _owner(lang: str) -> tuple[Column, Column]:
    return (
        Column(say("column-account", lang), figure=False, wraps=True, optional=True),
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
    )


def _name(offer: Offer, book: PriceBook, lang: str) -> str:
    return called(offer.service, book.name_of(offer.service), lang)[0]


def _columns(lang: str) -> tuple[Column, ...]:
    return (
        Column(say("column-packs-price", lang), spare=_PARTS),
        Column(say("column-postpaid", lang), spare=_PARTS),
        Column(say("column-total", lang), spare=_TOTAL),
        Column(say("column-saving", lang)),
        Column(say("column-pays-in", lang), spare=_MONTH, optional=True),
        Column(say("column-lapsing-calls", lang), spare=_REST, optional=True),
        Column(say("column-calls-left", lang), spare=_REST, optional=True),
    )


def _figures(offer: Offer, purchase: Purchase | None) -> Iterator[str]:
    """Yield the cells of `_columns`; a purchase of None has no packs."""
    if purchase is None or not purchase.packs:
        none = amount(add([]))
        yield from (none, amount(offer.without), amount(offer.without), none, "", "", "")
        return
    yield from map(amount, (purchase.price, purchase.postpaid, purchase.total))
    yield _saving(purchase.saving)
    yield purchase.pays_in or ""
    has_ended = offer.months >= offer.pack_months
    yield count(purchase.lapsed_calls) if has_ended else ""
    yield "" if has_ended else count(purchase.left_calls)


def _saving(saving: Decimal) -> str:
    return toned(amount(saving), "good" if saving > 0 else "bad" if saving else None)


def _sums(offers: Iterable[Offer]) -> Iterator[Cell | str]:
    """Yield the sums of offers: without packs, and of the best purchases price, postpaid, total and saving."""
    every = list(offers)
    yield amount(add(offer.without for offer in every))
    for name in ("price", "postpaid", "total"):
        yield amount(add(getattr(offer.best, name) for offer in every))
    yield _saving(add(offer.best.saving for offer in every))


def _size(size: Size, lang: str) -> Iterator[str]:
    yield from (count(size.pack.calls), amount(size.pack.price))
    yield average_price(per_thousand(size.pack.price, size.pack.calls), lang)
    never = figure(say("no-value", lang), None, "count")
    yield never if size.pays_from is None else count(size.pays_from)
