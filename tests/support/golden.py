"""The golden figures of the shipped services, computed by `tests/golden/work_out.py`."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import ROOT
from tiia_cost import load_prices

SERVICES = list(load_prices().services)


def golden(service: str) -> dict[str, Any]:
    """Return the JSON that `tiers`, `afford` and `cashflow` must print for a service."""
    data: dict[str, Any] = json.loads((ROOT / f"tests/golden/{service}.json").read_text(encoding="utf-8"))
    return data
