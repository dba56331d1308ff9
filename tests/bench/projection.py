"""Print microseconds a service and month: of a projection, plain and by weekday, what it adds to the bill, the bill.

``python tests/bench/projection.py [ACCOUNTS]``: each account has eleven services, of each of which the calls of twenty
days are known. Processor time, the least of several rounds, since other programs only add to it.
"""

from __future__ import annotations

import datetime
import gc
import sys
import time
from typing import TYPE_CHECKING

from tiia_cost import Usage, estimate, load_prices, project

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
DAYS, ROUNDS = 20, 5

book = load_prices("charged")
services = book.services[:11]


def usage() -> Usage:
    calls = Usage()
    for account in range(ACCOUNTS):
        for service in services:
            for day in range(1, DAYS + 1):
                calls.add(
                    service, 40_000 + 37 * (account % 1_000) + day, month="2022-11", day=day, account=str(account)
                )
    return calls


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


known, through = usage(), datetime.date(2022, 11, DAYS)
month = project(known, through)
whole = Usage()
for account, of, counts in month.months():
    for service, count in counts.items():
        whole.put(account, of, service, count._replace(outlook=None))
gc.disable()
plain, weekday, projected, without = zip(
    *(
        (
            seconds(lambda: project(known, through)),
            seconds(lambda: project(known, through, pace="weekday")),
            seconds(lambda: estimate(month, book)),
            seconds(lambda: estimate(whole, book)),
        )
        for _ in range(ROUNDS)
    ),
    strict=True,
)
each = 1e6 / (ACCOUNTS * len(services))
figures = (min(plain), min(weekday), min(projected) - min(without), min(without))
sys.stdout.write(" ".join(f"{figure * each:.1f}" for figure in figures) + "\n")
