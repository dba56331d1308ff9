"""Names that users write for a service: comparing them, and finding the nearest."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


# Soft hyphens, marks of direction, fillers, zero-width spaces and joiners, variation selectors, byte order marks, tags.
# Characters that reverse the direction of text are not among them: their effect is visible.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Return text without invisible characters, which some programs leave in cells."""
    return text if text.isascii() else re.sub(_INVISIBLE, "", text)


def compatible(text: str) -> str:
    """Return text in one width and form (NFKC), without invisible characters, and with single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible(text))
    return " ".join(text.split())


@lru_cache(maxsize=4096)  # the names that are known are compared with each one that is not
def key(name: str) -> str:
    """Return the key by which names are compared: letter case, width, spaces and invisible characters do not matter."""
    if name.isascii():
        return " ".join(name.lower().split())
    return compatible(unicodedata.normalize("NFKC", visible(name)).casefold())


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Return up to three of the `known` names that look like `name`, the most similar first."""
    import difflib  # noqa: PLC0415 - only errors pay for it

    spelled = {key(candidate): candidate for candidate in known}
    # A longer name is not a misspelling of any known one; it is cut because difflib takes quadratic time.
    close = difflib.get_close_matches(key(name)[:100], spelled, n=3, cutoff=cutoff)
    return [spelled[match] for match in close]
