"""Arguments and options as commands declare them: with the code of their help, and their group there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tiia_cost.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Complete = Callable[..., Sequence[str | tuple[str, str]]]
    """A function of `cli.completion`, which Typer calls with the context and what is typed."""

USAGE, PRICES, OUTPUT, LOGS = "usage", "prices", "output", "logs"
"""Groups of options in the help."""


def argument(metavar: str, help_: str, *, complete: Complete | None = None, group: str = USAGE) -> Any:
    """Return an argument. `help_` is the code of its text in `messages.help`, which states the default, if any.

    Shells complete what `complete` returns; `group` is that of the argument in the help.
    """
    return typer.Argument(
        metavar=metavar, help=help_, autocompletion=complete, show_default=False, rich_help_panel=group
    )


def option(
    name: str,
    metavar: str,
    help_: str,
    *,
    short: str | None = None,
    known: Sequence[str] = (),
    complete: Complete | None = None,
    group: str = USAGE,
) -> Any:
    """Return an option that takes a text. `help_` is the code of its help, which states the default.

    Shells complete the `known` values, or what `complete` returns; `group` is that of the option in the help.
    """
    return typer.Option(
        *(name, short) if short else (name,),
        metavar=metavar,
        help=help_,
        autocompletion=(lambda: known) if known else complete,
        show_default=False,
        rich_help_panel=group,
    )


def flag(name: str, help_: str, *, short: str | None = None, group: str = USAGE) -> Any:
    """Return an option without a value. `help_` is the code of its help."""
    return typer.Option(*(name, short) if short else (name,), help=help_, rich_help_panel=group)


Lang = Annotated[
    str | None,
    option("--lang", "|".join(LANGUAGES), "option-lang", known=LANGUAGES, group=OUTPUT),
]
