"""Report of `estimate`: bills as data for scripts and as sheets for people. Its notes are in `notes`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tiia_cost.core.estimate import BILL_COLUMNS, PACK_COLUMNS, PROJECTION_COLUMNS, Total
from tiia_cost.core.grouping import BILL_KEYS, dearest, rows_of
from tiia_cost.core.money import shortest
from tiia_cost.core.months import Month
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.core.saving import best_saving
from tiia_cost.formats.sheet import EXTRA, Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import all_bills, grouped_bills, owned_packs, ranges
from tiia_cost.reports.charts.bills import as_chart
from tiia_cost.reports.estimate_facts import facts
from tiia_cost.reports.expected import at_pace, of_growth, remark_on_range
from tiia_cost.reports.notes import as_data as note_data
from tiia_cost.reports.notes import below
from tiia_cost.reports.report import FEW_NOTES, MOST_BILLS, Report
from tiia_cost.reports.wording import (
    amount,
    called,
    count,
    currency_name,
    joined,
    money,
    months_text,
    owner,
    scope,
    so_far,
    tier_cell,
    unit_prices,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.formats.sheet import Cell
    from tiia_cost.reports.notes import Said


def as_report(estimate: Estimate, book: PriceBook, lang: str = "en", by: Sequence[str] = ()) -> Report:
    """Return the report of an estimate; `book` holds the lists that it was priced by.

    `by` are the keys of one table grouped so, in place of a table per bill: see `core.grouping`.
    """
    done = Report(
        partial(as_data, estimate, lang),
        partial(as_sheets, estimate, book, lang, by),
        (*_bill_columns(estimate), *(() if estimate.margin is None else ranges.CSV_COLUMNS)),
        partial(as_records, estimate),
        chart=partial(as_chart, estimate, book, lang),
        remarks=(
            *owned_packs.remarks_on_ranges(estimate, estimate.margin, lang),
            *remark_on_range(estimate.projection, estimate.margin, lang),
        ),
        freezes=True,
        kind="estimate",
        answer=partial(_total_text, estimate, lang),
        lead=partial(_saving, estimate, book, lang),
        scope=partial(scope, estimate.bills, lang),
        facts=partial(facts, estimate, book, lang),
        lists=lambda: [all_bills.as_sheet(say("tab-bills", lang), estimate, book, lang)],
        tables=partial(as_summaries, estimate, book, lang, by),
    )
    return owned_packs.with_ledger(done, estimate.packs, book, lang)


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
                        **_charge(charge, estimate),
                        **_so_far(bill, charge, estimate),
                        **({} if charge.cost_range is None else {"range": ranges.as_data(charge.cost_range)}),
                        "notes": [note_data(note, charge, estimate.currency, lang) for note in charge.notes],
                    }
                    for charge in bill.charges
                ],
                "total": {
                    **_total(bill.total, estimate),
                    "freeze": str(bill.total.freeze),
                    **_total_range(estimate, bill.charges),
                },
            }
            for bill in estimate.bills
        ],
        # Without a freeze: freezes replace each other, they do not add up.
        "total": {**_total(estimate.total, estimate), **_total_range(estimate, every)},
    }


def as_records(estimate: Estimate) -> Iterator[tuple[object, ...]]:
    """Yield a row for each charge: its bill, what packs pay for if any were given, and with a margin its cost range."""
    columns = _bill_columns(estimate)
    for bill in estimate.bills:
        for charge in bill.charges:
            data = {
                "account": bill.account,
                "month": bill.month,
                "prices": bill.prices,
                **_charge(charge, estimate),
                "so_far": None,
                **_so_far(bill, charge, estimate),
            }
            cost_range = () if charge.cost_range is None else ranges.as_record(charge.cost_range)
            yield (*(data[column] for column in columns), *cost_range)


def as_sheets(estimate: Estimate, book: PriceBook, lang: str = "en", by: Sequence[str] = ()) -> list[Sheet]:
    """Return a table per bill, for several after summaries by account and by month; or one table, grouped `by` keys.

    With a margin each bill also has a table of its cost ranges. The last line has the answer.
    """
    total = _total_text(estimate, lang)
    said = below(estimate, book, lang)
    crowded = len(estimate.bills) > MOST_BILLS
    if by or crowded:
        sheet = grouped_bills.as_sheet(estimate, book, by or BILL_KEYS, lang)
        sheets = [sheet._replace(notes=tuple(_of_groups(estimate, said, lang, crowded=crowded and not by)))]
    else:
        sheets = _bills(estimate, book, said, lang)
    title = sheets[0].title
    sheets[0] = sheets[0]._replace(title=say("answer-titled", lang, answer=total, title=title), caption=title)
    sheets[-1] = sheets[-1]._replace(closing=_closing(estimate, book, total, lang))
    return sheets


def as_summaries(estimate: Estimate, book: PriceBook, lang: str = "en", by: Sequence[str] = ()) -> list[Sheet]:
    """Return what is told beside all bills: a table by account, by month and by service, or one grouped `by` keys.

    The last has all sentences about single bills, too.
    """
    several = [
        key for key in BILL_KEYS if _worth_a_table(len({getattr(bill, key) for bill in estimate.bills}), estimate)
    ]
    groups = [tuple(by)] if by else [(key,) for key in (*several, "service")]
    sheets = [
        grouped_bills.as_sheet(estimate, book, keys, lang)._replace(title=_by(keys, estimate.currency, lang))
        for keys in groups
    ]
    sheets[-1] = sheets[-1]._replace(notes=tuple(one.text(estimate, lang) for one in below(estimate, book, lang)))
    return sheets


def _worth_a_table(count: int, estimate: Estimate) -> bool:
    """Return whether a table by a key of so many values says more than all bills do: thousands of rows alike do not."""
    return 1 < count <= max(MOST_BILLS, len(rows_of(estimate.bills)) - 1)


def _by(keys: Sequence[str], currency: str, lang: str) -> str:
    names = [say(f"column-{key}", lang) for key in keys]
    return say("table-by", lang, keys=names, currency=currency_name(currency))


def _bills(estimate: Estimate, book: PriceBook, said: Sequence[Said], lang: str) -> list[Sheet]:
    sheets = [
        grouped_bills.as_sheet(estimate, book, (key,), lang)
        for key in BILL_KEYS
        if len({getattr(bill, key) for bill in estimate.bills}) > 1
    ]
    for index, bill in enumerate(estimate.bills):
        notes = tuple(one.text(estimate, lang, below_bill=True) for one in said if one.bills == (index,))
        sheets.append(_bill(bill, book, estimate, lang)._replace(notes=notes))
        if estimate.margin is not None:
            sheets.append(ranges.as_sheet(bill, estimate.margin, book, estimate.currency, lang))
    of_several = (one.text(estimate, lang) for one in said if len(one.bills) > 1)
    sheets[-1] = sheets[-1]._replace(notes=(*sheets[-1].notes, *of_several))
    return sheets


def _of_groups(estimate: Estimate, said: Sequence[Said], lang: str, *, crowded: bool) -> Iterator[str]:
    """Yield the sentences below a table that has no bill by itself: how to see all, and those about bills if few."""
    if crowded:
        yield say("bills-summarised", lang, count=len(estimate.bills))
    of_charges = [one for one in said if one.services]
    if len(of_charges) > FEW_NOTES:
        yield say("notes-left-out", lang)
    yield from (one.text(estimate, lang) for one in said if not one.services or len(of_charges) <= FEW_NOTES)


def _closing(estimate: Estimate, book: PriceBook, total: str, lang: str) -> str:
    """Return the last line: the total, the dearest month, and the best saving, as far as there is one."""
    said = say("closing-total", lang, total=total)
    if estimate.margin is not None:
        every = lowest_and_highest(charge for bill in estimate.bills for charge in bill.charges)
        lowest, highest = (money(cost, estimate.currency) for cost in every)
        margin = ranges.margin_text(estimate.margin, lang)
        said = say("closing-total-range", lang, total=total, lowest=lowest, highest=highest, margin=margin)
    return joined(filter(None, [said, *_dearest(estimate, lang), _saving(estimate, book, lang)]), lang)


def _total_text(estimate: Estimate, lang: str) -> str:
    code = "total-of-without-packs" if estimate.packs else "total-of"
    total = say(code, lang, total=money(estimate.total.cost, estimate.currency))
    if estimate.growth is not None:
        total = say("total-of-months", lang, total=total, count=len({bill.month for bill in estimate.bills}))
    return of_growth(at_pace(total, estimate.projection, lang), estimate.growth, lang)


def _dearest(estimate: Estimate, lang: str) -> list[str]:
    """Return the sentence on the month, or the months, of the highest cost; none for a single month, or no cost."""
    months, most = dearest(rows_of(estimate.bills), "month")
    if len({bill.month for bill in estimate.bills}) == 1 or not most:
        return []
    named = months_text(Month(month) for month in months if month is not None)
    names = [*([say("unknown-month", lang)] if None in months else []), *named]
    cost = money(most, estimate.currency)
    return [say("closing-dearest", lang, months=names, cost=cost, count=len(months))]


def _saving(estimate: Estimate, book: PriceBook, lang: str) -> str:
    """Return the sentence on the best saving; "" if there is none."""
    # A range may reach over the start of the tier that would save, and below it.
    saving = best_saving(estimate.bills) if estimate.margin is None else None
    if saving is None:
        return ""
    bill, several = saving.bill, len(estimate.bills) > 1
    code = "closing-saving-in" if several else "closing-saving"
    return say(
        f"{code}-expected" if saving.charge.is_expected else code,
        lang,
        count=saving.more_calls,
        service=called(saving.charge.service, book.name_of(saving.charge.service), lang)[0],
        where=[*owner(bill.account, lang), bill.month or say("unknown-month", lang)],
        saving=money(saving.amount, estimate.currency),
    )


def _bill_columns(estimate: Estimate) -> tuple[str, ...]:
    return (
        *BILL_COLUMNS,
        *(PACK_COLUMNS if estimate.packs else ()),
        *(PROJECTION_COLUMNS if estimate.projection is not None else ()),
    )


def _charge(charge: Charge, estimate: Estimate) -> dict[str, Any]:
    return {
        "service": charge.service,
        **_calls(charge, estimate),
        "tier": charge.tier,
        "unit_price": shortest(charge.unit_price),
        "per": charge.per,
        **_amounts(charge, estimate),
        "freeze": str(charge.freeze),
    }


def _so_far(bill: Bill, charge: Charge, estimate: Estimate) -> dict[str, int | None]:
    """Return the calls so far of a charge in the month that is known up to a day; nothing of any other month."""
    known = estimate.projection is not None and bill.month == estimate.projection.month
    return {"so_far": charge.so_far} if known else {}


def _total(total: Total, estimate: Estimate) -> dict[str, Any]:
    return {**_calls(total, estimate), **_amounts(total, estimate)}


def _calls(row: Charge | Total, estimate: Estimate) -> dict[str, int]:
    packs = {"pack_calls": row.pack_calls} if estimate.packs else {}
    return {"calls": row.calls, "free_calls": row.free_calls, **packs, "billable_calls": row.billable_calls}


def _amounts(row: Charge | Total, estimate: Estimate) -> dict[str, str]:
    packs = {"pack_deduction": str(row.pack_deduction)} if estimate.packs else {}
    deducted = {"free_deduction": str(row.free_deduction), **packs}
    return {"list_cost": str(row.list_cost), **deducted, "cost": str(row.cost)}


def _total_range(estimate: Estimate, charges: Iterable[Charge]) -> dict[str, object]:
    return {} if estimate.margin is None else {"range": ranges.total_as_data(charges)}


def _bill(bill: Bill, book: PriceBook, estimate: Estimate, lang: str) -> Sheet:
    def heading(code: str) -> str:
        return say(f"column-{code}", lang)

    def of_packs(cell: Cell) -> str:
        return cell if estimate.packs else ""

    expected = any(charge.is_expected for charge in bill.charges)
    code = "bill-title" if bill.account is None else "bill-title-account"
    month = bill.month or say("unknown-month-newest-list", lang)
    price, prices = unit_prices(bill.charges, lang)
    columns = (
        Column(heading("service"), figure=False, wraps=lang == "zh"),
        Column(heading("id" if lang == "zh" else "name"), figure=False, spare=EXTRA + 1, wraps=True),
        Column(heading("so-far"), spare=2, optional=True),
        Column(heading("expected-calls" if expected else "calls")),
        Column(heading("free-calls"), spare=EXTRA),
        Column(heading("paid-by-packs"), spare=EXTRA, optional=True),
        Column(heading("billable-calls"), spare=EXTRA),
        Column(heading("tier"), spare=4),
        Column(price, spare=5),
        Column(heading("list-cost"), spare=3),
        Column(heading("free-deduction"), spare=3),
        Column(heading("pack-deduction"), spare=3, optional=True),
        Column(heading("cost")),
        Column(heading("freeze"), spare=1),
    )
    rows = tuple(
        (
            *called(charge.service, book.name_of(charge.service), lang),
            so_far([charge]),
            count(charge.calls),
            count(charge.free_calls),
            of_packs(count(charge.pack_calls)),
            count(charge.billable_calls),
            tier_cell(charge, lang),
            unit_price,
            amount(charge.list_cost),
            amount(charge.free_deduction),
            of_packs(amount(charge.pack_deduction)),
            amount(charge.cost),
            amount(charge.freeze),
        )
        for charge, unit_price in zip(bill.charges, prices, strict=True)
    )
    total = bill.total
    return Sheet(
        say(
            code, lang, account=bill.account, month=month, prices=bill.prices, currency=currency_name(estimate.currency)
        ),
        columns,
        rows,
        (
            say("row-total", lang),
            "",
            so_far(bill.charges),
            count(total.calls),
            count(total.free_calls),
            of_packs(count(total.pack_calls)),
            count(total.billable_calls),
            "",
            "",
            amount(total.list_cost),
            amount(total.free_deduction),
            of_packs(amount(total.pack_deduction)),
            amount(total.cost),
            amount(total.freeze),
        ),
    ).without_empty_columns()
