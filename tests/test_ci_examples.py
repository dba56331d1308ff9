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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Run

CI = ROOT / "examples/ci"
OVER = "month,service,calls\n2026-11,label,3000000\n"  # 2,990,000 × 2 / 1,000 = 5,980, and 5,000 are allowed
BAD = "month,service,calls\n2026-11,lable,1\n"

pytestmark = pytest.mark.process
both_languages = pytest.mark.parametrize("lang", ["en", "zh"])


class Done(NamedTuple):
    """The status and output of a job, and the commands of the program that it ran, in order."""

    status: int
    out: str
    runs: list[str]


class Job:
    """A repository with the files of `init` in its folder `team`, and a machine whose program notes its runs."""

    def __init__(self, run: Run, tmp_path: Path, ci: str, lang: str) -> None:
        self.folder, self.temporary = tmp_path / "repository", tmp_path / "runner"
        for folder in (self.folder, self.temporary, tmp_path / "bin"):
            folder.mkdir()
        (self.folder / "README").touch()
        commit(self.folder, "no forecast yet")
        assert run("init", "team", "--ci", ci, "--lang", lang, cwd=self.folder).status == 0
        self.counted = tmp_path / "runs"
        self.program(f'echo "$1" >> "{self.counted}"; exec "{PROGRAM}" "$@"')

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
        return Done(done.returncode, done.stdout, self.counted.read_text().splitlines())


class GitHub(Job):
    """A job of the workflow, without GitHub."""

    def __init__(self, run: Run, tmp_path: Path, lang: str) -> None:
        super().__init__(run, tmp_path, "github", lang)
        self.summary = tmp_path / "summary.md"
        workflow = yaml.safe_load((self.folder / ".github/workflows/budget.yml").read_text(encoding="utf-8"))
        *_, self._install, self._check = workflow["jobs"]["budget"]["steps"]
        assert self._install["shell"] == self._check["shell"] == "bash"
        runner = {"RUNNER_TEMP": self.temporary, "GITHUB_WORKSPACE": self.folder, "GITHUB_STEP_SUMMARY": self.summary}
        self._variables = {name: str(path) for name, path in runner.items()} | workflow["env"]
        commit(self.folder, "start")

    def install(self, **env: str) -> Done:
        """Run the step that installs the program, with the variables of the workflow, else those given."""
        return self._step(self._install["run"], env)

    def check(self, **env: str) -> Done:
        """Run the step that checks the budget, with the variables of the workflow, else those given."""
        return self._step(self._check["run"], env)

    def _step(self, script: str, env: Mapping[str, str]) -> Done:
        self.summary.write_text("")
        return self.bash("-c", script, env={**self._variables, **env})


class GitLab(Job):
    """A job of the pipeline, without GitLab, for a branch of one commit."""

    def __init__(self, run: Run, tmp_path: Path, lang: str) -> None:
        super().__init__(run, tmp_path, "gitlab", lang)
        self._budget = yaml.safe_load((self.folder / ".gitlab-ci.yml").read_text(encoding="utf-8"))["budget"]
        assert self._budget["artifacts"] == {"when": "always", "reports": {"junit": "budget.xml"}}
        commit(self.folder, "start")

    def install(self, **env: str) -> Done:
        """Run what installs the program, with the variables of the job, else those given."""
        return self._run("before_script", env)

    def check(self, **env: str) -> Done:
        """Run what checks the budget, with the variables of the job, else those given."""
        return self._run("script", env)

    def _run(self, key: str, env: Mapping[str, str]) -> Done:
        runner = {"CI_PROJECT_DIR": str(self.folder), "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD^"}
        return self.bash("-c", "\n".join(self._budget[key]), env={**runner, **self._budget["variables"], **env})


