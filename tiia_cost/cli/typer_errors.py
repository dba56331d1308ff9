"""Turn errors of Typer into problems, which have messages in both languages: Typer has English only."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from tiia_cost.cli.help import in_words
from tiia_cost.cli.target import FORMATS
from tiia_cost.core.names import nearest
from tiia_cost.errors import OptionError, Problem
from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

_MEANINGS = (
    ("no-such-option", r"No such option: (?P<name>.*?)(?: \(Possible options: .*\))?"),
    ("option-without-value", r"Option '(?P<name>.*)' requires an argument\."),
    ("option-with-value", r"Option '(?P<name>.*)' does not take a value\."),
    ("no-such-command", r"No such command '(?P<name>.*)'\."),
    ("command-missing", r"Missing command\."),
    ("argument-missing", r"Missing argument '(?P<name>.*?)(?:\.\.\.)?'\."),
    ("too-many-arguments", r"Got unexpected extra argument(?:s|\(s\))? \((?P<names>.*)\)"),
)

_FORECAST = ("--through", "--pace", "--grow", "--months")
"""Options of commands that make a forecast; what compares or sells to one reads it from a file."""

_SYNONYMS = {
    **dict.fromkeys(("--until", "--to", "--as-of", "--project"), "--through"),
    "--forecast": "--months",
}
"""Options that other programs have, and those of this program that mean the same."""

_ELSEWHERE = {
    "--range": ("estimate", "check"),
    "--budget": ("check",),
    "--budgets": ("check",),
    "--balance": ("cashflow", "check"),
    "--counts": ("estimate", "check", "cashflow"),
}
"""Options that people expect of other commands, too, and the commands that have them."""


def as_problems(error: typer.TyperException, command: str) -> OptionError:
    """Return an error of Typer as a problem, with the nearest name for one that is unknown.

    `command` is the one whose help says more. An error that matches none of the patterns keeps Typer's words.
    """
    code, params = _meaning(error.format_message())
    asked = getattr(getattr(error, "ctx", None), "command", None)
    known = _known(code, asked)
    # Dashes are all that some options have in common.
    spelled = {name.lstrip("-"): name for name in known}
    close = [spelled[name] for name in nearest(params.get("name", "").lstrip("-"), spelled)]
    hint = _hint(code, params.get("name", ""), command, known)
    if hint is not None:
        return OptionError([hint])
    if close:
        return OptionError([Problem(f"{code}-near", {**params, "nearest": close})])
    if code == "argument-missing":
        params = {"name": {lang: in_words(params["name"], lang) for lang in LANGUAGES}}
    return OptionError([Problem(code, {**params, "known": known, "command": command})])


def _hint(code: str, name: str, command: str, known: Sequence[str]) -> Problem | None:
    """Return the problem with a name that is none but whose meaning is clear; None for any other."""
    if code == "no-such-option":
        return _hint_at_option(name, command, known)
    if code == "no-such-command" and name == "help":
        return Problem("command-is-help", {"command": command})
    if code == "no-such-command" and (os.path.exists(name) or "=" in name):
        return Problem("command-is-usage", {"name": name, "command": command})
    return None


def _hint_at_option(name: str, command: str, known: Sequence[str]) -> Problem | None:
    program, _, of = command.rpartition(" ")
    if name.lstrip("-").lower() in FORMATS:
        return Problem("format-as-option", {"name": name, "format": name.lstrip("-").lower()})
    if name == "--pack" and of == "packs":
        return Problem("packs-of-owned", {})
    if name in _FORECAST and of in {"packs", "diff"}:
        return Problem("forecast-first", {"name": name, "command": of, "program": program})
    if name in _ELSEWHERE:
        return Problem("option-elsewhere", {"name": name, "command": of, "known": _ELSEWHERE[name]})
    if _SYNONYMS.get(name) in known:
        return Problem("no-such-option-near", {"name": name, "nearest": [_SYNONYMS[name]]})
    return None


def _meaning(text: str) -> tuple[str, dict[str, Any]]:
    for code, pattern in _MEANINGS:
        match = re.fullmatch(pattern, text, re.DOTALL)
        if match:
            return code, match.groupdict()
    return "command-line", {"reason": text.rstrip(".")}


def _known(code: str, command: Any) -> list[str]:
    """Return the names of the kind that an error is about: the options of a command, or the commands of a group."""
    match code:
        case "no-such-option":
            return [name for option in getattr(command, "params", ()) for name in option.opts if name.startswith("-")]
        case "no-such-command":
            return [*getattr(command, "commands", ())]
        case _:
            return []
