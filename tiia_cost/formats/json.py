"""JSON: the versioned shape that scripts rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = "1"


def render(data: Mapping[str, object]) -> str:
    """Return a report with `schema_version` first. Amounts in `data` are text already: no float ever holds one."""
    return plain({"schema_version": SCHEMA_VERSION, **data})


def plain(data: Mapping[str, object]) -> str:
    """Return a document without a version of its own."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
