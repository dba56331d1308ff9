"""Sentences and data on services of which no prepaid packs are on sale: why, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports.wording import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.unsold import Unsold


def reasons(
    unsold: Sequence[Unsold], book: PriceBook, charged: PriceBook | None, lang: str, *, alone: bool
) -> Iterator[str]:
    """Yield a sentence for each price list on the services of which it has no packs, and on those that later ones have.

    `charged` are the lists charged later, if the announced one is in use; they are told where it is `alone`, so that no
    packs are on sale at all.
    """
    by_list: dict[str, list[str]] = {}
    later: dict[Month, list[str]] = {}
    for one in unsold:
        name = called(one.service, book.name_of(one.service), lang)[0]
        by_list.setdefault(one.in_force.prices.name, []).append(name)
        if one.sold_from is not None:
            later.setdefault(one.sold_from, []).append(name)
    for prices, services in by_list.items():
        yield say("no-packs-of", lang, prices=prices, services=list(dict.fromkeys(services)))
    for month, services in later.items():
        yield say("packs-sold-from", lang, month=month, services=list(dict.fromkeys(services)))
    if alone and charged is not None:
        newest = charged.lists[-1].services.items()
        yield say(
            "packs-sold-in-charged", lang, services=[called(id_, row.name, lang)[0] for id_, row in newest if row.packs]
        )


def unsold_data(one: Unsold) -> dict[str, object]:
    """Return the JSON of a service without packs on sale."""
    return {
        "account": one.account,
        "service": one.service,
        "prices": one.in_force.prices.name,
        "first": one.in_force.month,
        "free": one.in_force.free,
        "without": str(one.without),
        "sold_from": one.sold_from,
    }
