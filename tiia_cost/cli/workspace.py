"""Where GitHub finds the files that annotations name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tiia_cost.inputs.tables.file import STDIN

if TYPE_CHECKING:
    from tiia_cost.formats.sheet import Case


def annotated(case: Case) -> Case:
    """Return a case whose file is named as GitHub knows it; where that is, no renderer can see."""
    place = case.place
    return case if place is None else case._replace(place=place._replace(file=in_workspace(place.file)))


def in_workspace(file: str) -> str:
    """Return a file relative to GITHUB_WORKSPACE, else to the current folder; one outside both by its absolute path.

    GitHub attaches an annotation only to a file as its repository has it. Standard input stays, and so do addresses.
    """
    if file == STDIN or "://" in file:
        return file
    for folder in filter(None, (os.environ.get("GITHUB_WORKSPACE"), os.curdir)):
        # As it is named, then as it is: the workspace may be reached by a link, and so may a file in it.
        for path_of in (os.path.abspath, os.path.realpath):
            relative = os.path.relpath(path_of(file), path_of(folder))
            if relative.split(os.sep)[0] != os.pardir:
                return relative.replace(os.sep, "/")
    return os.path.abspath(file).replace(os.sep, "/")
