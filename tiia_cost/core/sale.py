"""Packs on sale for a service: the least price of each number of calls that packs can have altogether."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import in_fen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.prices import Pack

FEN = 1 << 64
"""Weight of one fen in the search: of equal prices the one with fewer packs is less."""

_UNREACHABLE = 1 << 256
"""Weight of a sum that no packs have: more than any price."""


class Bought(NamedTuple):
    """A number of packs of one size that are bought."""

    pack: Pack
    number: int


class Sale:
    """Packs on sale, and the least price of each sum of their calls, which all forecasts share that may buy them."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        """Take one pack or more."""
        self.packs = packs
        self.step = gcd(*(pack.calls for pack in packs))
        self.largest = max(pack.calls for pack in packs)
        self._weights = [(pack.calls // self.step, in_fen(pack.price) * FEN + 1) for pack in packs]
        self._least = [0]
        self._cheapest = min(((in_fen(pack.price), pack.calls) for pack in packs), key=lambda pack: Fraction(*pack))

    def least(self, states: int) -> list[int]:
        """Return the least price of each sum of calls in steps, up to `states` or more.

        It is in `FEN`, plus the number of packs.
        """
        least = self._least
        for state in range(len(least), states + 1):
            best = _UNREACHABLE
            for size, weight in self._weights:
                if size <= state:
                    with_it = least[state - size] + weight
                    if with_it < best:  # noqa: PLR1730 - `min` is slower, and there may be millions
                        best = with_it
            least.append(best)
        return least

    def most(self, price: int) -> int:
        """Return the largest sum of calls, in steps, that a price in fen can buy; a large number if it has no end."""
        cheapest, calls = self._cheapest
        return price * calls // (cheapest * self.step) if cheapest else _UNREACHABLE

    def made_of(self, state: int) -> list[Bought]:
        """Return the packs that have a sum, given in steps, at its least price."""
        least, counts = self.least(state), [0] * len(self.packs)
        while state:
            index = next(
                index
                for index, (size, weight) in enumerate(self._weights)
                if size <= state and least[state - size] + weight == least[state]
            )
            counts[index] += 1
            state -= self._weights[index][0]
        return [Bought(pack, count) for pack, count in zip(self.packs, counts, strict=True) if count]
