"""Turn errors of Typer into problems, which have messages in both languages: Typer has English only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tiia_cost.errors import OptionError, Problem

if TYPE_CHECKING:
    import typer

_MEANINGS = (
    ("no-such-option", r"No such option: (?P<name>.*)"),
    ("option-without-value", r"Option '(?P<name>.*)' requires an argument\."),
    ("option-with-value", r"Option '(?P<name>.*)' does not take a value\."),
    ("no-such-command-near", r"No such command '(?P<name>.*)'\. Did you mean (?P<nearest>.*)\?"),
    ("no-such-command", r"No such command '(?P<name>.*)'\."),
    ("command-missing", r"Missing command\."),
    ("argument-missing", r"Missing argument '(?P<name>.*)'\."),
    ("too-many-arguments", r"Got unexpected extra argument(?:s|\(s\))? \((?P<names>.*)\)"),
)


def as_problems(error: typer.TyperException) -> OptionError:
    """Return an error of Typer as a problem. An error that matches none of the patterns keeps Typer's words."""
    near = getattr(error, "possibilities", None)
    if near:
        name = getattr(error, "option_name", "")
        return OptionError([Problem("no-such-option-near", {"name": name, "nearest": sorted(near)})])
    text = error.format_message()
    for code, pattern in _MEANINGS:
        match = re.fullmatch(pattern, text, re.DOTALL)
        if match:
            params = {name: text.strip("'").split("', '") for name, text in match.groupdict().items()}
            return OptionError([Problem(code, params)])
    return OptionError([Problem("command-line", {"reason": text})])
