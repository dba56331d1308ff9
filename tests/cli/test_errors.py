from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import texts
from tests.support.processes import in_terminal
from tiia_cost.cli.arguments import last_value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

FORECAST = "month,service,calls\n2026-11,lable,5\n2026-11,label,1.5\n"
RED = "\x1b[1;31merror:\x1b[0m "


def test_an_error_begins_with_the_place_that_an_editor_opens_then_the_word_then_what_is_no_file(
    run: Run, write: Write
) -> None:
    write("forecast.csv", FORECAST)
    write("budgets.yaml", "accounts:\n  a: {monthyl: 5}\n")
    asked = ("check", "forecast.csv", "-", "lable=5", "--budgets", "budgets.yaml", "--budget", "abc", "-f", "csv")
    assert run(*asked, stdin=FORECAST.encode()).err.splitlines() == [
        "error: unknown format csv; known: table, json, markdown, junit, github, html, xlsx",
        "forecast.csv:2:9: error: unknown service lable; did you mean label?",
        "forecast.csv:3:15: error: 1.5 is not a whole number of calls",
        "-:2:9: error: unknown service lable; did you mean label?",
        "-:3:15: error: 1.5 is not a whole number of calls",
        "error: lable=5: unknown service lable; did you mean label?",
        "error: lable=5: this usage names no month, but other usage does; add --month YYYY-MM",
        "budgets.yaml:2: error: accounts.a.monthyl: unknown key; did you mean monthly?",
        "error: --budget: abc is not an amount; write 5000, 5,000.00, 5k or 1.5万",
    ]


def test_the_word_is_the_same_in_chinese_and_notices_have_none(run: Run, write: Write) -> None:
    write("f.csv", "月份,服务,调用量,备注\n2026-11,lable,5,\n".encode("gb18030"))
    assert run("estimate", "f.csv", "--lang", "zh").err == texts(
        ["f.csv: 按 GB18030 读取", "f.csv: 未使用的列：备注", "f.csv:2:9: error: 未知服务 lable；是否指 label？"]
    )


def test_of_many_problems_the_number_of_those_not_listed_is_an_error_too(run: Run, write: Write) -> None:
    write("f.csv", "month,service,calls\n" + "".join(f"2026-11,label,x{line}\n" for line in range(25)))
    *listed, last = run("check", "f.csv", "--budget", "5").err.splitlines()
    assert (len(listed), last) == (20, "error: … and 5 more problems")
    *listed, last = run("check", "f.csv", "--budget", "5", "-f", "github").err.splitlines()
    assert (len(listed), last) == (20, "::error::… and 5 more problems")


@pytest.mark.process
@pytest.mark.parametrize(
    ("env", "mark"),
    [
        ({}, RED),
        ({"NO_COLOR": "1"}, "error: "),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "error: "),
        ({"TERM": "dumb"}, "error: "),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, RED),
    ],
)
def test_in_a_terminal_the_word_is_red_unless_that_is_not_wanted(
    tmp_path: Path, env: dict[str, str], mark: str
) -> None:
    shown = in_terminal("estimate", "\x1b[31mlable=5", columns=80, cwd=tmp_path, env=env)
    assert shown.startswith(f"{mark}\\x1b[31mlable=5: unknown service")


def test_into_a_pipe_the_word_is_plain_unless_colour_is_forced(run: Run) -> None:
    assert run("estimate", "lable=5").err.startswith("error: ")
    assert run("estimate", "lable=5", env={"FORCE_COLOR": "1"}).err.startswith(RED)
    assert run("check", "lable=5", "-f", "github", env={"FORCE_COLOR": "1"}).err.startswith("::error::")


def test_bad_input_of_a_check_for_github_is_annotated_where_it_stands(run: Run, write: Write) -> None:
    write("a,b%.csv", FORECAST)
    write("budgets.yaml", "monthyl: 5\n")
    asked = ("check", "./a,b%.csv", "-", "no.csv", "lable=5", "--budgets", "budgets.yaml", "--format", "github")
    done = run(*asked, stdin=FORECAST.encode())
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "::error file=a%2Cb%25.csv,line=2,col=9::unknown service lable; did you mean label?",
        "::error file=a%2Cb%25.csv,line=3,col=15::1.5 is not a whole number of calls",
        "::error::-:2:9: unknown service lable; did you mean label?",
        "::error::-:3:15: 1.5 is not a whole number of calls",
        "::error file=no.csv::file not found",
        "::error::lable=5: unknown service lable; did you mean label?",
        "::error::lable=5: this usage names no month, but other usage does; add --month YYYY-MM",
        "::error file=budgets.yaml,line=1::monthyl: unknown key; did you mean monthly?",
    ]


