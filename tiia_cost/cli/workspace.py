"""Paths of files as GitHub needs them in annotations."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tiia_cost.inputs.tables.file import STDIN

if TYPE_CHECKING:
    from tiia_cost.formats.sheet import Case


def annotated(case: Case) -> Case:
    """Return the case with the path of its file as GitHub needs it. Renderers cannot do this."""
    place = case.place
    return case if place is None else case._replace(place=place._replace(file=in_workspace(place.file)))


def in_workspace(file: str) -> str:
    """Return the path of a file relative to GITHUB_WORKSPACE, else to the current folder, else its absolute path.

    GitHub attaches an annotation only to a path that is in the repository. Standard input and URLs stay as they are.
    """
    if file == STDIN or "://" in file:
        return file
    for folder in filter(None, (os.environ.get("GITHUB_WORKSPACE"), os.curdir)):
        # First the path as given, then with links resolved: the workspace, or a file in it, may be behind a link.
        for path_of in (os.path.abspath, os.path.realpath):
            relative = os.path.relpath(path_of(file), path_of(folder))
            if relative.split(os.sep)[0] != os.pardir:
                return relative.replace(os.sep, "/")
    return os.path.abspath(file).replace(os.sep, "/")
