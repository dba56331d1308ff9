"""The golden figures of the shipped services, as `tests/golden/work_out.py` has worked them out."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import ROOT
from tiia_cost import load_prices

SERVICES = list(load_prices().services)


def golden(service: str) -> dict[str, Any]:
    """Return what `tiers` and `afford` must give as JSON."""
    data: dict[str, Any] = json.loads((ROOT / f"tests/golden/{service}.json").read_text(encoding="utf-8"))
    return data
