"""Sheets of a workbook: the answer, all bills, the notes, and the prices that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.estimate import BILL_SHEET_PROPERTY
from tiia_cost.formats.workbook import Tab
from tiia_cost.messages import say

if TYPE_CHECKING:
    from tiia_cost.formats.sheet import Sheet
    from tiia_cost.reports.report import Report


def as_tabs(report: Report, lang: str = "en") -> tuple[list[Tab], dict[str, str]]:
    """Return the sheets of a workbook, and the property that names the bills to be read as usage, "" if there are none.

    Nothing is told twice: notes of all tables are on a sheet of their own, each once, beside the remarks.
    """
    tables = [*(report.tables or report.sheets)()]
    lists = [] if report.lists is None else report.lists()
    remarks = {one.text: one.in_document for one in report.remarks}
    told = [note for table in (*lists, *tables) for note in table.notes if note not in remarks]
    notes = [*dict.fromkeys((*told, *remarks.values()))]
    prices = report.prices()
    tabs = [
        _answer(report, tables, lang),
        *(Tab(sheet.title, [sheet._replace(title="", notes=())]) for sheet in lists),
        *([Tab(say("tab-notes", lang), sentences=notes)] if notes else []),
        *([Tab(say("tab-prices", lang), prices)] if prices else []),
    ]
    return tabs, {BILL_SHEET_PROPERTY: lists[-1].title if lists else ""}


def _answer(report: Report, tables: list[Sheet], lang: str) -> Tab:
    """Return the sheet that comes first: what all is, the answer, its scope, what to know beside it, facts, tables."""
    heading = tables[0].title if report.answer is None else report.answer()
    sentences = [
        sentence for sentence in (report.scope(), report.caveat(), report.lead()) if sentence not in ("", heading)
    ]
    bare = [table._replace(title=_title(table, heading), notes=(), closing="") for table in tables]
    return Tab(say("tab-answer", lang), bare, heading, sentences, report.facts(), report.subject(lang))


def _title(table: Sheet, heading: str) -> str:
    """Return the title of a table below the answer, which may be the title already."""
    return table.caption or ("" if table.title == heading else table.title)
