"""Notes of `cashflow` on single settlements: failures, how they are made good, and top-ups that may count otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, add, subtract
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.wording import money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.cashflow import Settlement, Statement
    from tiia_cost.core.charge import FreeMonth


class SettlementNote(NamedTuple):
    """Note on a settlement, under a stable code: figures for scripts, and a sentence."""

    code: str
    figures: dict[str, str]
    text: str


def window_text(window: tuple[str, str] | None, lang: str) -> str:
    """Return the days on which a bill may be issued, ``2026-12-01 – 03``; empty for an unknown month."""
    return "" if window is None else say("settlement-window", lang, first=window[0], last=window[1][-2:])


def notes_of(statement: Statement, currency: str, lang: str) -> list[list[SettlementNote]]:
    """Return the notes of each settlement of an account, in one of the languages."""
    notes = [list(_of_one(settlement, currency, lang)) for settlement in statement.settlements]
    states = [settlement.state for settlement in statement.settlements]
    failed = next((index for index, state in enumerate(states[:-1]) if state != "paid"), None)
    if failed is not None:
        notes[failed].append(_note("settled-as-forecast", currency, lang))
    notes[-1] += _of_the_end(statement, currency, lang)
    return notes


def _of_one(settlement: Settlement, currency: str, lang: str) -> Iterator[SettlementNote]:
    due, closing = settlement.freeze_due, settlement.closing
    if settlement.free is not None:
        yield _free(settlement.free, lang)
    if settlement.state == "in-arrears":
        yield _note("in-arrears", currency, lang, owed=subtract(ZERO, closing))
    if settlement.state == "freeze-failed":
        yield _note("freeze-failed", currency, lang, freeze=due, lacking=subtract(due, closing))
    if settlement.made_good_on is not None:
        date = settlement.made_good_on.isoformat()
        if settlement.state == "in-arrears":
            yield _note("arrears-paid", currency, lang, date=date)
        else:
            yield _note("freeze-made-good", currency, lang, amount=settlement.frozen_later, date=date)
    for top_up in settlement.in_window:
        code = "top-up-on-first-day" if top_up.date.day == 1 else "top-up-in-window"
        yield _note(code, currency, lang, amount=top_up.amount, date=top_up.date.isoformat())


def _of_the_end(statement: Statement, currency: str, lang: str) -> Iterator[SettlementNote]:
    """Yield the notes on an account after its last settlement."""
    last = statement.settlements[-1]
    if statement.later:
        amount = add(top_up.amount for top_up in statement.later)
        yield _note("top-up-after-last", currency, lang, amount=amount, balance=add((last.closing, amount)))
    amount, window = statement.still_frozen, last.next_window
    if amount and window is None:
        yield _note("still-frozen", currency, lang, amount=amount)
    elif amount and window is not None:
        first, end = window
        yield _note("still-frozen-until", currency, lang, amount=amount, released_from=first, released_to=end)


def _free(free: FreeMonth, lang: str) -> SettlementNote:
    figures = {"prices": free.prices, "effective_from": free.effective_from}
    return SettlementNote("free-beta", figures, free_months.text([free], lang))


def _note(code: str, currency: str, lang: str, **figures: Decimal | str) -> SettlementNote:
    words = {name: money(value, currency) if isinstance(value, Decimal) else value for name, value in figures.items()}
    plain = {name: str(value) for name, value in figures.items()}
    return SettlementNote(code.removesuffix("-until"), plain, say(f"note-{code}", lang, **words))
