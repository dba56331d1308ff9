"""The smallest program for a workbook of bills: as many rows and cells, written by XlsxWriter without a format."""

from __future__ import annotations

import sys

import xlsxwriter

rows, path = int(sys.argv[1]), sys.argv[2]
with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
    sheet = book.add_worksheet()
    for row in range(rows):
        cells = [f"10{row:08}", "2026-11", "label", "Image tagging", *(row + one for one in range(10)), "tencent-tiia"]
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
