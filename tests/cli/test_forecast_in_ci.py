"""A job in CI on the thirteenth of a month: it fails for a month that will be over, and says what keeps it within."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from junit2htmlreport.parser import Junit

from tests.conftest import program_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

# The log has a row an hour: 4,500 calls, but 2,000 on the 7th. So the twelfth ends with 24 × (11 × 4,500 + 2,000).
SO_FAR = 1_236_000
# 1,236,000 × 30 ÷ 12 = 3,090,000 calls in all; (3,090,000 − 10,000) × 2 ÷ 1,000 = 6,160.00, and 5,000 are allowed.
EXPECTED = 3_090_000
# In tier 2 (2,282,729 − 10,000) × 2.2 ÷ 1,000 = 5,000.0038, which is billed as 5,000.00; one call more is 5,000.01.
MOST = 2_282_729
ADVICE = f"{EXPECTED - MOST:,} fewer "
ASKED = ("usage.csv", "--through", "auto", "--budgets", "budgets.yaml")
JOB = f"""\
status=0
tiia-cost check {" ".join(ASKED)} --output budget.github --output budget.xml || status=$?
cat budget.github
exit $status
"""


def log(days: int, hours: int = 0) -> str:
    """Return the log of the first days of a month, and of the first hours of the day after them."""
    times = [(day, hour) for day in range(1, days + 1) for hour in range(24)]
    times += [(days + 1, hour) for hour in range(hours)]
    rows = [f"2026-11-{day:02}T{hour:02}:59:59+08:00,label,{2000 if day == 7 else 4500}\n" for day, hour in times]
    return "".join(["time,service,calls\n", *rows])


@pytest.fixture(autouse=True)
def folder(write: Write) -> None:
    write("usage.csv", log(12, 9))
    write("budgets.yaml", "monthly: 5000\n")


@pytest.mark.process
def test_the_job_fails_while_there_is_still_time_with_an_annotation_and_a_failed_test(tmp_path: Path) -> None:
    shell = ["bash", "-eo", "pipefail", "-c", JOB]
    env = {**program_environment(), "GITHUB_WORKSPACE": str(tmp_path)}
    done = subprocess.run(shell, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    (annotation,) = re.findall("^::error .*$", done.stdout, re.MULTILINE)
    assert annotation.startswith("::error title=Over budget%3A monthly::")
    assert "6,160.00 CNY" in annotation
    assert ADVICE in annotation
    assert "2026-11-13 may not be over" in done.stdout
    (case,) = Junit(str(tmp_path / "budget.xml")).suites[0].all()
    assert str(case.outcome()) == "failed"
    assert ADVICE in case.failure


def test_the_advice_is_what_the_rest_of_the_month_must_stay_below(run: Run, write: Write) -> None:
    (finding,) = json.loads(run("check", *ASKED, "-f", "json").out)["findings"]
    assert (finding["actual"], finding["state"], finding["calls_to_cut"]) == (
        "6160.00",
        "over",
        {"label": EXPECTED - MOST},
    )
    for more, status in ((0, 0), (1, 3)):
        rest = f"2026-11-30T12:00:00+08:00,label,{MOST + more - SO_FAR}\n"
        whole = write("whole.csv", log(12) + rest)
        assert run("check", whole, "--budgets", "budgets.yaml").status == status


def test_the_same_log_passes_where_it_is_taken_for_the_whole_month(run: Run) -> None:
    # With 40,500 calls of the thirteenth, 1,276,500: (1,276,500 − 10,000) × 2.2 ÷ 1,000 = 2,786.30
    (finding,) = json.loads(run("check", "usage.csv", "--budgets", "budgets.yaml", "-f", "json").out)["findings"]
    assert (finding["actual"], finding["state"]) == ("2786.30", "within")


@pytest.mark.parametrize(("first", "last", "status"), [(1, 6, 3), (7, 7, 3), (8, 13, 0), (14, 30, 3)])
def test_day_by_day_the_job_fails_exactly_if_the_month_will_be_over(
    run: Run, write: Write, first: int, last: int, status: int
) -> None:
    # At 108,000 calls a day 3,240,000, which cost 6,460.00. On the 7th 696,000 × 30 ÷ 7 are less than 3,000,000, so that
    # they cost (2,982,858 − 10,000) × 2.2 ÷ 1,000 = 6,540.29. From then on (3,240,000 − 1,800,000 ÷ day − 10,000) × 2 ÷
    # 1,000, which is above 6,200 where 3,600 ÷ day is below 260: after the thirteenth.
    for day in range(first, last + 1):
        write("usage.csv", log(day))
        done = run("check", "usage.csv", "--through", f"2026-11-{day:02}", "--budget", "6200")
        assert (day, done.status) == (day, status)
