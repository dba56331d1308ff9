"""Annotations for GitHub Actions: cases over their limit, at the row to blame if it is a single row, and bad input."""

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
        command(_COMMANDS[case.state], case.text, case.place, title=case.title)
        for case in cases
        if case.state in _COMMANDS
    ]
    # Remarks that warn are skipped here: they are also among the cases.
    commands += [command("notice", one.text, title=one.title) for one in remarks if one.title and not one.warns]
    plain = [one.text for one in remarks if not one.title]
    return "".join(f"{line}\n" for line in (*commands, *plain, *summary))


def command(name: str, text: str, place: Place | None = None, *, title: str = "") -> str:
    """Return a workflow command, ``::error file=…,line=…,col=…,title=…::text``, with the properties that there are."""
    properties: dict[str, object] = {"title": title}
    if place is not None and is_in_file(place):
        properties = {"file": place.file, "line": place.line, "col": place.column, **properties}
    written = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items() if value)
    return f"::{f'{name} {written}' if written else name}::{_escaped(text)}"


def is_in_file(place: Place) -> bool:
    """Return whether an annotation can be attached to a place: standard input and arguments are no files."""
    return place.is_file and place.file != _STDIN


def _escaped(text: str, separators: str = "") -> str:
    """Escape text for a workflow command: characters that end a line, a property or a command become %XX.

    Bytes of a file name that are not text are escaped, as in messages.
    """
    written = "".join(f"%{ord(c):02X}" if c in "%\r\n" + separators else c for c in text)
    return written.encode(errors="backslashreplace").decode()
