"""A report in the format asked for; each format's libraries are imported only for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiia_cost.cli.target import Target
    from tiia_cost.reports.sheet import Report


def render(report: Report, goal: Target) -> str:
    """Return the text of a report for where it goes."""
    match goal.format:
        case "json":
            from tiia_cost.reports import json

            return json.render(report.data())
        case "csv":
            from tiia_cost.reports import csv

            return csv.render(report.csv_columns, report.csv_rows())
        case "markdown":
            from tiia_cost.reports import markdown

            return markdown.render(report.sheets())
        case "junit":
            from tiia_cost.reports import junit

            return junit.render(report.cases())
        case "github":
            from tiia_cost.reports import github

            return github.render(report.cases(), [sheet.title for sheet in report.sheets()])
        case _:
            from tiia_cost.reports import table

            look = goal.look()
            return table.render(report.sheets(), width=look.width, colour=look.colour, lang=goal.lang)
