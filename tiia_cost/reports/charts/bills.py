"""Chart of bills: a bar for each month, and below it the course of the month that is projected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports.charts import bars

if TYPE_CHECKING:
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.ranges import Margin
    from tiia_cost.formats.chart import Chart


def as_chart(
    estimate: Estimate,
    book: PriceBook,
    lang: str = "en",
    limit: Decimal | None = None,
    margin: Margin | None = None,
) -> Chart:
    """Return the chart of an estimate that `book` priced; `limit` is the amount that a month must not exceed.

    `margin` is that of calls still to come, if it is not the one of the estimate, whose bars show it. A projected month
    that is the only one has no bar, unless there is a limit to see it by.
    """
    if estimate.projection is None:
        return bars.as_chart(estimate, book, lang, limit)
    from tiia_cost.reports.charts import course  # noqa: PLC0415 - few estimates have one

    drawn = course.as_chart(estimate, estimate.projection, book, lang, margin or estimate.margin)
    if limit is None and all(bill.month == estimate.projection.month for bill in estimate.bills):
        return drawn
    chart = bars.as_chart(estimate, book, lang, limit)
    month, through = estimate.projection.month, str(estimate.projection.through)
    return chart._replace(notes=(*chart.notes, say("bars-expected", lang, month=month, date=through)), below=drawn)
