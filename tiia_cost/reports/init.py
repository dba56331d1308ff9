"""What `init` says: the files that it writes, and what to do with them."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from tiia_cost.messages import printable, say

if TYPE_CHECKING:
    from collections.abc import Sequence


def as_text(paths: Sequence[str], kinds: Sequence[str], lang: str) -> str:
    """Return the paths, one a line, and what to do next.

    The first two paths are those of the forecast and the budget, the last ones those of the `kinds` of ``--ci``.
    """
    forecast, budgets = map(shlex.quote, paths[:2])
    commands = [f"tiia-cost estimate {forecast}", f"tiia-cost check {forecast} --budgets {budgets}"]
    lines = [*paths, "", say("start-next", lang), *(f"  {command}" for command in commands)]
    for kind, path in zip(kinds, paths[len(paths) - len(kinds) :], strict=True):
        file = path if kind != "shell" else shlex.quote(os.path.join(os.path.dirname(path) or ".", "check.sh"))
        lines += ["", say(f"start-{kind}", lang, file=file)]
    return "".join(f"{printable(line)}\n" for line in lines)
