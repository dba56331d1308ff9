"""What can go wrong: one root exception, and the problems it carries as codes and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tiia_cost.messages import printable, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SHOWN = 20
"""How many problems one run tells in full; of the rest it tells the number."""

LONGEST = 120
"""How many characters of a value a message shows."""

_REASON = 500
"""How many of what a library says: a path that matters may be in it."""

_LONGEST_FILE = 1000

Value = TypeVar("Value")


class Place(NamedTuple):
    """Where in an input something stands.

    ``file`` is the name as the user gave it, or the argument itself; ``line`` and ``column`` count
    characters from 1; ``path`` is the place inside a YAML document (``services.label.prices``).
    """

    file: str
    line: int | None = None
    column: int | None = None
    path: str = ""

    def __str__(self) -> str:
        """``file:line:column`` as editors read it, or ``file:line: path``."""
        file = printable(self.file[:_LONGEST_FILE]) or "''"
        text = ":".join(str(part) for part in (file, self.line, self.column) if part is not None)
        return f"{text}: {printable(self.path)}" if self.path else text


class Problem(NamedTuple):
    """One thing that is wrong, or worth saying, as a code of `messages` and its parameters."""

    code: str
    params: Mapping[str, Any]
    place: Place | None = None

    def text(self, lang: str = "en") -> str:
        """Return the place and the sentence, one line, with nothing in it that a terminal would obey."""
        shown = {
            name: _shortened(value, _REASON if name == "reason" else LONGEST) for name, value in self.params.items()
        }
        sentence = say(self.code, lang, **shown)
        return sentence if self.place is None else f"{self.place}: {sentence}"


def _shortened(value: object, longest: int = LONGEST) -> object:
    """Return a parameter that fits a message: a cell of a broken file can be a megabyte."""
    if isinstance(value, list | tuple):
        return [_shortened(item) for item in value]
    return f"{value[:longest]}…" if isinstance(value, str) and len(value) > longest else value


class TiiaCostError(Exception):
    """The root of every error this package raises on purpose."""

    def __init__(self, problems: Iterable[Problem], unlisted: int = 0) -> None:
        """Carry `problems`, and how many more there are that are not listed."""
        self.problems = tuple(problems)
        self.unlisted = unlisted
        super().__init__(self.problems, unlisted)

    def lines(self, lang: str = "en") -> list[str]:
        """Return all problems as sentences, a line each."""
        lines = [problem.text(lang) for problem in self.problems]
        if self.unlisted:
            lines.append(say("more-problems", lang, count=self.unlisted))
        return lines

    def __str__(self) -> str:
        """All problems as English sentences, a line each."""
        return "\n".join(self.lines())


class InputError(TiiaCostError):
    """Something the user gave cannot be used. The command line ends with status 2."""


class OptionError(InputError):
    """An option has a value it cannot have, or does not go with the others."""


class PriceFileError(InputError):
    """A price file cannot be read, is wrong, or does not go with the other price files."""


class UsageError(InputError):
    """Usage cannot be read, or cannot be priced by the price lists given."""


class OutputError(TiiaCostError):
    """The result could not be written. The command line ends with status 4."""


class Problems:
    """Collects problems so that one run tells all of them, in bounded memory.

    Problems of cells that are counted together (the same unknown name in a thousand rows) are one problem, told
    at its first row with the number of further rows.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[Problem, int]] = {}
        self._files: dict[str, int] = {}
        self._dropped = 0

    def add(self, code: str, place: Place | None = None, *, rows: int | None = None, **params: object) -> None:
        """Note a problem by its code and parameters; see `append`."""
        self.append(Problem(code, params, place), rows=rows)

    def append(self, problem: Problem, place: Place | None = None, *, rows: int | None = None) -> None:
        """Note a problem, at `place` where it has none of its own; what is noted twice is told once.

        With `rows` it is that of so many rows, the first of them there, and all alike in one file are one problem;
        0 rows are an unknown number of them.
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
        """Note the problems of an error raised elsewhere, at `place` where they have none of their own."""
        for problem in error.problems:
            self.append(problem, place, rows=rows)
        self._dropped += error.unlisted

    def _position(self, problem: Problem) -> tuple[int, int, int]:
        place = problem.place
        if place is None:
            return (-1, 0, 0)
        return (self._files[place.file], place.line or 0, place.column or 0)

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._found)

    def raise_if_any(self, error: type[TiiaCostError]) -> None:
        """Raise `error` with all problems; do nothing when nothing is wrong."""
        if self:
            raise self.as_error(error)

    def as_error(self, error: type[TiiaCostError]) -> TiiaCostError:
        """Return `error` with all problems, in the order of places."""
        listed = sorted(self._found.values(), key=lambda item: self._position(item[0]))
        told = [
            problem._replace(params={**problem.params, "more_rows": rows - 1}) if rows > 1 else problem
            for problem, rows in listed[:SHOWN]
        ]
        return error(told, self._dropped + len(listed) - len(told))


def option_value(option: str, text: str, parse: Callable[[str], Value | Problem], problems: Problems) -> Value | None:
    """Return what the text of an option means; None, and why it means nothing goes to `problems`."""
    value = parse(text)
    if isinstance(value, Problem):
        problems.append(value, Place(option))
        return None
    return value
