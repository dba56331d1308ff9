"""Errors: one root exception, and the problems that it carries as message codes with parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tiia_cost.messages import printable, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SHOWN = 20
"""Number of problems that one run reports in full; further ones are only counted."""

LONGEST = 120
"""Largest number of characters of a value that a message shows."""

_MATTERS = {"reason", "option"}
_LONGEST_THAT_MATTERS = 500
"""Largest number of characters shown of a library's error text, which may contain a path, and of an option to copy."""

_LONGEST_FILE = 1000

Value = TypeVar("Value")


class Place(NamedTuple):
    """Place in an input, for messages.

    ``file`` is the name as the user gave it; ``line`` and ``column`` count lines and characters from 1; ``path`` is the
    place inside a YAML document (``services.label.prices``). In a workbook they count rows and columns of a ``sheet``.
    `Place.argument` makes the place of what is not in a file.
    """

    file: str
    line: int | None = None
    column: int | None = None
    path: str = ""
    is_file: bool = True
    sheet: str = ""

    @classmethod
    def argument(cls, text: str) -> Place:
        """Return the place of an option, an argument or an environment variable: nothing that an editor could open."""
        return cls(text, is_file=False)

    def __str__(self) -> str:
        """Return ``file:line:column``, ``file:line: path``, ``file#sheet!C7``, or the argument."""
        return ": ".join(filter(None, self.parts()))

    def parts(self) -> tuple[str, str]:
        """Return the place in a file, ``file:line:column``, ``file#sheet!C7`` or "", and a YAML path or an argument."""
        file = printable(self.file[:_LONGEST_FILE]) or "''"
        if not self.is_file:
            return "", file
        if self.sheet:
            return f"{file}#{self.in_workbook()}", ""
        return ":".join(str(part) for part in (file, self.line, self.column) if part is not None), printable(self.path)

    def in_workbook(self) -> str:
        """Return the place in a workbook, ``sheet!C7`` or the sheet alone."""
        return printable(self.sheet) + (f"!{self.cell()}" if self.line else "")

    def cell(self) -> str:
        """Return the cell of a sheet, ``C7``, or its row, ``7:7``, as spreadsheet programs write a reference."""
        if self.column is None:
            return f"{self.line}:{self.line}"
        letters, column = "", self.column
        while column > 0:
            column, letter = divmod(column - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.line}"


class Problem(NamedTuple):
    """One error or warning: a code of `messages` and its parameters, and its place, if it has one."""

    code: str
    params: Mapping[str, Any]
    place: Place | None = None

    def text(self, lang: str = "en") -> str:
        """Return the place and the sentence as one line, without characters that would control a terminal."""
        return ": ".join(filter(None, self.parts(lang)))

    def parts(self, lang: str = "en") -> tuple[str, str]:
        """Return ``file:line:column`` or "", and what is wrong: the sentence, after its argument or YAML path."""
        shown = {
            name: _shortened(value, _LONGEST_THAT_MATTERS if name in _MATTERS else LONGEST)
            for name, value in self.params.items()
        }
        sentence = say(self.code, lang, **shown)
        where, inside = self.place.parts() if self.place is not None else ("", "")
        return where, f"{inside}: {sentence}" if inside else sentence


def _shortened(value: object, longest: int = LONGEST) -> object:
    """Return a parameter short enough for a message: a cell of a broken file can be a megabyte."""
    if isinstance(value, list | tuple):
        return [_shortened(item) for item in value]
    return f"{value[:longest]}…" if isinstance(value, str) and len(value) > longest else value


class TiiaCostError(Exception):
    """Root of all errors that this package raises on purpose."""

    def __init__(self, problems: Iterable[Problem], unlisted: int = 0) -> None:
        """Take the problems to list, and the number of further ones that are not listed."""
        self.problems = tuple(problems)
        self.unlisted = unlisted
        super().__init__(self.problems, unlisted)

    def told(self) -> list[Problem]:
        """Return the listed problems, and as the last one the number of the others, if there are any."""
        return [*self.problems, *([Problem("more-problems", {"count": self.unlisted})] if self.unlisted else [])]

    def lines(self, lang: str = "en") -> list[str]:
        """Return each problem as a line: its place and its sentence."""
        return [problem.text(lang) for problem in self.told()]

    def __str__(self) -> str:
        """Return the `lines` in English, joined into one text."""
        return "\n".join(self.lines())


