"""Report of `estimate`: bills as data for scripts and as sheets for people. Its notes are in `notes`."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tiia_cost.core.estimate import BILL_COLUMNS, Total
from tiia_cost.core.money import shortest
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import ranges
from tiia_cost.reports.notes import as_data as note_data
from tiia_cost.reports.notes import below
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import amount, called, count, unit_price_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Bill, Estimate


def as_report(estimate: Estimate, book: PriceBook, lang: str = "en") -> Report:
    """Return the report of an estimate; `book` holds the lists that it was priced by."""
    return Report(
        partial(as_data, estimate, lang),
        partial(as_sheets, estimate, book, lang),
        BILL_COLUMNS if estimate.margin is None else (*BILL_COLUMNS, *ranges.CSV_COLUMNS),
        partial(as_records, estimate),
        freezes=True,
    )


def as_data(estimate: Estimate, lang: str = "en") -> dict[str, object]:
    """Return the JSON of an estimate: amounts as decimal text, counts as numbers."""
    every = [charge for bill in estimate.bills for charge in bill.charges]
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
                        **({} if charge.cost_range is None else {"range": ranges.as_data(charge.cost_range)}),
                        "notes": [note_data(note, charge, estimate.currency, lang) for note in charge.notes],
                    }
                    for charge in bill.charges
                ],
                "total": {
                    **_total(bill.total),
                    "freeze": str(bill.total.freeze),
                    **_total_range(estimate, bill.charges),
                },
            }
            for bill in estimate.bills
        ],
        # Without a freeze: freezes replace each other, they do not add up.
        "total": {**_total(estimate.total), **_total_range(estimate, every)},
    }


def as_records(estimate: Estimate) -> Iterator[tuple[object, ...]]:
    """Yield a row for each charge: `BILL_COLUMNS`, and with a margin the columns of cost ranges."""
    for bill in estimate.bills:
        for charge in bill.charges:
            data = {
                "account": bill.account,
                "month": bill.month,
                "prices": bill.prices,
                **_charge(charge),
            }
            cost_range = () if charge.cost_range is None else ranges.as_record(charge.cost_range)
            yield (*(data[column] for column in BILL_COLUMNS), *cost_range)


def as_sheets(estimate: Estimate, book: PriceBook, lang: str = "en") -> list[Sheet]:
    """Return a sheet per bill, with a margin one of its cost ranges, and summaries of several accounts or months."""
    sheets = []
    for bill in estimate.bills:
        sheets.append(_bill(bill, book, estimate.currency, lang))
        if estimate.margin is not None:
            sheets.append(ranges.as_sheet(bill, estimate.margin, book, estimate.currency, lang))
    if len({bill.account for bill in estimate.bills}) > 1:
        sheets.append(_summary(estimate, "account", lang))
    if len({bill.month for bill in estimate.bills}) > 1:
        sheets.append(_summary(estimate, "month", lang))
    return sheets


def _charge(charge: Charge) -> dict[str, Any]:
    data = {
        **charge._asdict(),
        "unit_price": shortest(charge.unit_price),
        "list_cost": str(charge.list_cost),
        "free_deduction": str(charge.free_deduction),
        "cost": str(charge.cost),
        "freeze": str(charge.freeze),
    }
    del data["notes"], data["cost_range"]
    return data


def _total(total: Total) -> dict[str, Any]:
    data = total._asdict()
    del data["freeze"]
    return {name: value if isinstance(value, int) else str(value) for name, value in data.items()}


def _total_range(estimate: Estimate, charges: Iterable[Charge]) -> dict[str, object]:
    return {} if estimate.margin is None else {"range": ranges.total_as_data(charges)}


def _bill(bill: Bill, book: PriceBook, currency: str, lang: str) -> Sheet:
    def heading(code: str) -> str:
        return say(f"column-{code}", lang)

    code = "bill-title" if bill.account is None else "bill-title-account"
    month = bill.month or say("unknown-month-newest-list", lang)
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
            unit_price_cell(charge.unit_price, charge.per, lang, free=charge.tier is None),
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

    def row(name: str, bills: Sequence[Bill], *, of_month: bool) -> tuple[str, ...]:
        total = Total.of(bill.total for bill in bills)
        figures = [count(total.calls), count(total.billable_calls)]
        figures += [amount(total.list_cost), amount(total.free_deduction), amount(total.cost)]
        if estimate.margin is not None:
            figures += map(amount, lowest_and_highest(charge for bill in bills for charge in bill.charges))
        if by == "month":
            figures.append(amount(total.freeze) if of_month else "")
        return (name, *figures)

    bills = sorted(estimate.bills, key=lambda bill: owner(bill) or "")
    groups = [(name, list(group)) for name, group in groupby(bills, owner)]
    rows = tuple(row(name or say(f"unknown-{by}", lang), group, of_month=True) for name, group in groups)
    columns = [
        Column(say(f"column-{by}", lang), figure=False, wraps=by == "account"),
        Column(say("column-calls", lang)),
        Column(say("column-billable-calls", lang), spare=3),
        Column(say("column-list-cost", lang), spare=2),
        Column(say("column-free-deduction", lang), spare=4),
        Column(say("column-cost", lang)),
    ]
    if estimate.margin is not None:
        columns += [Column(say("column-lowest", lang), spare=1), Column(say("column-highest", lang))]
    if by == "month":
        columns.append(Column(say("column-freeze", lang), spare=1))
    title = say("accounts-title" if by == "account" else "months-title", lang, currency=estimate.currency)
    return Sheet(title, tuple(columns), rows, row(say("row-total", lang), bills, of_month=False))
