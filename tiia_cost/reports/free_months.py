"""Sentences and notes about months that are free of charge, with the price list that made them free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import Remark
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import FreeMonth


def text(months: Iterable[FreeMonth], lang: str) -> str:
    """Return a sentence about months that one price list made free; empty text if there are none."""
    ordered = sorted(set(months))
    if not ordered:
        return ""
    first, last = ordered[0], ordered[-1]
    return say(
        "note-free-beta" if len(ordered) == 1 else "note-free-beta-months",
        lang,
        count=len(ordered),
        month=first.month,
        last=last.month,
        date=first.effective_from,
        prices=first.prices,
    )


def as_data(months: tuple[FreeMonth, ...], lang: str) -> dict[str, object]:
    """Return the JSON of a note about months that one price list made free."""
    return {
        "code": "free-beta",
        "months": [free.month for free in months],
        "prices": months[0].prices,
        "effective_from": months[0].effective_from,
        "text": text(months, lang),
    }


def remarks(months: Iterable[FreeMonth], lang: str) -> tuple[Remark, ...]:
    """Return a remark on the free months of a result; empty if it has none."""
    said = text(months, lang)
    return (remark(said, lang),) if said else ()


def remark(said: str, lang: str) -> Remark:
    """Return a remark on the whole result with a sentence about free months.

    It has no data of its own: the settlements, findings or changes of these months have that.
    """
    return Remark("free_beta", said, title=say("free-beta-title", lang))


def remarks_on(in_force: InForce, lang: str) -> tuple[Remark, ...]:
    """Return a remark on the only month of a result, if it is free of charge; JSON has it under `notes`."""
    free = in_force.free_month
    if free is None:
        return ()
    said = as_data((free,), lang)
    return (Remark("notes", text([free], lang), value=[said], title=say("free-beta-title", lang)),)
