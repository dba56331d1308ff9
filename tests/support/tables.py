"""Helpers for tests of tables: read a table, and write one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.usage import Day, Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Reading, Side
from tiia_cost.inputs.engines.table import read_table
from tiia_cost.inputs.usage import UsageReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month

Counts = dict[tuple[str | None, str | None, str], int]
Days = dict[tuple[str | None, str | None, str, Day], int]


def read(
    path: Path, book: PriceBook, *, month: Month | None = None, encoding: str | None = None, engine: str = "auto"
) -> Counts:
    usage, problems = Usage(), Problems()
    read_table(str(path), Side(usage, book, problems, Reading(encoding, engine), month))
    problems.raise_if_any(UsageError)
    return counts_of(usage)


def read_sides(
    sides: Sequence[tuple[Sequence[str], PriceBook]], reading: Reading | None = None, month: Month | None = None
) -> UsageReader:
    """Read the usage of each side and return the reader, which holds the counts, problems and notices."""
    with UsageReader(reading or Reading(), month) as reader:
        for arguments, book in sides:
            reader.read(arguments, book)
    return reader


def counts_of(usage: Usage) -> Counts:
    return {
        (account, month, service): count.calls
        for account, month, counts in usage.months()
        for service, count in counts.items()
    }


def days_of(usage: Usage) -> Days:
    """Return the calls of each day; there are none if the usage was read without `Reading.by_day`."""
    return {
        (account, month, service, day): calls
        for account, month, counts in usage.months()
        for service, count in counts.items()
        for day, calls in count.days.items()
    }


def table(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