def test_errors_for_github_name_files_as_the_repository_does(run: Run, tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team/f.csv").write_text(FORECAST)
    asked = ("check", "f.csv", "--budget", "5", "-f", "github")
    in_repository = run(*asked, cwd=tmp_path / "team", env={"GITHUB_WORKSPACE": str(tmp_path)})
    assert in_repository.err.startswith("::error file=team/f.csv,line=2,col=9::")
    elsewhere = run(*asked, cwd=tmp_path / "team", env={"GITHUB_WORKSPACE": str(tmp_path / "other")})
    assert elsewhere.err.startswith("::error file=f.csv,line=2,col=9::")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "github", "--nope"),
        ("--nope", "--format=GitHub"),
        ("--nope", "-f", "github"),
        ("-fgithub", "--nope"),
        ("--format", "json", "--nope", "--format", "github"),
        ("-o", "a.GitHub", "--nope", "--output=b.md"),
        ("--nope", "-qoa.github"),
    ],
)
def test_errors_for_github_are_commands_even_where_options_cannot_be_read(run: Run, arguments: tuple[str, ...]) -> None:
    done = run("check", "label=5", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err == "::error::unknown option --nope; see tiia-cost check --help\n"


def test_the_extension_of_an_output_asks_for_no_commands_where_the_format_is_named(run: Run) -> None:
    asked = ("check", "label=5", "-o", "a.github", "--nope")
    for other in (("-f", "json"), ("--format=markdown",)):
        assert run(*asked, *other).err == "error: unknown option --nope; see tiia-cost check --help\n"


def test_what_cannot_be_written_for_github_is_a_command_too(run: Run) -> None:
    done = run("check", "label=5", "--budget", "5", "-f", "github", "-o", "/dev/full")
    assert done == (4, "", "::error::cannot write /dev/full: No space left on device\n")


WORDS = st.sampled_from(["a", "=b", "-f", "--", "--lang", "--format", "q", ""])


@given(st.lists(st.tuples(WORDS, st.sampled_from(["apart", "attached", "short", "short apart", "after flags"]))))
def test_the_last_value_of_an_option_is_found_however_it_is_written(said: list[tuple[str, str]]) -> None:
    written = {
        "apart": lambda value: ["--format", f"x{value}"],
        "attached": lambda value: [f"--format=x{value}"],
        "short": lambda value: [f"-fx{value}"],
        "short apart": lambda value: ["-f", f"x{value}"],
        "after flags": lambda value: [f"-qqfx{value}"],
    }
    arguments = list(chain.from_iterable(written[how](value) for value, how in said))
    around = ["check", "label=5", *arguments, "--budget", "5", "--", "--format", "other", "-fother"]
    assert last_value(around, "--format", "f") == (f"x{said[-1][0]}" if said else None)


def test_other_options_of_like_names_are_not_taken_for_it() -> None:
    assert last_value(["--formats", "x", "--form=x", "-o", "f", "-xf", "y", "format"], "--format", "f") is None
    assert last_value(["-q"], "--format", "f") is None
    assert last_value(["-f", "zh"], "--lang") is None
    assert last_value(["--lang"], "--lang") is None


LABEL = "month,label\n2026-11,1000000\n"
PRICES = (
    "name: p\ncurrency: CNY\neffective_from: 2020-01-01\ntier_mode: volume\nper: 1\ntiers: {from: [0]}\nservices: {}\n"
)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("estimate", "forcast.csv"), "forcast.csv: error: file not found; did you mean forecast.csv?"),
        (("estimate", "log"), "log: error: file not found; did you mean logs?"),
        (("estimate", "lgos/a.csv"), "lgos/a.csv: error: file not found; did you mean logs/a.csv?"),
        (("estimate", "readme.csv"), "readme.csv: error: file not found"),  # readme.txt is no table
        (("estimate", "empty.csv"), "empty.csv: error: file not found"),  # and a folder without tables is not either
        (("check", "forcast.csv", "--budget", "5"), "forcast.csv: error: file not found; did you mean forecast.csv?"),
        (("check", "label=5", "--budgets", "budget.yaml"), "budget.yaml: error: file not found; did you mean budgets.yml?"),
        (
            ("check", "label=5", "--baseline", "forcast.csv", "--max-increase", "5"),
            "forcast.csv: error: file not found; did you mean forecast.csv?",
        ),
        (("diff", "forecast.csv", "forecast"), "forecast: error: file not found; did you mean forecast.csv?"),
        (("estimate", "label=5", "--prices", "prcies.yaml"), "prcies.yaml: error: file not found; did you mean prices.yaml?"),
        (
            ("tiers", "label", "--prices", "price"),
            "error: price: neither a price file nor a shipped price set; did you mean prices.yaml?"
            " tiia-cost prices list shows all",
        ),
        (("prices", "validate", "prices.yml"), "prices.yml: error: file not found; did you mean prices.yaml?"),
        (
            ("estimate", "label=5", "-o", "lgos/bill.csv"),
            "error: the folder of --output does not exist: lgos; did you mean logs?",
        ),
        (("estimate", "forcast.csv", "--lang", "zh"), "forcast.csv: error: 找不到文件；是否指 forecast.csv？"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_there_is_answered_with_the_nearest_that_can_be_right(
    run: Run, tmp_path: Path, command: tuple[str, ...], told: str
) -> None:
    for name in ("logs", "empty"):
        (tmp_path / name).mkdir()
    for name, content in (("forecast.csv", LABEL), ("logs/a.csv", LABEL), ("readme.txt", ""), ("forcast.png", "")):
        (tmp_path / name).write_text(content)
    for name, content in (("budgets.yml", "monthly: 5"), ("prices.yaml", PRICES), ("prices.csv", LABEL)):
        (tmp_path / name).write_text(content)
    assert run(*command) == (2, "", f"{told}\n")


@pytest.mark.parametrize(
    "command",
    [("estimate",), ("check", "--budget", "5"), ("cashflow",), ("diff",)],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("label", "1500000"), "label=1500000"),
        (("图像标签", "150万"), "图像标签=150万"),
        (("label=", "1.5M"), "label=1.5M"),
        (("label", "=5"), "label=5"),
        (("lable", "1500000"), "label=1500000"),
    ],
)
def test_a_service_and_its_calls_in_two_arguments_are_answered_with_what_to_write(
    run: Run, command: tuple[str, ...], said: tuple[str, str], meant: str
) -> None:
    told = f"error: a service and its calls are one argument; did you mean {meant}?\n"
    assert run(*command, *said) == (2, "", told)


