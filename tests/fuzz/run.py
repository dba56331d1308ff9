"""The long run, by hand: ``python tests/fuzz/run.py [--seed N] [--count N | --minutes M]``.

It prints what fails and how to see it again, and goes on; the exit status is 1 when anything failed.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import Counter
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # `tests` is found from wherever this is run

from tests.fuzz import check as checker
from tests.fuzz.check import check
from tests.fuzz.generate import KINDS, case
from tests.fuzz.minimise import minimised

SLOW = 4.0
"""Seconds of processor time that no small input may take on a machine that a person watches."""

MINIMISED = 3
"""How many cases that break the same promise are made smaller and shown; the others are counted."""


def main() -> int:
    """Run cases of every kind in turn until there are enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    limits = parser.add_mutually_exclusive_group()
    limits.add_argument("--count", type=int, default=2000, help="cases of each kind")
    limits.add_argument("--minutes", type=float, help="run so long instead")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this kind; may be repeated")
    options = parser.parse_args()
    warnings.simplefilter("error")
    checker.ENDLESS = SLOW
    ran: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    end = time.monotonic() + (options.minutes or 0) * 60
    for seed in count(options.seed):
        if time.monotonic() >= end if options.minutes else seed >= options.seed + options.count:
            break
        for kind in options.kind or KINDS:
            ran[kind] += 1
            fuzz(kind, seed, failed)
        if (seed - options.seed) % 500 == 0:
            print(f"seed {seed}: {dict(ran)}, failed {dict(failed)}", flush=True)
    print(f"seeds {options.seed} to {seed - 1}: {dict(ran)}, failed {dict(failed)}")
    return 1 if failed else 0


def fuzz(kind: str, seed: int, failed: Counter[str]) -> None:
    """Run one case, count the promises it breaks by name, and show it while there are few of that name."""
    made = case(kind, seed)
    for fault in check(made):
        failed[fault.name] += 1
        if failed[fault.name] <= MINIMISED:
            small = minimised(made, fault.name)
            seen = next(found.seen for found in check(small) if found.name == fault.name)
            print(f"\n{fault.name}: {kind} {seed}\n  {small}\n  {seen}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
