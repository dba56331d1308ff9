"""Report of `packs`: which prepaid packs to buy for a forecast, and what each purchase comes to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports import all_bills, free_months, purchases
from tiia_cost.reports.charts.packs import as_chart
from tiia_cost.reports.pack_answer import answer, closing, facts
from tiia_cost.reports.purchase_notes import CONTINUED, notes_of, of_offers, open_decision
from tiia_cost.reports.report import FEW_NOTES, MOST_BILLS, Report
from tiia_cost.reports.unsold import reasons, unsold_data
from tiia_cost.reports.wording import called, currency_name, scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.pack_advice import PackAdvice
    from tiia_cost.core.purchase import Offer, Purchase
    from tiia_cost.formats.sheet import Sheet

CSV_COLUMNS = (
    *("account", "service", "prices", "first", "months", "choice", "packs", "bought_calls", "purchase", "postpaid"),
    *("total", "without", "saving", "used_calls", "left_calls", "lapsed_calls", "pays_in", "other_total", "pays_from"),
)
"""Columns of a row per purchase: the best one (`choice`), then each size alone, whose `pays_from` it has."""

_MOST_PURCHASES = 16
"""Largest number of purchases of several accounts and services that people are shown: two of seven sizes have 16."""


def as_report(advice: PackAdvice, charged: PriceBook | None = None, lang: str = "en") -> Report:
    """Return the report of purchases; `charged` are the lists charged later, if the announced one is in use."""
    bills, book, offers = advice.bills, advice.book, advice.offers
    decision = open_decision(offers, book, bills.currency, lang)
    return Report(
        partial(as_data, advice, lang),
        partial(as_sheets, advice, charged, lang),
        CSV_COLUMNS,
        partial(as_records, advice),
        remarks=(*free_months.remarks(bills.free_months, lang), *([decision] if decision else [])),
        chart=partial(as_chart, offers, book, lang, free_quota=advice.free_quota),
        packs=True,
        kind="packs",
        answer=partial(answer, advice, lang),
        lead=partial(closing, advice, lang) if offers else str,
        scope=partial(scope, bills.bills, lang),
        facts=partial(facts, advice, lang),
        lists=partial(_lists, advice, lang),
        tables=partial(as_sheets, advice, charged, lang, whole=True),
    )


def as_data(advice: PackAdvice, lang: str = "en") -> dict[str, object]:
    """Return the JSON of purchases: amounts as decimal text, counts as numbers."""
    currency = advice.bills.currency
    return {
        "currency": currency,
        "services": [
            {
                "account": offer.account,
                "service": offer.service,
                "prices": offer.in_force.prices.name,
                "first": offer.in_force.month,
                "months": offer.months,
                "pack_months": offer.pack_months,
                "without": str(offer.without),
                "best": _purchase(offer.best),
                "other_best": _purchase(offer.other_best),
                "alternatives": [_purchase(one) for one in offer.alternatives],
                "sizes": [
                    {"calls": size.pack.calls, "price": str(size.pack.price), "pays_from": size.pays_from}
                    for size in offer.sizes
                ],
                "continued": None if later is None else _continued(later),
                "notes": [
                    {"code": note.code, **note.figures, "text": note.text}
                    for note in notes_of(offer, later, currency, lang)
                ],
            }
            for offer, later in zip(advice.offers, advice.continued, strict=True)
        ],
        "not_on_sale": [unsold_data(one) for one in advice.unsold],
    }


def _continued(offer: Offer) -> dict[str, object]:
    return {"months": offer.months, "without": str(offer.without), "best": _purchase(offer.best)}


def _purchase(purchase: Purchase) -> dict[str, object]:
    return {
        "packs": [{"calls": pack.calls, "count": number, "price": str(pack.price)} for pack, number in purchase.packs],
        "purchase": str(purchase.price),
        "postpaid": str(purchase.postpaid),
        "total": str(purchase.total),
        "saving": str(purchase.saving),
        "used_calls": purchase.used_calls,
        "left_calls": purchase.left_calls,
        "lapsed_calls": purchase.lapsed_calls,
        "pays_in": purchase.pays_in,
        "other_total": str(purchase.other_total),
    }


def as_records(advice: PackAdvice) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each purchase; its packs are written as ``1x2500000 2x100000``."""
    for offer in advice.offers:
        head = (offer.account, offer.service, offer.in_force.prices.name, offer.in_force.month, offer.months)
        alone = zip(offer.alternatives, offer.sizes, strict=True)
        for choice, one, pays_from in [
            ("best", offer.best, None),
            *(("size", one, size.pays_from) for one, size in alone),
        ]:
            packs = " ".join(f"{number}x{pack.calls}" for pack, number in one.packs)
            money_ = (one.price, one.postpaid, one.total, offer.without, one.saving)
            calls = (one.used_calls, one.left_calls, one.lapsed_calls)
            yield (*head, choice, packs, one.calls, *money_, *calls, one.pays_in, one.other_total, pays_from)


