"""Notes of `cashflow`: what the figures assume, failures and how they are made good, top-ups that may count otherwise.

Scripts have the notes of each settlement; people have each note once, with its months.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, add, subtract
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.wording import money, months_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.cashflow import Settlement, Statement
    from tiia_cost.core.charge import FreeMonth


_FEW = 4
"""Number of dates or months that a sentence lists in full."""


class SettlementNote(NamedTuple):
    """Note on a settlement, under a stable code: figures for scripts, and a sentence."""

    code: str
    figures: dict[str, str]
    text: str


def notes_of(statement: Statement, currency: str, lang: str) -> list[list[SettlementNote]]:
    """Return the notes of each settlement of an account, in one of the languages."""
    notes = [list(_of_one(settlement, currency, lang)) for settlement in statement.settlements]
    states = [settlement.state for settlement in statement.settlements]
    failed = next((index for index, state in enumerate(states[:-1]) if state != "paid"), None)
    if failed is not None:
        notes[failed].append(_note("settled-as-forecast", currency, lang))
    notes[-1] += _of_the_end(statement, currency, lang)
    return notes


def assumptions(statement: Statement, currency: str, lang: str) -> tuple[str, ...]:
    """Return the sentence on what the table of an account and its advice start from; none if nothing is needed."""
    if not any(settlement.top_up_needed for settlement in statement.settlements):
        return ()
    if statement.balance is None:
        # An unknown balance is at least its frozen part.
        least = money(statement.settlements[0].released, currency)
        sentence = say("settlements-from-required", lang, least=least, required=money(statement.required, currency))
    else:
        sentence = say("settlements-from-balance", lang, balance=money(statement.balance, currency))
    counted = len(statement.top_ups) > len(statement.later)
    return (say("top-ups-counted", lang, sentence=sentence) if counted else sentence,)


def below(statement: Statement, currency: str, lang: str) -> Iterator[str]:
    """Yield the sentences below the settlements of an account, each with its months and in the order of these.

    Failures alike in a row are one sentence, and so are notes that differ only in their dates. Months that are free of
    charge are left to a remark, which tells them once for all accounts.
    """
    notes = notes_of(statement, currency, lang)
    told: dict[str, list[int]] = {}
    for indexes, text in (*_failures(statement, notes, currency, lang), *_others(notes, lang)):
        told.setdefault(text, []).extend(indexes)
    for text, indexes in sorted(told.items(), key=lambda one: min(one[1])):
        months = [month for index in indexes if (month := statement.settlements[index].month) is not None]
        yield say("note-at", lang, month=_few(months_text(months)), note=text) if months else text


def assumption_of_accounts(statements: Sequence[Statement], lang: str) -> str:
    """Return the sentence on what a table of several accounts starts from."""
    given = sum(statement.balance is not None for statement in statements)
    if not given:
        return say("settlements-least", lang)
    return say("settlements-given" if given == len(statements) else "settlements-mixed", lang)


def any_below(statements: Iterable[Statement], currency: str) -> bool:
    """Return whether any sentence is `below` the settlements of the accounts, which are not shown one by one."""
    return any(True for statement in statements for _ in below(statement, currency, "en"))


def _failures(
    statement: Statement, notes: Sequence[Sequence[SettlementNote]], currency: str, lang: str
) -> Iterator[tuple[list[int], str]]:
    """Yield the indexes of settlements in a row that fail alike, and the sentence about them."""
    for state, run in groupby(enumerate(statement.settlements), key=lambda one: one[1].state):
        failing = dict(run)
        if state != "paid" and len(failing) == 1:
            (index,) = failing
            yield [index], next(note.text for note in notes[index] if note.code == state)
        elif state != "paid":
            yield list(failing), _in_a_row(list(failing.values()), currency, lang)


def _others(notes: Sequence[Sequence[SettlementNote]], lang: str) -> Iterator[tuple[list[int], str]]:
    """Yield the indexes of settlements with the same note, and its sentence; of several it has all dates."""
    alike: dict[str, list[tuple[int, SettlementNote]]] = {}
    for index, of_one in enumerate(notes):
        for note in of_one:
            if note.code not in ("in-arrears", "freeze-failed", "free-beta"):
                alike.setdefault(note.code, []).append((index, note))
    for code, same in alike.items():
        text = same[0][1].text
        if len(same) > 1:
            text = say(f"notes-{code}", lang, dates=_few([note.figures["date"] for _, note in same]))
        yield [index for index, _ in same], text


def _in_a_row(settlements: Sequence[Settlement], currency: str, lang: str) -> str:
    """Return the sentence on settlements in a row that fail alike."""
    state = settlements[0].state
    lacking = [subtract(ZERO if state == "in-arrears" else one.freeze_due, one.closing) for one in settlements]
    end, most = lacking[-1], max(lacking)
    code = f"notes-{state}" if most == end else f"notes-{state}-most"
    return say(code, lang, end=money(end, currency), most=money(most, currency))


def _few(texts: list[str]) -> list[str]:
    """Return texts in their order; of many, the first two and the last."""
    return texts if len(texts) <= _FEW else [*texts[:2], "…", texts[-1]]


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
