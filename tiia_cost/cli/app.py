"""The program: its commands, and the one place that turns their results and errors into output and exit status."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tiia_cost import __version__
from tiia_cost.cli.command import Command, Group, pass_on
from tiia_cost.cli.completion import completed, is_completion
from tiia_cost.cli.language import language, language_of_errors
from tiia_cost.cli.output import FAILED, REFUSED, Output, Result, deliver, silence
from tiia_cost.cli.parameters import Lang  # noqa: TC001 - Typer reads annotations at run time
from tiia_cost.cli.stderr import tell, tell_error
from tiia_cost.errors import InputError, OptionError, OutputError, Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.errors import TiiaCostError

COMMANDS = ("estimate", "check", "diff", "cashflow", "tiers", "afford", "explain", "packs", "init", "prices", "budgets")
"""The commands in the order in which the help lists them; each is in the file of its name."""

LACKING = {"argument-missing", "budget-missing", "command-missing", "diff-without-after", "no-limit", "no-usage"}
"""Problems that are solved by knowing how a command is called, which is shown below them."""


class _Commands(Group):
    """The commands by name. A command is imported only when it is requested, so a run loads only its own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # for `get_command` to fill

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse arguments. ``--version`` alone is answered without what reads options, which takes long to load."""
        if args == ["--version"]:
            _tell_version()
            raise typer.Exit
        return super().parse_args(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a name, or None if there is none."""
        if cmd_name in COMMANDS and self.commands[cmd_name] is None:
            command = getattr(import_module(f"tiia_cost.cli.{cmd_name}"), cmd_name)
            if not isinstance(command, typer.Typer):
                alone = typer.Typer(add_completion=False)
                alone.command(cls=Command)(command)
                command = alone
            self.commands[cmd_name] = typer.main.get_command(command)
            self.commands[cmd_name].name = cmd_name
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    name="tiia-cost",
    cls=_Commands,
    context_settings={"help_option_names": ["--help", "-h"]},  # commands inherit it
    suggest_commands=False,  # `typer_errors` does, by our own measure
)


@app.callback(invoke_without_command=True)
def _options(
    ctx: typer.Context,
    lang: Lang = None,
    version: Annotated[bool, typer.Option("--version", help="option-version")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="option-version-verbose")] = False,
) -> None:
    """Do what the options of the program itself ask for; without any, and without a command, show the help."""
    problems = Problems()
    spoken = language(lang, problems if lang is not None else None)  # a command checks what the environment says
    if verbose and not version:
        problems.add("verbose-alone")
    problems.raise_if_any(OptionError)
    if version and verbose:
        from tiia_cost.cli.version import describe

        deliver(Result((Output(describe(spoken)),)))
    elif version:
        _tell_version()
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
    else:
        pass_on(ctx, lang)
        return
    raise typer.Exit


def _tell_version() -> None:
    typer.echo(f"tiia-cost {__version__}")


def _asked(arguments: Sequence[str]) -> tuple[Any, str]:
    """Return the command that arguments ask for, and its path (``tiia-cost prices show``), as far as there is one."""
    command, path = typer.main.get_command(app), "tiia-cost"
    names = iter(arguments)
    for name in names:
        if name == "--lang":
            next(names, None)
        elif not name.startswith("-"):
            within = command.get_command(None, name) if hasattr(command, "commands") else None  # type: ignore[attr-defined]
            if within is None:
                break
            command, path = within, f"{path} {name}"
    return command, path


def _show_usage(error: TiiaCostError, arguments: Sequence[str], lang: str) -> None:
    """Show how the command is called, with examples, if what it needs is lacking."""
    if any(problem.code in LACKING for problem in error.problems):
        from tiia_cost.cli.help import usage_and_examples

        tell(["", *usage_and_examples(*_asked(arguments), lang)])


def run() -> int:
    """Run the command line and return its exit status. Raises KeyboardInterrupt where Typer does not catch it."""
    arguments = sys.argv[1:]
    lang = language_of_errors(arguments)
    try:
        main = partial(typer.main.get_command(app).main, prog_name="tiia-cost", standalone_mode=False)
        result = completed(main) if is_completion(arguments) else main()
        return deliver(result) if isinstance(result, Result) else int(result or 0)  # after help or an interrupt
    except InputError as error:
        tell_error(error, lang, arguments)
        _show_usage(error, arguments, lang)
        return REFUSED
    except OutputError as error:
        tell_error(error, lang, arguments)
        return FAILED
    except typer.TyperException as error:
        from tiia_cost.cli.typer_errors import as_problems

        problems = as_problems(error, _asked(arguments)[1])
        tell_error(problems, lang, arguments)
        _show_usage(problems, arguments, lang)
        return REFUSED
    except SystemExit:
        # Typer exits with status 1 when the reader of its help has closed the pipe (`| head`); nothing failed.
        return 0
    except OSError as error:  # in writing help or the version; `deliver` handles errors in writing results
        silence()
        tell_error(OutputError([Problem("stdout-failed", {"reason": error.strerror})]), lang, arguments)
        return FAILED