def as_sheets(
    advice: PackAdvice, charged: PriceBook | None = None, lang: str = "en", *, whole: bool = False
) -> list[Sheet]:
    """Return the purchases of the only account and service, or the best of each; and the sizes on sale.

    Of several accounts and services all purchases are shown if they are few; many are summed up by service. `whole`
    says that a list of all purchases stands beside these tables, and leaves no notes out.
    """
    offers, book, currency = advice.offers, advice.book, advice.bills.currency
    reasons_ = reasons(advice.unsold, book, charged, lang, alone=not offers)
    last = closing(advice, lang)
    if not offers:
        caption = say("not-on-sale-title", lang, currency=currency_name(currency))
        title = say("answer-titled", lang, answer=answer(advice, lang), title=caption)
        sheet = purchases.not_on_sale(title, advice.unsold, book, lang)
        return [sheet._replace(notes=tuple(reasons_), closing=last, caption=caption)]
    if len(offers) == 1:
        (offer,) = offers
        sheets = [purchases.of_offer(_title(offer, advice, lang), offer, lang)]
        every = notes_of(offer, advice.continued[0], currency, lang)
        notes = [note.text for note in every if note.code != CONTINUED]
    else:
        sheets = _of_several(advice, lang, whole=whole)
        notes = of_offers(offers, advice.continued, book, currency, lang)
        if len(notes) > FEW_NOTES and not whole:
            notes = [say("purchase-notes-left-out", lang)]
    caption = sheets[0].title
    title = say("answer-titled", lang, answer=answer(advice, lang), title=caption)
    sheets[0] = sheets[0]._replace(title=title, caption=caption)
    sheets[-1] = sheets[-1]._replace(notes=(*sheets[-1].notes, *notes))
    sizes = purchases.sizes(offers, book, lang)
    return [*sheets, sizes._replace(notes=(*sizes.notes, *reasons_), closing=last)]


def _of_several(advice: PackAdvice, lang: str, *, whole: bool) -> list[Sheet]:
    """Return the tables of several accounts and services; with `whole` without what a list beside them has."""
    offers, book, currency = advice.offers, advice.book, currency_name(advice.bills.currency)
    title = say("best-purchases-title", lang, currency=currency)
    if len(offers) > MOST_BILLS:
        sheet = purchases.by_service(title, offers, book, lang)
        return [sheet if whole else sheet._replace(notes=(say("purchases-summarised", lang, count=len(offers)),))]
    sheets = [purchases.best(title, offers, book, lang)]
    if not whole and sum(len(purchases.every(offer)) for offer in offers) <= _MOST_PURCHASES:
        every = say("every-purchase-title", lang, currency=currency)
        sheets.append(purchases.of_offers(every, offers, book, lang, filtered=False))
    return sheets


def _title(offer: Offer, advice: PackAdvice, lang: str) -> str:
    """Return the title of the purchases of one service: its names, account and months, the list, the currency."""
    name, other = called(offer.service, advice.book.name_of(offer.service), lang)
    bills = [bill for bill in advice.bills.bills if bill.account == offer.account]
    return say(
        "service-title-month",
        lang,
        name=name,
        other=other,
        month=scope(bills, lang),
        prices=offer.in_force.prices.name,
        currency=currency_name(advice.bills.currency),
    )


def _lists(advice: PackAdvice, lang: str) -> list[Sheet]:
    """Return every purchase, and the bills without packs."""
    bills, book = advice.bills, advice.book
    every = purchases.of_offers(say("tab-purchases", lang), advice.offers, book, lang, filtered=True)
    return [
        *([every] if advice.offers else []),
        all_bills.as_sheet(say("tab-bills-without-packs", lang), bills, book, lang),
    ]
