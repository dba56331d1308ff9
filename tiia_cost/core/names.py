"""What users call a service: comparing names, and finding the nearest."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def key(name: str) -> str:
    """Return what makes two spellings one name: letter case, width and spaces do not matter (NFKC, casefold)."""
    if name.isascii():
        return " ".join(name.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Return up to three of the `known` names that look like `name`, the likeliest first."""
    import difflib  # noqa: PLC0415 - only errors pay for it

    spelled = {key(candidate): candidate for candidate in known}
    # Longer names are no typing mistake of anything; difflib is quadratic.
    close = difflib.get_close_matches(key(name)[:100], spelled, n=3, cutoff=cutoff)
    return [spelled[match] for match in close]
