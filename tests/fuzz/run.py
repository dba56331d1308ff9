"""The long run of the fuzzer, by hand: ``python tests/fuzz/run.py [--seed N] [--count N | --minutes M]``.

It prints each failure with the kind and seed that repeat it, and goes on; the exit status is 1 if anything failed.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import Counter
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that `tests` is found from every current folder

from tests.fuzz import check as checker
from tests.fuzz.check import check
from tests.fuzz.generate import KINDS, case
from tests.fuzz.minimise import minimised

SLOW = 4.0
"""Limit in seconds of processor time for a small input: less than in the short run, since a person watches this one."""

MINIMISED = 3
"""Number of cases of the same broken promise that are made smaller and shown; further ones are only counted."""


def main() -> int:
    """Run cases of every kind in turn until there are enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    limits = parser.add_mutually_exclusive_group()
    limits.add_argument("--count", type=int, default=2000, help="cases of each kind")
    limits.add_argument("--minutes", type=float, help="run for this many minutes instead")
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
    """Run one case, count the promises it breaks by name, and show the first few cases of each name."""
    made = case(kind, seed)
    for fault in check(made):
        failed[fault.name] += 1
        if failed[fault.name] <= MINIMISED:
            small = minimised(made, fault.name)
            seen = next(found.seen for found in check(small) if found.name == fault.name)
            print(f"\n{fault.name}: {kind} {seed}\n  {small}\n  {seen}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
