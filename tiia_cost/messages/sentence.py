"""What a sentence is, and the short name under which it is written down."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence with its named placeholders; with `many`, that for every `count` but 1."""

    one: str
    many: str | None = None


def _(code: str, one: str, many: str | None = None) -> tuple[str, Sentence]:
    return code, Sentence(one, many)
