"""Margin of a forecast, and its cost range: the lowest and the highest bill around a count."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.charge import CostRange
from tiia_cost.core.money import add

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.core.charge import Charge, Span
    from tiia_cost.core.curve import Curve
    from tiia_cost.core.outlook import Outlook
    from tiia_cost.core.usage import Count


class Margin(NamedTuple):
    """Margin by which a count may be too high or too low: a number of calls, or a percentage of the count.

    Of a month that is known up to a day only the calls still to come may be so: `known` are those so far.
    """

    figure: Decimal
    is_percentage: bool

    def _ratio(self) -> tuple[int, int]:
        """Return the percentage as a fraction of whole numbers: 10 % is 1/10."""
        numerator, denominator = self.figure.as_integer_ratio()
        return numerator, 100 * denominator

    def around(self, calls: int, known: int = 0) -> tuple[int, int]:
        """Return the first and last count that `calls` may come to: whole counts within the margin.

        `known` of the calls are certain: the margin is of the others alone, and no count is below it.
        """
        more = calls - known
        if not self.is_percentage:
            return max(calls - int(self.figure), known), calls + int(self.figure)
        part, whole = self._ratio()
        return known + max(-(more * (part - whole) // whole), 0), known + more * (whole + part) // whole

    def around_outlook(self, outlook: Outlook) -> tuple[int, int]:
        """Return what `around` returns, for calls still to come that are an exact fraction; it has the count itself.

        Of a month that is over it is the count alone.
        """
        if not outlook.to_come:
            return outlook.so_far, outlook.so_far
        if not self.is_percentage:
            return self.around(outlook.calls, outlook.so_far)
        part, whole = self._ratio()
        still, over = sum(outlook.to_come), outlook.parts * whole
        first = outlook.so_far + max(-(still * (part - whole) // over), 0)
        return first, max(outlook.so_far + still * (whole + part) // over, outlook.calls)

    def around_count(self, count: Charge | Count) -> tuple[int, int]:
        """Return the first and last count that the calls of a charge may come to."""
        return self.around(count.calls) if count.outlook is None else self.around_outlook(count.outlook)

    def cost_range(self, curve: Curve, charge: Charge) -> CostRange:
        """Return the cost range of a charge within the margin."""
        first, last = self.around_count(charge)
        return CostRange(first, last, *curve.extremes(first, last))

    def most_calls_within(self, span: Span, most: int, known: int = 0) -> int | None:
        """Return the largest count, up to `most`, that stays within `span` wherever it turns out; None if none does."""
        calls = most
        if span.last is not None:
            if self.is_percentage:
                part, whole = self._ratio()
                calls = min(calls, known + ((span.last - known + 1) * whole - 1) // (whole + part))
            else:
                calls = min(calls, span.last - int(self.figure))
        # A smaller count reaches further down, so if the largest leaves the span below, all do.
        return calls if calls >= known and self.around(calls, known)[0] >= span.first else None

    def fewest_calls_within(self, span: Span, least: int, known: int = 0) -> int | None:
        """Return the smallest count, from `least`, that stays in `span` wherever it turns out; None if none does."""
        beyond = self.fewest_calls_from(span.first, known)
        if beyond is None:
            return None
        calls = max(beyond, least)
        # A larger count reaches further up, so if the smallest leaves the span above, all do.
        return calls if span.last is None or self.around(calls, known)[1] <= span.last else None

    def fewest_calls_from(self, first: int, known: int = 0) -> int | None:
        """Return the smallest count that never turns out below `first`; None if any count may."""
        if first <= known:
            return known
        if not self.is_percentage:
            return first + int(self.figure)
        part, whole = self._ratio()
        return known + (first - known - 1) * whole // (whole - part) + 1 if part < whole else None


NO_MARGIN = Margin(Decimal(0), is_percentage=False)


def lowest_and_highest(charges: Iterable[Charge]) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest total cost of charges with a cost range; each charge varies by itself."""
    outlooks = [charge.cost_range for charge in charges if charge.cost_range is not None]
    return add(cost_range.lowest.cost for cost_range in outlooks), add(
        cost_range.highest.cost for cost_range in outlooks
    )
