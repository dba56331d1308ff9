"""Notes of `estimate` on a charge or a bill, as data and as sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from tiia_cost.formats.sheet import tone_of, toned
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.wording import called, money, months_text, owner, per_calls, price_per, unit_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, Note
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.formats.sheet import Tone


def as_data(note: Note, charge: Charge, currency: str, lang: str) -> dict[str, object]:
    """Return the JSON of a note: its code, its figures, and its sentence in one of the languages."""
    figures = {name: str(value) if isinstance(value, Decimal) else value for name, value in note.figures.items()}
    return {"code": note.code, **figures, "text": text(note, charge, currency, lang)}


class Said(NamedTuple):
    """A sentence below bills: the indexes of the bills that it is about, and the names of the services.

    A sentence about bills as a whole has no services.
    """

    sentence: str
    bills: tuple[int, ...]
    services: tuple[str, ...] = ()

    def text(self, estimate: Estimate, lang: str, *, below_bill: bool = False) -> str:
        """Return the sentence with what it is about: services, account and months.

        `below_bill` says that it stands below its only bill, whose title has account and month.
        """
        bills = [estimate.bills[index] for index in self.bills]
        where = list(self.services)
        if not below_bill and (self.services or len(bills) < len(estimate.bills)):
            one_account = len({bill.account for bill in bills}) == 1
            where = [
                *(owner(bills[0].account, lang) if one_account else []),
                *where,
                *months_text(bill.month for bill in bills if bill.month is not None),
            ]
        sentence = say("note-of", lang, services=where, note=self.sentence) if where else self.sentence
        return toned(sentence, tone_of(self.sentence))


TONES: dict[str, Tone] = {
    "cheaper-above": "good",
    "on-tier-bound": "warning",
    "tier-basis-window": "warning",
    "pack-tier-window": "warning",
}


def below(estimate: Estimate, book: PriceBook, lang: str) -> list[Said]:
    """Return the sentences below bills, each once for an account; those about whole bills come last."""
    bills = estimate.bills
    of_charges: dict[tuple[str, str | None], dict[str, list[int]]] = {}
    of_bills: dict[str, list[int]] = {}
    for index, bill in enumerate(bills):
        for charge in bill.charges:
            for note in _worth_telling(charge.notes):
                sentence = toned(text(note, charge, estimate.currency, lang), TONES.get(note.code))
                of_charges.setdefault((sentence, bill.account), {}).setdefault(charge.service, []).append(index)
        for note in bill.notes:
            services = [_name(service, book, lang) for service in note.words.get("services", ())]
            of_bills.setdefault(say(f"note-{note.code}", lang, services=services), []).append(index)
    said = []
    for (sentence, _), by_service in of_charges.items():
        together: dict[tuple[int, ...], list[str]] = {}
        for service, indexes in by_service.items():
            together.setdefault(tuple(indexes), []).append(_name(service, book, lang))
        said += [Said(sentence, indexes, tuple(names)) for indexes, names in together.items()]
    free = tuple(index for index, bill in enumerate(bills) if bill.free is not None)
    if free:
        # The sentence names the months itself.
        about = free if len(free) == 1 else tuple(range(len(bills)))
        said.append(Said(free_months.text(estimate.free_months, lang), about))
    return [*said, *(Said(sentence, tuple(indexes)) for sentence, indexes in of_bills.items())]


def _worth_telling(notes: Sequence[Note]) -> list[Note]:
    """Return notes on a charge without those that another sentence says, too.

    Where the next tier costs less, the note on that has its start and its price; free months are told once for all.
    """
    cheaper = {note.figures["calls"] for note in notes if note.code == "cheaper-above"}
    return [
        note
        for note in notes
        if note.code != "free-beta" and not (note.code == "next-tier" and note.words["start"] in cheaper)
    ]


def _name(service: str, book: PriceBook, lang: str) -> str:
    return called(service, book.name_of(service), lang)[0]


def text(note: Note, charge: Charge, currency: str, lang: str) -> str:
    """Return the sentence of a note on a charge."""
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
            code += "-packs" if charge.pack_calls else ""
            code += "-billable" if words["by_billable"] and code != "note-on-tier-bound-packs" else ""
            params |= {
                "count": words.get("counted"),
                "total": words.get("total"),
                "decided": words.get("billable"),
                "other_tier": words["other_tier"],
                "other_price": unit_price(words["other_price"], currency),
                "other_cost": money(figures["other_cost"], currency),
            }
        case "pack-tier-window":
            code += "-graduated" * words["graduated"] + "-counted" * words["counted"]
            params |= {
                "count": charge.pack_calls,
                "other_tier": words["other_tier"],
                "other_price": unit_price(words["other_price"], currency),
                "other_cost": money(figures["other_cost"], currency),
            }
        case "cheaper-above":
            code += "-expected" if charge.is_expected else ""
            params |= {
                "count": figures["calls"] - charge.calls,
                "more_calls": figures["calls"],
                "other_tier": words["other_tier"],
                "other_price": unit_price(words["other_price"], currency),
                "less": money(figures["cost"], currency),
                "saving": money(words["saving"], currency),
            }
        case "tier-reached-on":
            if words["price"] == words["before"]:
                code += "-same"
            elif words["graduated"]:
                code += "-graduated"
            params |= {
                "start": words["start"],
                "tier": figures["tier"],
                "date": figures["date"],
                "price": unit_price(words["price"], currency),
                "before": unit_price(words["before"], currency),
                "per": per_calls(charge.per, lang),
            }
        case "next-tier":
            code += "-same" if words["next_price"] == charge.unit_price else ""
            code += "-expected" if charge.is_expected else ""
            params |= {
                "count": figures["calls_to_go"],
                "start": words["start"],
                "next_tier": words["next_tier"],
                "next_price": unit_price(words["next_price"], currency),
                "price": unit_price(charge.unit_price, currency),
                "per": per_calls(charge.per, lang),
            }
    return say(code, lang, **params)
