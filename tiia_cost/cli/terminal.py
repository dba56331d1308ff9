"""Terminals: whether a stream is one, and whether text there is coloured."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is a terminal. None is a stream that was closed before the program started."""
    return stream is not None and stream.isatty()


def wants_colour(*, terminal: bool) -> bool:
    """Return whether text for people is coloured: NO_COLOR, FORCE_COLOR and TERM=dumb decide, else the terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
