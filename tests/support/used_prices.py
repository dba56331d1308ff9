"""Results without what they say about the price lists they rest on, which tests/cli/test_used_prices.py looks at."""

from __future__ import annotations

import json
import re
from typing import Any

_BEGINS = "The vendor's billing centre|Prices: |腾讯云计费中心|价格表："


def result(text: str) -> dict[str, Any]:
    """Return a result in JSON without its price lists, which it must have."""
    data: dict[str, Any] = json.loads(text)
    assert data.pop("price_lists")
    return data


def without_prices(text: str) -> str:
    """Return a result without the sentences on its price lists, one of which it must have. Not for CSV, which has none."""
    # In a table a sentence is folded into lines that are indented; the next one begins with one of these words.
    shorter = re.sub(rf"^(?:  (?:{_BEGINS}).*\n(?:  (?!Hidden|宽度|{_BEGINS}).*\n)*)+", "", text, flags=re.MULTILINE)
    shorter = re.sub(rf"^\n(?:{_BEGINS}).*\n", "", shorter, flags=re.MULTILINE)  # Markdown
    shorter = re.sub(rf"^(?:{_BEGINS}).*\n", "", shorter, flags=re.MULTILINE)  # annotations
    properties = r"\t+<properties>\n(?:\t+<property name=\"price_\w+\" .*\n)+\t+</properties>\n"
    shorter = re.sub(properties, "", shorter)  # JUnit
    assert shorter != text
    return shorter


def without_closing(text: str) -> str:
    """Return a table without its last line, which is not indented as the sentences above it are."""
    shorter = re.sub(r"(?<=\n)(?:\S.*\n)+\Z", "", text)
    assert shorter != text
    return shorter
