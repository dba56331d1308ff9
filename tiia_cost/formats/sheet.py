"""What a report is made of, before it is known how it is drawn: a sheet is what a person reads as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tiia_cost.errors import Place


class Column(NamedTuple):
    """A column by its heading. Figures stand to the right; only running text (`wraps`) may be broken into lines.

    In a narrow terminal the column with the highest `spare` is left out first; one with 0 never is. An
    `optional` one is left out everywhere if no row has anything in it.
    """

    heading: str
    figure: bool = True
    spare: int = 0
    wraps: bool = False
    optional: bool = False


class Sheet(NamedTuple):
    """A titled table of text cells, with an optional row of totals and sentences below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    def without_empty_columns(self) -> Sheet:
        """Return it without optional columns that are empty; the row of totals keeps its name in the first left."""
        kept = [i for i, column in enumerate(self.columns) if not column.optional or any(row[i] for row in self.rows)]
        return self._replace(
            columns=tuple(self.columns[i] for i in kept),
            rows=tuple(tuple(row[i] for i in kept) for row in self.rows),
            total=self.total and (self.total[0], *(self.total[i] for i in kept[1:])),
        )


class Case(NamedTuple):
    """One thing that was checked, for formats that list such: in which group, under which name, and how it stands.

    ``group`` and ``name`` are the same in every language, so that runs can be compared; ``title`` and ``text`` are for
    people; ``place`` is the row that is to blame, if it is a single one. ``properties`` are for scripts, and ``notes``
    for people whatever the state.
    """

    group: str
    name: str
    state: Literal["within", "near", "over", "no-baseline"]
    title: str
    text: str
    place: Place | None
    properties: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Remark(NamedTuple):
    """Something to say of a result as a whole: a sentence, under a name for scripts.

    ``value`` is what JSON has under that name, ``cell`` what each row of CSV has; None is nothing. With a ``title`` it
    stands out where annotations are shown, and what ``warns`` is a case of its own where cases are listed.
    """

    name: str
    text: str
    value: object = None
    cell: object = None
    title: str = ""
    warns: bool = False
