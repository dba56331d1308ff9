"""Messages on standard error: notices as they are, errors marked as such. No other module writes there."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from tiia_cost.cli.arguments import last_value, values
from tiia_cost.cli.terminal import is_terminal, wants_colour
from tiia_cost.messages import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.errors import Problem, TiiaCostError

ERROR = "error:"
"""Mark of an error. It is the same in every language, for scripts and editors find errors by it."""

_RED, _PLAIN = "\x1b[1;31m", "\x1b[0m"


def tell(lines: Iterable[str]) -> None:
    """Write notices to standard error. Control characters are escaped, so that no terminal obeys them."""
    _write(map(printable, lines))


def tell_error(error: TiiaCostError, lang: str, arguments: Sequence[str]) -> None:
    """Write each problem of an error to standard error, as a workflow command of GitHub if `arguments` ask for that."""
    if _for_github(arguments):
        from tiia_cost.cli.workspace import error_command

        _write(error_command(problem, lang) for problem in error.told())
    else:
        colour = wants_colour(terminal=is_terminal(sys.stderr))
        mark = f"{_RED}{ERROR}{_PLAIN}" if colour else ERROR
        _write(_marked(problem, mark, lang) for problem in error.told())


def _for_github(arguments: Sequence[str]) -> bool:
    """Return whether a result is wanted for GitHub: ``--format`` says so, else the extension of an ``--output``."""
    format_ = last_value(arguments, "--format", "f")
    if format_ is not None:
        return format_.lower() == "github"
    return any((file or "").lower().endswith(".github") for file in values(arguments, "--output", "o"))


def _marked(problem: Problem, mark: str, lang: str) -> str:
    """Return ``file:line:column: error: what is wrong``, which editors know; the place inside YAML comes after it.

    An option or argument is nothing to open: ``error: --budget: what is wrong``.
    """
    where, what = problem.parts(lang)
    return f"{where}: {mark} {what}" if where else f"{mark} {what}"


def _write(lines: Iterable[str]) -> None:
    """Write lines to standard error. If that fails, they are lost without an error: nobody reads there."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        for line in lines:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
