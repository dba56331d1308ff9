"""Terminals: whether a stream is one, how wide it is, and whether text there is coloured."""

from __future__ import annotations

import os
from contextlib import suppress
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


def terminal_width(stream: TextIO | None) -> int | None:
    """Return the columns that COLUMNS says, else those of the terminal; None if the stream is none."""
    text = os.environ.get("COLUMNS", "")
    columns = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004
    if not columns and stream is not None and is_terminal(stream):
        with suppress(OSError):
            columns = os.get_terminal_size(stream.fileno()).columns
    return columns or None
