"""The nouns of a price: what a count costs, what is worth knowing about that, and what a forecast may come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from tiia_cost.core.months import Month


class Span(NamedTuple):
    """Counts from `first` to `last`; without an end where `last` is None."""

    first: int
    last: int | None


class Point(NamedTuple):
    """A count, and what it costs."""

    calls: int
    cost: Decimal


class CostRange(NamedTuple):
    """From which to which count a forecast may turn out, and where the bill is lowest and highest among them."""

    first: int
    last: int
    lowest: Point
    highest: Point


class Note(NamedTuple):
    """Something worth knowing, under a stable code.

    ``figures`` are what it is about, for scripts; ``words`` what its sentence needs beside them. Calls are whole
    numbers, amounts and unit prices decimals.
    """

    code: str
    figures: dict[str, Any]
    words: dict[str, Any]


class FreeMonth(NamedTuple):
    """A month that lies before a price list, which is in force from a date and says that earlier ones were free."""

    month: Month
    prices: str
    effective_from: str

    def note(self) -> Note:
        """Return it as a note of a charge: ``free-beta``."""
        return Note("free-beta", {"prices": self.prices, "effective_from": self.effective_from}, {"free": self})


class Charge(NamedTuple):
    """What one service costs in one month. Counts are calls; amounts have two decimals.

    ``tier`` counts from 1 and is None in a free month; ``unit_price`` is for ``per`` calls;
    ``list_cost`` − ``free_deduction`` = ``cost``; ``freeze`` is what the settlement freezes for the next month.
    ``cost_range`` is what the count may turn out to cost, where a margin was asked for.
    """

    service: str
    calls: int
    free_calls: int
    billable_calls: int
    tier: int | None
    unit_price: Decimal
    per: int
    list_cost: Decimal
    free_deduction: Decimal
    cost: Decimal
    freeze: Decimal
    notes: tuple[Note, ...] = ()
    cost_range: CostRange | None = None
