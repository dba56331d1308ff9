"""What a report is made of, before it is known how it is drawn: a sheet is what a person reads as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.money import in_percent, shortest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from tiia_cost.core.prices import Text
    from tiia_cost.errors import Place
    from tiia_cost.reports.chart import Chart


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


class Report(NamedTuple):
    """A result in every shape a format may ask for; only the one asked for is made.

    Of its `remarks` each shape tells what fits it: see `with_remarks`.
    """

    data: Callable[[], Mapping[str, object]]
    sheets: Callable[[], Sequence[Sheet]]
    csv_columns: tuple[str, ...] = ()
    csv_rows: Callable[[], Iterable[Sequence[object]]] = tuple
    cases: Callable[[], Sequence[Case]] = tuple
    chart: Callable[[], Chart] | None = None
    remarks: tuple[Remark, ...] = ()


def called(service: str, name: Text, lang: str) -> tuple[str, str]:
    """Return what a service is called first and second: English ids are words, Chinese readers know the name."""
    return (name.zh, service) if lang == "zh" else (service, name.en)


def count(number: int) -> str:
    """Return a number of calls as people read it: ``1,500,000``."""
    return f"{number:,}"


def amount(money: Decimal) -> str:
    """Return an amount as people read it: ``3,278.00``. It has its two decimals already; nothing is rounded."""
    return f"{money:,f}"


def difference(money: Decimal) -> str:
    """Return by how much an amount grows as people read it: ``+1,100.00``."""
    return f"{money:+,f}" if money else amount(money)


def percentage(ratio: Decimal | None) -> str:
    """Return a ratio as people read it, ``102.46 %``; a dash where there is none."""
    return "–" if ratio is None else f"{in_percent(ratio):,f} %"


def money(sum_: Decimal, currency: str) -> dict[str, str]:
    """Return an amount with its currency, by language, as a message parameter: ``3,278.00 CNY``, ``3,278.00 元``."""
    return in_currency(amount(sum_), currency)


def unit_price(price: Decimal, currency: str) -> dict[str, str]:
    """Return a unit price with its currency, by language: exact, and as short as it can be."""
    return in_currency(shortest(price), currency)


def in_currency(figure: str, currency: str) -> dict[str, str]:
    """Return a figure with its currency, by language."""
    return {lang: f"{figure} {name}" for lang, name in currency_name(currency).items()}


def currency_name(currency: str) -> dict[str, str]:
    """Return what a currency is called, by language: Chinese readers call CNY 元."""
    return {"en": currency, "zh": "元" if currency == "CNY" else currency}
