"""How a report about one service is headed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports.sheet import called

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce


def service_title(service: str, found: InForce, lang: str) -> str:
    """Return what a service is called, the month if one was asked for, and the list and currency of its prices."""
    name, other = called(service, found.prices.services[service].name, lang)
    return say(
        "service-title" if found.month is None else "service-title-month",
        lang,
        name=name,
        other=other,
        month=found.month,
        prices=found.prices.name,
        currency=found.prices.currency,
    )
