"""The files for CI, run as `init` writes them, in a repository whose forecast changes on a branch."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from junit2htmlreport.parser import Junit

from tests.conftest import PROGRAM, ROOT, commit, program_environment
from tiia_cost import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Run

CI = ROOT / "examples/ci"
OVER = "month,service,calls\n2026-11,label,3000000\n"  # 2,990,000 × 2 / 1,000 = 5,980, and 5,000 are allowed
BAD = "month,service,calls\n2026-11,lable,1\n"

pytestmark = pytest.mark.process
both_languages = pytest.mark.parametrize("lang", ["en", "zh"])


class Done(NamedTuple):
    """What a job left behind, and how often it ran the program."""

    status: int
    out: str
    runs: int


class Job:
    """A repository with the files of `init` in its folder `team`, and a machine whose program counts its runs."""

    def __init__(self, run: Run, tmp_path: Path, ci: str, lang: str) -> None:
        self.folder, self.temporary = tmp_path / "repository", tmp_path / "runner"
        for folder in (self.folder, self.temporary, tmp_path / "bin"):
            folder.mkdir()
        (self.folder / "README").touch()
        commit(self.folder, "no forecast yet")
        assert run("init", "team", "--ci", ci, "--lang", lang, cwd=self.folder).status == 0
        self.counted = tmp_path / "runs"
        self.program(f'echo "$*" >> "{self.counted}"; exec "{PROGRAM}" "$@"')

    def program(self, script: str, name: str = "tiia-cost") -> None:
        """Put a program on the PATH of the machine, before all others."""
        path = self.folder.parent / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def forecast(self, content: str) -> None:
        """Commit another forecast."""
        (self.folder / "team/forecast.csv").write_text(content)
        commit(self.folder, "forecast")

    def bash(self, *command: str | Path, env: Mapping[str, str] | None = None) -> Done:
        """Run a script as runners do."""
        self.counted.write_text("")
        ours = program_environment()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env={**ours, "PATH": f"{self.folder.parent / 'bin'}:{ours['PATH']}", **(env or {})},
            check=False,
        )
        return Done(done.returncode, done.stdout, len(self.counted.read_text().splitlines()))


class GitHub(Job):
    """A job of the workflow, without GitHub."""

    def __init__(self, run: Run, tmp_path: Path, lang: str) -> None:
        super().__init__(run, tmp_path, "github", lang)
        self.summary = tmp_path / "summary.md"
        self.workflow = yaml.safe_load((self.folder / ".github/workflows/budget.yml").read_text(encoding="utf-8"))
        *_, self.install, self.check = self.workflow["jobs"]["budget"]["steps"]
        assert self.install["shell"] == self.check["shell"] == "bash"
        commit(self.folder, "start")

    def step(self, step: Mapping[str, str], **env: str) -> Done:
        """Run a step with the variables of the workflow and of the runner."""
        self.summary.write_text("")
        runner = {"RUNNER_TEMP": str(self.temporary), "GITHUB_WORKSPACE": str(self.folder)}
        runner["GITHUB_STEP_SUMMARY"] = str(self.summary)
        return self.bash("-c", step["run"], env={**runner, **self.workflow["env"], **env})


@both_languages
def test_a_pull_request_on_github_is_priced_once_and_shown_in_summary_annotations_and_status(
    run: Run, tmp_path: Path, lang: str
) -> None:
    job = GitHub(run, tmp_path, lang)
    said = {
        "en": ("::notice::There is no forecast.csv to compare with", "### Within budget: ", "### Over budget: "),
        "zh": ("::notice::没有可供比较的 forecast.csv", "### 在预算内：", "### 超出预算："),
    }
    none, within, over = said[lang]
    first = job.step(job.check)  # The branch that it goes to has no forecast.
    assert (first.status, first.runs) == (0, 1)
    assert first.out.startswith(none)
    assert job.summary.read_text(encoding="utf-8").startswith(within)
    job.forecast(OVER)
    second = job.step(job.check)
    assert (second.status, second.runs) == (3, 1)
    assert len(re.findall(r"^::error file=team/forecast\.csv,line=2,title=", second.out, re.MULTILINE)) == 3
    growth = "max-increase" if lang == "en" else "费用增幅"  # 5,980.00 after 3,964.00 is half as much again
    assert f"%3A {growth}::" in second.out or f"：{growth}::" in second.out
    assert job.summary.read_text(encoding="utf-8").startswith(over)


@both_languages
def test_bad_input_on_github_is_annotated_and_does_not_stop_the_check_that_mends_it(
    run: Run, tmp_path: Path, lang: str
) -> None:
    job = GitHub(run, tmp_path, lang)
    before = (job.folder / "team/forecast.csv").read_text(encoding="utf-8-sig")
    job.forecast(BAD)
    bad = job.step(job.check)
    assert bad.status == 2
    assert re.match(r"::error file=team/forecast\.csv,line=2,col=9::[^\n]*lable[^\n]*label[^\n]*\n\Z", bad.out)
    assert job.summary.read_text() == ""
    job.forecast(before)
    mended = job.step(job.check)
    assert (mended.status, mended.runs) == (0, 2)  # once more without what cannot be read
    assert mended.out.startswith(
        "::warning::The forecast before" if lang == "en" else "::warning::无法读取变更前的预测"
    )
    assert "::error" not in mended.out
    assert job.summary.read_text() != ""


@both_languages
@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_an_address_that_is_not_put_in_is_asked_for(run: Run, tmp_path: Path, ci: str, lang: str) -> None:
    job = Job(run, tmp_path, ci, lang)
    job.program('echo "pip $*"', "pip")
    (path,) = {*job.folder.glob(".github/workflows/*"), *job.folder.glob(".gitlab-ci.yml")}
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    if ci == "github":
        variables, install = written["env"], written["jobs"]["budget"]["steps"][2]["run"]
    else:
        variables, (install,) = written["budget"]["variables"], written["budget"]["before_script"]
    asked = job.bash("-c", install, env=variables)
    assert asked.status != 0
    assert ("put the address of the tiia-cost repository" if lang == "en" else "填入 tiia-cost 仓库的地址") in asked.out
    there = job.bash("-c", install, env={**variables, "TIIA_COST_REPOSITORY": "https://example.org/tiia-cost"})
    assert there == (0, "pip install git+https://example.org/tiia-cost\n", 0)


@both_languages
def test_a_merge_request_on_gitlab_is_priced_once_for_the_log_and_the_list_of_tests(
    run: Run, tmp_path: Path, lang: str
) -> None:
    job = Job(run, tmp_path, "gitlab", lang)
    budget = yaml.safe_load((job.folder / ".gitlab-ci.yml").read_text(encoding="utf-8"))["budget"]
    assert budget["artifacts"] == {"when": "always", "reports": {"junit": "budget.xml"}}
    (script,) = budget["script"]
    env = {**budget["variables"], "CI_PROJECT_DIR": str(job.folder), "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD^"}

    def checked() -> tuple[int, int, set[str]]:
        done = job.bash("-c", script, env=env)
        outs.append(done.out)
        report = job.folder / "budget.xml"
        outcomes = {str(case.outcome()) for case in Junit(str(report)).suites[0].all()} if report.exists() else set()
        report.unlink(missing_ok=True)
        return done.status, done.runs, outcomes

    outs: list[str] = []
    commit(job.folder, "start")
    assert checked() == (0, 1, {"passed"})
    job.forecast(OVER)
    assert checked() == (3, 1, {"passed", "failed"})  # 5,980.00 are within 12,000 for all months
    job.forecast(BAD)
    assert checked()[0] == 2
    job.forecast("month,service,calls\n2026-11,label,1\n")
    assert checked() == (0, 2, {"passed"})
    words = {
        "en": ["There is no forecast.csv", "Over budget: ", "unknown service lable", "Once more, without the forecast"],
        "zh": ["没有可供比较的 forecast.csv", "超出预算：", "未知服务 lable", "改为不与变更前的预测比较"],
    }
    for out, word in zip(outs, words[lang], strict=True):
        assert word in out


@both_languages
def test_the_script_ends_with_the_status_of_the_check(run: Run, tmp_path: Path, lang: str) -> None:
    job = Job(run, tmp_path, "shell", lang)
    script = job.folder / "team/check.sh"
    first = job.bash(script)
    commit(job.folder, "start")
    (job.folder / "team/forecast.csv").write_text(OVER)
    over = job.bash(script, "HEAD")
    (job.folder / "team/forecast.csv").write_text(BAD)
    bad = job.bash(script)
    commit(job.folder, "bad")
    (job.folder / "team/forecast.csv").write_text("month,service,calls\n2026-11,label,1\n")
    mended = job.bash(script)
    assert [(done.status, done.runs) for done in (first, over, bad, mended)] == [(0, 1), (3, 1), (2, 2), (0, 2)]
    assert ("max-increase" if lang == "en" else "增幅") in over.out
    nowhere = job.bash(script, "mian")
    told = "There is no branch or commit mian.\n" if lang == "en" else "没有分支或提交 mian。\n"
    assert nowhere == (2, told, 0)


@both_languages
def test_the_script_asks_for_an_address_where_the_program_is_missing(run: Run, tmp_path: Path, lang: str) -> None:
    job = Job(run, tmp_path, "shell", lang)
    script = job.folder / "team/check.sh"
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("bash", "dirname", "mktemp", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    asked = job.bash(script, env={"PATH": str(tools)})
    assert (asked.status, asked.runs) == (2, 0)
    assert ("put the address of its repository into" if lang == "en" else "填入其仓库的地址") in asked.out


@pytest.mark.parametrize(("schema", "name"), [("github-workflows", "github"), ("gitlab-ci", "gitlab")])
def test_the_files_for_servers_are_valid_by_their_published_schemas(schema: str, name: str) -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [checker, "--builtin-schema", f"vendor.{schema}", CI / f"{name}.yml", CI / f"{name}.zh.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml", "pre-commit.yaml", "check.sh"])
def test_both_languages_do_the_same(name: str) -> None:
    stem, point, extension = name.rpartition(".")
    assert without_words(CI / name) == without_words(CI / f"{stem}.zh{point}{extension}")


def without_words(path: Path) -> list[str]:
    """Return the lines of a file without comments, what is printed for people, and the language of that."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(^|\s)#( .*|)$", "", text, flags=re.MULTILINE)
    text = re.sub(r'(echo "(?:::\w+::)?)[^"]*"', r'\1"', text)
    text = re.sub(r"(:\?)[^}]*\}", r"\1}", text)
    text = re.sub(r"(name:|TIIA_COST_LANG: |TIIA_COST_LANG:-|--lang, |repo: )[^\]}\n]*", r"\1", text)
    assert text.isascii()
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_the_hook_checks_the_forecast_of_a_folder(run: Run, tmp_path: Path) -> None:
    ours = tmp_path / "tiia-cost"
    ours.mkdir()
    packed = ("pyproject.toml", "README.md", "LICENSE", "pricing.yaml", "tiia_cost", "examples")
    for name in (".pre-commit-hooks.yaml", *packed):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, ours / name)
    commit(ours, "hook")
    job = Job(run, tmp_path, "pre-commit", "en")
    config = job.folder / ".pre-commit-config.yaml"
    text = config.read_text(encoding="utf-8")
    assert text.count("PUT-IN-THE-ADDRESS-OF-THE-TIIA-COST-REPOSITORY") == 1
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ours, check=True, capture_output=True, text=True).stdout
    assert text.count(f"rev: v{__version__}\n") == 1
    text = text.replace("PUT-IN-THE-ADDRESS-OF-THE-TIIA-COST-REPOSITORY", str(ours))
    text = text.replace(f"v{__version__}", head.strip())
    config.write_text(text, encoding="utf-8")
    commit(job.folder, "start")

    def hooked(*arguments: str) -> Done:
        env = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PRE_COMMIT_COLOR": "never"}
        return job.bash("-c", '"$0" run "$@"', str(Path(sys.executable).with_name("pre-commit")), *arguments, env=env)

    within = hooked("--all-files")
    assert within.status == 0, within.out
    assert re.search(r"usage forecast within budget\.+Passed", within.out)
    job.forecast(OVER)
    over = hooked("--all-files")
    assert over.status == 1
    assert "- exit code: 3" in over.out
    assert "Over budget: " in over.out
    # What changes may be the budget alone; the forecast is checked all the same.
    (job.folder / "team/budgets.yaml").write_text("monthly: 1\n")
    job.bash("-c", "git checkout -q HEAD^ team/forecast.csv && git add team/budgets.yaml")
    assert "- exit code: 3" in hooked().out


@pytest.mark.parametrize(
    ("name", "is_looked_at"),
    [
        *(
            (name, True)
            for name in ("forecast.csv", "usage/2026/NOVEMBER.CSV", "预测.tsv", "log.jsonl", "log.ndjson.gz")
        ),
        *((name, True) for name in ("forecast.xlsx", "预测.XLS", "forecast.ods", "forecast.et", "forecast.xlsm")),
        *((name, True) for name in ("log.parquet", "log.csv.zst", "budgets.yaml", "limits.yml", "ops/pricing.YAML")),
        *(
            (name, False)
            for name in ("README.md", "csv", "forecast.csv.bak", "a.csv/x.py", "log.gz", "data.json", "xyml")
        ),
    ],
)
def test_the_hook_runs_for_any_table_and_any_yaml(name: str, is_looked_at: bool) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], name)) == is_looked_at  # as pre-commit does
