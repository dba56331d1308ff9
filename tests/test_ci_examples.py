"""The commands of the CI examples and of the hook, run in a repository whose forecast changes on a branch."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from junit2htmlreport.parser import Junit

from tests.conftest import ROOT, commit, program_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

CI = ROOT / "examples/ci"
LABLE = "forecast.csv:2:9: error: unknown service lable; did you mean label?\n"
OVER = "month,service,calls\n2026-11,label,3000000\n"  # 2,990,000 × 2 / 1,000 = 5,980, and 5,000 are allowed

pytestmark = pytest.mark.process


def shell(command: str, folder: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**program_environment(), **(env or {})},
        check=False,
    )


def ran(commands: list[str], folder: Path, env: Mapping[str, str]) -> list[tuple[int, str]]:
    """Run the commands as a job does, up to the first that fails; return status and output of each."""
    results = []
    for command in commands:
        done = shell(command, folder, env)
        results.append((done.returncode, done.stdout))
        if done.returncode:
            break
    return results


def plain(name: str) -> Any:
    return yaml.safe_load((CI / name).read_text(encoding="utf-8"))


def github_commands() -> list[str]:
    job = plain("github.yml")["jobs"]["budget"]
    assert job["defaults"]["run"]["shell"] == "bash"
    install, *commands = [step["run"] for step in job["steps"] if "run" in step]
    assert install == "pip install tiia-cost"
    return commands


def test_the_github_workflow_summarises_and_passes_what_is_within_budget(repository: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    env = {"GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(summary)}
    done = ran(github_commands(), repository, env)
    assert [status for status, _ in done] == [0, 0, 0, 0]
    assert done[-1][1].splitlines()[-1].startswith("Within budget: ")
    diff, check = summary.read_text().split("### ")[1:]
    assert diff.startswith("Change: ")
    assert check.startswith("Within budget: ")


def test_the_github_workflow_fails_what_is_over_with_an_annotation_at_its_row(repository: Path, tmp_path: Path) -> None:
    (repository / "forecast.csv").write_text(OVER)
    summary = tmp_path / "summary.md"
    env = {"GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(summary)}
    done = ran(github_commands(), repository, env)
    assert [status for status, _ in done] == [0, 0, 0, 3]
    assert done[-1][1].startswith("::error file=forecast.csv,line=2,title=Over budget%3A monthly::2026-11: ")
    assert "### Over budget: " in summary.read_text()


def test_the_gitlab_job_leaves_a_report_of_its_tests(repository: Path) -> None:
    job = plain("gitlab.yml")["budget"]
    assert job["before_script"] == ["pip install tiia-cost"]
    assert job["artifacts"] == {"when": "always", "reports": {"junit": "budget.xml"}}
    env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "main"}
    assert [status for status, _ in ran(job["script"], repository, env)] == [0, 0, 0]
    assert {case.outcome() for case in Junit(str(repository / "budget.xml")).suites[0].all()} == {"passed"}
    (repository / "forecast.csv").write_text(OVER)
    assert [status for status, _ in ran(job["script"], repository, env)] == [0, 0, 3]
    assert "failed" in {case.outcome() for case in Junit(str(repository / "budget.xml")).suites[0].all()}


@pytest.mark.parametrize(
    ("forecast", "status", "error"),
    [
        (None, 0, ""),
        (OVER, 3, "The forecast is over budget.\n"),
        (
            "month,service,calls\n2026-11,lable,1\n",
            2,
            f"{LABLE}What changes against main could not be told; its forecast is the standard input (-).\n"
            f"{LABLE}The check could not be made.\n",
        ),
    ],
    ids=["within", "over", "bad"],
)
def test_the_script_ends_with_the_status_of_the_check(
    repository: Path, forecast: str | None, status: int, error: str
) -> None:
    if forecast is not None:
        (repository / "forecast.csv").write_text(forecast)
    done = subprocess.run(
        [CI / "check.sh"], capture_output=True, text=True, cwd=repository, env=program_environment(), check=False
    )
    assert done.returncode == status
    assert done.stderr == error
    if status != 2:
        assert done.stdout.startswith("Change: ")


def test_the_script_checks_a_forecast_that_the_branch_does_not_have(repository: Path) -> None:
    done = shell(f"git rm -q --cached forecast.csv && git commit -qm none && {CI / 'check.sh'} HEAD", repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Within budget: ")


def test_the_hook_checks_the_forecasts_of_a_repository(repository: Path, tmp_path: Path) -> None:
    ours = tmp_path / "tiia-cost"
    ours.mkdir()
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "pricing.yaml", "tiia_cost"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, ours / name)
    commit(ours, "hook")
    env = {**program_environment(), "PRE_COMMIT_HOME": str(tmp_path / "home"), "PRE_COMMIT_COLOR": "never"}

    def try_hook(*files: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("pre-commit"), "try-repo", ours, "tiia-cost-check", *files],
            capture_output=True,
            text=True,
            cwd=repository,
            env=env,
            check=False,
        )

    within = try_hook("--all-files")
    assert within.returncode == 0, within.stdout + within.stderr
    assert "usage forecast within budget" in within.stdout
    assert "Passed" in within.stdout
    (repository / "forecast.csv").write_text(OVER)
    over = try_hook("--all-files")
    assert over.returncode == 1
    assert "- exit code: 3" in over.stdout
    assert "Over budget: " in over.stdout
    # What changes may be the budget alone; the forecast is checked all the same.
    shell("git checkout -q forecast.csv && echo 'monthly: 1' > budgets.yaml && git add budgets.yaml", repository)
    assert "- exit code: 3" in try_hook().stdout


@pytest.mark.parametrize(
    ("name", "is_looked_at"),
    [
        *(
            (name, True)
            for name in ("forecast.csv", "usage/2026/NOVEMBER.CSV", "预测.tsv", "log.jsonl", "log.ndjson.gz")
        ),
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


def test_the_script_checks_what_a_broken_forecast_on_the_branch_is_mended_to(repository: Path) -> None:
    command = "sed -i s/label/lable/ forecast.csv && git commit -qam broken && git checkout -q HEAD~ -- forecast.csv"
    done = shell(f"{command} && {CI / 'check.sh'} HEAD", repository)
    assert done.returncode == 0
    assert "unknown service lable" in done.stderr
    assert done.stdout.strip().startswith("Within budget: ")


def test_the_script_refuses_a_branch_that_there_is_not(repository: Path) -> None:
    done = shell(f"{CI / 'check.sh'} mian", repository)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "There is no branch mian.\n")
