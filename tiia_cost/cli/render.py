"""Render a report in the requested format; the libraries of a format are imported only for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.cli.options import PICTURES

if TYPE_CHECKING:
    from tiia_cost.cli.target import Target
    from tiia_cost.reports.report import Report


def render(report: Report, goal: Target) -> str | bytes:
    """Return a report in the format and look of its target, as text, or as bytes for a format that is no text."""
    if goal.format == "html":
        from tiia_cost import __version__
        from tiia_cost.formats import page
        from tiia_cost.reports.page import as_page

        return page.render(as_page(report, goal.lang), goal.lang, __version__)
    if report.chart is not None and goal.format in PICTURES:
        from tiia_cost.formats import picture

        return picture.draw(report.chart(), goal.format)
    if goal.format == "xlsx":
        from tiia_cost.formats import workbook
        from tiia_cost.reports.tabs import as_tabs

        return workbook.render(*as_tabs(report, goal.lang))
    return _text(report, goal)


def _text(report: Report, goal: Target) -> str:
    match goal.format:
        case "json":
            from tiia_cost.formats import json

            return json.render(report.data())
        case "csv":
            from tiia_cost.formats import csv

            return csv.render(report.csv_columns, report.csv_rows())
        case "markdown":
            from tiia_cost.formats import markdown

            return markdown.render(report.sheets())
        case "junit":
            from tiia_cost.formats import junit

            return junit.render(report.cases(), report.remarks)
        case "github":
            from tiia_cost.cli.workspace import annotated
            from tiia_cost.formats import github

            cases = map(annotated, report.cases())
            *_, last = report.sheets()
            return github.render(cases, report.remarks, [last.closing or last.title])
        case _:
            return _table(report, goal)


def _table(report: Report, goal: Target) -> str:
    from tiia_cost.formats import table

    look = goal.look()
    text = table.render(report.sheets(), width=look.width, colour=look.colour, lang=goal.lang)
    if goal.plot is None or report.chart is None:
        return text
    from tiia_cost.formats import plot

    drawn = plot.render(report.chart(), width=look.width, colour=look.colour, details=goal.plot == "zones")
    return f"{text}\n{drawn}"
