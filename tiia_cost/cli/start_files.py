"""The files that ``init`` writes: those of `examples/`, each in its place, with the paths that hold there."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.inputs.settings.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEMA = "budgets.schema.json"
FORECAST, BUDGETS = "forecast.csv", "budgets.yaml"


class _Template(NamedTuple):
    """An example for CI: its file in `examples/ci`, and the path that it gets.

    With `at_top` that path begins at the top of the git work tree, the only place where it works, else in the folder of
    the forecast.
    """

    example: str
    path: str
    at_top: bool = True


TEMPLATES = {
    "github": _Template("github.yml", ".github/workflows/budget.yml"),
    "gitlab": _Template("gitlab.yml", ".gitlab-ci.yml"),
    "pre-commit": _Template("pre-commit.yaml", ".pre-commit-config.yaml"),
    "shell": _Template("check.sh", "check.sh", at_top=False),
}
"""The examples by the values of ``--ci``."""


class StartFile(NamedTuple):
    """A file to write: its path as the user would write it, its content, and whether it is a program."""

    path: str
    content: bytes
    is_program: bool = False


def start_files(folder: str, kinds: Sequence[str], lang: str) -> Iterator[StartFile]:
    """Yield the files for a folder, in a language: a forecast, a budget with its schema, and the file of each kind.

    `kinds` are keys of `TEMPLATES`.
    """
    yield StartFile(_in(folder, FORECAST), _example(FORECAST, lang))
    budgets = _example(BUDGETS, lang)
    yield StartFile(_in(folder, BUDGETS), budgets.replace(f"../tiia_cost/{SCHEMA}".encode(), SCHEMA.encode(), 1))
    yield StartFile(_in(folder, SCHEMA), shipped(SCHEMA).read_bytes())
    for kind in kinds:
        template = TEMPLATES[kind]
        top = (_top(folder) if template.at_top else None) or folder
        content = _example(f"ci/{template.example}", lang)
        yield StartFile(_in(top, template.path), _pointed(content, folder, top), template.path.endswith(".sh"))


def _example(path: str, lang: str) -> bytes:
    """Return an example in a language: the Chinese one of ``forecast.csv`` is ``forecast.zh.csv``."""
    if lang != "en":
        stem, extension = os.path.splitext(path)
        path = f"{stem}.{lang}{extension}"
    return shipped(f"start/{path}", in_checkout=f"examples/{path}").read_bytes()


def _in(folder: str, path: str) -> str:
    """Return a path in a folder; that of the current one is left out."""
    return path if folder == os.curdir else os.path.join(folder, path)


def misplaced(folder: str, kinds: Sequence[str]) -> bool:
    """Return whether a file of these kinds belongs at the top of a git work tree, and the folder is in none."""
    return any(TEMPLATES[kind].at_top for kind in kinds) and _top(folder) is None


def _top(folder: str) -> str | None:
    """Return the top of the git work tree that holds a folder, or None outside one; the folder need not exist yet.

    It is relative where the folder is.
    """
    real = top = os.path.realpath(folder)
    while not os.path.exists(os.path.join(top, ".git")):  # a folder, or a file in a linked work tree or submodule
        if top == os.path.dirname(top):
            return None
        top = os.path.dirname(top)
    if top == real:
        return folder
    return top if os.path.isabs(folder) else os.path.relpath(top, os.path.realpath(os.curdir))


def _pointed(content: bytes, folder: str, top: str) -> bytes:
    """Return a template that points to a folder below `top`; YAML reads text in double quotes as JSON does."""
    path = os.path.relpath(os.path.realpath(folder), os.path.realpath(top))
    if path == os.curdir:
        return content
    quoted = json.dumps(path.replace(os.sep, "/"), ensure_ascii=False)[1:-1].encode(errors="surrogateescape")
    for name in (FORECAST, BUDGETS):  # arguments of pre-commit, which has no variables
        content = content.replace(f'"{name}"'.encode(), b'"%s/%s"' % (quoted, name.encode()))
    return content.replace(b'FOLDER: "."', b'FOLDER: "%s"' % quoted)
