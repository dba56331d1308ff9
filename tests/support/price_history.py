"""The price lists that the vendor charged by, as `tests/golden/price-history.md` tells them: read without the program."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from tests.conftest import ROOT


class Row(NamedTuple):
    """What a list says of a service. Each tier has a first count, from 0, and a price in CNY for 1,000 calls."""

    chinese: str
    english: str
    starts: tuple[int, ...]
    prices: tuple[str, ...]
    free_quota: int = 0
    freezes: bool = False
    packs: tuple[tuple[int, str], ...] = ()

    def price(self, calls: int) -> Fraction:
        """Return the price of one of so many calls."""
        return Fraction(self.prices[sum(start <= calls for start in self.starts) - 1]) / 1000

    def cost(self, calls: int) -> int:
        """Return what so many calls of a month cost, in fen."""
        return fen(max(0, calls - self.free_quota) * self.price(calls))

    def list_cost(self, calls: int) -> int:
        """Return what so many calls of a month would cost without free quota, in fen."""
        return fen(calls * self.price(calls))


def fen(amount: Fraction) -> int:
    """Return an amount in CNY as whole fen (1/100 CNY), rounded half up."""
    return int(amount * 100 + Fraction(1, 2))


@cache
def price_history() -> dict[str, dict[str, Row]]:
    """Return the rows of each list by service, by the first month of the list."""
    return {month: _rows(month) for month in _sections() if month != "Names"}


def other_names() -> dict[str, set[str]]:
    """Return what a service may be called in Chinese or by the vendor's interface, by service, in whichever list."""
    names: dict[str, set[str]] = {}
    for section in _sections().values():
        for _, (service, *cells) in _table_rows(section):
            listed = cells[2] if len(cells) > 1 else cells[0]
            chinese = cells[:1] if len(cells) > 1 else []
            names.setdefault(service, set()).update(chinese, listed.split(", ") if listed else [])
    return names


def in_force(month: str) -> str | None:
    """Return the first month of the list that prices a month; None where the month is free."""
    return max((first for first in price_history() if first <= month), default=None)


def _sections() -> dict[str, str]:
    text = (ROOT / "tests/golden/price-history.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _table_rows(section: str) -> list[tuple[list[str], list[str]]]:
    """Return every row of the tables, each with the heading of its table; backquotes are gone."""
    rows, heading = [], None
    for line in section.splitlines():
        cells = [cell.strip().strip("`") for cell in line.split("|")[1:-1]]
        if cells and heading is None:
            heading = cells
        elif cells and heading is not None and not line.startswith("|--"):
            rows.append((heading, cells))
        elif not cells:
            heading = None
    return rows


def _rows(month: str) -> dict[str, Row]:
    section = _sections()[month]
    rows = {
        service: Row(chinese, english, tuple(map(_number, heading[4:])), tuple(prices))
        for heading, (service, chinese, english, _, *prices) in _table_rows(section)
    }
    base = re.search(r"^- As (\d{4}-\d\d)(?:, without (.+))?\.$", section, re.MULTILINE)
    if base is not None:
        without = _services(base[2] or "")
        rows = {service: row for service, row in _rows(base[1]).items() if service not in without} | rows
    quota, own, of_own = _said(section, r"Free quota: ([\d,]+)(?:; (.+): ([\d,]+))?\.")
    freeze, freezing = _said(
        section, r"Freeze: (none|100 % of the list cost)(?:; (.+): 100 % of the list cost| \(.+\))?\."
    )
    for service, row in rows.items():
        free = of_own if service in _services(own or "") else quota
        freezes = freeze != "none" or service in _services(freezing or "")
        rows[service] = row._replace(free_quota=_number(free), freezes=freezes)
    for service, packs in re.findall(r"^- Packs of `(.+)`: (.+)\.$", section, re.MULTILINE):
        sizes = (pack.split(" ") for pack in packs.split(" · "))
        sold = tuple((_number(calls[:-1]) * 10_000, price.replace(",", "")) for calls, price in sizes)  # 1万
        rows[service] = rows[service]._replace(packs=sold)
    for earlier, services in re.findall(r"^- As in (\d{4}-\d\d), freeze included: (.+)\.$", section, re.MULTILINE):
        rows |= {service: _rows(earlier)[service] for service in _services(services)}
    return rows


def _said(section: str, sentence: str) -> tuple[str, ...]:
    (match,) = re.finditer(rf"^- {sentence}$", section, re.MULTILINE)
    return match.groups()


def _services(text: str) -> list[str]:
    return re.findall("`(.+?)`", text)


def _number(text: str) -> int:
    return int(text.replace(",", ""))
