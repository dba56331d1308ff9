"""`init`: the files that it writes, where, and when it writes nothing."""

from __future__ import annotations

import json
import os
import re
import tempfile
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import yaml

from tests.conftest import ROOT
from tiia_cost.inputs.settings.budget_file import BudgetFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

EXAMPLES = ROOT / "examples"
START = ("forecast.csv", "budgets.yaml", "budgets.schema.json")
CI = {
    "github": (".github/workflows/budget.yml", "github.yml"),
    "gitlab": (".gitlab-ci.yml", "gitlab.yml"),
    "pre-commit": (".pre-commit-config.yaml", "pre-commit.yaml"),
    "shell": ("check.sh", "check.sh"),
}

both_languages = pytest.mark.parametrize("lang", ["en", "zh"])


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def example(name: str, lang: str) -> bytes:
    stem, extension = os.path.splitext(name)
    return (EXAMPLES / (name if lang == "en" else f"{stem}.{lang}{extension}")).read_bytes()


@both_languages
def test_the_forecast_that_is_written_meets_the_budget_that_is_written(run: Run, tmp_path: Path, lang: str) -> None:
    done = run("init", "--lang", lang)
    assert (done.status, done.err, files(tmp_path)) == (0, "", sorted(START))
    assert (tmp_path / "forecast.csv").read_bytes() == example("forecast.csv", lang)
    commands = re.findall(r"^  tiia-cost (.+)$", done.out, re.MULTILINE)
    assert commands == ["estimate forecast.csv", "check forecast.csv --budgets budgets.yaml"]
    for command in commands:
        ran = run(*command.split())
        assert (ran.status, ran.err) == (0, "")


@both_languages
def test_an_editor_finds_the_schema_beside_the_budget(run: Run, tmp_path: Path, lang: str) -> None:
    run("init", "a/b", "--lang", lang)
    first, rest = (tmp_path / "a/b/budgets.yaml").read_bytes().split(b"\n", 1)
    assert first == b"# yaml-language-server: $schema=budgets.schema.json"
    assert rest == example("budgets.yaml", lang).split(b"\n", 1)[1]
    schema = json.loads((tmp_path / "a/b/budgets.schema.json").read_text())
    assert schema == json.loads(run("budgets", "schema").out)


def test_both_forecasts_have_the_same_bills_and_both_budgets_the_same_limits(run: Run) -> None:
    bills = [run("estimate", EXAMPLES / name, "-f", "json").out for name in ("forecast.csv", "forecast.zh.csv")]
    assert bills[0] == bills[1]
    asked = ("check", EXAMPLES / "forecast.csv", "-f", "json", "--budgets")
    verdicts = [run(*asked, EXAMPLES / name).out for name in ("budgets.yaml", "budgets.zh.yaml")]
    assert verdicts[0] == verdicts[1]


@both_languages
def test_every_limit_that_there_is_stands_in_the_budget_and_holds_once_its_mark_is_away(
    run: Run, write: Write, lang: str
) -> None:
    text = example("budgets.yaml", lang).decode()
    commented = re.findall(r"^# (\w+): \S", text, re.MULTILINE)
    assert {*yaml.safe_load(text), *commented} == {*BudgetFile.model_fields}
    run("init", "--lang", lang)
    owned = write("owned.csv", "account,month,service,calls\n100001,2026-11,label,1.5M\n")
    needed = {"max_increase": ("forecast.csv", "--baseline", "forecast.csv"), "accounts": (owned,)}
    assert sorted(commented) == ["accounts", "balance", "max_increase"]
    for key in commented:
        write("budgets.yaml", re.sub(rf"^# ({key}:)", r"\1", text, flags=re.MULTILINE))
        done = run("check", *needed.get(key, ("forecast.csv",)), "--budgets", "budgets.yaml", "-f", "json")
        assert (done.status, done.err) == (0, ""), key
        limits = {found["limit"] for found in json.loads(done.out)["findings"]}
        assert ("balance" if key == "accounts" else key.replace("_", "-")) in limits


