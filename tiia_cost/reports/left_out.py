"""How many rows of the input were left out, told in every shape of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports.sheet import Case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tiia_cost.reports.chart import Chart
    from tiia_cost.reports.sheet import Report, Sheet

COLUMN = "rows_left_out"


def with_left_out(report: Report, count: int, lang: str) -> Report:
    """Return a report that tells that so many rows are not in it."""
    sentence = say("rows-left-out", lang, count=count)

    def data() -> Mapping[str, object]:
        return {**report.data(), COLUMN: count}

    def sheets() -> Sequence[Sheet]:
        *others, last = report.sheets()
        return [*others, last._replace(notes=(*last.notes, sentence))]

    def csv_rows() -> Iterator[Sequence[object]]:
        return ((*row, count) for row in report.csv_rows())

    def cases() -> Sequence[Case]:
        title = say("rows-left-out-title", lang)
        return [*report.cases(), Case("input", "rows-left-out", "near", title, sentence, None)]

    def chart() -> Chart:
        assert report.chart is not None  # noqa: S101 - asked for only where there is one
        drawn = report.chart()
        return drawn._replace(notes=(*drawn.notes, sentence))

    return report._replace(
        data=data,
        sheets=sheets,
        csv_columns=(*report.csv_columns, COLUMN),
        csv_rows=csv_rows,
        cases=cases,
        chart=chart if report.chart is not None else None,
    )
