"""One row of the table of messages."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """A sentence in both languages, with named placeholders; `many` is the English sentence for every `count` but 1."""

    en: str
    zh: str
    many: str | None = None
