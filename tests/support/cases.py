"""How many random cases a test tries."""

from __future__ import annotations

import os


def cases(most: int) -> int:
    """Return `most` in CI, and a third of it in the loop of a developer, which is to be quick."""
    return most if os.environ.get("CI") else most // 3