@both_languages
def test_a_pull_request_on_github_is_priced_once_and_shown_in_summary_annotations_and_status(
    run: Run, tmp_path: Path, lang: str
) -> None:
    job = GitHub(run, tmp_path, lang)
    said = {
        "en": (
            "There is no forecast.csv to compare with; growth is not checked.",
            "### Within budget: ",
            "### Over budget: ",
        ),
        "zh": ("没有可供比较的 forecast.csv，不检查增幅。", "### 在预算内：", "### 超出预算："),
    }
    none, within, over = said[lang]
    first = job.check()  # The branch that it goes to has no forecast.
    assert (first.status, first.runs) == (0, ["check"])
    assert first.out.startswith(f"::notice::{none}\n")
    assert job.summary.read_text(encoding="utf-8").startswith(f"{none}\n\n{within}")
    job.forecast(OVER)
    second = job.check()
    assert (second.status, second.runs) == (3, ["estimate", "check"])
    assert len(re.findall(r"^::error file=team/forecast\.csv,line=2,title=", second.out, re.MULTILINE)) == 3
    growth = "max-increase" if lang == "en" else "费用增幅"  # 5,980.00 after 3,964.00 is half as much again
    assert f"%3A {growth}::" in second.out or f"：{growth}::" in second.out
    assert job.summary.read_text(encoding="utf-8").startswith(over)


@both_languages
def test_bad_input_on_github_is_told_once_and_does_not_stop_the_check_that_mends_it(
    run: Run, tmp_path: Path, lang: str
) -> None:
    job = GitHub(run, tmp_path, lang)
    before = (job.folder / "team/forecast.csv").read_text(encoding="utf-8-sig")
    job.forecast(BAD)
    bad = job.check()
    assert (bad.status, bad.runs) == (2, ["estimate", "check"])
    assert re.match(r"::error file=team/forecast\.csv,line=2,col=9::[^\n]*lable[^\n]*label[^\n]*\n\Z", bad.out)
    plain = bad.out.removeprefix("::error ").replace("::", ": ")
    assert job.summary.read_text(encoding="utf-8") == f"    {plain}"
    job.forecast(before)
    mended = job.check()
    assert (mended.status, mended.runs) == (0, ["estimate", "check"])
    unchecked = {
        "en": "The forecast before the change cannot be read; growth is not checked.",
        "zh": "无法读取变更前的预测，不检查增幅。",
    }
    reason, warning, *_ = mended.out.splitlines()
    assert re.match(r".*/before/forecast\.csv:2:9: error: .*lable", reason)
    assert warning == f"::warning::{unchecked[lang]}"
    assert job.summary.read_text(encoding="utf-8").startswith(f"{unchecked[lang]}\n\n### ")


@both_languages
@pytest.mark.parametrize("server", [GitHub, GitLab])
def test_what_is_not_put_in_or_not_there_is_asked_for(
    run: Run, tmp_path: Path, server: type[GitHub | GitLab], lang: str
) -> None:
    job = server(run, tmp_path, lang)
    job.program('echo "pip $*"', "pip")
    asked = job.install()
    assert asked.status == 2
    assert ("put the address of the tiia-cost repository" if lang == "en" else "填入 tiia-cost 仓库的地址") in asked.out
    address = {"TIIA_COST_REPOSITORY": "https://example.org/tiia-cost"}
    nowhere = job.install(**address, FOLDER="taem")
    assert nowhere.status == 2
    assert ("There is no folder 'taem'" if lang == "en" else "没有文件夹“taem”") in nowhere.out
    if isinstance(job, GitHub):
        assert nowhere.out == f"::error::{job.summary.read_text(encoding='utf-8')}"
    assert job.install(**address) == (0, "pip install git+https://example.org/tiia-cost\n", [])


@pytest.mark.parametrize("server", [GitHub, GitLab])
def test_a_limit_on_growth_that_means_nothing_is_refused(
    run: Run, tmp_path: Path, server: type[GitHub | GitLab]
) -> None:
    job = server(run, tmp_path, "en")
    job.forecast(OVER)
    told = "--max-increase: 25x is neither an amount nor a percentage; write 500 or 10%"
    done = job.check(MAX_INCREASE="25x")
    assert (done.status, done.runs) == (2, ["estimate", "check"])
    if isinstance(job, GitHub):
        assert done.out == f"::error::{told.replace('%', '%25')}\n"
        assert job.summary.read_text() == f"    {told}\n"
    else:
        assert done.out == f"error: {told}\n"


