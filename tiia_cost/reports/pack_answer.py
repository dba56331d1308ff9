"""The answer of `packs`: what to buy, what it comes to beside the cost without packs, and when it has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.grouping import rows_of
from tiia_cost.core.money import add, subtract
from tiia_cost.formats.sheet import Fact, toned
from tiia_cost.messages import say
from tiia_cost.reports.purchase_notes import going_on, is_open, last_month, names, packs_cell, packs_text
from tiia_cost.reports.wording import count, joined, money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from tiia_cost.core.pack_advice import PackAdvice
    from tiia_cost.core.purchase import Offer


def answer(advice: PackAdvice, lang: str) -> str:
    """Return in a few words what to buy, and what it saves."""
    if not advice.offers:
        return say("packs-answer-unsold", lang)
    saving = money(advice.saving, advice.bills.currency)
    if not advice.saving:
        return say("packs-answer-none", lang)
    if len(advice.offers) == 1:
        bought = packs_text(advice.offers[0].best, lang)
        return toned(say("packs-answer", lang, bought=bought, saving=saving), "good")
    return toned(say("packs-answer-several", lang, saving=saving), "good")


def closing(advice: PackAdvice, lang: str) -> str:
    """Return the last line: what to buy, what it comes to beside the cost without packs, and when it pays."""
    currency, offers = advice.bills.currency, advice.offers
    if not offers:
        return say("packs-unsold", lang)
    if len(offers) == 1:
        (offer,), (later,) = offers, advice.continued
        then = "" if later is None else going_on(offer, later, currency, lang)
        advised = joined(filter(None, [_to_buy(offer, currency, lang), _hint(offers, lang), then]), lang)
        return toned(advised, "good" if advice.saving else None)
    without = money(advice.without, currency)
    if not advice.saving:
        none = say("packs-buy-none-several", lang, without=without)
        return joined(filter(None, [none, _hint(offers, lang)]), lang)
    most = max(offers, key=lambda offer: offer.best.saving)
    said = say(
        "packs-buy-several",
        lang,
        part=sum(bool(offer.best.packs) for offer in offers),
        count=len(offers),
        total=money(advice.total, currency),
        without=without,
        saving=money(advice.saving, currency),
    )
    largest = say(
        "packs-buy-most",
        lang,
        where=names([most], offers, advice.book, lang),
        bought=packs_text(most.best, lang),
        saving=money(most.best.saving, currency),
    )
    return toned(joined(filter(None, [said, largest, _hint(offers, lang)]), lang), "good")


def _hint(offers: Sequence[Offer], lang: str) -> str:
    """Return the sentence that the vendor's open answer would change what to buy, which a remark tells; "" if not."""
    return say("packs-open-hint", lang) if any(map(is_open, offers)) else ""


def facts(advice: PackAdvice, lang: str) -> list[Fact]:
    """Return the cost without packs, with the best purchases, and when they have paid, or what the least costs more."""
    currency, offers = advice.bills.currency, advice.offers

    def fact(code: str, amount: Decimal, of: str = "") -> Fact:
        return Fact(say(code, lang), money(amount, currency)[lang], of)

    about = {(one.account, one.service) for one in offers or advice.unsold}
    rows = rows_of(advice.bills.bills)
    called = sum(row.charge.calls for row in rows if (row.account, row.service) in about)
    calls = Fact(say("fact-calls", lang), count(called))
    if not offers:
        return [fact("fact-without-packs", add(one.without for one in advice.unsold)), calls]
    first = fact("fact-without-packs", advice.without)
    if not advice.saving:
        losses = ((subtract(one.total, offer.without), one) for offer in offers for one in offer.alternatives)
        more, least = min(losses, key=lambda loss: loss[0])
        cost = toned(money(more, currency)[lang], "bad" if more else None)
        return [first, Fact(say("fact-least-more", lang), cost, packs_cell(least, lang)), calls]
    bought = packs_cell(offers[0].best, lang) if len(offers) == 1 else ""
    last = fact("fact-packs-price", add(offer.best.price for offer in offers))
    pays_in = offers[0].best.pays_in if len(offers) == 1 else None  # several have no month in common
    if pays_in is not None:
        last = Fact(say("fact-pays-in", lang), pays_in)
    return [first, fact("fact-with-packs", advice.total, bought), last]


def _to_buy(offer: Offer, currency: str, lang: str) -> str:
    """Return what to do, and what it comes to beside the cost without packs."""
    without, best = money(offer.without, currency), offer.best
    if not best.packs:
        least = min(offer.alternatives, key=lambda one: (one.total, one.calls))
        code = "packs-buy-none" if least.total > offer.without else "packs-buy-none-equal"
        more = money(subtract(least.total, offer.without), currency)
        total = money(least.total, currency)
        return say(code, lang, without=without, bought=packs_text(least, lang), total=total, more=more)
    month = offer.in_force.month
    said = [
        say(
            "packs-buy" if month is None else "packs-buy-in",
            lang,
            bought=packs_text(best, lang),
            month=month,
            purchase=money(best.price, currency),
            total=money(best.total, currency),
            without=without,
            saving=money(best.saving, currency),
        )
    ]
    if best.pays_in is not None:
        said.append(say("packs-pay-in", lang, month=best.pays_in))
    if best.lapsed_calls:
        last = last_month(offer)
        code = "packs-lapse-in-month" if last is None else "packs-lapse"
        said.append(say(code, lang, count=best.lapsed_calls, last=last))
    if best.left_calls:
        said.append(say("packs-left", lang, count=best.left_calls))
    return joined(said, lang)
