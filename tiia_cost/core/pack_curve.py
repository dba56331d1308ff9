"""Cost of months that are all alike, over their calls, with one prepaid pack bought in the first of them (rule 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import in_fen, of_fen, rounded_fen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.prices import Pack


class PackCurve:
    """Cost of all months in which a pack is valid, by how many calls each of them has.

    Months that the pack pays for as a whole come first, then at most one that it pays for in part, then the others: so
    the curve has one piece for each number of whole months, and within it the bends of that one month.
    """

    def __init__(self, in_force: InForce, service: str, pack: Pack | None, *, free_quota: bool) -> None:
        """Take a list that charges, a service by its id, and a pack of it; None is the same months without one."""
        self.pack, self.months = pack, in_force.prices.pack_months
        self._size, self._price = (0, 0) if pack is None else (pack.calls, in_fen(pack.price))
        self._tariff, self._free_quota = in_force.tariff(service), free_quota
        self._free = self._tariff.free_quota if free_quota else 0
        curve = in_force.curve(service, free_quota=free_quota)
        self._starts = [stretch.span.first for stretch in curve.stretches]

    def amount(self, calls: int) -> Decimal:
        """Return what the pack and all months cost if each of them has so many calls."""
        billable = max(calls - self._free, 0)
        if billable * self.months <= self._size:
            return of_fen(self._price)
        whole, rest = divmod(self._size, billable)
        bills = self._bill(calls, rest) + (self.months - whole - 1) * self._bill(calls, 0)
        return of_fen(self._price + bills)

    def _bill(self, calls: int, prepaid: int) -> int:
        exact = self._tariff.exact(calls, free_quota=self._free_quota, prepaid=prepaid)
        return rounded_fen(exact.cost, self._tariff.denominator)

    def bends(self, last: int) -> list[int]:
        """Return counts from 0 to `last` between which the curve is straight, except for rounding.

        Where it falls from a count to the next, both are among them.
        """
        counts = {0, last, *self._starts, *(start - 1 for start in self._starts)}
        if self._size:
            for whole in range(self.months + 1):
                first = self._free + self._size // (whole + 1) + 1
                end = self._free + self._size // whole if whole else last
                counts |= {first - 1, first}
                counts |= {count for count in self._bends(whole) if first <= count <= end}
        return sorted(count for count in counts if 0 <= count <= last)

    def _bends(self, whole: int) -> Iterator[int]:
        """Yield counts around those where the month that is paid for in part bends, after so many `whole` ones."""
        size, free, tariff = self._size, self._free, self._tariff
        for start in self._starts:
            if not tariff.pack_calls_count:  # its other calls are as many as the first of a tier or a slice
                bend = -(-(start + size + whole * free) // (whole + 1))
                yield from (bend - 1, bend)
            elif tariff.graduated and whole:  # the calls paid for, or the free ones and these, fill a slice
                for paid in (start, start - free):
                    bend = free + (size - paid) // whole
                    yield from (bend, bend + 1)
