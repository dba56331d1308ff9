"""JUnit XML for GitLab and Jenkins: a test case for each thing that was checked."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from junitparser import Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.formats.sheet import Case, Remark


def render(cases: Iterable[Case], remarks: Iterable[Remark] = ()) -> str:
    """Render the cases as one suite for each group; remarks that are not cases become properties of each suite.

    The property of a remark is its figure, if it has a single one, else its sentence. A case over its limit is a
    failure; a case near it passes, with its text as output; one without baseline is skipped.
    """
    properties = [
        (one.name, str(one.value) if isinstance(one.value, int) else one.text) for one in remarks if not one.warns
    ]
    report = JUnitXml("tiia-cost check")
    for group, members in groupby(cases, key=lambda case: case.group):
        suite = TestSuite(group)
        for name, value in properties:
            suite.add_property(name, value)
        suite.add_testcases([_case(case) for case in members])
        report.add_testsuite(suite)
    report.update_statistics()  # type: ignore[no-untyped-call]  # junitparser has no type for it
    stream = BytesIO()
    report.write(stream, pretty=True)
    return stream.getvalue().decode()


def _case(case: Case) -> TestCase:
    test_case = TestCase(case.name, case.group)
    if case.properties:
        properties = Properties()  # type: ignore[no-untyped-call]  # same
        for name, value in case.properties:
            properties.add_property(Property(name, value))
        test_case.append(properties)  # type: ignore[no-untyped-call]  # same
    if case.state == "over":
        failure = Failure(case.text, case.state)
        failure.text = case.text
        test_case.result = [failure]
    elif case.state == "no-baseline":
        test_case.result = [Skipped(case.text)]
    said = [*([case.text] if case.state == "near" else []), *case.notes]
    if said:
        test_case.system_out = "\n".join(said)
    return test_case
