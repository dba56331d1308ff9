"""Notes of `estimate` on a charge or a bill, as data and as sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.wording import called, money, per_calls, price_per, unit_price

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, Note
    from tiia_cost.core.estimate import Bill


def as_data(note: Note, charge: Charge, currency: str, lang: str) -> dict[str, object]:
    """Return the JSON of a note: its code, its figures, and its sentence in one of the languages."""
    figures = {name: str(value) if isinstance(value, Decimal) else value for name, value in note.figures.items()}
    return {"code": note.code, **figures, "text": _text(note, charge, currency, lang)}


def below(bill: Bill, book: PriceBook, currency: str, lang: str) -> Iterator[str]:
    """Yield the sentences below a bill: each once, with the services it is about, then those about the whole bill."""

    def name(service: str) -> str:
        return called(service, book.name_of(service), lang)[0]

    told: dict[str, list[str]] = {}
    for charge in bill.charges:
        for note in charge.notes:
            told.setdefault(_text(note, charge, currency, lang), []).append(name(charge.service))
    for sentence, services in told.items():
        yield say("note-of", lang, services=services, note=sentence)
    for note in bill.notes:
        yield say(f"note-{note.code}", lang, services=[name(service) for service in note.words.get("services", ())])


def _text(note: Note, charge: Charge, currency: str, lang: str) -> str:
    figures, words = note.figures, note.words
    if note.code == "free-beta":
        return free_months.text([words["free"]], lang)
    params: dict[str, Any] = {
        "calls": charge.calls,
        "billable": charge.billable_calls,
        "tier": charge.tier,
        "price": price_per(charge.unit_price, charge.per, currency, lang),
        "cost": money(charge.cost, currency),
    }
    code = f"note-{note.code}"
    match note.code:
        case "on-tier-bound" | "tier-basis-window":
            code += "-billable" if words["by_billable"] else ""
            params |= {
                "count": words.get("counted"),
                "other_tier": words["other_tier"],
                "other_price": unit_price(words["other_price"], currency),
                "other_cost": money(figures["other_cost"], currency),
            }
        case "cheaper-above":
            params |= {
                "count": figures["calls"] - charge.calls,
                "more_calls": figures["calls"],
                "other_tier": words["other_tier"],
                "less": money(figures["cost"], currency),
                "saving": money(words["saving"], currency),
            }
        case "next-tier":
            code += "-same" if words["next_price"] == charge.unit_price else ""
            params |= {
                "count": figures["calls_to_go"],
                "start": words["start"],
                "next_tier": words["next_tier"],
                "next_price": unit_price(words["next_price"], currency),
                "price": unit_price(charge.unit_price, currency),
                "per": per_calls(charge.per, lang),
            }
    return say(code, lang, **params)
