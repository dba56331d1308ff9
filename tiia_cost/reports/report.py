"""Report: one result in every shape that a format may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tiia_cost.formats.chart import Chart
    from tiia_cost.formats.sheet import Case, Fact, Remark, Sheet

MOST_BILLS = 24
"""Largest number of bills that people are shown one by one; more are summarised, unless they say how to group them."""

FEW_NOTES = 6
"""Largest number of sentences about single bills below a table that has none of these bills by itself."""


class Report(NamedTuple):
    """A result in every shape that a format may ask for; only the shape asked for is made.

    Each shape has those of the `remarks` that fit it: see `with_remarks`. `freezes` says whether it shows freezes,
    `packs` whether it is about prepaid packs.

    Documents that are sent to somebody, a page or a workbook, have more: what they are, which is the `kind` of result
    (the name of a command) for the `products` of the price lists, the `answer` in a few words, the `lead`, which is the
    closing line without the answer, the `scope`, which is the months and accounts it is about, the three `facts` that a
    reader looks for first, and the `prices` it rests on, with a `caveat` if they were never charged. `lists` have every
    row, to be filtered and added up by whoever gets them, the bills last; `tables` are what is told beside them, None
    if that is what `sheets` have.
    """

    data: Callable[[], Mapping[str, object]]
    sheets: Callable[[], Sequence[Sheet]]
    csv_columns: tuple[str, ...] = ()
    csv_rows: Callable[[], Iterable[Sequence[object]]] = tuple
    cases: Callable[[], Sequence[Case]] = tuple
    chart: Callable[[], Chart] | None = None
    remarks: tuple[Remark, ...] = ()
    freezes: bool = False
    packs: bool = False
    kind: str = ""
    products: Callable[[], Sequence[str]] = tuple
    answer: Callable[[], str] | None = None
    lead: Callable[[], str] = str
    scope: Callable[[], str] = str
    facts: Callable[[], Sequence[Fact]] = tuple
    lists: Callable[[], Sequence[Sheet]] | None = None
    tables: Callable[[], Sequence[Sheet]] | None = None
    prices: Callable[[], Sequence[Sheet]] = tuple
    caveat: Callable[[], str] = str

    def subject(self, lang: str) -> str:
        """Return what a document is, for whoever gets it without the command; "" if no prices were used."""
        products = self.products()
        return say(f"document-{self.kind}", lang, products=products) if products else ""
