"""Write a CSV as a workbook, with its last column as numbers: ``python tests/bench/workbook.py TABLE.csv TABLE.xlsx``."""

from __future__ import annotations

import csv
import sys

import xlsxwriter


def main() -> None:
    table, path = sys.argv[1:]
    with open(table, encoding="utf-8", newline="") as stream, xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(csv.reader(stream)):
            sheet.write_row(number, 0, row if number == 0 else [*row[:-1], int(row[-1])])


main()
