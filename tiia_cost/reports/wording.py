"""Wording of figures, names and titles, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tiia_cost.core.money import in_percent, shortest
from tiia_cost.core.months import runs
from tiia_cost.formats.sheet import figure
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.grouping import Owned
    from tiia_cost.core.months import Month
    from tiia_cost.core.prices import PriceList, Text
    from tiia_cost.formats.sheet import Cell

_NAMED = 3
"""Largest number of accounts that a scope names."""


def called(service: str, name: Text, lang: str) -> tuple[str, str]:
    """Return the first and the second name of a service: its id and English name, or its Chinese name and id.

    English ids are words; Chinese readers know the name.
    """
    return (name.zh, service) if lang == "zh" else (service, name.en)


def count(number: int) -> Cell:
    """Format a number of calls: ``1,500,000``."""
    return figure(f"{number:,}", number, "count")


def so_far(charges: Iterable[Charge]) -> str:
    """Format the calls so far of a month that goes on; "" if one of the charges is of another month."""
    charges = list(charges)
    return count(sum(charge.known for charge in charges)) if all(charge.is_expected for charge in charges) else ""


def amount(money: Decimal) -> Cell:
    """Format an amount: ``3,278.00``. It has two decimals already; nothing is rounded."""
    return figure(f"{money:,f}", money, "amount")


def difference(money: Decimal) -> Cell:
    """Format the growth of an amount with its sign: ``+1,100.00``."""
    return figure(f"{money:+,f}" if money else f"{money:,f}", money, "change")


def percentage(ratio: Decimal | None) -> Cell:
    """Format a ratio as a percentage, ``102.46%``; a dash for None."""
    return figure("–" if ratio is None else f"{in_percent(ratio):,f}%", ratio, "share")


def average_price(price: Decimal | None, lang: str) -> Cell:
    """Format an average price, with four decimals: ``2.4750``; a dash for None."""
    return figure(say("no-value", lang) if price is None else f"{price:,f}", price, "price")


def plain_price(price: Decimal) -> Cell:
    """Format a unit price, exact, without trailing zeros and without its currency: ``2.5``."""
    return figure(shortest(price), price, "price")


def money(sum_: Decimal, currency: str) -> dict[str, str]:
    """Return an amount with its currency, by language, as a message parameter: ``3,278.00 CNY``, ``3,278.00 元``."""
    return in_currency(amount(sum_), currency)


def unit_price(price: Decimal, currency: str) -> dict[str, str]:
    """Return a unit price with its currency, by language: exact, and without trailing zeros."""
    return in_currency(shortest(price), currency)


def per_calls(count: int, lang: str) -> str:
    """Word for how many calls a price is: ``per 1,000 calls``."""
    return say("per-calls", lang, count=count)


def price_per(price: Decimal, count: int, currency: str, lang: str) -> str:
    """Word a unit price with its currency and for how many calls it is: ``2.5 CNY per 1,000 calls``."""
    return say("price-per", lang, price=unit_price(price, currency), per=per_calls(count, lang))


class Priced(Protocol):
    """A charge, or a tier: something with a unit price for a number of calls. In a free month it has no tier."""

    @property
    def tier(self) -> int | None:
        """Tier, from 1."""

    @property
    def unit_price(self) -> Decimal:
        """Price for `per` calls."""

    @property
    def per(self) -> int:
        """Number of calls that the price is for."""


def tier_cell(row: Priced, lang: str) -> Cell:
    """Return a tier for a table; a dash in a free month."""
    return figure(say("no-value", lang) if row.tier is None else str(row.tier), row.tier, "count")


def unit_prices(rows: Iterable[Priced], lang: str) -> tuple[str, list[str]]:
    """Return the heading of unit prices, and a cell for each row: ``2.5``, or ``2.5 / 100``; free months have none.

    If all prices are for a thousand calls, the heading says so once, and the column is narrow.
    """
    rows = list(rows)
    per_thousand = {row.per for row in rows} == {1000}
    cells: list[str] = []
    for row in rows:
        price = plain_price(row.unit_price)
        if row.tier is None:
            cells.append(say("unit-price-free", lang))
        else:
            cells.append(price if per_thousand else say("unit-price", lang, price=price, per=row.per))
    return say("column-price-per-thousand" if per_thousand else "column-unit-price", lang), cells


def in_currency(figure: str, currency: str) -> dict[str, str]:
    """Return a figure with its currency, by language."""
    return {lang: f"{figure} {name}" for lang, name in currency_name(currency).items()}


def currency_name(currency: str) -> dict[str, str]:
    """Return the name of a currency, by language: Chinese readers call CNY 元."""
    return {"en": currency, "zh": "元" if currency == "CNY" else currency}


def joined(sentences: Iterable[str], lang: str) -> str:
    """Join sentences into one text; Chinese has no space between them."""
    return (" " if lang == "en" else "").join(sentences)


def listed(names: Iterable[str], lang: str) -> str:
    """Return names one after the other, as each language separates them."""
    return say("listed", lang, names=list(names))


def owner(account: str | None, lang: str) -> list[str]:
    """Return the account as the first of the things that a sentence is about; empty if the usage names none."""
    return [] if account is None else [say("of-account", lang, account=account)]


def scope(rows: Iterable[Owned], lang: str) -> str:
    """Return the months and the accounts that rows are about: ``2026-09 – 2026-11 · accounts 100001, 100002``."""
    rows = list(rows)
    months = months_text(row.month for row in rows if row.month is not None)
    unknown = [say("unknown-month", lang)] if any(row.month is None for row in rows) else []
    accounts = sorted({row.account for row in rows if row.account is not None})
    if not accounts:
        return listed([*unknown, *months], lang)
    code = "accounts-named" if len(accounts) <= _NAMED else "accounts-counted"
    named = say(code, lang, count=len(accounts), names=accounts)
    return say("scope", lang, months=[*unknown, *months], accounts=named)


def months_text(months: Iterable[Month]) -> list[str]:
    """Word months, those in a row as one: ``2026-01 – 2026-03``, then ``2026-05``. A message joins the list."""
    return [first if first == last else f"{first} – {last}" for first, last in runs(months)]


def product(prices: PriceList, lang: str) -> str:
    """Return what a price list is for: its title, else its name."""
    return prices.name if prices.title is None else prices.title.both()[lang]


def service_title(service: str, in_force: InForce, lang: str) -> str:
    """Return a title with the names of a service, the month if one was asked for, and its price list and currency."""
    name, other = called(service, in_force.prices.services[service].name, lang)
    return say(
        "service-title" if in_force.month is None else "service-title-month",
        lang,
        name=name,
        other=other,
        month=in_force.month,
        prices=in_force.prices.name,
        currency=currency_name(in_force.prices.currency),
    )
