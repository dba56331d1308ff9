"""Charts as data: ticks that a drawing leaves out, and what is said of lines to those who cannot see them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.formats.chart import Axis, Chart, Dot, Panel, SeriesLine, told


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


# Two ways to pay for a month: 1.00 a call, or 20.00 for all of them.
EACH = (
    Dot(0, 0, ("0", "0.00", "20.00")),
    Dot(20, 2000, ("20", "20.00", "20.00")),
    Dot(40, 4000, ("40", "40.00", "20.00")),
)
FLAT = Dot(0, 2000), Dot(40, 2000)
LINES = Panel(
    (),
    Axis("calls", 0, 40, ((0, "0"), (20, "20"), (40, "40"))),
    Axis("cost", 0, 4000, ((0, "0"), (2000, "20"), (4000, "40"))),
    marks=(EACH[1],),
    tips=EACH,
    series_lines=(SeriesLine(0, EACH), SeriesLine(1, FLAT)),
)
WAYS = Chart("a title", ("a note",), LINES, (), ("calls", "each", "flat"), ("each", "flat"))


def test_figures_of_named_lines_are_said_with_their_names_where_a_mark_is_and_at_the_end() -> None:
    assert list(WAYS.words()) == [
        "a title",
        "a note",
        "calls: 20 · each: 20.00 · flat: 20.00",
        "calls: 40 · each: 40.00 · flat: 20.00",
    ]
    ended = WAYS._replace(whole=LINES._replace(marks=(EACH[2],)))
    assert list(ended.words())[2:] == ["calls: 40 · each: 40.00 · flat: 20.00"]
    assert {"each", "flat"} <= {*WAYS.texts()}


def test_a_line_that_has_no_figure_at_a_point_is_not_told_there() -> None:
    assert told(("calls", "each", "flat"), ("20", "", "20.00")) == ["calls: 20", "flat: 20.00"]
