"""Help of the program and its commands, in both languages: Typer's own is English, and one flat box.

Texts are in `messages.help`; the parameters of Typer carry their codes, and the groups that they belong to.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from tiia_cost.cli.parameters import LOGS, OUTPUT, PRICES, USAGE
from tiia_cost.cli.terminal import is_terminal, terminal_width, wants_colour
from tiia_cost.formats.fold import fold, width_of
from tiia_cost.messages.help import HELP, help_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

GROUPS = (USAGE, PRICES, OUTPUT, LOGS)
"""Groups of options in their order."""

_WIDTH = 80
"""Cells of a line where no terminal says it."""

_LINE = 100
"""Most cells of a line: longer ones are hard to read."""

_NAMES = 26
"""Most cells of names beside their texts; a longer name has a line of its own."""

_BESIDE = 60
"""Fewest cells of a line for names beside their texts."""


def help_of(command: Any, path: str, lang: str) -> str:
    """Return the help of a command, or of a group of them, called as `path` says: ``tiia-cost prices show``."""
    look = _Look(sys.stdout)
    code = _code(path)
    parts = [_usage(command, path, lang, look)]
    parts.append([line for part in ("", "-more") for line in fold(help_text(f"help-{code}{part}", lang), look.width)])
    parts.append(_examples(code, lang, look))
    if _is_group(command):
        parts.append(
            [
                _heading("commands", lang, look),
                *_lines([(name, help_text(_code_within(path, name), lang)) for name in command.commands], look),
            ]
        )
        groups = {"options": [*_options(command, lang)]}
    else:
        groups = {group: [*_options(command, lang, group)] for group in GROUPS}
    beside = _indent([name for rows in groups.values() for name, _ in rows], look)
    parts += [[_heading(group, lang, look), *_lines(rows, look, beside)] for group, rows in groups.items() if rows]
    if not _is_group(command):
        status = help_text(f"help-{code}-status", lang) or help_text("help-status", lang)
        parts.append([_heading("status", lang, look), *_copied(fold(status, look.width - 2))])
    parts.append([_heading("next", lang, look), *_copied(help_text(f"help-{code}-next", lang).split("\n"))])
    return "\n\n".join("\n".join(filter(None, part)) for part in parts)


def usage_and_examples(command: Any, path: str, lang: str) -> list[str]:
    """Return the lines to show where a command lacks what it needs: how it is called, and examples."""
    look = _Look(sys.stderr, plain=True)  # `tell` escapes what a terminal would obey
    return [*_usage(command, path, lang, look), *_examples(_code(path), lang, look)]


def in_words(metavar: str, lang: str) -> str:
    """Return the placeholder of a value in a language: ``[ACCOUNT=]AMOUNT``, ``[账号=]金额``."""
    return re.sub(r"\b[A-Z]+\b", lambda word: help_text(f"metavar-{word[0]}", lang) or word[0], metavar)


def text_beside(value: str, code: str | None, path: str, lang: str) -> str:
    """Return the text of an option, by its code or its name, or of a command in the group at `path`, in one line.

    Typer folds longer ones at 80 cells, which zsh takes for the end of the text.
    """
    if code not in HELP:
        code = f"option-{value.strip('-')}" if value.startswith("-") else _code_within(path, value)
    first, *rest = fold(help_text(str(code), lang), _BESIDE)
    return f"{first}…" if rest else first


class _Look:
    """Look of help on a stream: width of its lines, and whether headings and names stand out."""

    def __init__(self, stream: TextIO | None, *, plain: bool = False) -> None:
        self.width = min(terminal_width(stream) or _WIDTH, _LINE)
        self._colour = not plain and wants_colour(terminal=is_terminal(stream))

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._colour else text


def _code(path: str) -> str:
    """Return the middle of the codes of a command's texts: `prices-show`, and `tiia-cost` of the program itself."""
    return "-".join(path.split()[1:]) or "tiia-cost"


def _heading(group: str, lang: str, look: _Look) -> str:
    colon = "：" if lang == "zh" else ":"
    return look.bold(f"{help_text(f'group-{group}', lang)}{colon}")


def _copied(lines: Iterable[str]) -> list[str]:
    """Return lines as they are, indented: a command that is there to be copied is never folded."""
    return [f"  {line}" for line in lines]


def _is_group(command: Any) -> bool:
    return hasattr(command, "commands")


def _usage(command: Any, path: str, lang: str, look: _Look) -> list[str]:
    words = ["COMMAND"] if _is_group(command) else []
    for param in command.params:
        if param.param_type_name == "argument":
            # Usage may be lacking for Typer, so that it is told beside what else is wrong.
            needed = param.required or param.metavar == "USAGE..."
            words.append(param.metavar if needed else f"[{param.metavar}]")
    called = in_words(" ".join(words), lang)
    space = "" if lang == "zh" else " "
    return [
        f"{_heading('synopsis', lang, look)}{space}{path} {called}{' ' if called else ''}{in_words('[OPTIONS]', lang)}"
    ]


def _examples(code: str, lang: str, look: _Look) -> list[str]:
    return [
        _heading("examples", lang, look),
        *_copied(help_text(f"help-{code}-{number}", lang) for number in (1, 2, 3)),
    ]


def _code_within(path: str, name: str) -> str:
    """Return the code of a command in the group at `path`."""
    return "-".join(["help", *path.split()[1:], name])


def _options(command: Any, lang: str, group: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a group, or all; what names no group, such as Typer's own, is about output."""
    for param in [*command.params, command.get_help_option(_NO_CONTEXT)]:
        if not getattr(param, "hidden", False) and group in {None, param.rich_help_panel or OUTPUT}:
            yield _row(param, lang)


class _NoContext:
    """Context for `get_help_option`, which only looks at these names."""

    help_option_names = ("--help", "-h")


_NO_CONTEXT = _NoContext()


def _row(param: Any, lang: str) -> tuple[str, str]:
    """Return a parameter as it is written, and its text."""
    text = help_text(param.help if param.help in HELP else f"option-{param.name.replace('_', '-')}", lang)
    if param.param_type_name == "argument":
        return in_words(param.metavar, lang), text
    names = ", ".join(sorted(param.opts, key=len))
    if not any(len(name) == 2 for name in param.opts):  # noqa: PLR2004 - a dash and a letter
        names = f"    {names}"
    metavar = "" if param.is_flag else in_words(param.metavar, lang)
    return names + (metavar if metavar.startswith("[=") else f" {metavar}").rstrip(), text


def _indent(names: Sequence[str], look: _Look) -> int:
    """Return where texts begin: beside the names, or in a narrow terminal below them."""
    if look.width < _BESIDE:
        return 6
    return max((width for name in names for width in [width_of(name)] if width <= _NAMES), default=0) + 4


def _lines(rows: Sequence[tuple[str, str]], look: _Look, indent: int | None = None) -> Iterator[str]:
    """Yield the lines of names and their texts, which begin at `indent`, by default that of these names."""
    indent = _indent([name for name, _ in rows], look) if indent is None else indent
    for name, text in rows:
        first, *rest = (f"{' ' * indent}{line}" for line in fold(text, look.width - indent))
        before = f"  {name}"
        if width_of(before) + 2 <= indent:
            first = before + first[width_of(before) :]
        else:
            yield look.bold(before)
        yield first
        yield from rest
