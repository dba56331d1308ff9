"""JSON Lines as records: an object a line, with the keys of the first object, in any order."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING

from tiia_cost.inputs.tables.record import BrokenRecord, Locator, Misfit, Record
from tiia_cost.inputs.tables.text import rewind
from tiia_cost.inputs.values.numbers import pointed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tiia_cost.errors import Problems


class _Pairs(list[tuple[str, object]]):
    """The members of an object in their order, including duplicate keys."""


def _exact(number: str) -> str:
    """Return a number with a 0 added if its point might else be read as a separator of thousands."""
    return f"{number}0" if pointed(number) else number


# Numbers keep their text: no float touches a count, and no 10 ** 9999 is computed.
_DECODER = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=str, parse_float=_exact, parse_constant=str)


def is_json_lines(file: str, text: IO[str]) -> bool:
    """Return whether a text is JSON Lines: it begins with ``{``, or its name says so, however it begins."""
    name = file.lower().removesuffix(".gz").removesuffix(".zst")
    start = next((line for line in rewind(text) if line.strip()), "")
    return start.lstrip().startswith("{") or name.endswith((".jsonl", ".ndjson"))


def read_keys(text: IO[str]) -> Record | None:
    """Return the keys of the first object, as if they were a header on its line; None if the text is empty.

    Raises BrokenRecord if the first line is not an object: then the keys are unknown.
    """
    for number, line in enumerate(rewind(text), 1):
        if line.strip():
            members = _members(line)
            if isinstance(members, Misfit):
                raise BrokenRecord(number, members.problem.code, **members.problem.params)
            return number, line, [key for key, _ in members]
    return None


def records(text: IO[str], keys: Sequence[str], tells: Callable[[str], bool]) -> Iterator[Record]:
    """Yield a record per line, with a cell for each of `keys`; null and a missing key give an empty cell.

    Any other key is ignored, unless it `tells` something: then the record is a misfit.
    """
    expected = list(keys)
    for number, line in enumerate(rewind(text), 1):
        members = _members(line) if line.strip() else None
        if members is None:
            yield number, line, []
        elif isinstance(members, Misfit):
            yield number, line, members
        else:
            texts = [value for _, value in members if isinstance(value, str)]
            as_expected = len(texts) == len(members) and [key for key, _ in members] == expected
            yield number, line, texts if as_expected else _cells(members, expected, tells)


def _members(line: str) -> _Pairs | Misfit:
    try:
        members = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return Misfit("not-json", reason=error.msg, column=error.pos + 1)
    except RecursionError:
        return Misfit("not-json", reason="nested too deep", column=1)
    if not isinstance(members, _Pairs):
        return Misfit("not-an-object")
    keys = [key for key, _ in members]
    if len(set(keys)) < len(keys):
        return Misfit("key-twice", name=next(key for i, key in enumerate(keys) if key in keys[:i]))
    return members


def _cells(members: _Pairs, keys: Sequence[str], tells: Callable[[str], bool]) -> list[str]:
    values = dict(members)
    new = next((key for key in values if key not in keys and values[key] is not None and tells(key)), None)
    if new is not None:
        return Misfit("key-not-in-first-row", name=new)
    nested = next((key for key in keys if isinstance(values.get(key), list) and tells(key)), None)
    if nested is not None:
        return Misfit("nested-value", name=nested)
    return [_as_text(values.get(key)) for key in keys]


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class JsonLocator(Locator):
    """A locator of the problems of JSON Lines: it points at the key of a cell, if the line has that without escapes."""

    def __init__(self, file: str, problems: Problems, keys: Sequence[str]) -> None:
        super().__init__(file, problems)
        self._keys = keys

    def starts(self, record: Record) -> list[tuple[int, int | None]]:
        """Return the line and column of each key in a record."""
        line, text, _ = record
        positions = (text.find(json.dumps(key, ensure_ascii=False)) for key in self._keys)
        return [(line, position + 1 if position >= 0 else None) for position in positions]
