"""Sentences on purchases of packs: which one to make, which cost more, what is left of them, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.months import month_at, position
from tiia_cost.formats.sheet import Remark, tone_of, toned
from tiia_cost.messages import number, say
from tiia_cost.reports.wording import called, joined, money, owner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.purchase import Offer, Purchase


CONTINUED = "forecast-continued"
"""Code of the sentence that is also part of the advice on a single offer."""


class OfferNote(NamedTuple):
    """A sentence on an offer, with its code and its figures for scripts."""

    code: str
    figures: dict[str, object]
    text: str


def packs_cell(purchase: Purchase, lang: str) -> str:
    """Return the packs of a purchase for a table, large ones first: ``1×2,500,000 + 2×100,000``."""
    return _sizes(purchase) or say("purchase-none", lang)


def packs_text(purchase: Purchase, lang: str) -> str:
    """Return the packs of a purchase for a sentence: ``1 pack of 2,500,000 calls``."""
    if len(purchase.packs) > 1:
        return say("packs-bought-mixed", lang, packs=_sizes(purchase, lang))
    ((pack, count),) = purchase.packs
    return say("packs-bought", lang, count=count, calls=pack.calls)


def _sizes(purchase: Purchase, lang: str = "en") -> str:
    packs = sorted(purchase.packs, key=lambda bought: -bought.pack.calls)
    return " + ".join(f"{count}×{number(pack.calls, lang)}" for pack, count in packs)


def last_month(offer: Offer) -> Month | None:
    """Return the last month in which packs of an offer are valid; None if the forecast names no month."""
    first = offer.in_force.month
    return None if first is None else month_at(position(first) + offer.pack_months - 1)


def notes_of(offer: Offer, continued: Offer | None, currency: str, lang: str) -> list[OfferNote]:
    """Return the sentences on an offer, but for the one that what to buy is open.

    `continued` is the offer as it were if a short forecast went on.
    """
    return [
        *_time(offer, continued, currency, lang),
        *_dearer(offer, currency, lang),
        *_other_reading(offer, currency, lang),
    ]


def _dearer(offer: Offer, currency: str, lang: str) -> Iterator[OfferNote]:
    """Yield the sentence on sizes that cost more than they save, with both figures."""
    dearer = [one for one in offer.alternatives if one.saving < 0]
    if not dearer:
        return
    figures: dict[str, object] = {
        "count": len(dearer),
        "without": money(offer.without, currency),
        "total": money(min(one.total for one in dearer), currency),
        "purchases": [
            say("purchase-total", lang, packs=packs_cell(one, lang), total=money(one.total, currency)) for one in dearer
        ],
    }
    code = "packs-dearer-all" if len(dearer) == len(offer.alternatives) else "packs-dearer"
    yield OfferNote("costs-more", {}, say(code, lang, **figures))


def _other_reading(offer: Offer, currency: str, lang: str) -> Iterator[OfferNote]:
    """Yield the sentence on purchases of which the vendor's open answer would change the total."""
    every = {one.packs: one for one in (offer.best, *offer.alternatives) if one.other_total != one.total}
    if every:
        totals = [
            say(
                "purchase-other-total",
                lang,
                packs=packs_cell(one, lang),
                other=money(one.other_total, currency),
                total=money(one.total, currency),
            )
            for one in every.values()
        ]
        counted = offer.in_force.prices.pack_calls_count
        here = say("packs-counted" if counted else "packs-not-counted", lang)
        said = say("packs-other-totals", lang, condition=_condition(offer, lang), purchases=totals)
        yield OfferNote("pack-tier-window", {}, joined([here, said], lang))


