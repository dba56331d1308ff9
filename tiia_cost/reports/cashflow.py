"""Report of `cashflow`: the settlements of each account, and the balance and top-ups that it needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import add
from tiia_cost.core.settlement_groups import groups_of
from tiia_cost.formats.sheet import Fact, tone_of, toned
from tiia_cost.messages import say
from tiia_cost.reports import all_bills, free_months, owned_packs, settlements, top_ups
from tiia_cost.reports.charts.balance import as_chart
from tiia_cost.reports.expected import at_pace
from tiia_cost.reports.report import MOST_BILLS, Report
from tiia_cost.reports.settlement_notes import any_below, assumption_of_accounts, assumptions, below, notes_of
from tiia_cost.reports.wording import currency_name, listed, money, owner, scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.cashflow import Cashflow, Settlement, Statement
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.outlook import Projection
    from tiia_cost.core.settlement_groups import Key
    from tiia_cost.formats.sheet import Sheet, Tone
    from tiia_cost.reports.settlement_notes import SettlementNote

CSV_COLUMNS = (
    *("account", "month", "window_from", "window_to", "opening", "topped_up", "released", "deducted", "frozen"),
    *("closing", "available", "state", "freeze_due", "made_good_on", "frozen_later", "notes", "top_up_needed"),
    *("required_opening_balance", "still_frozen"),
)
"""Columns of a row per settlement, with the codes of its notes; the last two are about its account."""


def as_report(cashflow: Cashflow, bills: Estimate, book: PriceBook, lang: str = "en", by: Sequence[Key] = ()) -> Report:
    """Return the report of the settlements of bills, which `book` priced; `by` groups its tables: see `as_sheets`."""
    done = Report(
        partial(as_data, cashflow, lang),
        partial(as_sheets, cashflow, lang, by),
        CSV_COLUMNS,
        partial(as_records, cashflow),
        chart=partial(as_chart, cashflow, lang),
        remarks=free_months.remarks(
            (one.free for statement in cashflow.statements for one in statement.settlements if one.free), lang
        ),
        freezes=True,
        kind="cashflow",
        answer=partial(_answer, cashflow, bills.projection, lang),
        lead=partial(top_ups.advice, cashflow, lang),
        scope=lambda: scope((one for statement in cashflow.statements for one in statement.settlements), lang),
        facts=partial(_facts, cashflow, lang),
        lists=lambda: [*as_lists(cashflow, lang), all_bills.as_sheet(say("tab-bills", lang), bills, book, lang)],
        tables=partial(as_tables, cashflow, lang, by),
    )
    return owned_packs.with_ledger(done, bills.packs, book, lang)


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


def as_sheets(cashflow: Cashflow, lang: str = "en", by: Sequence[Key] = ()) -> list[Sheet]:
    """Return the settlements of each account, of several after a summary; with `by` one table that is grouped so.

    Many settlements of several accounts are only summarised.
    """
    if len(cashflow.statements) == 1:
        return _account(cashflow, by, lang)
    count = sum(len(one.settlements) for one in cashflow.statements)
    if by or count > MOST_BILLS:
        return _grouped(cashflow, by or ["account"], lang, summarised=0 if by else count)
    *summary, last = _grouped(cashflow, ["account"], lang, notes_follow=True)
    each = [cashflow._replace(statements=(one,)) for one in cashflow.statements]
    sheets = [*summary, last, *(sheet for one in each for sheet in _account(one, (), lang, named=True))]
    sheets = [sheet._replace(closing="") for sheet in sheets]
    return [*sheets[:-1], sheets[-1]._replace(closing=last.closing)]


def _answer(cashflow: Cashflow, projection: Projection | None, lang: str) -> str:
    """Return the answer of `top_ups`, with the day of its pace if a month of it goes on."""
    answer = top_ups.answer(cashflow, lang)
    return toned(at_pace(answer, projection, lang), tone_of(answer))


def _facts(cashflow: Cashflow, lang: str) -> list[Fact]:
    """Return the first payment and its day, the lowest balance, and the failures, or what stays frozen without any."""

    def in_money(amount: Decimal) -> str:
        return money(amount, cashflow.currency)[lang]

    amount, when = top_ups.first_payment(cashflow, lang)
    settlements = [one for statement in cashflow.statements for one in statement.settlements]
    lowest = min(settlements, key=lambda one: one.closing)
    of = [*owner(lowest.account, lang), *([] if lowest.month is None else [lowest.month])]
    low: Tone | None = "bad" if lowest.closing < 0 else None
    failed = sum(one.state != "paid" for one in settlements)
    if failed:
        failures = say("fact-checks-settled", lang, part=failed, count=len(settlements))
        last = Fact(say("fact-failures", lang), toned(failures, "bad"))
    else:
        frozen = add(statement.still_frozen for statement in cashflow.statements)
        last = Fact(say("fact-still-frozen", lang), in_money(frozen))
    return [
        Fact(say("fact-payment", lang), in_money(amount), when),
        Fact(say("fact-lowest-balance", lang), toned(in_money(lowest.closing), low), listed(of, lang)),
        last,
    ]


def as_tables(cashflow: Cashflow, lang: str = "en", by: Sequence[Key] = ()) -> list[Sheet]:
    """Return what is told beside the lists: the tables of a single account, or a summary with the notes on all."""
    if len(cashflow.statements) == 1:
        return _account(cashflow, by, lang)
    *_, summary = _grouped(cashflow, by or ["account"], lang, notes_follow=True)
    notes = [
        say("note-of", lang, services=owner(one.account, lang) or [say("unknown-account", lang)], note=note)
        for one in cashflow.statements
        for note in below(one, cashflow.currency, lang)
    ]
    return [summary._replace(notes=(*summary.notes, *notes))]


def as_lists(cashflow: Cashflow, lang: str = "en") -> list[Sheet]:
    """Return every payment needed, if there is any, and every settlement of several accounts; tables have one's own."""
    if len(cashflow.statements) == 1:
        return []
    keys: Sequence[Key] = ("account", "month")
    pay_in = top_ups.as_sheet(say("tab-pay-in", lang), cashflow, keys, lang)
    every = settlements.as_sheet(say("tab-settlements", lang), groups_of(cashflow, keys), keys, lang)
    return [*([pay_in] if pay_in.rows else []), every]


