"""Small inputs that were misread once, each of a kind: every engine gives the right answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conftest import ROOT
from tests.support.tables import read_sides
from tiia_cost.core.estimate import estimate
from tiia_cost.errors import UsageError
from tiia_cost.inputs.engines.choice import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.core.book import PriceBook

CASES = ROOT / "tests/cases"
ENGINES = ("python", "duckdb", "spark")
UNCLEAR = "since a point may separate thousands; write one of the two"
ZERO = "is time zero, which programs write when there is no time; write the time of the call, or delete the row"


class Case(NamedTuple):
    """An input, its total cost by the shipped list, and its number of bills."""

    name: str
    total: str
    bills: int
    ignored: tuple[str, ...] = ()


RIGHT = [
    Case("account_id.csv", "2950.00", 2),
    Case("zw_account_header.csv", "2950.00", 2),
    Case("call_count.csv", "3278.00", 1),
    Case("total_as_account.csv", "4910.00", 2),
    Case("int96.parquet", "0.00", 2),
    Case("tz_ns.parquet", "0.00", 2),
    Case("parquet_int_types", "2950.00", 2),
    Case("bills_in_folder", "2950.00", 2),
    Case("rotated", "1475.00", 1),
    Case("skippable_first.csv.zst", "1475.00", 1),
    Case("service_and_action.csv", "0.00", 1, ("service",)),
    Case("trailing_missing.csv", "2950.00", 2),
    Case("one_row.csv", "9980.00", 1),
]
WRONG = {
    "thousands_dot.csv": [
        f"2:15: 250.000 could mean 250 or 250000, {UNCLEAR}",
        f"3:15: 900.000 could mean 900 or 900000, {UNCLEAR}",
    ],
    "zero_time.csv": [f"2:1: 0001-01-01T00:00:00Z {ZERO}", f"3:1: 1970-01-01T00:00:00Z {ZERO}"],
    "service_and_action.csv": [
        '1:14: two columns for service, service and action; ignore one of them with --ignore-columns "service" or "action"'
    ],
}


def by(engine: str, case: str) -> bool:
    """Return whether an engine reads a case: Python reads no Parquet; Spark reads zstd only if its Hadoop does."""
    return not (engine == "python" and "parquet" in case) and not (engine == "spark" and case.endswith(".zst"))


def parameters(cases: Iterable[Case | str]) -> list[object]:
    """Return the cases with the engines that read them."""
    return [
        pytest.param(case, engine, id=f"{name} {engine}", marks=[pytest.mark.spark] * (engine == "spark"))
        for case in cases
        for engine in ENGINES
        if by(engine, name := case if isinstance(case, str) else case.name)
    ]


@pytest.fixture(autouse=True)
def session(engine: str, request: pytest.FixtureRequest) -> None:
    """Open a session of Spark for tests of that engine."""
    if engine == "spark":
        request.getfixturevalue("spark")


@pytest.mark.parametrize(("case", "engine"), parameters(RIGHT))
def test_what_was_misread_is_priced_right(case: Case, engine: str, book: PriceBook) -> None:
    reader = read_sides([([str(CASES / case.name)], book)], Reading(engine=engine, ignored=tuple(case.ignored)))
    assert reader.problems.as_error(UsageError).lines() == []
    bills = estimate(reader.sides[0].usage, book)
    assert (str(bills.total.cost), len(bills.bills)) == (case.total, case.bills)


@pytest.mark.parametrize(("name", "engine"), parameters(WRONG))
def test_what_cannot_be_read_for_sure_is_refused_at_its_cell(name: str, engine: str, book: PriceBook) -> None:
    reader = read_sides([([str(CASES / name)], book)], Reading(engine=engine))
    told = reader.problems.as_error(UsageError).lines()
    assert [line.removeprefix(f"{CASES / name}:") for line in told] == WRONG[name]


@pytest.mark.parametrize(("name", "engine"), parameters(["int96.parquet", "tz_ns.parquet"]))
def test_instants_lie_in_their_month_to_the_nanosecond(name: str, engine: str, book: PriceBook) -> None:
    (side,) = read_sides([([str(CASES / name)], book)], Reading(engine=engine)).sides
    assert [(month, counts["label"].calls) for _, month, counts in side.usage.months()] == [
        ("2026-10", 1),
        ("2026-11", 2),
    ]
