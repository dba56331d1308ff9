"""Charts as data: ticks that a drawing leaves out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.formats.chart import Axis


def months(count: int) -> Axis:
    return Axis("", 0, 10 * count, tuple((10 * n, f"{2022 + n // 12}-{n % 12 + 1:02d}") for n in range(count)))


@given(st.integers(0, 2000), st.integers(0, 100))
def test_a_drawing_has_as_many_evenly_spaced_ticks_as_it_has_room_for_from_the_first_on(count: int, most: int) -> None:
    axis = months(count)
    shown = axis.thinned(most)
    assert len(shown) <= max(most, 1)
    assert shown[:1] == axis.ticks[:1]
    assert {*shown} <= {*axis.ticks}
    assert len({later - one for (one, _), (later, _) in pairwise(shown)}) <= 1


@pytest.mark.parametrize(
    ("count", "most", "second"), [(12, 12, "2022-02"), (12, 11, "2022-03"), (24, 8, "2022-04"), (60, 5, "2023-01")]
)
def test_months_are_thinned_to_quarters_halves_and_years(count: int, most: int, second: str) -> None:
    assert months(count).thinned(most)[1][1] == second
