"""Annotations of GitHub Actions: an error for what is over, at the row that is to blame if it is a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.reports.sheet import Case

_COMMANDS = {"over": "error", "near": "warning", "no-baseline": "notice"}
_STDIN = "-"


def render(cases: Iterable[Case], summary: Iterable[str]) -> str:
    """Return a workflow command for each case that is not within, and the summary as plain lines of the log."""
    commands = [_command(case) for case in cases if case.state in _COMMANDS]
    return "".join(f"{line}\n" for line in (*commands, *summary))


def _command(case: Case) -> str:
    properties = [("title", case.title)]
    place = case.place
    if place is not None and place.line is not None and place.file != _STDIN:
        properties = [("file", place.file), ("line", str(place.line)), *properties]
    written = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties)
    return f"::{_COMMANDS[case.state]} {written}::{_escaped(case.text)}"


def _escaped(text: str, separators: str = "") -> str:
    """Return text as workflow commands want it: what ends a line, a property or a command is written in percent."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + separators else c for c in text)
