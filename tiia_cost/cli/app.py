"""The program: its commands, and the one place where their results and errors become output and exit status."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tiia_cost import __version__
from tiia_cost.cli.afford import afford
from tiia_cost.cli.cashflow import cashflow
from tiia_cost.cli.check import check
from tiia_cost.cli.diff import diff
from tiia_cost.cli.estimate import estimate
from tiia_cost.cli.language import language_of_errors
from tiia_cost.cli.output import FAILED, REFUSED, Result, deliver, silence, tell
from tiia_cost.cli.prices import app as prices
from tiia_cost.cli.tiers import tiers
from tiia_cost.cli.typer_errors import as_problems
from tiia_cost.errors import InputError, OutputError
from tiia_cost.messages import say

app = typer.Typer(
    name="tiia-cost",
    help="What a month of Tencent Cloud image-analysis (TIIA) calls will cost, exactly.",
)
app.command()(estimate)
app.command()(check)
app.command()(diff)
app.command()(cashflow)
app.command()(tiers)
app.command()(afford)
app.add_typer(prices, name="prices")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tiia-cost {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options of the program itself."""


def run() -> int:
    """Run the command line and return its exit status. Raises KeyboardInterrupt where that is not Typer's to catch."""
    lang = language_of_errors(sys.argv[1:])
    try:
        result = typer.main.get_command(app).main(prog_name="tiia-cost", standalone_mode=False)
        return deliver(result) if isinstance(result, Result) else int(result or 0)  # help, or interrupted
    except InputError as error:
        tell(error.lines(lang))
        return REFUSED
    except OutputError as error:
        tell(error.lines(lang))
        return FAILED
    except typer.TyperException as error:
        tell([*as_problems(error).lines(lang), say("see-help", lang)])
        return REFUSED
    except SystemExit:
        # Typer ends with status 1 when the reader of its help has gone; nothing failed.
        return 0
    except OSError as error:  # only Typer's own help and version are written above; results have their own care
        silence()
        tell([say("stdout-failed", lang, reason=error.strerror)])
        return FAILED
