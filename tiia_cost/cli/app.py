"""The program: its commands, and the one place that turns their results and errors into output and exit status."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from tiia_cost import __version__
from tiia_cost.cli.language import language_of_errors
from tiia_cost.cli.output import FAILED, REFUSED, Output, Result, deliver, silence
from tiia_cost.cli.stderr import tell_error
from tiia_cost.errors import InputError, OptionError, OutputError, Problem

COMMANDS = ("estimate", "check", "diff", "cashflow", "tiers", "afford", "explain", "prices", "budgets")
"""The commands in the order in which the help lists them; each is in the file of its name."""


class _Command(TyperCommand):
    """A command with options that may have a value or none, which Typer cannot read: their metavar says ``[=…]``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse arguments; such an option alone has an empty value, so that it takes no argument that follows it."""
        alone = {name for param in self.params if (param.metavar or "").startswith("[=") for name in param.opts}
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [f"{arg}=" if arg in alone else arg for arg in args[:end]] + args[end:])


class _Commands(TyperGroup):
    """The commands by name. A command is imported only when it is requested, so a run loads only its own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # for `get_command` to fill

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a name, or None if there is none."""
        if cmd_name in COMMANDS and self.commands[cmd_name] is None:
            command = getattr(import_module(f"tiia_cost.cli.{cmd_name}"), cmd_name)
            if not isinstance(command, typer.Typer):
                alone = typer.Typer(add_completion=False)
                alone.command(cls=_Command)(command)
                command = alone
            self.commands[cmd_name] = typer.main.get_command(command)
            self.commands[cmd_name].name = cmd_name
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    name="tiia-cost",
    cls=_Commands,
    context_settings={"help_option_names": ["--help", "-h"]},  # commands inherit it
    suggest_commands=False,  # `typer_errors` does, by our own measure
    help="Compute exactly what a month of Tencent Cloud image-analysis (TIIA) calls will cost.",
)


def _version(ctx: typer.Context, wanted: bool) -> None:
    verbose = ctx.params.get("verbose")
    if wanted and verbose:
        from tiia_cost.cli.version import describe

        deliver(Result((Output(describe(language_of_errors(sys.argv[1:]))),)))
        raise typer.Exit
    if verbose:
        raise OptionError([Problem("verbose-alone", {})])
    if wanted:
        typer.echo(f"tiia-cost {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[bool, typer.Option("--version", callback=_version, help="Show the version and exit.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", is_eager=True, hidden=True)] = False,
) -> None:
    """Accept the options of the program itself."""


def _command_of(error: typer.TyperException, arguments: list[str]) -> str:
    """Return the command to ask for help about an error. Some errors of options do not carry it."""
    context = getattr(error, "ctx", None)
    if context is not None:
        return str(context.command_path)
    return " ".join(["tiia-cost", *(name for name in arguments[:1] if name in COMMANDS)])


def run() -> int:
    """Run the command line and return its exit status. Raises KeyboardInterrupt where Typer does not catch it."""
    arguments = sys.argv[1:]
    lang = language_of_errors(arguments)
    try:
        result = typer.main.get_command(app).main(prog_name="tiia-cost", standalone_mode=False)
        return deliver(result) if isinstance(result, Result) else int(result or 0)  # after help or an interrupt
    except InputError as error:
        tell_error(error, lang, arguments)
        return REFUSED
    except OutputError as error:
        tell_error(error, lang, arguments)
        return FAILED
    except typer.TyperException as error:
        from tiia_cost.cli.typer_errors import as_problems

        tell_error(as_problems(error, _command_of(error, arguments)), lang, arguments)
        return REFUSED
    except SystemExit:
        # Typer exits with status 1 when the reader of its help has closed the pipe (`| head`); nothing failed.
        return 0
    except OSError as error:  # in writing help or the version; `deliver` handles errors in writing results
        silence()
        tell_error(OutputError([Problem("stdout-failed", {"reason": error.strerror})]), lang, arguments)
        return FAILED
