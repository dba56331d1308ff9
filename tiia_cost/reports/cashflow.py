"""Report of `cashflow`: the settlements of each account, and the balance and top-ups that it needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import add, subtract
from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.charts.balance import as_chart
from tiia_cost.reports.report import Report
from tiia_cost.reports.settlement_notes import notes_of, window_text
from tiia_cost.reports.wording import amount, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from tiia_cost.core.cashflow import Cashflow, Settlement, Statement
    from tiia_cost.reports.settlement_notes import SettlementNote

CSV_COLUMNS = (
    *("account", "month", "window_from", "window_to", "opening", "topped_up", "released", "deducted", "frozen"),
    *("closing", "available", "state", "freeze_due", "made_good_on", "frozen_later", "notes", "top_up_needed"),
    *("required_opening_balance", "still_frozen"),
)
"""Columns of a row per settlement, with the codes of its notes; the last two are about its account."""


def as_report(cashflow: Cashflow, lang: str = "en") -> Report:
    """Return the report of settlements."""
    return Report(
        partial(as_data, cashflow, lang),
        partial(as_sheets, cashflow, lang),
        CSV_COLUMNS,
        partial(as_records, cashflow),
        chart=partial(as_chart, cashflow, lang),
        remarks=free_months.remarks(
            (one.free for statement in cashflow.statements for one in statement.settlements if one.free), lang
        ),
        freezes=True,
    )


def as_data(cashflow: Cashflow, lang: str = "en") -> dict[str, object]:
    """Return the JSON of settlements: amounts as decimal text; needs by account, "" if the usage names none."""
    return {
        "currency": cashflow.currency,
        "settlements": [
            {**_settlement(settlement), "notes": [{"code": n.code, **n.figures, "text": n.text} for n in notes]}
            for statement in cashflow.statements
            for settlement, notes in _with_notes(statement, cashflow.currency, lang)
        ],
        "required_opening_balance": {one.account or "": str(one.required) for one in cashflow.statements},
        "still_frozen": {one.account or "": str(one.still_frozen) for one in cashflow.statements},
    }


def as_records(cashflow: Cashflow) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each settlement."""
    for statement in cashflow.statements:
        for settlement, notes in _with_notes(statement, cashflow.currency):
            made_good_on = settlement.made_good_on
            yield (
                *(settlement.account, settlement.month, *(settlement.window or (None, None))),
                *_amounts(settlement).values(),
                settlement.state,
                *(str(settlement.freeze_due), made_good_on and made_good_on.isoformat(), str(settlement.frozen_later)),
                " ".join(note.code for note in notes),
                *(str(settlement.top_up_needed), str(statement.required), str(statement.still_frozen)),
            )


def as_sheets(cashflow: Cashflow, lang: str = "en") -> list[Sheet]:
    """Return a sheet per account, and a summary if there are several."""
    sheets = [_statement(statement, cashflow.currency, lang) for statement in cashflow.statements]
    return [*sheets, _summary(cashflow, lang)] if len(sheets) > 1 else sheets


def _with_notes(
    statement: Statement, currency: str, lang: str = "en"
) -> Iterable[tuple[Settlement, list[SettlementNote]]]:
    return zip(statement.settlements, notes_of(statement, currency, lang), strict=True)


def _settlement(settlement: Settlement) -> dict[str, object]:
    made_good_on = settlement.made_good_on
    return {
        "account": settlement.account,
        "month": settlement.month,
        "window": settlement.window and list(settlement.window),
        **_amounts(settlement),
        "state": settlement.state,
        "freeze_due": str(settlement.freeze_due),
        "made_good_on": made_good_on and made_good_on.isoformat(),
        "frozen_later": str(settlement.frozen_later),
        "top_up_needed": str(settlement.top_up_needed),
    }


def _amounts(settlement: Settlement) -> dict[str, str]:
    return {
        "opening": str(settlement.opening),
        "topped_up": str(settlement.topped_up),
        "released": str(settlement.released),
        "deducted": str(settlement.deducted),
        "frozen": str(settlement.frozen),
        "closing": str(settlement.closing),
        "available": str(settlement.available),
    }


