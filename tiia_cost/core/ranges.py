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


class Margin(NamedTuple):
    """Margin by which a count may be too high or too low: a number of calls, or a percentage of the count."""

    figure: Decimal
    is_percentage: bool

    def _ratio(self) -> tuple[int, int]:
        """Return the percentage as a fraction of whole numbers: 10 % is 1/10."""
        numerator, denominator = self.figure.as_integer_ratio()
        return numerator, 100 * denominator

    def around(self, calls: int) -> tuple[int, int]:
        """Return the first and last count that `calls` may come to: whole counts within the margin, none below 0."""
        if not self.is_percentage:
            return max(calls - int(self.figure), 0), calls + int(self.figure)
        part, whole = self._ratio()
        return max(-(calls * (part - whole) // whole), 0), calls * (whole + part) // whole

    def cost_range(self, curve: Curve, calls: int) -> CostRange:
        """Return the cost range of `calls` within the margin."""
        first, last = self.around(calls)
        return CostRange(first, last, *curve.extremes(first, last))

    def most_calls_within(self, span: Span, most: int) -> int | None:
        """Return the largest count, up to `most`, that stays within `span` wherever it turns out; None if none does."""
        calls = most
        if span.last is not None:
            if self.is_percentage:
                part, whole = self._ratio()
                calls = min(calls, ((span.last + 1) * whole - 1) // (whole + part))
            else:
                calls = min(calls, span.last - int(self.figure))
        # A smaller count reaches further down, so if the largest leaves the span below, all do.
        return calls if calls >= 0 and self.around(calls)[0] >= span.first else None

    def fewest_calls_within(self, span: Span, least: int) -> int | None:
        """Return the smallest count, from `least`, that stays in `span` wherever it turns out; None if none does."""
        beyond = self.fewest_calls_from(span.first)
        if beyond is None:
            return None
        calls = max(beyond, least)
        # A larger count reaches further up, so if the smallest leaves the span above, all do.
        return calls if span.last is None or self.around(calls)[1] <= span.last else None

    def fewest_calls_from(self, first: int) -> int | None:
        """Return the smallest count that never turns out below `first`; None if any count may."""
        if first == 0:
            return 0
        if not self.is_percentage:
            return first + int(self.figure)
        part, whole = self._ratio()
        return (first - 1) * whole // (whole - part) + 1 if part < whole else None


NO_MARGIN = Margin(Decimal(0), is_percentage=False)


def lowest_and_highest(charges: Iterable[Charge]) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest total cost of charges with a cost range; each charge varies by itself."""
    outlooks = [charge.cost_range for charge in charges if charge.cost_range is not None]
    return add(cost_range.lowest.cost for cost_range in outlooks), add(
        cost_range.highest.cost for cost_range in outlooks
    )