@both_languages
@pytest.mark.parametrize("ci", CI)
def test_the_file_for_ci_is_that_of_the_examples(run: Run, tmp_path: Path, ci: str, lang: str) -> None:
    path, name = CI[ci]
    done = run("init", "new", "--ci", ci.upper(), "--lang", lang)
    assert done.status == 0
    assert done.out.splitlines()[:5] == [*(f"new/{file}" for file in (*START, path)), ""]
    assert (tmp_path / "new" / path).read_bytes() == example(f"ci/{name}", lang)
    assert os.access(tmp_path / "new" / path, os.X_OK) == (ci == "shell")
    assert ("./check.sh" if ci == "shell" else path) in run("init", "--ci", ci, "--lang", lang).out.splitlines()[-1]


@both_languages
@pytest.mark.parametrize("ci", CI)
def test_in_a_repository_it_lies_at_the_top_and_points_to_the_folder(
    run: Run, tmp_path: Path, ci: str, lang: str
) -> None:
    team = 'team "a": 图像'
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "repository" / team).mkdir()
    path = CI[ci][0] if ci != "shell" else f"{team}/check.sh"
    done = run("init", ".", "--ci", ci, "--lang", lang, cwd=tmp_path / "repository" / team)
    assert done.out.splitlines()[3] == ("check.sh" if ci == "shell" else f"../{path}")
    assert files(tmp_path / "repository") == sorted([path, *(f"{team}/{file}" for file in START)])
    written = (tmp_path / "repository" / path).read_text(encoding="utf-8")
    match ci:
        case "github":
            assert yaml.safe_load(written)["env"]["FOLDER"] == team
        case "gitlab":
            assert yaml.safe_load(written)["budget"]["variables"]["FOLDER"] == team
        case "pre-commit":
            (hook,) = yaml.safe_load(written)["repos"][0]["hooks"]
            assert hook["args"] == [f"{team}/forecast.csv", "--budgets", f"{team}/budgets.yaml", "--lang", lang]


def test_the_top_is_found_from_elsewhere_through_links_and_for_a_folder_to_come(run: Run, tmp_path: Path) -> None:
    (tmp_path / "repository/deep").mkdir(parents=True)
    (tmp_path / "repository/.git").write_text("gitdir: elsewhere\n")  # as in a linked work tree
    (tmp_path / "link").symlink_to("repository/deep")
    run("init", "link/new", "--ci", "github")
    assert "  FOLDER: deep/new\n" in (tmp_path / "repository/.github/workflows/budget.yml").read_text().replace('"', "")
    run("init", tmp_path / "link/other", "--ci", "gitlab")
    assert "  FOLDER: deep/other\n" in (tmp_path / "repository/.gitlab-ci.yml").read_text().replace('"', "")


@pytest.mark.parametrize("there", [(START[1],), (*START, ".github/workflows/budget.yml")])
def test_nothing_is_written_where_one_of_the_files_is_there(
    run: Run, write: Write, tmp_path: Path, there: tuple[str]
) -> None:
    (tmp_path / ".github/workflows").mkdir(parents=True)
    for name in there:
        write(name, "mine")
    done = run("init", "--ci", "github")
    assert (done.status, done.out, files(tmp_path)) == (2, "", sorted(there))
    *told, alone = done.err.splitlines()
    assert told == [
        f"{name}: error: already there, so nothing was written; rename it, or name another folder" for name in there
    ]
    assert alone.startswith("error: --ci: for the file for CI alone, run this in a new folder outside the repository")
    assert {(tmp_path / name).read_text() for name in there} == {"mine"}


