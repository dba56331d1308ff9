"""Price files: YAML → PriceList, with the line of each problem; by their paths, or by the names of shipped sets."""

from __future__ import annotations

import datetime
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from tiia_cost.core.book import PriceBook
from tiia_cost.core.names import key, nearest
from tiia_cost.core.prices import PriceList
from tiia_cost.errors import Place, PriceFileError, Problem, Problems
from tiia_cost.inputs.near_paths import near_paths
from tiia_cost.inputs.settings.shipped import shipped
from tiia_cost.inputs.settings.yaml_model import is_settings, read_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable
    from os import PathLike

    from tiia_cost.core.book import Finder

ANNOUNCED, CHARGED = "announced", "charged"
"""Names of the shipped sets: the list that was announced, and the dated lists by which the vendor charged (rule 17)."""

_ANNOUNCED_LIST = "tencent-tiia"
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}\.yaml")


@cache
def shipped_sets() -> dict[str, dict[str, Traversable]]:
    """Return the files of each shipped set, by the name of their list, in the order of their dates."""
    charged = shipped(CHARGED)
    dated = sorted(file.name for file in charged.iterdir() if _DATED.fullmatch(file.name))
    return {
        ANNOUNCED: {_ANNOUNCED_LIST: shipped("pricing.yaml", in_checkout="pricing.yaml")},
        CHARGED: {f"{_ANNOUNCED_LIST}-{name.removesuffix('.yaml')}": charged / name for name in dated},
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of price files, to which the first line of `pricing.yaml` points editors."""
    from tiia_cost.inputs.settings.json_schema import schema_of  # noqa: PLC0415 - no other run needs it

    return schema_of(PriceList)


def load_prices(*files: str | PathLike[str]) -> PriceBook:
    """Return the price lists in YAML files, or the announced list if none is named.

    A file may also be the name of a shipped set (`announced`, `charged`) or of a list in one; a file of that name comes
    first. Several lists are one book: each month is priced by the newest that is in force on its first day. Raises
    PriceFileError with all problems in any of the files, or between them.
    """
    problems = Problems()
    return load_book(price_files([os.fspath(file) for file in files], problems), problems)


def load_book(files: Sequence[str | Traversable], problems: Problems) -> PriceBook:
    """Return the price lists in YAML files as one book.

    Raises PriceFileError with the problems so far and those of the files.
    """
    read = [_read(file, problems) for file in files]
    problems.raise_if_any(PriceFileError)
    lists = [both for both in read if both is not None]
    return PriceBook([prices for prices, _ in lists], [finder for _, finder in lists])


def load_list(file: str | Traversable, problems: Problems) -> PriceList | None:
    """Return the price list in one file, or None if it has any problem; problems go to `problems`."""
    read = _read(file, problems)
    return read[0] if read else None


def price_files(names: Sequence[str], problems: Problems) -> list[str | Traversable]:
    """Return the files that are meant by paths and by names of shipped sets or lists; the announced list by none.

    A name that means nothing is noted as a problem.
    """
    files: list[str | Traversable] = []
    for name in names or [ANNOUNCED]:
        shipped = [] if is_file(name) else shipped_files(name)
        unknown = None if shipped or os.path.exists(name) else _unknown(name)
        if unknown is not None:
            problems.append(unknown, Place.argument(name))
        else:
            # A list of a set counts once. What is wrong with a path is found when it is read.
            files += [file for file in shipped if str(file) not in map(str, files)] or ([] if shipped else [name])
    return files


def is_file(name: str) -> bool:
    """Return whether a name is that of a file, which comes before a shipped set of that name."""
    return os.path.exists(name) and not os.path.isdir(name)


def shipped_files(name: str) -> list[Traversable]:
    """Return the files of the shipped set or list of that name, in any letter case; empty if there is none."""
    for set_, lists in shipped_sets().items():
        if key(set_) == key(name):
            return list(lists.values())
        for list_, file in lists.items():
            if key(list_) == key(name):
                return [file]
    return []


def is_announced(prices: PriceList) -> bool:
    """Return whether a list is the shipped one, which was announced and never charged, or a copy of it."""
    return prices.name == _ANNOUNCED_LIST and prices == shipped_book(ANNOUNCED).lists[0]


@cache
def shipped_book(name: str) -> PriceBook:
    """Return a shipped set, whatever files of its name there are. It is read once: a book never changes."""
    return load_book([*shipped_sets()[name].values()], Problems())


def _unknown(name: str) -> Problem | None:
    """Return the problem with a name of nothing, if it is near that of a shipped list or is not like a path."""
    known = [*shipped_sets(), *(list_ for lists in shipped_sets().values() for list_ in lists)]
    close = nearest(name, known)
    if not close and (os.sep in name or "." in name):
        return None  # a path
    close += near_paths(name, is_settings)
    if close:
        return Problem("unknown-price-set", {"nearest": close})
    return Problem("unknown-price-set-none-near", {"nearest": [*shipped_sets()]})


def _read(file: str | Traversable, problems: Problems) -> tuple[PriceList, Finder] | None:
    read = read_model(file, PriceList, problems)
    if read is None:
        return None
    prices, find = read
    checked = prices.checked
    if checked is None:
        return read
    # The latest date on Earth: whoever compared the figures may have been ahead of this clock. Shipped lists are not
    # looked at, so that a wrong clock stops nobody.
    today = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()
    if isinstance(file, str) and checked > today:
        problems.add("checked-in-future", find(("checked",)), value=str(checked))
        return None
    return read
