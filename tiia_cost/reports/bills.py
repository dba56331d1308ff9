"""What `estimate` says: bills as data for scripts and as sheets for people. Its notes are in `notes`."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tiia_cost.core.estimate import Total
from tiia_cost.core.money import shortest
from tiia_cost.messages import say
from tiia_cost.reports.notes import as_data as note_data
from tiia_cost.reports.notes import below
from tiia_cost.reports.sheet import Column, Report, Sheet, amount, called, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.tariff import Charge

CSV_COLUMNS = (
    "account",
    "month",
    "prices",
    "service",
    "calls",
    "free_calls",
    "billable_calls",
    "tier",
    "unit_price",
    "per",
    "list_cost",
    "free_deduction",
    "cost",
    "freeze",
)


def as_report(estimate: Estimate, book: PriceBook, lang: str = "en") -> Report:
    """Return an estimate in every shape; `book` is what it was priced by."""
    return Report(
        partial(as_data, estimate, lang),
        partial(as_sheets, estimate, book, lang),
        CSV_COLUMNS,
        partial(as_records, estimate),
    )


def as_data(estimate: Estimate, lang: str = "en") -> dict[str, object]:
    """Return the JSON of an estimate: amounts as decimal text, counts as numbers."""
    total = _total(estimate.total)
    del total["freeze"]  # freezes replace each other, they do not add up
    return {
        "currency": estimate.currency,
        "bills": [
            {
                "account": bill.account,
                "month": bill.month,
                "prices": bill.prices,
                "charges": [
                    {
                        **_charge(charge),
                        "notes": [note_data(note, charge, estimate.currency, lang) for note in charge.notes],
                    }
                    for charge in bill.charges
                ],
                "total": _total(bill.total),
            }
            for bill in estimate.bills
        ],
        "total": total,
    }


def as_records(estimate: Estimate) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each charge."""
    for bill in estimate.bills:
        for charge in bill.charges:
            data = {
                "account": bill.account,
                "month": bill.month,
                "prices": bill.prices,
                **_charge(charge),
            }
            yield tuple(data[column] for column in CSV_COLUMNS)


def as_sheets(estimate: Estimate, book: PriceBook, lang: str = "en") -> list[Sheet]:
    """Return a sheet per bill, and summaries where there are several accounts or months."""
    sheets = [_bill(bill, book, estimate.currency, lang) for bill in estimate.bills]
    if len({bill.account for bill in estimate.bills}) > 1:
        sheets.append(_summary(estimate, "account", lang))
    if len({bill.month for bill in estimate.bills}) > 1:
        sheets.append(_summary(estimate, "month", lang))
    return sheets


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        **charge._asdict(),
        "unit_price": shortest(charge.unit_price),
        "list_cost": str(charge.list_cost),
        "free_deduction": str(charge.free_deduction),
        "cost": str(charge.cost),
        "freeze": str(charge.freeze),
    }


def _total(total: Total) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in total._asdict().items()}


def _bill(bill: Bill, book: PriceBook, currency: str, lang: str) -> Sheet:
    def heading(code: str) -> str:
        return say(f"column-{code}", lang)

    code = "bill-title" if bill.account is None else "bill-title-account"
    month = bill.month or say("unknown-month", lang)
    columns = (
        Column(heading("service"), figure=False, wraps=lang == "zh"),
        Column(heading("id" if lang == "zh" else "name"), figure=False, spare=8, wraps=True),
        Column(heading("calls")),
        Column(heading("free-calls"), spare=6),
        Column(heading("billable-calls"), spare=4),
        Column(heading("tier"), spare=5),
        Column(heading("unit-price"), spare=3),
        Column(heading("list-cost"), spare=2),
        Column(heading("free-deduction"), spare=7),
        Column(heading("cost")),
        Column(heading("freeze"), spare=1),
    )
    rows = tuple(
        (
            *called(charge.service, book.name_of(charge.service), lang),
            count(charge.calls),
            count(charge.free_calls),
            count(charge.billable_calls),
            say("no-value", lang) if charge.tier is None else str(charge.tier),
            say("unit-price", lang, price=shortest(charge.unit_price), per=charge.per),
            amount(charge.list_cost),
            amount(charge.free_deduction),
            amount(charge.cost),
            amount(charge.freeze),
        )
        for charge in bill.charges
    )
    total = bill.total
    return Sheet(
        say(code, lang, account=bill.account, month=month, prices=bill.prices, currency=currency),
        columns,
        rows,
        (
            say("row-total", lang),
            "",
            count(total.calls),
            count(total.free_calls),
            count(total.billable_calls),
            "",
            "",
            amount(total.list_cost),
            amount(total.free_deduction),
            amount(total.cost),
            amount(total.freeze),
        ),
        tuple(below(bill, book, currency, lang)),
    )


def _summary(estimate: Estimate, by: str, lang: str) -> Sheet:
    def owner(bill: Bill) -> str | None:
        return bill.account if by == "account" else bill.month

    def row(name: str, total: Total, freeze: str) -> tuple[str, ...]:
        figures = (amount(total.list_cost), amount(total.free_deduction), amount(total.cost))
        counts = (count(total.calls), count(total.billable_calls))
        return (name, *counts, *figures, freeze) if by == "month" else (name, *counts, *figures)

    bills = sorted(estimate.bills, key=lambda bill: owner(bill) or "")
    rows = []
    for name, group in groupby(bills, owner):
        total = Total.of(bill.total for bill in group)
        rows.append(row(name or say(f"unknown-{by}", lang), total, amount(total.freeze)))
    columns = [
        Column(say(f"column-{by}", lang), figure=False, wraps=by == "account"),
        Column(say("column-calls", lang)),
        Column(say("column-billable-calls", lang), spare=3),
        Column(say("column-list-cost", lang), spare=2),
        Column(say("column-free-deduction", lang), spare=4),
        Column(say("column-cost", lang)),
    ]
    if by == "month":
        columns.append(Column(say("column-freeze", lang), spare=1))
    title = say("accounts-title" if by == "account" else "months-title", lang, currency=estimate.currency)
    return Sheet(title, tuple(columns), tuple(rows), row(say("row-total", lang), estimate.total, ""))
