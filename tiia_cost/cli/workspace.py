"""Annotations as GitHub attaches them: paths of files are relative to the workspace."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tiia_cost.errors import Place
from tiia_cost.formats.github import command, is_in_file

if TYPE_CHECKING:
    from tiia_cost.errors import Problem
    from tiia_cost.formats.sheet import Case


def annotated(case: Case) -> Case:
    """Return the case at its row, with the path of its file as GitHub needs it. Renderers cannot do this."""
    place = case.place
    if place is None or not is_in_file(place):
        return case
    if place.sheet:
        text = f"{place.in_workbook()}: {case.text}"
        return case._replace(place=Place(in_workspace(place.file)), text=text)
    return case._replace(place=Place(in_workspace(place.file), place.line))


def error_command(problem: Problem, lang: str) -> str:
    """Return the workflow command of an error: at its place, or with the place in the text if that is not in a file."""
    place = problem.place
    if place is None or not is_in_file(place):
        return command("error", problem.text(lang))
    _, what = problem.parts(lang)
    if place.sheet:  # it has no lines
        return command("error", f"{place.in_workbook()}: {what}", Place(in_workspace(place.file)))
    return command("error", what, place._replace(file=in_workspace(place.file)))


def in_workspace(file: str) -> str:
    """Return the path of a file relative to GITHUB_WORKSPACE, else to the current folder, else its absolute path.

    GitHub attaches an annotation only to a path that is in the repository. URLs stay as they are.
    """
    if "://" in file:
        return file
    for folder in filter(None, (os.environ.get("GITHUB_WORKSPACE"), os.curdir)):
        # First the path as given, then with links resolved: the workspace, or a file in it, may be behind a link.
        for path_of in (os.path.abspath, os.path.realpath):
            relative = os.path.relpath(path_of(file), path_of(folder))
            if relative.split(os.sep)[0] != os.pardir:
                return relative.replace(os.sep, "/")
    return os.path.abspath(file).replace(os.sep, "/")
