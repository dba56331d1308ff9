"""Selection among the files that Spark lists: those that the argument names, and in a folder its tables."""

from __future__ import annotations

import glob
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from tiia_cost.inputs.engines.spark.files import named
from tiia_cost.inputs.files import as_told, is_table, not_read, passed_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.errors import Problem
    from tiia_cost.inputs.engines.spark.files import Listing

_SIGNS = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}


class Chosen(NamedTuple):
    """The files that are read, and notices on files that are not.

    `inside` has, for each file in a folder, the name of the folder and that of the file in it.
    """

    listing: Listing
    inside: dict[str, tuple[str, str]]
    notices: list[Problem]

    def without_own(self, uris: Iterable[str]) -> Chosen:
        """Return the selection without bills and bad rows in its folders, which get a notice."""
        own = set(uris)
        folders = _by_folder(self.inside[uri] for uri in own)
        told = [notice for folder, names in folders for notice in passed_over(folder, names)]
        return self._replace(listing=self.listing.of(self.listing.files.keys() - own), notices=[*told, *self.notices])


def chosen(listing: Listing) -> Chosen:
    """Choose the files to read from a listing; folders such as ``month=2026-11`` belong to the one that they are in."""
    inside = {uri: place for uri in listing.files if (place := _place(listing, uri)) is not None}
    others = {uri: place for uri, place in inside.items() if not is_table(os.path.basename(place[1]))}
    unread = [*others.values(), *_unlisted(listing, inside.values())]
    notices = [notice for folder, names in _by_folder(unread) for notice in not_read(folder, names)]
    return Chosen(listing.of(listing.files.keys() - others.keys()), inside, notices)


def _by_folder(places: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    folders: dict[str, list[str]] = {}
    for folder, name in sorted(places):
        folders.setdefault(folder, []).append(name)
    return list(folders.items())


def _place(listing: Listing, uri: str) -> tuple[str, str] | None:
    """Return the folder that a file is in, and its name there; None for a file that the argument itself names."""
    parts = urlsplit(uri)
    path = unquote(parts.path)
    match = re.match(_as_regex(listing, parts.scheme), path, re.DOTALL)
    end = match.end() if match is not None else path.rindex("/")
    if end == len(path):
        return None
    return named(parts._replace(path=quote(path[:end])).geturl(), listing.argument), path[end:].lstrip("/")


def _as_regex(listing: Listing, scheme: str) -> str:
    """Return a regular expression for the paths that an argument names.

    Spark looks up a path that does not begin with / below a folder of its own, which is unknown here.
    """
    if scheme == "file" and os.path.lexists(listing.argument):
        return f"{re.escape(os.path.abspath(listing.argument).rstrip('/'))}(?=/|$)"
    path = os.path.normpath(re.sub(r"^[^/:]+:(//[^/]*)?", "", listing.path))
    pattern, depth = "", 0
    for sign in re.findall(r"\\.|\[(?:\\.|[^\]\\])+\]|.", re.sub(r"^(\.\./)+", "", path).rstrip("/"), re.DOTALL):
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth:
            pattern += "|"
        elif sign[0] == "[" and len(sign) > 1:
            pattern += sign.replace("[!", "[^", 1)
        else:
            pattern += _SIGNS.get(sign) or re.escape(sign[-1])
    return f"{'' if path.startswith('/') else '(?:.*?/)??'}{pattern}(?=/|$)"


def _unlisted(listing: Listing, inside: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the files that Spark passes over in folders of this machine, and among the matches of a pattern here."""
    argument = listing.argument
    listed: dict[str, set[str]] = {argument: set()} if os.path.isdir(argument) else {}
    for folder, name in inside:
        listed.setdefault(folder, set()).add(name.partition("/")[0])
    left = []
    for folder, names in listed.items():
        with suppress(OSError):  # the folder is not on this machine
            others = (name for name in set(os.listdir(folder)) - names if not name.startswith("."))
            left += [(folder, as_told(folder, name)) for name in others]
    if not os.path.lexists(argument):
        read = {os.path.abspath(file.name) for file in listing.files.values()}
        matches = (match for match in glob.glob(argument) if not os.path.isdir(match))
        left += [(argument, match) for match in matches if os.path.abspath(match) not in read]
    return left
