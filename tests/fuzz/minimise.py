"""Make a failing case smaller, so that a person sees the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, AnyStr

from tests.fuzz.check import check
from tiia_cost.cli import main as tiia_main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fuzz.generate import Case

PATIENCE = 1000
"""Number of tries after which a case is considered small enough."""


def minimised(made: Case, name: str, main: Callable[[], int] = tiia_main) -> Case:
    """Return the case without the parts that are not needed to break the promise `name`."""
    tries, smaller = 0, True
    while smaller and tries < PATIENCE:
        smaller = False
        for candidate in _smaller(made):
            tries += 1
            if name in {fault.name for fault in check(candidate, main)}:
                made, smaller = candidate, True
                break
    return made


def _smaller(made: Case) -> Iterator[Case]:
    """Yield smaller cases, each with one thing removed, large things first."""
    if made.env:
        yield made._replace(env={})
    for name in made.files:
        yield made._replace(files={other: data for other, data in made.files.items() if other != name})
    for index, argument in enumerate(made.arguments):
        yield made._replace(arguments=made.arguments[:index] + made.arguments[index + 1 :])
        for text in _less(argument) if "/" not in argument else ():  # a shortened path could name another file
            yield made._replace(arguments=(*made.arguments[:index], text, *made.arguments[index + 1 :]))
    for data in _less(made.stdin):
        yield made._replace(stdin=data)
    for name, content in made.files.items():
        for data in _less(content):
            yield made._replace(files={**made.files, name: data})


def _less(text: AnyStr) -> Iterator[AnyStr]:
    size = len(text)
    while size:
        for start in range(0, len(text), size):
            yield text[:start] + text[start + size :]
        size //= 2
