"""Print how many microseconds packs add to a bill a service and month, and seconds to find the best purchases.

``python tests/bench/packs.py [ACCOUNTS]``: each account has twelve months of one service; the purchases are those of a
fifth of them. Processor time, the least of several rounds, since other programs only add to it.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

from tiia_cost import OwnedPack, Usage, estimate, load_prices, offers

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNTS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
MONTHS = [f"2023-{month:02}" for month in range(1, 13)]
ROUNDS = 5


def usage(accounts: int) -> Usage:
    """Return a year of calls of each account, half of which a pack of 5,000,000 pays for."""
    calls = Usage()
    for account in range(accounts):
        for number, month in enumerate(MONTHS):
            calls.add("car-pro", 800_000 + 1_000 * number + 37 * (account % 1_000), month=month, account=str(account))
    return calls


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


book, forecast = load_prices("charged"), usage(ACCOUNTS)
packs = [OwnedPack("car-pro", 5_000_000, account=str(account)) for account in range(ACCOUNTS)]
gc.disable()
without, with_packs = zip(
    *(
        (seconds(lambda: estimate(forecast, book)), seconds(lambda: estimate(forecast, book, packs=packs)))
        for _ in range(ROUNDS)
    ),
    strict=True,
)
more = (min(with_packs) - min(without)) / (ACCOUNTS * len(MONTHS)) * 1e6
bills = estimate(usage(ACCOUNTS // 5), book)
sys.stdout.write(f"{more} {seconds(lambda: offers(bills, book, free_quota=True))}\n")
