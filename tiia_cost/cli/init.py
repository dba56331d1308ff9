"""``tiia-cost init``: write a forecast, a budget and, on demand, files for CI to start from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

from tiia_cost.cli.command import command
from tiia_cost.cli.options import OutputOptions, Quiet
from tiia_cost.cli.output import Output, Result
from tiia_cost.cli.parameters import OUTPUT, Lang, argument, option
from tiia_cost.cli.run import Run
from tiia_cost.cli.start_files import TEMPLATES

if TYPE_CHECKING:
    from tiia_cost.errors import Problems

Folder = Annotated[str, argument("FOLDER", "option-folder", group=OUTPUT)]
Ci = Annotated[list[str] | None, option("--ci", "|".join(TEMPLATES), "option-ci", known=[*TEMPLATES], group=OUTPUT)]


@command
def init(folder: Folder = os.curdir, ci: Ci = None, lang: Lang = None, quiet: Quiet = False) -> Result:
    """Write a forecast of three months, a budget that it meets and, with --ci, files that check it; all or none."""
    from tiia_cost.cli.start_files import misplaced, start_files
    from tiia_cost.errors import OptionError, Place
    from tiia_cost.messages import say
    from tiia_cost.reports import init as report

    run = Run(OutputOptions(lang=lang, quiet=quiet))
    kinds = [*dict.fromkeys(_known(name, run.problems) for name in ci or ())]
    _check_folder(folder, run.problems)
    if not kinds:
        _check_not_a_kind(folder, run.problems)
    run.problems.raise_if_any(OptionError)
    files = [*start_files(folder, kinds, run.lang)]
    for file in files:
        _check_absent(file.path, run.problems)
    if kinds and run.problems:
        run.problems.add("ci-file-alone", Place.argument("--ci"))
    run.problems.raise_if_any(OptionError)
    written = [
        Output(file.content, file.path, mode=0o777 if file.is_program else 0o666, makes_folders=True) for file in files
    ]
    text = report.as_text([file.path for file in files], kinds, run.lang)
    notice = say("not-in-work-tree", run.lang) if misplaced(folder, kinds) and not quiet else ""
    return Result((*written, Output(text, said=notice)))


def _known(name: str, problems: Problems) -> str:
    """Return a value of ``--ci``; one that is not known is noted as a problem."""
    from tiia_cost.core.names import key, nearest
    from tiia_cost.errors import Place, Problem

    if key(name) not in TEMPLATES:
        close = nearest(name, TEMPLATES)
        code = "unknown-ci" if close else "unknown-ci-none-near"
        shown = {"name": name or "''", "known": [*TEMPLATES]} | ({"nearest": close} if close else {})
        problems.append(Problem(code, shown, Place.argument("--ci")))
    return key(name)


def _check_not_a_kind(folder: str, problems: Problems) -> None:
    """Note a problem for a folder to come that is named like a kind of file for CI: ``--ci`` may be forgotten."""
    from tiia_cost.core.names import key
    from tiia_cost.errors import Place

    if key(folder) in TEMPLATES and not os.path.lexists(folder):
        problems.add("folder-like-ci", Place.argument("FOLDER"), kind=key(folder), folder=os.path.join(".", folder))


def _check_folder(folder: str, problems: Problems) -> None:
    """Note a problem for a folder that cannot be one: it has no name, or something else has it or that of a parent."""
    from tiia_cost.errors import Place

    if not folder:
        problems.add("folder-missing", Place.argument("FOLDER"))
        return
    path = folder.rstrip(os.sep) or os.sep
    while path and not os.path.lexists(path):
        path = os.path.dirname(path)
    if path and not os.path.isdir(path):
        problems.add("not-a-folder", Place(path))


def _check_absent(path: str, problems: Problems) -> None:
    """Note a problem for a file that is there already, be it a link to nothing."""
    from tiia_cost.errors import Place

    if os.path.lexists(path):
        problems.add("already-there", Place(path))
    else:
        _check_folder(os.path.dirname(path) or os.curdir, problems)
