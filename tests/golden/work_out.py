"""Compute the golden files of `tiers`, `afford` and `cashflow` without the program, by brute force.

Every count is priced and looked at, and every day of a year is simulated.

    python tests/golden/work_out.py

The prices are those of the vendor's page, in CNY per 1,000 calls. A count on a bound belongs to the tier that starts
there, all calls count towards the tier, and 10,000 are free. It takes some minutes.
"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

PRICES = {
    "label": ("2.5", "2.2", "2", "1.5"),
    "product": ("2.5", "2.2", "2", "1.5"),
    "celebrity": ("2", "1.5", "1.2", "1"),
    "car": ("3", "2.5", "2", "1.5"),
    "porn": ("2", "1.5", "1.2", "1"),
    "politics": ("2.5", "2.2", "2", "1.5"),
    "terrorism": ("2.5", "2.2", "2", "1.5"),
    "crop": ("3", "2.5", "2", "1.5"),
    "quality": ("3", "2.5", "2", "1.5"),
}
STARTS = (0, 1_000_000, 3_000_000, 15_000_000)
LAST = 21_000_000
"""The highest count that is tried; every budget below is exceeded before it."""
BUDGETS = (0, 1, 217_800, 500_000, 1_000_000, 2_090_000)
"""Amounts in fen (1/100 CNY)."""

YEAR = {1: 500_000, 2: 999_999, 3: 1_000_000, 5: 1_500_000, 6: 400_000}
YEAR |= {7: 2_000_000, 8: 3_000_000, 9: 10_000, 11: 200_000, 12: 300_000}
"""Calls in the months of 2026, as in examples/cashflow/year.csv; April and October have none."""
BALANCE, FROZEN = 1_200_000, 80_000
TOP_UPS = {
    datetime.date(2026, 6, 10): 30_000,
    datetime.date(2026, 6, 20): 50_000,
    datetime.date(2026, 8, 1): 200_000,
    datetime.date(2026, 8, 2): 100_000,
    datetime.date(2026, 9, 15): 600_000,
    datetime.date(2027, 1, 20): 70_000,
}
"""Amounts in fen: the balance before the first settlement, the part of it that is frozen, and the top-ups by day."""


def tier_of(calls: int) -> int:
    return sum(calls >= start for start in STARTS) - 1


def bill(calls: int, prices: tuple[int, ...]) -> int:
    """Return the bill in fen, rounded half up; prices are in 0.1 CNY per 1,000 calls, that is, in 1/100 fen a call."""
    billable = max(0, calls - 10_000)
    return (billable * prices[tier_of(calls)] + 50) // 100


def list_cost(calls: int, prices: tuple[int, ...]) -> int:
    return (calls * prices[tier_of(calls)] + 50) // 100


def text(fen: int) -> str:
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def tiers_of(service: str, bills: list[int]) -> dict[str, object]:
    tiers, zones = [], []
    for tier, start in enumerate(STARTS):
        end = STARTS[tier + 1] - 1 if tier < 3 else None
        tiers.append(
            {
                "tier": tier + 1,
                "from": start,
                "to": end,
                "unit_price": PRICES[service][tier],
                "per": 1000,
                "cost_at_from": text(bills[start]),
                "cost_at_to": None if end is None else text(bills[end]),
            }
        )
        if end is not None:
            lowest = min(bills[later] for later in STARTS[tier + 1 :])
            dearer = [calls for calls in range(start, end + 1) if bills[calls] > lowest]
            if dearer:
                there = next(later for later in STARTS[tier + 1 :] if bills[later] == lowest)
                zones.append(
                    {
                        "tier": tier + 1,
                        "from": dearer[0],
                        "to": dearer[-1],
                        "cheaper_at": there,
                        "cost_there": text(lowest),
                        "max_excess": text(max(bills[calls] for calls in dearer) - lowest),
                    }
                )
    return {"schema_version": "1", "currency": "CNY", "service": service, "tiers": tiers, "inversion_zones": zones}


def affordable(service: str, bills: list[int], budget: int) -> dict[str, object]:
    ranges: list[list[int]] = []
    for calls, cost in enumerate(bills):
        if cost <= budget:
            if ranges and ranges[-1][1] == calls - 1:
                ranges[-1][1] = calls
            else:
                ranges.append([calls, calls])
    return {
        "schema_version": "1",
        "currency": "CNY",
        "service": service,
        "budget": text(budget),
        "max_calls": ranges[-1][1],
        "unbounded": False,
        "ranges": [
            {"from": first, "to": last, "cost_at_from": text(bills[first]), "cost_at_to": text(bills[last])}
            for first, last in ranges
        ],
    }


def year_of(prices: tuple[int, ...], balance: int) -> tuple[list[dict[str, object]], int]:
    """Return a row for each settlement, starting from a balance, and the amount still frozen at the end."""
    rows: list[dict[str, object]] = []
    frozen, waiting, opening, topped_up = FROZEN, 0, balance, 0
    day = datetime.date(2026, 1, 1)
    while day <= datetime.date(2027, 1, 31):
        balance += TOP_UPS.get(day, 0)
        topped_up += TOP_UPS.get(day, 0)
        if waiting and balance >= waiting:
            frozen, waiting = waiting, 0
        if day.day == 1 and day > datetime.date(2026, 1, 1):
            month = day.month - 1 or 12
            calls = YEAR.get(month, 0)
            released, frozen, waiting = frozen, 0, 0
            balance -= bill(calls, prices)
            due = list_cost(calls, prices)
            if balance < 0:
                state = "in-arrears"
            elif balance < due:
                state, waiting = "freeze-failed", due
            else:
                state, frozen = "paid", due
            rows.append(
                {
                    "account": None,
                    "month": f"2026-{month:02d}",
                    "window": [day.isoformat(), day.replace(day=3).isoformat()],
                    "opening": text(opening),
                    "topped_up": text(topped_up),
                    "released": text(released),
                    "deducted": text(bill(calls, prices)),
                    "frozen": text(frozen),
                    "closing": text(balance),
                    "available": text(balance - frozen),
                    "state": state,
                }
            )
            opening, topped_up = balance, 0
        day += datetime.timedelta(days=1)
    return rows, frozen


def cashflow_of(prices: tuple[int, ...]) -> dict[str, object]:
    """Return the settlements from `BALANCE`, and the lowest balance that pays them all, found by bisection."""
    low, high = FROZEN - 1, 10**8
    while high - low > 1:
        middle = (low + high) // 2
        paid = all(row["state"] == "paid" for row in year_of(prices, middle)[0])
        low, high = (low, middle) if paid else (middle, high)
    rows, frozen = year_of(prices, BALANCE)
    return {"settlements": rows, "required_opening_balance": {"": text(high)}, "still_frozen": {"": text(frozen)}}


def work_out(folder: Path) -> None:
    known: dict[tuple[int, ...], list[int]] = {}
    for service, written in PRICES.items():
        prices = tuple(int(Decimal(price) * 10) for price in written)
        if prices not in known:
            known = {prices: [bill(calls, prices) for calls in range(LAST + 1)]}
        bills = known[prices]
        golden = {
            "tiers": tiers_of(service, bills),
            "afford": [affordable(service, bills, budget) for budget in BUDGETS],
            "cashflow": cashflow_of(prices),
        }
        (folder / f"{service}.json").write_text(json.dumps(golden, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    work_out(Path(__file__).parent)
