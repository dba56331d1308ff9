"""Axes with round ticks and readable numbers: ``1 M`` in English, ``100 万`` in Chinese."""

from __future__ import annotations

from decimal import Decimal

from tiia_cost.formats.chart import Axis

_UNITS = {
    "en": ((10**12, " T"), (10**9, " B"), (10**6, " M")),
    "zh": ((10**12, " 万亿"), (10**8, " 亿"), (10**4, " 万")),
}
_FINEST = 1000
"""Largest number of steps in the unit of the tick labels: a step is at least a thousandth of the unit."""


def axis(title: str, first: int, last: int, *, lang: str, ticks: int, fen: bool = False, whole: bool = False) -> Axis:
    """Return an axis with at most `ticks` + 1 round ticks; `whole` extends it to a tick at both ends.

    Positions are numbers of calls, or with `fen` hundredths of the currency unit.
    """
    step = round_step(last - first, ticks)
    if whole:
        first, last = first // step * step, -(-last // step) * step
    positions = range(-(-first // step) * step, last + 1, step)
    labels = _labels(positions, step, lang, one=100 if fen else 1)
    return Axis(title, first, max(last, first + 1), tuple(zip(positions, labels, strict=True)))


def round_step(length: int, most: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20 … that fits at most `most` times into `length`."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if length <= factor * step * most:
                return factor * step
        step *= 10


def _labels(positions: range, step: int, lang: str, one: int) -> list[str]:
    """Return labels for positions, all in the same unit; `one` is the position that means 1, and 0 needs no unit."""
    most = max((abs(position) for position in positions), default=0)
    units = (unit for unit in _UNITS[lang] if unit[0] * one <= most and unit[0] * one <= step * _FINEST)
    size, name = next(units, (1, ""))
    # Chinese does not group the digits before a unit: 1500 万.
    form = "f" if lang == "zh" and name else ",f"
    return [f"{Decimal(position) / (size * one):{form}}{name}" if position else "0" for position in positions]