class InputError(TiiaCostError):
    """Error in something that the user gave. The command line exits with status 2."""


class OptionError(InputError):
    """Error in an option: a value that it cannot have, or that does not go with the other options."""


class PriceFileError(InputError):
    """Error in a price file: it cannot be read, is invalid, or conflicts with the other price files."""


class UsageError(InputError):
    """Error in usage: it cannot be read, or the given price lists cannot price it."""


class OutputError(TiiaCostError):
    """Error while writing the result. The command line exits with status 4."""


class Problems:
    """Collector of problems, so that one run reports all of them, in bounded memory.

    Problems with cells that are counted together (the same unknown name in a thousand rows) are one problem, reported
    at its first row with the number of further rows.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[Problem, int]] = {}
        self._files: dict[str, int] = {}
        self._dropped = 0

    def add(self, code: str, place: Place | None = None, *, rows: int | None = None, **params: object) -> None:
        """Add a problem, given as its code and parameters; see `append`."""
        self.append(Problem(code, params, place), rows=rows)

    def append(self, problem: Problem, place: Place | None = None, *, rows: int | None = None) -> None:
        """Add a problem, at `place` if it has no place of its own. Equal problems are reported once.

        `rows` is the number of rows that share the problem, `place` being the first of them; equal problems in one file
        are then merged. 0 rows means an unknown number of them.
        """
        code, params, place = problem.code, problem.params, problem.place or place
        problem = problem._replace(place=place)
        if place is not None:
            self._files.setdefault(place.file, len(self._files))
        where = place if rows is None or place is None else place.file
        key = (code, where, repr(params))
        known, before = self._found.get(key, (problem, 0))
        self._found[key] = (min(known, problem, key=self._position), before + (rows or 0))
        if len(self._found) > 50 * SHOWN:
            kept = sorted(self._found.items(), key=lambda item: self._position(item[1][0]))
            self._dropped += len(kept) - SHOWN
            self._found = dict(kept[:SHOWN])

    def extend(self, error: TiiaCostError, place: Place | None = None, *, rows: int | None = None) -> None:
        """Add the problems of an error raised elsewhere, at `place` if they have no place of their own."""
        for problem in error.problems:
            self.append(problem, place, rows=rows)
        self._dropped += error.unlisted

    def _position(self, problem: Problem) -> tuple[int, int, int]:
        place = problem.place
        if place is None:
            return (-1, 0, 0)
        return (self._files[place.file], place.line or 0, place.column or 0)

    def __bool__(self) -> bool:
        """Return whether there is any problem."""
        return bool(self._found)

    def __len__(self) -> int:
        """Return how many different problems there are."""
        return len(self._found) + self._dropped

    def raise_if_any(self, error: type[TiiaCostError]) -> None:
        """Raise `error` with all problems; do nothing if there are none."""
        if self:
            raise self.as_error(error)

    def as_error(self, error: type[TiiaCostError]) -> TiiaCostError:
        """Return `error` with all problems in the order of their places: the first `SHOWN` in full, others counted."""
        listed = sorted(self._found.values(), key=lambda item: self._position(item[0]))
        told = [
            problem._replace(params={**problem.params, "more_rows": rows - 1}) if rows > 1 else problem
            for problem, rows in listed[:SHOWN]
        ]
        return error(told, self._dropped + len(listed) - len(told))


def option_value(option: str, text: str, parse: Callable[[str], Value | Problem], problems: Problems) -> Value | None:
    """Parse the text of an option. If that fails, add the problem to `problems` and return None."""
    value = parse(text)
    if isinstance(value, Problem):
        problems.append(value, Place.argument(option))
        return None
    return value
