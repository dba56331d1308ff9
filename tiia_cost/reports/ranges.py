"""Parts of a report that `--range` adds: the lowest and the highest bill within a margin, as data and as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import shortest
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports.wording import amount, called, count, currency_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, CostRange
    from tiia_cost.core.estimate import Bill
    from tiia_cost.core.ranges import Margin

CSV_COLUMNS = ("range_from", "range_to", "lowest_calls", "lowest_cost", "highest_calls", "highest_cost")


def as_data(cost_range: CostRange) -> dict[str, object]:
    """Return the JSON of the cost range of a charge."""
    first, last, lowest, highest = cost_range
    return {
        "from": first,
        "to": last,
        "lowest": {"calls": lowest.calls, "cost": str(lowest.cost)},
        "highest": {"calls": highest.calls, "cost": str(highest.cost)},
    }


def total_as_data(charges: Iterable[Charge]) -> dict[str, object]:
    """Return the JSON of the lowest and highest total of charges; a total has no single count."""
    lowest, highest = lowest_and_highest(charges)
    return {"lowest": {"cost": str(lowest)}, "highest": {"cost": str(highest)}}


def as_record(cost_range: CostRange) -> tuple[object, ...]:
    """Return the cells of a row in `CSV_COLUMNS`."""
    first, last, lowest, highest = cost_range
    return (first, last, lowest.calls, lowest.cost, highest.calls, highest.cost)


def margin_as_data(margin: Margin) -> str:
    """Return a margin as written in an option: ``10%``, or a number of calls."""
    return f"{shortest(margin.figure)}{'%' if margin.is_percentage else ''}"


def margin_text(margin: Margin, lang: str) -> str:
    """Return a margin as people write it: ``±10%``, ``±500,000 calls``."""
    if margin.is_percentage:
        return f"±{shortest(margin.figure)}%"
    return say("range-calls", lang, count=int(margin.figure))


def as_sheet(bill: Bill, margin: Margin, book: PriceBook, currency: str, lang: str) -> Sheet:
    """Return a sheet with a row for each charge of a bill: its range of counts, the lowest and the highest cost."""
    columns = (
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
        Column(say("column-id" if lang == "zh" else "column-name", lang), figure=False, spare=5, wraps=True),
        Column(say("column-from", lang), spare=3),
        Column(say("column-to", lang), spare=4),
        Column(say("column-lowest", lang), spare=1),
        Column(say("column-lowest-at", lang), spare=2),
        Column(say("column-highest", lang)),
        Column(say("column-highest-at", lang)),
    )
    rows = tuple(
        (
            *called(charge.service, book.name_of(charge.service), lang),
            count(charge.cost_range.first),
            count(charge.cost_range.last),
            amount(charge.cost_range.lowest.cost),
            count(charge.cost_range.lowest.calls),
            amount(charge.cost_range.highest.cost),
            count(charge.cost_range.highest.calls),
        )
        for charge in bill.charges
        if charge.cost_range is not None
    )
    lowest, highest = lowest_and_highest(bill.charges)
    return Sheet(
        say(
            "range-title" if bill.account is None else "range-title-account",
            lang,
            account=bill.account,
            month=bill.month or say("unknown-month-newest-list", lang),
            margin=margin_text(margin, lang),
            currency=currency_name(currency),
        ),
        columns,
        rows,
        (say("row-total", lang), "", "", "", amount(lowest), "", amount(highest), ""),
    )
