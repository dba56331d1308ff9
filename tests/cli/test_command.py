"""Options that commands share are dataclasses; a run imports what its own command needs, and no more."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from inspect import signature
from typing import Annotated

import pytest
import typer

from tests.conftest import clean_environment
from tiia_cost.cli.app import COMMANDS
from tiia_cost.cli.command import command
from tiia_cost.cli.output import Output, Result


@dataclass
class Shared:
    loud: Annotated[bool, typer.Option("--loud")] = False
    word: Annotated[str, typer.Option("--word")] = "hello"


@dataclass
class More(Shared):
    word: Annotated[str, typer.Option("--word")] = "good day"
    times: Annotated[int, typer.Option("--times")] = 1


@command
def greet(name: str, *, how: More) -> Result:
    """Greet someone."""
    text = f"{how.word} {name} " * how.times
    return Result((Output(text.upper() if how.loud else text),))


def test_a_command_has_the_fields_of_a_dataclass_as_its_options() -> None:
    assert list(signature(greet).parameters) == ["name", "loud", "word", "times"]
    assert greet(name="you", loud=True, word="hi", times=2).outputs[0].content == "HI YOU HI YOU "


def test_typer_reads_the_options_of_a_group_and_of_what_it_extends() -> None:
    app = typer.Typer()
    app.command()(greet)
    run = typer.main.get_command(app).main
    assert run(["you"], standalone_mode=False).outputs[0].content == "good day you "
    assert (
        run(["--loud", "--times", "2", "you"], standalone_mode=False).outputs[0].content == "GOOD DAY YOU GOOD DAY YOU "
    )


def imported_by(*arguments: str) -> set[str]:
    """Return the modules of the package that a run imports, and pydantic if it does: it takes longer than they do."""
    code = "import sys; from tiia_cost.cli import main; main(); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=clean_environment(), capture_output=True, text=True, check=True
    )
    return {name for name in done.stderr.split() if name.startswith("tiia_cost.") or name == "pydantic"}


@pytest.mark.process
@pytest.mark.parametrize("format_", ["table", "json"])
def test_calls_in_arguments_are_priced_without_what_reads_tables_and_without_other_commands(format_: str) -> None:
    found = imported_by("estimate", "label=1500000", "--format", format_)
    assert {name for name in found if name.startswith("tiia_cost.inputs.tables")} == set()
    assert {name for name in found if name.startswith("tiia_cost.inputs.engines.")} == {
        "tiia_cost.inputs.engines.choice"
    }
    assert {name for name in COMMANDS if f"tiia_cost.cli.{name}" in found} == {"estimate"}
    of_forecasts = {f"tiia_cost.{name}" for name in ("core.projection", "core.growth", "inputs.values.amounts")}
    assert found & of_forecasts == set()


@pytest.mark.process
def test_the_version_is_told_without_any_command() -> None:
    found = imported_by("--version")
    assert {name for name in COMMANDS if f"tiia_cost.cli.{name}" in found} == set()
    assert {
        name
        for name in found
        if name.startswith(("tiia_cost.core", "tiia_cost.inputs", "tiia_cost.reports", "pydantic"))
    } == set()
