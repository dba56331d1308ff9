"""Remark on the calls of a month that prepaid packs can pay for, of a result about every count of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import Remark
from tiia_cost.messages import say

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce


def remarks_on(prepaid: int | None, in_force: InForce, service: str, lang: str, *, free_quota: bool) -> list[Remark]:
    """Return the remark that packs can pay for `prepaid` calls of a service, by its id; empty without packs, None.

    `free_quota` says whether there was a free quota.
    """
    if prepaid is None:
        return []
    free = in_force.tariff(service).free_quota if free_quota else 0
    code = "prepaid-none" if not prepaid else "prepaid-after-free" if free else "prepaid-first"
    return [Remark("prepaid_calls", say(code, lang, count=prepaid, free=free), value=prepaid, cell=prepaid)]
