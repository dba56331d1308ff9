"""Page of a report: which of its parts stand where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.page import Page

if TYPE_CHECKING:
    from tiia_cost.reports.report import Report

_ON_PRICES = ("price_remarks", "price_lists")
"""Names of remarks that stand above the prices."""


def as_page(report: Report, lang: str = "en") -> Page:
    """Return the page of a report that has all its remarks; these stand by themselves there, below no table."""
    assert report.answer is not None  # noqa: S101 - commands without an answer write no pages
    *others, last = report.sheets()
    sheets = (*others, last._replace(notes=last.notes[: len(last.notes) - len(report.remarks)]))
    told = {note for sheet in sheets for note in sheet.notes}
    charts = () if report.chart is None else report.chart().every
    return Page(
        report.subject(lang),
        report.answer(),
        report.scope(),
        report.caveat(),
        report.lead(),
        report.facts(),
        [chart for chart in charts if not chart.is_empty],
        sheets,
        [sheet._replace(notes=tuple(note for note in sheet.notes if note not in told)) for sheet in report.prices()],
        warnings=[one.in_document for one in report.remarks if one.warns],
        remarks=[one.in_document for one in report.remarks if not one.warns and one.name not in _ON_PRICES],
        on_prices=[one.in_document for one in report.remarks if one.name in _ON_PRICES],
    )
