"""Number of random cases that a test tries."""

from __future__ import annotations

import os


def cases(most: int) -> int:
    """Return `most` where CI is set, as GitHub does, and a third of it elsewhere, to keep the checks quick."""
    return most if os.environ.get("CI") else most // 3
