"""Print how many microseconds it takes to price a month of one service, the median of several rounds."""

from __future__ import annotations

import statistics
import sys
import timeit

from tiia_cost import load_prices
from tiia_cost.core.months import Month

LOOPS, ROUNDS = 2_000, 9

book = load_prices()
month = Month("2026-11")
rounds = timeit.repeat(lambda: book.in_force(month).charge("label", 1_500_000), number=LOOPS, repeat=ROUNDS)
sys.stdout.write(f"{statistics.median(rounds) / LOOPS * 1e6}\n")
