"""Choice of the sheet to read: the one that is named, else the only one that is visible and not empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.names import key, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Refused(Exception):  # noqa: N818 - it carries a problem to the process that reports it
    """Raised where a workbook cannot be read, with the code of the problem and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code, params)


class Listed(NamedTuple):
    """A sheet of a workbook, as the workbook lists it."""

    name: str
    is_visible: bool


class Chosen(NamedTuple):
    """The sheet to read, and the hidden sheets that are not read though they are not empty."""

    name: str
    passed_over: list[str]


def choose(sheets: Sequence[Listed], asked: str, is_empty: Callable[[str], bool]) -> Chosen:
    """Return the sheet to read; raise Refused if it is missing or unclear. `asked` is its name, "" for none."""
    if asked:
        return Chosen(_named(sheets, asked), [])
    filled = [sheet.name for sheet in sheets if sheet.is_visible and not is_empty(sheet.name)]
    if len(filled) > 1:
        raise Refused("several-sheets", names=filled)
    hidden = [sheet.name for sheet in sheets if not sheet.is_visible and not is_empty(sheet.name)]
    if not filled:
        raise Refused("only-hidden-sheets", names=hidden) if hidden else Refused("workbook-empty")
    return Chosen(filled[0], hidden)


def _named(sheets: Sequence[Listed], asked: str) -> str:
    names = [sheet.name for sheet in sheets]
    if asked in names:
        return asked
    alike = [name for name in names if key(name) == key(asked)]
    if len(alike) == 1:
        return alike[0]
    close = nearest(asked, names)
    raise Refused("no-such-sheet" if close else "no-such-sheet-none-near", name=asked, nearest=close or names[:20])
