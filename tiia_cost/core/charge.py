"""Value types around the price of a count: charges, notes on them, and cost ranges of forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tiia_cost.core.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from tiia_cost.core.months import Month
    from tiia_cost.core.outlook import Outlook


class Span(NamedTuple):
    """Counts from `first` to `last`, both included; without an end if `last` is None."""

    first: int
    last: int | None


class Point(NamedTuple):
    """A count and its cost."""

    calls: int
    cost: Decimal


class CostRange(NamedTuple):
    """Counts from `first` to `last` that a forecast may come to, with the points of lowest and highest cost."""

    first: int
    last: int
    lowest: Point
    highest: Point


class Note(NamedTuple):
    """Note on a charge or a bill, under a stable code.

    ``figures`` are the figures that it is about, for scripts; ``words`` are the other values that its sentence needs.
    Calls are whole numbers, amounts and unit prices decimals.
    """

    code: str
    figures: dict[str, Any]
    words: dict[str, Any]


class FreeMonth(NamedTuple):
    """Month before a price list whose settings make earlier months free of charge (rule 10).

    ``prices`` is the name of that list, ``effective_from`` the date from which it is in force.
    """

    month: Month
    prices: str
    effective_from: str

    def note(self) -> Note:
        """Return the note ``free-beta`` for a charge of this month."""
        return Note("free-beta", {"prices": self.prices, "effective_from": self.effective_from}, {"free": self})


class Charge(NamedTuple):
    """Cost of one service in one month. Counts are calls; amounts are in the list's currency, with two decimals.

    ``tier`` counts from 1 and is None in a free month; ``unit_price`` is for ``per`` calls; ``list_cost`` −
    ``free_deduction`` − ``pack_deduction`` = ``cost``; ``freeze`` is the amount that the settlement freezes for the
    next month. ``cost_range`` is the range of counts and costs of a forecast, None unless a margin was given.
    ``prepaid`` is how many calls packs could pay for in the month, and ``pack_calls`` how many they do pay for, so that
    ``billable_calls`` = ``calls`` − ``free_calls`` − ``pack_calls``. ``outlook`` is what the calls come from if the
    month is known only up to a day (rule 16), or is before such a month.
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
    prepaid: int = 0
    pack_calls: int = 0
    pack_deduction: Decimal = ZERO
    outlook: Outlook | None = None

    @property
    def so_far(self) -> int | None:
        """Calls of a month that is known only up to a day, up to that day, or before it; None of any other month."""
        return None if self.outlook is None else self.outlook.so_far

    @property
    def to_come(self) -> int | None:
        """Calls of a month that is known only up to a day that are expected after it; None of any other month."""
        return None if self.outlook is None else self.calls - self.outlook.so_far

    @property
    def is_expected(self) -> bool:
        """True if the month goes on, so that its calls are what is expected of it, and not counted."""
        return self.outlook is not None and bool(self.outlook.to_come)

    @property
    def is_over(self) -> bool:
        """True if no call of the month is still to come, so that there are none to add or to cut."""
        return self.outlook is not None and not self.outlook.to_come

    @property
    def known(self) -> int:
        """Calls that are certain to be billed: those so far of a month that goes on, 0 of a forecast."""
        return 0 if self.outlook is None else self.outlook.so_far