def _time(offer: Offer, continued: Offer | None, currency: str, lang: str) -> Iterator[OfferNote]:
    """Yield the sentences on a forecast that begins later, or is shorter or longer, than packs are valid."""
    first, begun = offer.in_force.month, offer.first_calls
    if first is not None and begun is not None and first < begun:
        said = say("packs-no-calls-before", lang, first=first, month=begun)
        yield OfferNote("no-calls-before", {"month": begun}, said)
    if offer.months < offer.pack_months:
        figures: dict[str, object] = {"months": offer.months, "pack_months": offer.pack_months}
        short = say("packs-forecast-short", lang, count=offer.months, pack_months=offer.pack_months)
        yield OfferNote("forecast-short", figures, short)
        if continued is not None:
            another = continued.best.packs != offer.best.packs
            text = going_on(offer, continued, currency, lang)
            yield OfferNote(CONTINUED, {}, toned(text, "warning" if another else None))
    elif offer.months > offer.pack_months:
        last = last_month(offer)
        said = say("packs-forecast-long", lang, first=offer.in_force.month, last=last)
        yield OfferNote("forecast-long", {"last": last}, said)


def going_on(offer: Offer, continued: Offer, currency: str, lang: str) -> str:
    """Return the sentence on what would be best if a short forecast went on as it ends."""
    best = continued.best
    return say(
        "packs-going-on" if best.packs else "packs-going-on-none",
        lang,
        count=offer.pack_months - offer.months,
        better=packs_text(best, lang) if best.packs else "",
        total=money(best.total, currency),
        without=money(continued.without, currency),
    )


def _condition(offer: Offer, lang: str) -> str:
    return say("packs-if-not-counted" if offer.in_force.prices.pack_calls_count else "packs-if-counted", lang)


def is_open(offer: Offer) -> bool:
    """Return whether the vendor's open answer (rule 15) would change what to buy."""
    return offer.other_best.other_total < offer.best.other_total


def open_decision(offers: Sequence[Offer], book: PriceBook, currency: str, lang: str) -> Remark | None:
    """Return the remark on purchases that would be others by the other answer; None if there are none."""
    texts = {index: _open(offer, currency, lang) for index, offer in enumerate(offers) if is_open(offer)}
    if not texts:
        return None
    named = [
        text
        if len(offers) == 1
        else say("note-of", lang, services=names([offers[index]], offers, book, lang), note=text)
        for index, text in texts.items()
    ]
    value = [
        {"account": offers[index].account, "service": offers[index].service, "text": text}
        for index, text in texts.items()
    ]
    title = say("packs-open-title", lang)
    return Remark("decision_open", toned(joined(named, lang), "warning"), value=value, title=title, warns=True)


def _open(offer: Offer, currency: str, lang: str) -> str:
    best, other = offer.best, offer.other_best
    code = "packs-open-none" if not other.packs else "packs-open-some" if not best.packs else "packs-open-others"
    return say(
        code,
        lang,
        condition=_condition(offer, lang),
        better=packs_text(other, lang) if other.packs else "",
        bought=packs_text(best, lang) if best.packs else "",
        total=money(other.other_total, currency),
        this_total=money(best.other_total, currency),
        without=money(offer.without, currency),
    )


def of_offers(
    offers: Sequence[Offer], continued: Sequence[Offer | None], book: PriceBook, currency: str, lang: str
) -> list[str]:
    """Return the sentences on offers, each once, with the accounts and services that it is about if not with all."""
    told: dict[str, list[Offer]] = {}
    for offer, going_on in zip(offers, continued, strict=True):
        for note in notes_of(offer, going_on, currency, lang):
            told.setdefault(note.text, []).append(offer)
    return [
        text
        if len(of) == len(offers)
        else toned(say("note-of", lang, services=names(of, offers, book, lang), note=text), tone_of(text))
        for text, of in told.items()
    ]


def names(some: Iterable[Offer], offers: Sequence[Offer], book: PriceBook, lang: str) -> list[str]:
    """Return names that tell some of the offers from the others: those of accounts, of services, or of both."""
    several = len({offer.service for offer in offers}) > 1

    def name(offer: Offer) -> str:
        service = called(offer.service, book.name_of(offer.service), lang)[0]
        if offer.account is None or not several:
            return "".join(owner(offer.account, lang)) or service
        return say("pack-owner", lang, account=offer.account, service=service)

    return [name(offer) for offer in some]