def _account(cashflow: Cashflow, by: Sequence[Key], lang: str, *, named: bool = False) -> list[Sheet]:
    """Return the sheets of the only account of a cash flow; `named` says that it is one of several."""
    (statement,), currency = cashflow.statements, cashflow.currency
    title = settlements.title(statement.account, currency, lang)
    if by:
        title = settlements.grouped_title(by, currency, lang)
    notes = (*assumptions(statement, currency, lang), *below(statement, currency, lang))
    return _with_advice(cashflow, by or ["month"], title, notes, lang, named=named)


def _grouped(
    cashflow: Cashflow, by: Sequence[Key], lang: str, *, summarised: int = 0, notes_follow: bool = False
) -> list[Sheet]:
    """Return the sheets of several accounts grouped by the keys, with what holds for all of them.

    `summarised` is the number of settlements to be told as summarised, 0 if that was asked for; `notes_follow` says
    that sheets with the notes on settlements follow.
    """
    notes = [assumption_of_accounts(cashflow.statements, lang)]
    if not notes_follow and any_below(cashflow.statements, cashflow.currency):
        notes.append(say("settlement-notes-left-out", lang))
    if summarised:
        notes.append(say("settlements-summarised", lang, count=summarised))
    title = settlements.grouped_title(by, cashflow.currency, lang)
    return _with_advice(cashflow, by, title, tuple(notes), lang)


def _with_advice(
    cashflow: Cashflow, by: Sequence[Key], title: str, notes: tuple[str, ...], lang: str, *, named: bool = False
) -> list[Sheet]:
    """Return the settlements under and above the advice what to pay in.

    A table of the top-ups that the advice does not list comes first, and takes it as its title.
    """
    advice = top_ups.advice(cashflow, lang, named=named)
    told = top_ups.are_told(cashflow)
    sheet = settlements.as_sheet(advice if told else title, groups_of(cashflow, by), by, lang)
    sheet = sheet._replace(notes=notes, closing=advice, caption=title)
    if told:
        return [sheet]
    caption = say("pay-in-title", lang, currency=currency_name(cashflow.currency))
    return [top_ups.as_sheet(advice, cashflow, by, lang)._replace(caption=caption), sheet]


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
        **({"expected": True} if settlement.expected else {}),
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
