"""Paths that may have been meant by one that does not exist."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tiia_cost.core.names import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 3
"""Largest number of paths that a message suggests."""


def near_paths(path: str, fits: Callable[[str], bool]) -> list[str]:
    """Return up to three paths that look like a missing one, the most similar first; only those that `fits` accepts.

    They are beside it, in its folder; if that is missing, too, in the folders that look like it, under any name at all
    only if none has the same. Names are compared without their extensions, in which most files of a folder agree.
    """
    folder, name = os.path.split(path.rstrip(os.sep))
    if not folder or os.path.isdir(folder):
        return _beside(folder, name, fits)
    folders = near_paths(folder, os.path.isdir)
    same = [found for near in folders if fits(found := os.path.join(near, name))]
    return (same or [found for near in folders for found in _beside(near, name, fits)])[:_MOST]


def _beside(folder: str, name: str, fits: Callable[[str], bool]) -> list[str]:
    """Return the nearest names in a folder as paths; of those that differ only in the extension, its own one first."""
    try:
        names = sorted(os.listdir(folder or os.curdir))
    except OSError:
        return []
    stem, extension = _split(name)
    by_stem: dict[str, list[str]] = {}
    for other in sorted(names, key=lambda other: _split(other)[1] != extension):
        if not other.startswith(".") and fits(os.path.join(folder, other)):
            by_stem.setdefault(_split(other)[0], []).append(other)
    close = [os.path.join(folder, other) for near in nearest(stem, by_stem) for other in by_stem[near]]
    return close[:_MOST]


def _split(name: str) -> tuple[str, str]:
    """Split the name of a file at its first point, as in ``log.csv.gz``; one that begins it belongs to the name."""
    stem, point, extension = name[1:].partition(".")
    return name[:1] + stem, point + extension.lower()