def test_a_link_to_nothing_is_there_and_is_no_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder/forecast.csv"):
        (tmp_path / name).symlink_to("nowhere")
    assert run("init", "link/new").err == "link: error: not a folder; name another one\n"
    assert run("init", "folder", "--lang", "zh").err == (
        "folder/forecast.csv: error: 已存在，因此未写入任何文件；请将其改名，或指定其他文件夹\n"
    )
    (tmp_path / "folder/forecast.csv").rename(tmp_path / "folder/.github")
    assert run("init", "folder", "--ci", "github").err.startswith(
        "folder/.github: error: not a folder; name another one\n"
    )
    assert files(tmp_path) == ["folder/.github", "link"]


@both_languages
def test_a_forgotten_ci_makes_no_folder_of_that_name(run: Run, tmp_path: Path, lang: str) -> None:
    told = {
        "en": "error: FOLDER: did you mean --ci github? For a folder of that name, write ./GitHub\n",
        "zh": "error: FOLDER: 是否指 --ci github？如需使用此名称的文件夹，请写 ./GitHub\n",
    }
    assert run("init", "GitHub", "--lang", lang) == (2, "", told[lang])
    assert files(tmp_path) == []
    assert run("init", "./GitHub").status == run("init", "shell", "--ci", "shell").status == 0
    (tmp_path / "gitlab").mkdir()
    assert run("init", "gitlab").status == 0  # it is there, so it is meant
    assert files(tmp_path) == sorted(
        ["shell/check.sh", *(f"{folder}/{file}" for folder in ("GitHub", "shell", "gitlab") for file in START)]
    )


def test_each_kind_of_file_is_written_once_with_what_to_do_with_it(run: Run, tmp_path: Path) -> None:
    kinds = ("gitlab", "shell", "gitlab")
    done = run("init", *(word for kind in kinds for word in ("--ci", kind)))
    assert files(tmp_path) == sorted([*START, ".gitlab-ci.yml", "check.sh"])
    first, second = done.out.splitlines()[-3::2]
    assert "GitLab check every merge request" in first
    assert "./check.sh" in second


@both_languages
@pytest.mark.parametrize("ci", CI)
def test_a_file_that_works_only_at_the_top_of_a_work_tree_is_told_outside_one(
    run: Run, tmp_path: Path, ci: str, lang: str
) -> None:
    told = {
        "en": "The folder is not in a git work tree; the file for CI works only at the top of one.\n",
        "zh": "该文件夹不在 git 工作区中；CI 文件须放在工作区的顶层才有效。\n",
    }
    asked = ("--ci", ci, "--lang", lang)
    assert run("init", "loose", *asked).err == ("" if ci == "shell" else told[lang])
    assert run("init", "quiet", *asked, "--quiet").err == ""
    (tmp_path / "repository/.git").mkdir(parents=True)
    assert run("init", "repository/new", *asked).err == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("",), "error: FOLDER: the name of the folder is empty; for the current folder, leave it out"),
        (("mine/new",), "mine: error: not a folder; name another one"),
        (
            ("new", "--ci", "githb"),
            "error: --ci: unknown kind githb; did you mean github, gitlab? Known: github, gitlab, pre-commit, shell",
        ),
        (("new", "--ci", "jenkins"), "error: --ci: unknown kind jenkins; known: github, gitlab, pre-commit, shell"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    run: Run, write: Write, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    write("mine", "")
    assert run("init", *arguments) == (2, "", f"{told}\n")
    assert files(tmp_path) == ["mine"]


def test_what_cannot_be_written_leaves_neither_file_nor_folder(run: Run, tmp_path: Path) -> None:
    made, real = iter(range(3)), tempfile.mkstemp

    def full(**where: Any) -> tuple[int, str]:
        if next(made, None) is None:
            raise OSError(28, "No space left on device")
        return real(**where)

    with mock.patch.object(tempfile, "mkstemp", full):
        done = run("init", "a/b", "--ci", "github")
    assert (done.status, done.out) == (4, "")
    assert done.err == "error: cannot write a/b/.github/workflows/budget.yml: No space left on device\n"
    assert [*tmp_path.iterdir()] == []
