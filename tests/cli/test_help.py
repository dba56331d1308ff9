"""Help: in both languages, in groups, with examples that run as they stand; and what a command says that lacks something."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import typer
from rich.cells import cell_len

from tests.conftest import program_environment
from tiia_cost.cli.app import app
from tiia_cost.cli.help import help_of, in_words
from tiia_cost.messages import LANGUAGES
from tiia_cost.messages.help import HELP, help_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run, Write


def commands(command: Any = None, path: str = "tiia-cost") -> Iterator[tuple[str, Any]]:
    """Yield every command and group of commands by its path."""
    command = typer.main.get_command(app) if command is None else command
    yield path, command
    for name in getattr(command, "commands", ()):
        yield from commands(command.get_command(None, name), f"{path} {name}")


COMMANDS = dict(commands())
EACH = pytest.mark.parametrize("path", COMMANDS)
IN_BOTH = pytest.mark.parametrize("lang", LANGUAGES)


def code_of(path: str) -> str:
    return "-".join(path.split()[1:]) or "tiia-cost"


@EACH
@IN_BOTH
def test_help_has_a_text_for_each_command_and_option(run: Run, path: str, lang: str) -> None:
    done = run(*path.split()[1:], "--help", "--lang", lang)
    assert (done.status, done.err) == (0, "")
    assert done.out == help_of(COMMANDS[path], path, lang) + "\n"
    assert re.search("<|>|help-|group-|metavar-|(?<!--)option-", done.out) is None
    for param in COMMANDS[path].params:
        if not getattr(param, "hidden", False):
            assert any(name in done.out for name in [*param.opts, in_words(str(param.metavar), lang)])
            text = help_text(param.help or "", lang) or help_text(f"option-{param.name.replace('_', '-')}", lang)
            assert text[-1] in ".。", param.name
            assert "".join(text.split()) in "".join(done.out.split())
    for name in getattr(COMMANDS[path], "commands", ()):
        assert re.search(rf"^  {name} +\S", done.out, re.MULTILINE)


@EACH
@IN_BOTH
@pytest.mark.parametrize("width", [40, 80, 160])
def test_help_fits_the_terminal_but_for_what_is_there_to_be_copied(run: Run, path: str, lang: str, width: int) -> None:
    done = run(*path.split()[1:], "-h", "--lang", lang, env={"COLUMNS": str(width)})
    copied = {f"  {line}" for code in HELP for line in help_text(code, lang).split("\n") if code.startswith("help-")}
    lines = [line for line in done.out.splitlines() if line not in copied and " [" not in line and "|" not in line]
    assert max(map(cell_len, lines)) <= min(width, 100)


@EACH
@IN_BOTH
def test_the_examples_of_the_help_run_as_they_stand(run: Run, tmp_path: Path, path: str, lang: str) -> None:
    told = run(*path.split()[1:], "--help", "--lang", lang).out
    env = {**program_environment(), "TIIA_COST_LANG": lang}
    for number in (1, 2, 3):
        example = help_text(f"help-{code_of(path)}-{number}", lang)
        assert f"\n  {example}\n" in told
        if "|" in example:
            shell = ["bash", "-o", "pipefail", "-c", example]
            done = subprocess.run(shell, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), example
        else:
            _, *arguments = shlex.split(example)
            assert run(*arguments, cwd=tmp_path, env={"TIIA_COST_LANG": lang}).status == 0, example


def test_every_text_of_the_help_is_shown() -> None:
    codes = {code_of(path) for path in COMMANDS}
    parts = ("", "-more", "-status", "-1", "-2", "-3", "-next")
    expected = {f"help-{code}{part}" for code in codes for part in parts} | {"help-status"}
    params = [param for command in COMMANDS.values() for param in command.params]
    expected |= {param.help for param in params} | {f"option-{param.name.replace('_', '-')}" for param in params}
    expected.add("option-help")
    words = " ".join(str(param.metavar) for param in params) + " OPTIONS COMMAND"
    expected |= {f"metavar-{word}" for word in re.findall("[A-Z]+", words)}
    groups = ("synopsis", "examples", "commands", "options", "usage", "prices", "output", "logs", "status", "next")
    assert HELP.keys() - expected - {f"group-{group}" for group in groups} == set()


def test_options_stand_in_their_groups(run: Run) -> None:
    groups = re.findall(r"^(\w[\w ]*):\n((?:  .+\n)+)", run("check", "--help").out, re.MULTILINE)
    assert [name for name, _ in groups] == [
        "Examples", "Usage", "Prices", "Output", "Large logs", "Exit status", "Next",
    ]  # fmt: skip
    options = {name: set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", lines, re.MULTILINE)) for name, lines in groups}
    assert options["Prices"] == {"--prices", "--month", "--no-free-quota", "--pack"}
    assert options["Output"] == {"--format", "--output", "--lang", "--quiet", "--help"}
    assert options["Large logs"] == {"--engine", "--spark-master", "--bad-rows", "--counts", "--verbose"}
    assert {"--budget", "--budgets", "--range", "--ignore-columns"} < options["Usage"]


def test_the_program_alone_shows_its_help(run: Run) -> None:
    for arguments in ((), ("--lang", "zh"), ("--lang=zh_CN.UTF-8",)):
        done = run(*arguments)
        assert (done.status, done.err) == (0, "")
        assert done.out == run(*arguments, "--help").out
    assert run("--lang", "zh").out.startswith("用法：tiia-cost 命令 [选项]\n")
    assert run("--lang", "fr") == (2, "", "error: --lang: unknown language fr; known: en, zh\n")


@pytest.mark.parametrize(
    "arguments", [("estimate", "label=5"), ("prices", "show"), ("prices", "list", "-f", "markdown")]
)
def test_the_language_before_the_command_is_that_after_it_unless_that_is_another(
    run: Run, arguments: tuple[str, ...]
) -> None:
    command, *rest = arguments
    chinese = run(*arguments, "--lang", "zh")
    assert run("--lang", "zh", *arguments) == chinese
    assert run("--lang", "zh", *arguments, "--lang", "en") == run(*arguments) != chinese
    assert run("--lang", "zh", command, "-h") == run(command, "-h", "--lang", "zh")
    told = "error: --lang: unknown language fr; known: en, zh\n"
    assert run("--lang", "fr", command, *rest) == (2, "", told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["estimate"], "no usage given; write SERVICE=CALLS, name a CSV file or a workbook, or use - for standard input"),
        (["check", "label=5"], "nothing to check; set a limit with --budget, --budgets, --max-increase or --balance"),
        (["diff"], "missing argument BEFORE"),
        (["diff", "label=5"], "one USAGE alone has nothing to compare with; give a second one, or --prices-after"),
        (["tiers"], "missing argument SERVICE"),
        (["afford", "label"], "missing --budget AMOUNT, the most that a month may cost"),
        (["explain"], "missing argument SERVICE=CALLS"),
        (["prices"], "missing command"),
        (["prices", "validate"], "missing argument FILE"),
    ],
)  # fmt: skip
def test_a_command_that_lacks_what_it_needs_shows_how_it_is_called(run: Run, arguments: list[str], told: str) -> None:
    path = " ".join(["tiia-cost", *[name for name in arguments if "=" not in name and name != "label"]])
    usage, *_ = run(*arguments, "--help").out.splitlines()
    examples = "".join(f"  {help_text(f'help-{code_of(path)}-{number}', 'en')}\n" for number in (1, 2, 3))
    assert run(*arguments) == (2, "", f"error: {told}\n\n{usage}\nExamples:\n{examples}")
    assert run("--lang", "zh", *arguments).err.split("\n\n")[1].startswith(f"用法：{path} ")


def test_how_a_command_is_called_has_no_codes_of_colour(run: Run) -> None:
    assert run("tiers", env={"FORCE_COLOR": "1"}).err.split("\n\n")[1] == run("tiers").err.split("\n\n")[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["help"], "unknown command help; did you mean tiia-cost --help?"),
        (["prices", "help"], "unknown command help; did you mean tiia-cost prices --help?"),
        (["estimate", "label=5", "--json"], "unknown option --json; did you mean --format json?"),
        (["label=5"], "unknown command label=5; did you mean tiia-cost estimate label=5?"),
        (["forecast.csv"], "unknown command forecast.csv; did you mean tiia-cost estimate forecast.csv?"),
    ],
)
def test_what_other_programs_have_is_told_by_its_name_here(
    run: Run, write: Write, arguments: list[str], told: str
) -> None:
    write("forecast.csv", "label\n5\n")
    assert run(*arguments) == (2, "", f"error: {told}\n")


def test_what_is_only_misspelled_shows_no_usage(run: Run) -> None:
    assert run("estimate", "lable=5") == (2, "", "error: lable=5: unknown service lable; did you mean label?\n")
    assert run("estimate", "--fromat") == (2, "", "error: unknown option --fromat; did you mean --format?\n")
