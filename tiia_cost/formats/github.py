"""Annotations for GitHub Actions: an error for each case over its limit, at the row to blame if it is a single row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.errors import Place
    from tiia_cost.formats.sheet import Case, Remark

_COMMANDS = {"over": "error", "near": "warning", "no-baseline": "notice"}
_STDIN = "-"


def render(cases: Iterable[Case], remarks: Sequence[Remark], summary: Iterable[str]) -> str:
    """Render a workflow command for each case that is not within its limit, and for each remark that has a title.

    Remarks without a title and the summary are plain lines of the log; the summary, which has the answer, comes last.
    """
    commands = [
        _command(_COMMANDS[case.state], case.title, case.text, case.place) for case in cases if case.state in _COMMANDS
    ]
    # Remarks that warn are skipped here: they are also among the cases.
    commands += [_command("notice", one.title, one.text) for one in remarks if one.title and not one.warns]
    plain = [one.text for one in remarks if not one.title]
    return "".join(f"{line}\n" for line in (*commands, *plain, *summary))


def _command(name: str, title: str, text: str, place: Place | None = None) -> str:
    properties = [("title", title)]
    if place is not None and place.line is not None and place.file != _STDIN:
        properties = [("file", place.file), ("line", str(place.line)), *properties]
    written = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties)
    return f"::{name} {written}::{_escaped(text)}"


def _escaped(text: str, separators: str = "") -> str:
    """Escape text for a workflow command: characters that end a line, a property or a command become %XX.

    Bytes of a file name that are not text are escaped, as in messages.
    """
    written = "".join(f"%{ord(c):02X}" if c in "%\r\n" + separators else c for c in text)
    return written.encode(errors="backslashreplace").decode()
