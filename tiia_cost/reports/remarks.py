"""Remarks on a result as a whole, and their place in every shape of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import Case, Remark
from tiia_cost.messages import say
from tiia_cost.reports.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tiia_cost.core.charge import FreeMonth
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.formats.chart import Chart
    from tiia_cost.formats.sheet import Sheet
    from tiia_cost.reports.report import Report


def rows_as_calls(count: int, lang: str) -> Remark:
    """Return the remark that `count` rows have no number of calls, and each was counted as one call."""
    return Remark("rows_as_calls", say("rows-as-calls", lang, count=count), value=count)


def rows_left_out(count: int, lang: str) -> Remark:
    """Return the remark that `count` rows are not in the result."""
    text, title = say("rows-left-out", lang, count=count), say("rows-left-out-title", lang)
    return Remark("rows_left_out", text, value=count, cell=count, title=title, warns=True)


_SIDES: dict[str, str | dict[str, str]] = {
    "usage": {"en": "USAGE", "zh": "调用量"},
    "baseline": "--baseline",
    "before": {"en": "BEFORE", "zh": "变更前"},
    "after": {"en": "AFTER", "zh": "变更后"},
}
"""Names on the command line of the sides of a comparison, and of the only side if nothing is compared."""


def nothing_priced(sides: Mapping[str, Estimate], lang: str) -> Remark | None:
    """Return the remark that all months of some sides are free of charge; None if there is no such side.

    A list that is copied with its ``before_effective: free`` and another date makes every earlier month free: such a
    result must not pass for a low bill.
    """
    free = {side: estimate.free_months[0] for side, estimate in sides.items() if estimate.all_is_free}
    if not free:
        return None
    if len(free) == len(sides) and len({(one.prices, one.effective_from) for one in free.values()}) == 1:
        texts = dict.fromkeys(free, _nothing_priced("nothing-priced", next(iter(free.values())), lang))
    else:
        texts = {side: _nothing_priced("nothing-priced-of", one, lang, side=_SIDES[side]) for side, one in free.items()}
    return Remark(
        "nothing_priced",
        joined(dict.fromkeys(texts.values()), lang),
        value=[
            {"side": side, "prices": one.prices, "effective_from": one.effective_from, "text": texts[side]}
            for side, one in free.items()
        ],
        title=say("nothing-priced-title", lang),
        warns=True,
    )


def _nothing_priced(code: str, free: FreeMonth, lang: str, **words: object) -> str:
    return say(code, lang, date=free.effective_from, prices=free.prices, **words)


def with_remarks(report: Report, remarks: Sequence[Remark]) -> Report:
    """Return a report with further remarks after its own, all of them included in every shape."""
    remarks = (*report.remarks, *remarks)
    if not remarks:
        return report
    sentences = tuple(remark.text for remark in remarks)
    cells = {remark.name: remark.cell for remark in remarks if remark.cell is not None}

    def data() -> Mapping[str, object]:
        data = report.data()
        said = {remark.name: remark.value for remark in remarks if remark.value is not None}
        return {"currency": data["currency"], **said, **data}

    def sheets() -> Sequence[Sheet]:
        *others, last = report.sheets()
        return [*others, last._replace(notes=(*last.notes, *sentences))]

    def csv_rows() -> Iterator[Sequence[object]]:
        return ((*row, *cells.values()) for row in report.csv_rows())

    def cases() -> Sequence[Case]:
        warnings = (remark for remark in remarks if remark.warns)
        return [
            *report.cases(),
            *(Case("input", one.name.replace("_", "-"), "near", one.title, one.text, None) for one in warnings),
        ]

    def chart() -> Chart:
        assert report.chart is not None  # noqa: S101 - asked for only where there is one
        drawn = report.chart()
        return drawn._replace(remarks=(*drawn.remarks, *sentences))

    return report._replace(
        data=data,
        sheets=sheets,
        csv_columns=(*report.csv_columns, *cells),
        csv_rows=csv_rows,
        cases=cases,
        chart=chart if report.chart is not None else None,
        remarks=remarks,
    )
