"""What is written in a cell, as far as it matters: without what nobody can see, and in one width."""

from __future__ import annotations

import re

# Only these. NFKC would do more and invent: it reads ² as 2.
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}

_ERROR = re.compile(r"#[^\s#]+[!?]|#N/?A|#+|Err:[0-9]+", re.IGNORECASE)


def half_width(text: str) -> str:
    """Return text with ``１，５００`` as ``1,500``; nothing else changes."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def is_error_value(text: str) -> bool:
    """Say whether a text is what a spreadsheet shows in place of a value: ``#N/A``, ``#REF!``, ``####``."""
    return text.startswith(("#", "E", "e")) and _ERROR.fullmatch(text) is not None
