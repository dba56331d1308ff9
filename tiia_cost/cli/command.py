"""Commands as this program has them: with help in both languages, and with dataclasses of options.

An option that several commands share is a field of one dataclass, defined once.
"""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from tiia_cost.cli.language import language_of_errors
from tiia_cost.cli.parameters import Lang  # noqa: TC001 - Typer reads annotations at run time

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

    from tiia_cost.cli.output import Result


class _Helped:
    """Help in both languages, also beside what a shell offers for completion."""

    def get_help(self, ctx: Any) -> str:
        """Return the help in the language of the run."""
        from tiia_cost.cli.help import help_of

        return help_of(self, ctx.command_path, language_of_errors(sys.argv[1:]))

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Return the options and commands that begin so, with their texts."""
        from tiia_cost.cli.completion import spoken
        from tiia_cost.cli.help import text_beside

        items = super().shell_complete(ctx, incomplete)  # type: ignore[misc]
        for item in items:
            item.help = text_beside(item.value, item.help, ctx.command_path, spoken(ctx))
        return items


class Command(_Helped, TyperCommand):
    """A command with options that may have a value or none, which Typer cannot read: their metavar says ``[=…]``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse arguments; such an option alone has an empty value, so that it takes no argument that follows it."""
        alone = {name for param in self.params if (param.metavar or "").startswith("[=") for name in param.opts}
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [f"{arg}=" if arg in alone else arg for arg in args[:end]] + args[end:])


class Group(_Helped, TyperGroup):
    """A group of commands."""


def group() -> typer.Typer:
    """Return a group of commands, before whose names the language may stand, too."""
    made = typer.Typer(cls=Group, add_completion=False, suggest_commands=False)
    made.callback()(pass_on)
    return made


def pass_on(ctx: typer.Context, lang: Lang = None) -> None:
    """Make the language before a command that of the command, unless that has one of its own."""
    if lang is not None and ctx.invoked_subcommand is not None:
        ctx.default_map = {ctx.invoked_subcommand: {"lang": lang}}


def command(function: Callable[..., Result]) -> Callable[..., Result]:
    """Return a command in the form that Typer reads: each parameter that is a dataclass is replaced by its fields.

    Do not use `functools.wraps` here: Typer would follow `__wrapped__` and find the dataclasses.
    """
    parameters: list[Parameter] = []
    groups: dict[str, type[DataclassInstance]] = {}
    for name, parameter in signature(function, eval_str=True).parameters.items():
        group = parameter.annotation
        if isinstance(group, type) and is_dataclass(group):
            groups[name] = group
            parameters += _parameters(group)
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))

    def run(**given: Any) -> Result:
        options = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        return function(**given, **options)

    run.__name__, run.__doc__, run.__annotations__ = function.__name__, function.__doc__, {}
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


def _parameters(group: type[DataclassInstance]) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
    ]
