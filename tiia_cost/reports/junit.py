"""JUnit XML: a test case for each thing that was checked, as GitLab and Jenkins read it."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.reports.sheet import Case


def render(cases: Iterable[Case]) -> str:
    """Return the cases as a suite per group.

    What is over is a failure; what is near passes, and says so in its output; what has no baseline is skipped.
    """
    report = JUnitXml("tiia-cost check")
    for group, members in groupby(cases, key=lambda case: case.group):
        suite = TestSuite(group)
        suite.add_testcases([_case(case) for case in members])
        report.add_testsuite(suite)
    report.update_statistics()  # type: ignore[no-untyped-call]  # as it is there
    stream = BytesIO()
    report.write(stream, pretty=True)
    return stream.getvalue().decode()


def _case(case: Case) -> TestCase:
    found = TestCase(case.name, case.group)
    if case.state == "over":
        failure = Failure(case.text, case.state)
        failure.text = case.text
        found.result = [failure]
    elif case.state == "no-baseline":
        found.result = [Skipped(case.text)]
    elif case.state == "near":
        found.system_out = case.text
    return found