def test_several_services_with_their_calls_are_told_together_beside_what_else_is_wrong(run: Run, write: Write) -> None:
    write("f.csv", LABEL)
    asked = ("label", "=", "1500000", "f.csv", "porn", "5", "lable=5", "crop", "many")
    assert run("estimate", *asked).err.splitlines() == [
        "error: a service and its calls are one argument; did you mean label=1500000 porn=5?",
        "error: lable=5: unknown service lable; did you mean label?",
        "error: lable=5: this usage names no month, but other usage does; add --month YYYY-MM",
        "error: crop: file not found; for calls of a service, write crop=CALLS",
        "many: error: file not found",
    ]
    zh = run("estimate", "label", "5", "--lang", "zh").err
    assert zh == "error: 服务与调用量须写成一个参数；是否指 label=5？\n"


def test_files_that_are_called_like_services_or_calls_are_read(run: Run, write: Write) -> None:
    write("label", LABEL)
    write("5", LABEL)
    assert run("estimate", "label", "5", "--total") == (0, "4378.00\n", "")  # 1,990,000 × 2.2 / 1,000
    assert "porn: file not found" in run("estimate", "porn", "5").err


def test_a_command_that_is_not_known_is_answered_with_the_nearest_or_all(run: Run) -> None:
    assert run("estimte").err == "error: unknown command estimte; did you mean estimate?\n"
    assert run("prices", "valdate").err == "error: unknown command valdate; did you mean validate?\n"
    assert run("prices", "x").err == "error: unknown command x; known: list, diff, show, validate, schema\n"
    assert run("estimate", "--month", "2026-11", "--ouptut", "x").err == (
        "error: unknown option --ouptut; did you mean --output?\n"
    )
