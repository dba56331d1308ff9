"""Arguments of the form ``SERVICE=CALLS``, and what was meant by those that are nearly so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.values.numbers import parse_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook


def is_count(argument: str) -> bool:
    """Return whether an argument is ``SERVICE=CALLS``: it has a ``=``, is not a path and does not look like one."""
    name, equals, _ = name_and_calls(argument)
    return bool(equals) and "/" not in name and not os.path.exists(argument)


def name_and_calls(argument: str) -> tuple[str, str, str]:
    """Return what is before and after the first ``=``, which an input method may have made full-width."""
    return argument.replace("＝", "=", 1).partition("=") if "=" not in argument else argument.partition("=")


def split_counts(arguments: Sequence[str], book: PriceBook) -> tuple[list[str], list[str]]:
    """Return what was meant by each ``SERVICE CALLS`` among the arguments, ``SERVICE=CALLS``, and the other arguments.

    A ``=`` may be at the end of the one, at the start of the other, or between them; an unknown service is replaced by
    the nearest. Names of files are not touched.
    """
    meant, others, left = [], [], list(arguments)
    while left:
        pieces = left[: 3 if left[1:2] == ["="] else 2]
        service, calls = pieces[0].removesuffix("="), pieces[-1].removeprefix("=")
        is_pair = len(pieces) > 1 and "".join(pieces).count("=") <= 1 and not any(map(os.path.exists, pieces))
        if is_pair and isinstance(parse_count(calls), int) and (known := _known_or_nearest(service, book)):
            meant.append(f"{known}={calls}")
            del left[: len(pieces)]
        else:
            others.append(left.pop(0))
    return meant, others


def _known_or_nearest(service: str, book: PriceBook) -> str:
    """Return the name of a service as it is, or the nearest one to an unknown name; empty if none is near."""
    found = book.find(service)
    if isinstance(found, str):
        return service
    return found.params["nearest"][0] if found.code == "unknown-service" else ""


def count_in_pieces(meant: Sequence[str]) -> Problem:
    """Return the problem that services and their calls are separate arguments."""
    return Problem("count-in-pieces", {"nearest": " ".join(meant)})


def parse(argument: str, book: PriceBook) -> tuple[str | Problem, int | Problem]:
    """Return the id of the service and the calls of ``SERVICE=CALLS``, or the Problem with one or the other."""
    name, _, text = name_and_calls(argument)
    service = book.find(name.strip()) if name.strip() else Problem("service-missing", {})
    return service, parse_count(text)


def only_count(arguments: Sequence[str], book: PriceBook) -> tuple[str, int]:
    """Return the id of the service and the calls, for a command that takes a single ``SERVICE=CALLS`` and no tables.

    Raises UsageError if that is not what the arguments are, with what was probably meant.
    """
    if len(arguments) != 1 or not is_count(arguments[0]):
        raise UsageError([_not_one_count(arguments, book)])
    service, calls = parse(arguments[0], book)
    if isinstance(service, Problem) or isinstance(calls, Problem):
        wrong = (one for one in (calls, service) if isinstance(one, Problem))
        raise UsageError([problem._replace(place=Place.argument(arguments[0])) for problem in wrong])
    return service, calls


def _not_one_count(arguments: Sequence[str], book: PriceBook) -> Problem:
    meant, others = split_counts(arguments, book)
    if len(meant) == 1 and not others:
        return Problem("one-count-meant", {"nearest": meant[0]})
    name = arguments[0].strip("= ")
    if len(arguments) == 1 and book.knows(name):
        return Problem("one-count-meant", {"nearest": {"en": f"{name}=CALLS", "zh": f"{name}=调用量"}})
    tables = any(argument == "-" or os.path.exists(argument) for argument in arguments)
    return Problem("one-count-no-tables" if tables else "one-count", {"example": f"{book.services[0]}=1500000"})
