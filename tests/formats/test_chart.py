"""Charts as data: ticks that a drawing leaves out, and what is said of lines to those who cannot see them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.formats.chart import Axis, Band, Chart, Dot, Level, Panel, Section, SeriesLine, told


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


# A course: two days are known, and two expected; a tier begins at 30.
COURSE = Panel(
    (),
    Axis("day", 0, 40, ((10, "1"), (20, "2"), (30, "3"), (40, "4"))),
    Axis("calls", 0, 40, ((0, "0"), (20, "20"), (40, "40万"))),
    ((Dot(0, 0), Dot(10, 10), Dot(20, 16)),),
    (Section(0, 19, "so far", ""), Section(20, 40, "expected", "")),
    levels=(Level(0, 40, 30, "第 2 阶梯", "2"),),
    marks=(Dot(40, 32, ("4", "32")),),
    tips=(Dot(20, 16, ("2", "16")), Dot(40, 32, ("4", "32"))),
    dotted=((Dot(20, 16), Dot(30, 24), Dot(40, 32)),),
    bands=(Band((Dot(20, 16), Dot(40, 26)), (Dot(20, 16), Dot(40, 38))),),
)
KNOWN = Chart("a month", ("a note",), COURSE, (), ("day", "calls"), below=WAYS)


# The band leads from 16 at 20 to 38 at 40: it is at 17 a 22nd of its way, and at 32 sixteen.
@pytest.mark.parametrize(("height", "position"), [(0, 0), (5, 5), (10, 10), (17, 20), (32, 34), (38, 40), (39, 40)])
def test_a_height_is_reached_where_the_first_line_or_band_comes_to_it_or_at_the_end(height: int, position: int) -> None:
    assert COURSE.reached(height) == position


def test_a_chart_below_another_is_told_by_itself_and_a_name_that_may_be_left_out_is_not() -> None:
    assert KNOWN.every == (KNOWN, WAYS)
    assert list(KNOWN.words()) == ["a month", "a note", "第 2 阶梯", "4 · 32"]
    assert {"第 2 阶梯", "2", "so far"} <= {*KNOWN.texts()}
