"""Options in the arguments as they are, for errors that occur before Typer has parsed them."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def last_value(arguments: Sequence[str], name: str, short: str = "") -> str | None:
    """Return the last value of an option (``--format``); None if the option is not there or has no value."""
    return next(reversed(values(arguments, name, short)), None)


def values(arguments: Sequence[str], name: str, short: str = "") -> list[str | None]:
    """Return the values of an option (``--output``), also by its `short` letter, alone or after flags (``-qo``).

    An option without a value has None. Arguments after ``--`` are not options.
    """
    given = re.compile(rf"{name}(?:=(?P<long>.*))?" + (rf"|-q*{short}(?P<short>.+)?" if short else ""), re.DOTALL)
    found = []
    for argument, following in zip_longest(arguments, arguments[1:]):
        if argument == "--":
            break
        match = given.fullmatch(argument)
        if match:
            attached = next((text for text in match.groups() if text is not None), None)
            found.append(following if attached is None else attached)
    return found