def _statement(statement: Statement, currency: str, lang: str) -> Sheet:
    settlements = statement.settlements
    topped_up = any(one.topped_up for one in settlements)
    needed = any(one.top_up_needed for one in settlements)
    columns = (
        Column(say("column-month", lang), figure=False),
        Column(say("column-window", lang), figure=False, spare=7, optional=True),
        Column(say("column-opening", lang), spare=5),
        Column(say("column-topped-up", lang), spare=4, optional=True),
        Column(say("column-released", lang), spare=6),
        Column(say("column-deducted", lang), spare=3),
        Column(say("column-frozen", lang), spare=2),
        Column(say("column-closing", lang), spare=1),
        Column(say("column-available", lang)),
        Column(say("column-state", lang), figure=False, wraps=True),
        Column(say("column-top-up-needed", lang), optional=True),
    )
    rows = tuple(
        (
            one.month or say("unknown-month", lang),
            window_text(one.window, lang),
            amount(one.opening),
            amount(one.topped_up) if topped_up else "",
            amount(one.released),
            amount(one.deducted),
            amount(one.frozen),
            amount(one.closing),
            amount(one.available),
            say(f"state-{one.state}", lang),
            amount(one.top_up_needed) if needed else "",
        )
        for one in settlements
    )
    total = (
        *(say("row-total", lang), "", ""),
        amount(add(one.topped_up for one in settlements)),
        "",
        amount(add(one.deducted for one in settlements)),
        *("", "", "", ""),
        amount(add(one.top_up_needed for one in settlements)),
    )
    code = "settlements-title" if statement.account is None else "settlements-title-account"
    title = say(code, lang, account=statement.account, currency=currency)
    notes = tuple(_notes(statement, currency, lang, just_in_time=needed))
    return Sheet(title, columns, rows, total, notes).without_empty_columns()


def _notes(statement: Statement, currency: str, lang: str, *, just_in_time: bool) -> Iterator[str]:
    """Yield the sentences about the needs of an account, then those about its settlements, each with its month."""
    required, balance = statement.required, statement.balance
    code = "required-start" if balance is None else "required-lacking" if balance < required else "required-enough"
    lacking = None if balance is None else money(subtract(required, balance), currency)
    known = None if balance is None else money(balance, currency)
    sentences = [say(code, lang, required=money(required, currency), balance=known, lacking=lacking)]
    if just_in_time:
        # An unknown balance is at least its frozen part.
        paid_in = statement.settlements[0].released if balance is None else balance
        sentences.append(say("just-in-time", lang, balance=money(paid_in, currency)))
    if len(statement.top_ups) > len(statement.later):
        sentences[0] = say("top-ups-counted", lang, sentence=sentences[0])
    yield from sentences
    for settlement, notes in _with_notes(statement, currency, lang):
        for note in notes:
            if note.code == "free-beta":
                continue  # a remark says it once for all months
            yield (
                note.text if settlement.month is None else say("note-at", lang, month=settlement.month, note=note.text)
            )


def _summary(cashflow: Cashflow, lang: str) -> Sheet:
    def figures(one: Statement) -> tuple[Decimal, ...]:
        first, last = one.settlements[0], one.settlements[-1]
        topped_up = add(settlement.topped_up for settlement in one.settlements)
        deducted = add(settlement.deducted for settlement in one.settlements)
        return one.required, first.opening, topped_up, deducted, last.closing, one.still_frozen

    def worst(one: Statement) -> str:
        states = {settlement.state for settlement in one.settlements}
        return next((state for state in ("in-arrears", "freeze-failed") if state in states), "paid")

    columns = (
        Column(say("column-account", lang), figure=False, wraps=True),
        Column(say("column-required", lang)),
        Column(say("column-opening", lang), spare=1),
        Column(say("column-topped-up", lang), spare=5),
        Column(say("column-deducted", lang), spare=4),
        Column(say("column-closing", lang), spare=2),
        Column(say("column-still-frozen", lang), spare=3),
        Column(say("column-worst", lang), figure=False, wraps=True),
    )
    every = [figures(one) for one in cashflow.statements]
    rows = tuple(
        (one.account or say("unknown-account", lang), *map(amount, own), say(f"state-{worst(one)}", lang))
        for one, own in zip(cashflow.statements, every, strict=True)
    )
    total = (say("row-total", lang), *(amount(add(column)) for column in zip(*every, strict=True)), "")
    return Sheet(say("accounts-title", lang, currency=cashflow.currency), columns, rows, total)
