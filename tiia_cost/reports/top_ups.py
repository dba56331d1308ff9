"""Top-ups needed: the sentence that says what to pay in and by when, and the table for more than it can list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import ZERO, add
from tiia_cost.core.settlement_groups import groups_of
from tiia_cost.formats.sheet import Column, Sheet, toned
from tiia_cost.messages import say
from tiia_cost.reports.report import MOST_BILLS
from tiia_cost.reports.wording import amount, money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from tiia_cost.core.cashflow import Cashflow, Statement
    from tiia_cost.core.settlement_groups import Group, Key
    from tiia_cost.formats.sheet import Tone

_LISTED = 3
"""Largest number of top-ups that a sentence lists."""


def advice(cashflow: Cashflow, lang: str, *, named: bool = False) -> str:
    """Return the sentence that says what to pay in and by when, so that no settlement fails.

    With `named` it begins with the only account of the cash flow; that of several is about their sum. It is bad news
    where the balance given leads to a failure.
    """
    if len(cashflow.statements) > 1:
        text = _of_all(cashflow, lang)
    else:
        text = _of_one(cashflow, lang)
        account = cashflow.statements[0].account
        if account is not None or named:
            text = _of_account(account, text, lang)
    return toned(text, _tone(cashflow))


def answer(cashflow: Cashflow, lang: str) -> str:
    """Return in a few words what is to be paid in first and over all, and whether a balance given is too little."""
    needed, tone = _needed(cashflow), _tone(cashflow)
    if not needed:
        return toned(say("pay-nothing-answer", lang), tone)
    first, when = first_payment(cashflow, lang)
    total = add(group.to_pay for group in needed)
    code = "pay-in-answer" if first == total else "pay-in-answer-more"
    said = say(code, lang, first=money(first, cashflow.currency), when=when, total=money(total, cashflow.currency))
    return toned(say("pay-in-short-answer", lang, answer=said) if tone == "bad" else said, tone)


def first_payment(cashflow: Cashflow, lang: str) -> tuple[Decimal, str]:
    """Return what all accounts need first, and by when; 0 and "" if they need nothing."""
    needed = _needed(cashflow)
    if not needed:
        return ZERO, ""
    first = needed[0].pay_by
    return add(group.to_pay for group in needed if group.pay_by == first), _when(first, lang)


def are_told(cashflow: Cashflow) -> bool:
    """Return whether `advice` lists all the top-ups needed: a few of one account, or a single one of several."""
    return len(_needed(cashflow)) <= (_LISTED if len(cashflow.statements) == 1 else 1)


def as_sheet(title: str, cashflow: Cashflow, by: Sequence[Key], lang: str) -> Sheet:
    """Return the table of the top-ups needed, each with its account and bill; many are grouped by the keys.

    A group is paid by the day of its first top-up, and a sentence says how to see the parts.
    """
    needing = _needed(cashflow)
    several, crowded = len(cashflow.statements) > 1, len(needing) > MOST_BILLS
    if crowded:
        needing = [group for group in groups_of(cashflow, by) if group.to_pay]
    whose = "account" in by if crowded else several
    whither = "month" in by or not crowded
    columns = (
        Column(say("column-account", lang), figure=False, wraps=True, optional=True),
        Column(say("column-pay-by", lang), figure=False, wraps=None in {group.pay_by for group in needing}),
        Column(say("column-pay-in", lang)),
        Column(say("column-pay-for", lang), figure=False, optional=True),
    )
    rows = tuple(
        (
            group.account or say("unknown-account", lang) if whose else "",
            say("pay-before-bill", lang) if group.pay_by is None else group.pay_by.isoformat(),
            toned(amount(group.to_pay), "warning"),
            group.month or say("unknown-month", lang) if whither else "",
        )
        for group in needing
    )
    total = (say("row-total", lang), "", amount(add(group.to_pay for group in needing)), "")
    notes = (say("pay-in-parts", lang),) if crowded and len(by) < len(("account", "month")) else ()
    return Sheet(title, columns, rows, total if len(rows) > 1 else None, notes).without_empty_columns()


def _needed(cashflow: Cashflow) -> list[Group]:
    return [group for group in groups_of(cashflow, ["month", "account"]) if group.to_pay]


def _of_one(cashflow: Cashflow, lang: str) -> str:
    currency, needed = cashflow.currency, _needed(cashflow)
    if not needed:
        return _enough(cashflow.statements[0], currency, lang)
    *others, last = [_part(group, currency, lang) for group in needed]
    if not others:
        return say("pay-one", lang, payment=last)
    at_once = say("pay-part-at-once", lang, amount=_total(needed, currency), when=_when(needed[0].pay_by, lang))
    if len(needed) > _LISTED:
        return say("pay-many", lang, first=others[0], at_once=at_once)
    return say("pay-some", lang, payments=others, last=last, at_once=at_once)


def _part(group: Group, currency: str, lang: str) -> str:
    return say("pay-part", lang, amount=money(group.to_pay, currency), when=_when(group.pay_by, lang))


def _total(needed: Sequence[Group], currency: str) -> dict[str, str]:
    return money(add(group.to_pay for group in needed), currency)


def _of_all(cashflow: Cashflow, lang: str) -> str:
    needed, currency = _needed(cashflow), cashflow.currency
    if not needed:
        return say("pay-nothing-accounts", lang)
    first = needed[0]
    if len(needed) == 1:
        text = say("pay-one", lang, payment=_part(first, currency, lang))
        return _of_account(first.account, text, lang)
    names = sorted({group.account or "" for group in needed})
    code = "accounts-named" if len(names) <= _LISTED and all(names) else "accounts-counted"
    due, when = first_payment(cashflow, lang)
    return say(
        "pay-accounts" if len({group.pay_by for group in needed}) > 1 else "pay-accounts-at-once",
        lang,
        accounts=say(code, lang, count=len(names), names=names),
        first=say("pay-part", lang, amount=money(due, currency), when=when),
        total=_total(needed, currency),
    )


def _of_account(account: str | None, text: str, lang: str) -> str:
    if account is None:
        return say("advice-no-account", lang, advice=text)
    return say("advice-account", lang, account=account, advice=text)


def _enough(statement: Statement, currency: str, lang: str) -> str:
    counted = len(statement.top_ups) > len(statement.later)
    if not counted and not any(one.deducted or one.freeze_due for one in statement.settlements):
        return say("pay-nothing-due", lang)
    if counted and statement.balance is None:
        return say("pay-nothing-with-top-ups", lang)
    # An unknown balance is at least its frozen part.
    balance = statement.settlements[0].released if statement.balance is None else statement.balance
    return say(
        "pay-nothing-more" if counted else "pay-nothing",
        lang,
        balance=money(balance, currency),
        required=money(max(statement.required, ZERO), currency),
    )


def _when(day: date | None, lang: str) -> str:
    return say("pay-before-bill", lang) if day is None else say("pay-by", lang, date=day.isoformat())


def _tone(cashflow: Cashflow) -> Tone | None:
    """Return the tone of the advice: bad where a balance given is too little, good where all are given and enough."""
    given = [one for one in cashflow.statements if one.balance is not None]
    if any(one.state != "paid" for statement in given for one in statement.settlements):
        return "bad"
    if _needed(cashflow):
        return "warning"
    return "good" if len(given) == len(cashflow.statements) else None
