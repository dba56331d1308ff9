"""A table in whatever format: its header, its rows, and where problems of it are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Problem
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.headers import Header
    from tiia_cost.inputs.tables.record import Locator, Record


class Rows(Protocol):
    """Yields the rows below a header, whose columns are known by now; with `go_on` also those that are misfits."""

    def __call__(self, columns: Columns, *, go_on: bool) -> Iterator[Record]:
        """Yield them from the first."""
        ...


class Table(NamedTuple):
    """A table before its rows are read.

    `kind` says how: ``json``, ``parquet``, or the delimiter of a CSV. `csv_head` is how the header of a CSV was found.
    """

    kind: str
    encoding: str
    header: Record
    rows: Rows
    locator: Locator
    notices: list[Problem]
    csv_head: Header | None = None
