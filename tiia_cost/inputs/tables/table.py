"""Tables in any format: the header, the rows, and the locator of problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Problem
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.headers import Header
    from tiia_cost.inputs.tables.record import Locator, Record


class Rows(Protocol):
    """A function that yields the rows below a header, once the columns are known; with `go_on` also misfits."""

    def __call__(self, columns: Columns, *, go_on: bool) -> Iterator[Record]:
        """Yield the rows from the first."""
        ...


class Table(NamedTuple):
    """A table before its rows are read.

    `kind` is its format: ``json``, ``parquet``, ``workbook``, or the delimiter of a CSV. `head` is the result of the
    search for the header, where the first row need not be one. `is_bill` says that the table is known to be bills.
    """

    kind: str
    encoding: str
    header: Record
    rows: Rows
    locator: Locator
    notices: list[Problem]
    head: Header | None = None
    is_bill: bool = False
