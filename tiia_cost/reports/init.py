"""What `init` says: the files that it writes, and what to do with them."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from tiia_cost.messages import printable, say

if TYPE_CHECKING:
    from collections.abc import Sequence


def as_text(paths: Sequence[str], ci: str | None, lang: str) -> str:
    """Return the paths, one a line, and the commands to run next.

    The first two paths are those of the forecast and the budget; with `ci`, a value of ``--ci``, the last is its file.
    """
    forecast, budgets = map(shlex.quote, paths[:2])
    commands = [f"tiia-cost estimate {forecast}", f"tiia-cost check {forecast} --budgets {budgets}"]
    lines = [*paths, "", say("start-next", lang), *(f"  {command}" for command in commands)]
    if ci is not None:
        file = paths[-1] if ci != "shell" else shlex.quote(os.path.join(os.path.dirname(paths[-1]) or ".", "check.sh"))
        lines += ["", say(f"start-{ci}", lang, file=file)]
    return "".join(f"{printable(line)}\n" for line in lines)
