"""Parts of a report, independent of how they are drawn: sheets (each is one table for people), cases and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from tiia_cost.errors import Place


Tone = Literal["good", "warning", "bad"]
"""Whether a text is good news or bad. Formats may show it as a colour; the text says the same without."""

MARK = "\u200b"
"""Mark where a heading without spaces may be folded: a zero-width space, between Chinese words."""

EXTRA = 6
"""Least `spare` of columns that a narrow terminal leaves out before it narrows the gaps between columns."""


Kind = Literal["count", "amount", "change", "share", "price"]
"""Kind of a number: calls, money, the growth of money, a ratio, a unit price."""


class Cell(str):
    """Text for people that may have a tone, and the exact `number` that it shows, for formats that keep numbers."""

    __slots__ = ("kind", "number", "tone")
    tone: Tone | None
    number: int | Decimal | None
    kind: Kind


def toned(text: str, tone: Tone | None) -> str:
    """Return text with a tone, and with its number if it has one; the tone None is none."""
    if tone is None:
        return text
    cell = figure(text, number_of(text), text.kind if isinstance(text, Cell) else "count")
    cell.tone = tone
    return cell


def figure(text: str, number: Decimal | int | None, kind: Kind) -> Cell:
    """Return the text of a number; None if the text, such as a dash, stands for none. A share is a ratio: 1 is 100%."""
    cell = Cell(text)
    cell.tone, cell.number, cell.kind = None, number, kind
    return cell


def tone_of(text: str) -> Tone | None:
    """Return the tone of a text, None if it has none."""
    return text.tone if isinstance(text, Cell) else None


def number_of(text: str) -> int | Decimal | None:
    """Return the number that a text shows, None if it is no figure."""
    return text.number if isinstance(text, Cell) else None


class Column(NamedTuple):
    """A column with its heading. Figures are aligned right; only running text (`wraps`) may be broken into lines.

    In a narrow terminal the columns with the highest `spare` are left out first, those with the same one together, so
    that the columns left still add up; a column with 0 never is. An `optional` column is left out everywhere if its
    cell is empty in every row.
    """

    heading: str
    figure: bool = True
    spare: int = 0
    wraps: bool = False
    optional: bool = False

    @property
    def name(self) -> str:
        """Heading in one line, without marks."""
        return self.heading.replace(MARK, "")


class Sheet(NamedTuple):
    """A titled table of text cells, with an optional row of totals, sentences below it, and a `closing` line.

    The closing line has the answer. It comes last, below all sentences: that is what a terminal shows. `caption` is the
    title for documents, which have said the answer before; if it is missing, the title has no answer.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    closing: str = ""
    caption: str = ""

    def without_empty_columns(self) -> Sheet:
        """Return the sheet without empty optional columns; the name of the totals moves to the first column left."""
        kept = [i for i, column in enumerate(self.columns) if not column.optional or any(row[i] for row in self.rows)]
        return self._replace(
            columns=tuple(self.columns[i] for i in kept),
            rows=tuple(tuple(row[i] for i in kept) for row in self.rows),
            total=self.total and (self.total[0], *(self.total[i] for i in kept[1:])),
        )


class Fact(NamedTuple):
    """A figure that a reader looks for first, with its label and what it is of.

    For instance ``Dearest month``, ``3,278.00 CNY``, ``2026-11``.
    """

    label: str
    text: str
    of: str = ""


class Case(NamedTuple):
    """One thing that was checked, for formats that list checks: its group, its name and its state.

    ``group`` and ``name`` are the same in every language, so that runs can be compared; ``title`` and ``text`` are for
    people; ``place`` is the row to blame, if it is a single row. ``properties`` are for scripts, and ``notes`` for
    people, whatever the state.
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
    """A remark about a result as a whole: a sentence, and a name for scripts.

    ``value`` is the value of that name in JSON, ``cell`` the cell of that column in each row of CSV; None leaves it
    out. A remark with a ``title`` is an annotation where these are shown; one that ``warns`` is a case of its own in
    formats that list cases. ``for_others`` is the sentence for whoever gets a document without the program, if it is
    another one.
    """

    name: str
    text: str
    value: object = None
    cell: object = None
    title: str = ""
    warns: bool = False
    for_others: str = ""

    @property
    def in_document(self) -> str:
        """Sentence of a page or a workbook."""
        return self.for_others or self.text