@both_languages
def test_a_merge_request_on_gitlab_is_priced_once_for_the_log_and_the_list_of_tests(
    run: Run, tmp_path: Path, lang: str
) -> None:
    job = GitLab(run, tmp_path, lang)

    def checked() -> tuple[int, list[str], set[str]]:
        done = job.check()
        outs.append(done.out)
        report = job.folder / "budget.xml"
        outcomes = {str(case.outcome()) for case in Junit(str(report)).suites[0].all()} if report.exists() else set()
        report.unlink(missing_ok=True)
        return done.status, done.runs, outcomes

    outs: list[str] = []
    both = ["estimate", "check"]
    assert checked() == (0, ["check"], {"passed"})
    job.forecast(OVER)
    assert checked() == (3, both, {"passed", "failed"})  # 5,980.00 are within 12,000 for all months
    job.forecast(BAD)
    assert checked() == (2, both, set())
    job.forecast("month,service,calls\n2026-11,label,1\n")
    assert checked() == (0, both, {"passed"})
    words = {
        "en": ["There is no forecast.csv", "Over budget: ", "unknown service lable", "The forecast before the change"],
        "zh": ["没有可供比较的 forecast.csv", "超出预算：", "未知服务 lable", "无法读取变更前的预测"],
    }
    for out, word in zip(outs, words[lang], strict=True):
        assert word in out
    assert outs[2].count("lable") == 1


@both_languages
def test_the_script_ends_with_the_status_of_the_check(run: Run, tmp_path: Path, lang: str) -> None:
    job = Job(run, tmp_path, "shell", lang)
    script = job.folder / "team/check.sh"
    first = job.bash(script)
    commit(job.folder, "start")
    (job.folder / "team/forecast.csv").write_text(OVER)
    over = job.bash(script, "HEAD")
    (job.folder / "team/forecast.csv").write_text(BAD)
    bad = job.bash(script, env={"MAX_INCREASE": "25x"})
    commit(job.folder, "bad")
    (job.folder / "team/forecast.csv").write_text("month,service,calls\n2026-11,label,1\n")
    mended = job.bash(script)
    assert (first.status, first.runs) == (0, ["check"])
    both = ["estimate", "check"]
    assert [(done.status, done.runs) for done in (over, bad, mended)] == [(3, both), (2, both), (0, both)]
    assert ("max-increase" if lang == "en" else "增幅") in over.out
    assert "lable" in bad.out
    assert "--max-increase: 25x" in bad.out
    assert ("The forecast before the change" if lang == "en" else "无法读取变更前的预测") in mended.out
    nowhere = job.bash(script, "mian")
    told = "There is no branch or commit mian.\n" if lang == "en" else "没有分支或提交 mian。\n"
    assert nowhere == (2, told, [])


@both_languages
def test_the_script_asks_for_an_address_where_the_program_is_missing(run: Run, tmp_path: Path, lang: str) -> None:
    job = Job(run, tmp_path, "shell", lang)
    script = job.folder / "team/check.sh"
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("bash", "dirname", "mktemp", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    asked = job.bash(script, env={"PATH": str(tools)})
    assert (asked.status, asked.runs) == (2, [])
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
    text = re.sub(r'\b((?:echo|refuse|tell \w+) ")[^:"][^"]*"', r'\1"', text)
    text = re.sub(r"(name:|TIIA_COST_LANG: |TIIA_COST_LANG:-|--lang, |repo: |rev: )[^\]}\n]*", r"\1", text)
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
    assert text.count("PUT-IN-") == 2
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ours, check=True, capture_output=True, text=True).stdout
    text = text.replace("PUT-IN-THE-ADDRESS-OF-THE-TIIA-COST-REPOSITORY", str(ours))
    text = text.replace("PUT-IN-A-TAG-OR-COMMIT", head.strip())
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
