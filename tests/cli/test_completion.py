"""Completion in a shell, requested as its completion script does."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from typer._completion_shared import get_completion_script

from tests.conftest import HANGS, ROOT, program_environment
from tests.support.workbooks import saved, workbook
from tiia_cost.inputs.settings.price_file import shipped_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.conftest import Run, Write

SERVICES = shipped_book("announced").services
SETS = ["announced", "charged", "tencent-tiia"]
CHARGED = [f"tencent-tiia-{month}" for month in ("2020-01", "2020-03", "2021-09", "2021-11", "2022-09", "2022-11")]


def completed(run: Run, line: str, env: Mapping[str, str] | None = None) -> list[str]:
    """Return what is offered for the end of a line, as the script for bash asks; nothing may be said beside it."""
    words = f"{line}''" if line.endswith(" ") else line
    asked = {"_TIIA_COST_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "-1"}
    done = run(env={**asked, **(env or {})})
    assert (done.status, done.err) == (0, "")
    return [reply for reply in done.out.split("\n") if reply]


@pytest.fixture
def files(write: Write, tmp_path: Path) -> None:
    """Put tables, price files and others into the folder of the test."""
    for folder in ("logs", "empty"):
        (tmp_path / folder).mkdir()
    for name in ("forecast.csv", "my log.jsonl.gz", "notes.txt", ".hidden.csv", "logs/a.parquet", "line\nend.csv"):
        write(name, "")
    write("mine.yaml", (ROOT / "pricing.yaml").read_text(encoding="utf-8").replace("  label:", "  tagging:"))
    write("broken.yml", "[")
    made = workbook([], "预测")
    made.create_sheet("Sheet 2")
    made.create_sheet("Hidden").sheet_state = "hidden"
    write("book.xlsx", saved(made))
    write("broken.xlsx", saved(made)[:200])


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tiia-cost est", ["estimate"]),
        ("tiia-cost budgets ", ["validate", "schema"]),
        ("tiia-cost prices ", ["list", "diff", "show", "validate", "schema"]),
        ("tiia-cost estimate --lang ", ["en", "zh"]),
        ("tiia-cost estimate -f m", ["markdown"]),
        ("tiia-cost estimate --format=js", ["json"]),
        ("tiia-cost check -f j", ["json", "junit"]),
        ("tiia-cost estimate --no", ["--no-free-quota"]),
        ("tiia-cost estimate --by ", ["month", "service", "account"]),
        ("tiia-cost estimate --engine s", ["spark"]),
        ("tiia-cost estimate --encoding g", ["gb18030"]),
        ("tiia-cost tiers label --plot=", ["zones", "whole"]),
        ("tiia-cost tiers label --plot ", []),  # it would be another argument
    ],
)
def test_commands_options_and_their_values_are_completed(run: Run, line: str, offered: list[str]) -> None:
    assert completed(run, line) == offered


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tiia-cost tiers ", SERVICES),
        ("tiia-cost tiers c", ["celebrity", "car", "crop"]),
        ("tiia-cost tiers 图", ["图像标签", "图像鉴黄", "图像质量评估"]),
        ("tiia-cost --lang zh tiers '车", ["车型识别", "车辆识别"]),
        ("tiia-cost afford Recog", ["RecognizeCar"]),
        ("tiia-cost prices show p", ["product", "porn", "politics"]),
        ("tiia-cost explain q", ["quality="]),
        ("tiia-cost check 新版", ["新版图像标签="]),
        ("tiia-cost diff label=1 po", ["porn=", "politics="]),
        ("tiia-cost check --baseline po", ["porn=", "politics="]),
        ("tiia-cost tiers car --prices charged car-", []),
        ("tiia-cost tiers --prices charged car-", ["car-pro"]),
        ("tiia-cost tiers --prices mine.yaml t", ["terrorism", "tagging"]),
        ("tiia-cost estimate label=1", []),
    ],
)
@pytest.mark.usefixtures("files")
def test_services_are_completed_by_their_names_in_both_languages(run: Run, line: str, offered: list[str]) -> None:
    assert sorted(completed(run, line)) == sorted(offered)


def test_each_name_of_a_service_that_is_one_word_is_offered_to_whoever_begins_it(run: Run) -> None:
    for name in ("label", "图像标签", "DetectLabel"):
        for end in (1, len(name)):
            assert f"{name}=" in completed(run, f"tiia-cost estimate {shlex.quote(name[:end])}")
    # bash takes the colon of ImageModeration:PORN for the end of a word.
    assert completed(run, "tiia-cost estimate Ima") == []


def test_what_is_not_typed_yet_is_offered_in_the_language_of_the_run(run: Run) -> None:
    names = [shipped_book("announced").name_of(service).zh for service in SERVICES]
    assert completed(run, "tiia-cost tiers --lang zh ") == names
    assert completed(run, "tiia-cost --lang zh tiers ") == names
    assert completed(run, "tiia-cost tiers ", {"TIIA_COST_LANG": "zh_CN"}) == names
    older = shipped_book("charged").lists[1]
    assert completed(run, "tiia-cost tiers ", {"TIIA_COST_PRICES": older.name}) == [*older.services]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("estimate f", ["forecast.csv"]),
        ("estimate 'my", ["my log.jsonl.gz"]),
        ("estimate lo", ["logs/"]),
        ("estimate logs/", ["logs/a.parquet"]),
        ("estimate ./lo", ["./logs/"]),
        ("estimate .h", []),  # no folder is read with such files
        ("estimate n", []),  # the shell itself completes other files
        ("estimate nowhere/", []),
        ("estimate book.xlsx#", ["book.xlsx#预测", "book.xlsx#Sheet 2"]),
        ("estimate book.xlsx#S", ["book.xlsx#Sheet 2"]),
        ("estimate broken.xlsx#", []),
        ("estimate forecast.csv#", []),
        ("estimate nowhere.xlsx#", []),
        ("estimate --prices broken.yml la", []),
        ("estimate --prices nowhere.yaml la", []),
        ("estimate --prices m", ["mine.yaml"]),
        ("estimate --prices ", [*SETS, *CHARGED, "broken.yml", "empty/", "logs/", "mine.yaml"]),
        ("prices diff ann", ["announced"]),
        ("prices diff announced tencent-tiia-2022", CHARGED[-2:]),
        ("prices validate mine.yaml br", ["broken.yml"]),
        ("diff label=1 --prices-after c", ["charged"]),
        ("budgets validate b", ["broken.yml"]),
        ("check --budgets m", ["mine.yaml"]),
    ],
)
@pytest.mark.usefixtures("files")
def test_files_that_can_be_read_and_sheets_are_completed(run: Run, line: str, offered: list[str]) -> None:
    assert completed(run, f"tiia-cost {line}") == offered


def test_a_shell_is_told_nothing_where_it_asks_for_nothing_sensible(run: Run) -> None:
    for env in (
        {},
        {"COMP_WORDS": "x"},
        {"COMP_WORDS": "", "COMP_CWORD": "x"},
        {"COMP_WORDS": "a 'b", "COMP_CWORD": "9"},
    ):
        done = run(env={"_TIIA_COST_COMPLETE": "complete_bash", **env})
        assert (done.status, done.err) == (0, "")


@pytest.mark.process
@pytest.mark.parametrize(
    ("typed", "replies"),
    [
        ("tiia-cost estimate lab", ["label="]),
        ("tiia-cost estimate label=1 --format=j", ["json"]),
        ("tiia-cost estimate 图像标", ["图像标签="]),
        ("tiia-cost estimate my", [r"my\ log.jsonl.gz"]),
        (r"tiia-cost estimate my\ l", [r"my\ log.jsonl.gz"]),
        ("tiia-cost estimate 'my l", ["my log.jsonl.gz"]),
        ("tiia-cost estimate book.xlsx#S", [r"book.xlsx#Sheet\ 2"]),
        ("tiia-cost estimate broken.xlsx#", []),
        ("tiia-cost budgets ", ["validate", "schema"]),
    ],
)
@pytest.mark.usefixtures("files")
def test_the_script_for_bash_offers_whole_words_as_bash_needs_them(
    tmp_path: Path, typed: str, replies: list[str]
) -> None:
    # As bash has them in an interactive shell: words that are not split at spaces in quotes, but at each =.
    words = typed.replace("=", " = ").replace(r"\ ", "\\\\ ").replace("'my l", r"\'my\ l").replace("#", r"\#")
    code = f"""
        eval "$(_TIIA_COST_COMPLETE=source_bash tiia-cost)"
        COMP_LINE={shlex.quote(typed)} COMP_POINT={len(typed)}
        COMP_WORDS=({words}{" ''" if typed.endswith(" ") else ""}) COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
        _tiia_cost_completion tiia-cost
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environment = {**program_environment(), "TIIA_COST_LANG": "en"}
    done = subprocess.run(
        ["bash", "--norc", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=True,
    )
    assert [reply for reply in done.stdout.split("\n") if reply] == replies


def test_the_script_of_a_shell_is_shown_and_those_of_bash_and_zsh_leave_no_space_after_a_service(run: Run) -> None:
    for shell, nospace in (("bash", "compopt -o nospace"), ("zsh", "-S ''"), ("fish", "")):
        done = run(env={"_TIIA_COST_COMPLETE": f"source_{shell}"})
        assert (done.status, done.err) == (0, "")
        assert "_TIIA_COST_COMPLETE" in done.out
        assert nospace in done.out
        installed = get_completion_script(prog_name="tiia-cost", complete_var="_TIIA_COST_COMPLETE", shell=shell)
        assert installed == done.out.strip()  # zsh loads a file only if #compdef is in its first line


@pytest.mark.parametrize(
    ("line", "lang", "completed"),
    [
        ("tiia-cost est", "en", '"estimate":"Print the bill of each month."'),
        ("tiia-cost prices sh", "zh", '"show":"输出全部或一项服务的价格。"'),
        (
            "tiia-cost check --budgets",
            "zh",
            '"--budgets":"写有限额的 YAML 文件：monthly、total、services、accounts、…"',
        ),
        ("tiia-cost tiers --he", "en", '"--help":"Show this help."'),
        ("tiia-cost --lang zh est", "en", '"estimate":"输出每月的账单。"'),
        ("tiia-cost tiers la", "zh", '"label":"图像标签"'),
        ("tiia-cost tiers 图像标", "en", '"图像标签":"Image tagging"'),
        ("tiia-cost tiers 图像标", "zh", '"图像标签":"label"'),
    ],
)
def test_shells_that_show_texts_beside_what_they_complete_show_those_of_the_help(
    run: Run, line: str, lang: str, completed: str
) -> None:
    asked = {"_TIIA_COST_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line, "TIIA_COST_LANG": lang}
    assert completed in run(env=asked).out
