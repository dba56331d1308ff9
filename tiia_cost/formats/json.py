"""JSON: the versioned format that scripts rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = "1"


def render(data: Mapping[str, object]) -> str:
    """Render a report, with `schema_version` first. Amounts in `data` are text already, so no float ever holds one."""
    return plain({"schema_version": SCHEMA_VERSION, **data})


def plain(data: Mapping[str, object]) -> str:
    """Render a document without a `schema_version`."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
