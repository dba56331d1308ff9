from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.reports.charts.axes import axis, round_step


@pytest.mark.parametrize(
    ("first", "last", "lang", "fen", "labels"),
    [
        (0, 20_000_000, "en", False, ["0", "5 M", "10 M", "15 M", "20 M"]),
        (0, 20_000_000, "zh", False, ["0", "500 万", "1000 万", "1500 万", "2000 万"]),
        (0, 3_000_000, "en", True, ["0", "5,000", "10,000", "15,000", "20,000", "25,000", "30,000"]),
        (0, 3_000_000, "zh", True, ["0", "0.5 万", "1 万", "1.5 万", "2 万", "2.5 万", "3 万"]),
        (821_803, 1_059_399, "en", False, ["0.85 M", "0.9 M", "0.95 M", "1 M", "1.05 M"]),
        (821_803, 1_059_399, "zh", False, ["85 万", "90 万", "95 万", "100 万", "105 万"]),
        (0, 6, "en", True, ["0", "0.01", "0.02", "0.03", "0.04", "0.05", "0.06"]),
        (0, 1_500, "en", False, ["0", "500", "1,000", "1,500"]),
        (0, 10**9, "zh", False, ["0", "2 亿", "4 亿", "6 亿", "8 亿", "10 亿"]),
        # so near that a unit would take more decimals than anybody reads
        (10**9, 10**9 + 10, "en", False, [f"1,000,000,{n:03d}" for n in range(0, 11, 2)]),
        (5, 5, "en", False, ["5"]),
    ],
)
def test_ticks_are_round_and_labelled_in_one_readable_unit(
    first: int, last: int, lang: str, fen: bool, labels: list[str]
) -> None:
    assert [label for _, label in axis("", first, last, lang=lang, ticks=6, fen=fen).ticks] == labels


@given(st.integers(0, 10**20), st.integers(0, 10**20), st.integers(1, 8), st.booleans())
def test_ticks_lie_on_the_axis_evenly_and_are_not_too_many(first: int, length: int, ticks: int, whole: bool) -> None:
    drawn = axis("", first, first + length, lang="en", ticks=ticks, whole=whole)
    positions = [position for position, _ in drawn.ticks]
    assert drawn.first <= first
    assert first + length <= drawn.last
    assert drawn.first < drawn.last
    assert all(drawn.first <= position <= drawn.last for position in positions)
    assert len({later - one for one, later in pairwise(positions)}) <= 1
    assert len(positions) <= ticks + 2
    assert not whole or length == 0 or (positions[0], positions[-1]) == (drawn.first, drawn.last)


@given(st.integers(0, 10**30), st.integers(1, 300))
def test_a_round_step_is_the_least_that_divides_a_length_into_few_enough(length: int, most: int) -> None:
    step = round_step(length, most)
    assert length <= step * most
    assert str(step).rstrip("0") in {"1", "2", "5"}
    smaller = step * 2 // 5 if str(step)[0] == "5" else step // 2
    assert step == 1 or length > smaller * most
