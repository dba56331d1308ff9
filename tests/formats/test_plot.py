"""A chart drawn with characters, to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.formats.test_chart import COURSE, KNOWN, LINES, WAYS
from tiia_cost.core.tiers import tiers
from tiia_cost.formats import plot_lines
from tiia_cost.formats.chart import Axis, Bar, Chart, Dot, Level, Panel, Part, Section, SeriesLine
from tiia_cost.formats.plot import render
from tiia_cost.formats.plot_bars import SERIES, bars_in_rows, cells
from tiia_cost.formats.plot_ground import names
from tiia_cost.formats.plot_legend import legend
from tiia_cost.reports.charts.bars import MOST_SERIES
from tiia_cost.reports.charts.curve import as_chart

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook

WHOLE = Panel(
    (),
    Axis("calls", 0, 40, ((0, "0"), (20, "20"), (40, "40"))),
    Axis("cost", 0, 4000, ((0, "0"), (2000, "20"), (4000, "40万"))),
    ((Dot(0, 0), Dot(19, 3800)), (Dot(20, 2000), Dot(40, 4000))),
    (Section(0, 19, "tier 1", "1"), Section(20, 40, "tier 2", "2")),
    ((10, 20),),
    (Level(10, 20, 2000),),
    (Dot(30, 3000, ("30", "30.00 CNY", "2")),),
)
CHART = Chart("a title", ("a note",), WHOLE, (WHOLE._replace(title=("near", "by")),), ("calls", "cost", "tier"))


def test_lines_cliffs_zones_bounds_levels_and_marks_are_drawn() -> None:
    assert (
        render(CHART, width=40, colour=False)
        == """\
a title
a note

cost
    ┌──────────────────────────────────┐
40万┤        ░░░░░░░░░┊              ⡠⠄│
    │        ░░░░░░░⡰⠁┊           ⢀⠤⠊  │
    │        ░░░░░⢀⠜░░┊         ⡠⠔⠁    │
    │        ░░░░⢠⠊░░░┊      ⢀◆⠊       │
    │        ░░░⡠⠃░░░░┊    ⣀⠔⠁         │
    │        ░░⡔⠁░░░░░┊ ⢀⡠⠊            │
    │        ⢀⠎░░░░░░░⢀⠔⠁              │
  20┤       ⢠⠃┄┄┄┄┄┄┄┄⠁                │
    │      ⡰⠁░░░░░░░░░┊                │
    │    ⢀⠜  ░░░░░░░░░┊                │
    │   ⢀⠎   ░░░░░░░░░┊                │
    │  ⡠⠃    ░░░░░░░░░┊                │
    │ ⡔⠁     ░░░░░░░░░┊                │
   0┤⠘       ░░░░░░░░░┊                │
    └┬────────────────┬───────────────┬┘
     0                20             40
                                   calls
"""
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [36, 40, 80, 200])
def test_a_chart_is_as_wide_as_it_is_asked_to_be(book: PriceBook, width: int, lang: str) -> None:
    found = book.in_force(None)
    lines = render(
        as_chart(tiers(found, "label"), found, mark=10**6, lang=lang), width=width, colour=False
    ).splitlines()
    assert max(map(cell_len, lines)) == width
    assert not any(line != line.rstrip() for line in lines)


def test_without_a_width_it_is_that_of_a_usual_terminal() -> None:
    assert render(CHART, width=None, colour=False) == render(CHART, width=80, colour=False)


def test_colour_is_only_colour_and_leaves_the_ground_as_it_is() -> None:
    coloured = render(CHART, width=40, colour=True)
    assert "\x1b[38;5;33m" in coloured
    assert "48;5" not in coloured
    assert "\x1b" not in render(CHART, width=40, colour=False)


def test_the_whole_fits_a_terminal_of_24_lines_and_details_are_drawn_in_its_place() -> None:
    assert len(render(CHART, width=40, colour=False).splitlines()) == 22
    details = render(CHART, width=40, colour=False, details=True)
    assert details.startswith("a title\na note\n\nnear · by\ncost\n    ┌")
    assert details.count("┌") == 1
    alone = CHART._replace(details=())
    assert render(alone, width=40, colour=False, details=True) == render(alone, width=40, colour=False)


# Three months of two services: 10 and 5, 15 and 25, and a free one.
BARS = Panel(
    (),
    Axis("month", 0, 30, ((5, "2026-01"), (15, "2026-02"), (25, "2026-03"))),
    Axis("cost", 0, 4000, ((0, "0"), (2000, "20"), (4000, "40"))),
    bars=(
        Bar(1, 9, "2026-01", "15.00", (Part(0, 0, 1000, ("a",)), Part(1, 1000, 1500, ("b",)))),
        Bar(11, 19, "2026-02", "40.00", (Part(0, 0, 1500, ("a",)), Part(1, 1500, 4000, ("b",)))),
        Bar(21, 29, "2026-03", "0.00", (Part(0, 0, 0, ("a",)),)),
    ),
)
STACKED = Chart("a title", (), BARS, (), ("service",), ("label", "car"))


def test_parts_of_bars_differ_without_colours_and_have_a_legend() -> None:
    assert (
        render(STACKED, width=40, colour=False)
        == """\
a title
█ label  ░ car

cost
  ┌────────────────────────────────────┐
40┤              ░░░░░░░░              │
  │              ░░░░░░░░              │
  │              ░░░░░░░░              │
  │              ░░░░░░░░              │
  │              ░░░░░░░░              │
  │              ░░░░░░░░              │
  │              ░░░░░░░░              │
20┤              ░░░░░░░░              │
  │              ░░░░░░░░              │
  │  ░░░░░░░░    ████████              │
  │  ░░░░░░░░    ████████              │
  │  ████████    ████████              │
  │  ████████    ████████              │
 0┤  ████████    ████████              │
  └──────┬───────────┬──────────┬──────┘
      2026-01     2026-02    2026-03
                                   month
"""
    )


def test_a_part_fills_a_cell_if_it_reaches_its_middle_and_a_bar_shows_at_least_one() -> None:
    def filled(*heights: int) -> dict[str, list[int]]:
        lows = (0, *heights)
        parts = tuple(Part(index, lows[index], high, ()) for index, high in enumerate(heights))
        drawn = cells(BARS._replace(bars=(Bar(0, 30, "", "", parts),)), 3, 4)  # cells of 1,000 each
        return {fill: sorted({line for _, line in points}) for (fill, _), points in drawn.items()}

    assert filled(2499) == {"█": [0, 1]}
    assert filled(2501) == {"█": [0, 1, 2]}
    assert filled(1) == {"█": [0]}
    assert filled(0) == {}
    assert filled(1400, 4000) == {"█": [0], "░": [1, 2, 3]}


@pytest.mark.parametrize("columns", [1, 7, 30, 31, 59, 60, 100])
def test_more_bars_than_columns_are_drawn_in_rows_and_every_bar_has_a_column_of_its_own(columns: int) -> None:
    bars = tuple(Bar(10 * n + 1, 10 * n + 9, str(n), "", (Part(0, 0, 4000, ()),)) for n in range(60))
    panel = BARS._replace(x=Axis("", 0, 600, tuple((bar.middle, bar.name) for bar in bars)), bars=bars)
    rows = bars_in_rows(panel, columns)
    assert [bar for row in rows for bar in row.bars] == [*bars]
    assert [tick for row in rows for tick in row.x.ticks] == [*panel.x.ticks]
    assert len(rows) == -(-60 // columns)
    for row in rows:
        ((_, points),) = cells(row, columns, 1).items()
        assert len(points) == len(set(points)) >= len(row.bars)
        assert all(0 <= column < columns for column, _ in points)


def test_what_a_bar_may_come_to_is_a_line_over_its_middle() -> None:
    bar = Bar(0, 30, "", "", (Part(0, 0, 2000, ()),), (600, 3100))
    drawn = cells(BARS._replace(bars=(bar,)), 3, 4)  # the middles of the lines are at 500, 1,500, 2,500 and 3,500
    assert drawn["│", None] == [(1, 1), (1, 2)]
    assert sorted(drawn["█", 33]) == [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1)]


def test_the_legend_is_coloured_where_the_bars_are() -> None:
    assert legend(["label", "car"], SERIES, 40, colour=True) == [
        "\x1b[38;5;33m█\x1b[0m label  \x1b[38;5;214m░\x1b[0m car"
    ]
    assert legend(["label", "car"], SERIES, 10, colour=False) == ["█ label", "░ car"]
    assert legend(["图像标签图像标签", "car"], SERIES, 10, colour=False) == ["█ 图像标签", "  图像标签", "░ car"]
    assert legend([], SERIES, 40, colour=True) == []


def test_every_series_has_a_character_of_its_own_one_cell_wide() -> None:
    fills = [fill for fill, _ in SERIES]
    assert len({*fills}) == MOST_SERIES
    assert {cell_len(fill) for fill in fills} == {1}


def test_lines_of_series_differ_without_colours_take_turns_where_they_meet_and_have_a_legend() -> None:
    assert (
        render(WAYS, width=40, colour=False)
        == """\
a title
a note
* each  + flat

cost
  ┌────────────────────────────────────┐
40┤                                  **│
  │                               ***  │
  │                            ***     │
  │                          **        │
  │                       ***          │
  │                    ***             │
20┤++++++++++++++++++◆+++++++++++++++++│
  │              ***                   │
  │           ***                      │
  │        ***                         │
  │     ***                            │
  │  ***                               │
 0┤**                                  │
  └┬─────────────────┬────────────────┬┘
   0                 20              40
                                   calls
"""
    )


def filled(panel: Panel, columns: int, lines: int) -> dict[str, set[tuple[int, int]]]:
    return {fill: {*points} for (fill, _), points in plot_lines.cells(panel, columns, lines).items()}


def test_lines_that_coincide_take_turns_from_column_to_column() -> None:
    ends = (Dot(0, 0), Dot(40, 0))
    panel = LINES._replace(series_lines=tuple(SeriesLine(series, ends) for series in range(3)))
    assert filled(panel, 7, 2) == {"*": {(0, 0), (3, 0), (6, 0)}, "+": {(1, 0), (4, 0)}, "x": {(2, 0), (5, 0)}}


def test_a_series_of_several_lines_leaves_the_gaps_between_them_free() -> None:
    lines = (SeriesLine(0, (Dot(0, 0), Dot(10, 0))), SeriesLine(0, (Dot(20, 4000),)), SeriesLine(0, (Dot(30, 0),)))
    assert filled(LINES._replace(series_lines=lines), 5, 3) == {"*": {(0, 0), (1, 0), (2, 2), (3, 0)}}


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 4000)), min_size=1, max_size=6),
    st.integers(2, 90),
    st.integers(2, 20),
)
def test_a_line_is_without_holes_and_passes_its_points_within_half_a_cell(
    points: list[tuple[int, int]], columns: int, lines: int
) -> None:
    line = SeriesLine(0, tuple(Dot(x, y) for x, y in sorted(points)))
    cells_of_line = filled(LINES._replace(series_lines=(line,)), columns, lines)["*"]
    assert all(0 <= column < columns and 0 <= row < lines for column, row in cells_of_line)
    for x, y in points:
        near = [
            abs(40 * column - x * (columns - 1)) * 2 <= 40 and abs(4000 * row - y * (lines - 1)) * 2 <= 4000
            for column, row in cells_of_line
        ]
        assert any(near)
    reached = {min(cells_of_line)}
    for _ in cells_of_line:
        reached |= {(c, r) for c, r in cells_of_line if any(abs(c - a) <= 1 and abs(r - b) <= 1 for a, b in reached)}
    assert reached == cells_of_line


def test_more_lines_than_characters_differ_by_their_colours() -> None:
    styles = [plot_lines.style(series) for series in range(40)]
    assert len({*styles}) == 40
    assert len({fill for fill, _ in styles[:10]}) == 10
    assert all(fill.isascii() for fill, _ in styles)
    many = WAYS._replace(series=tuple(f"s{number}" for number in range(45)))
    assert "s44" in render(many, width=40, colour=True)


def test_a_band_lies_behind_lines_and_a_level_has_its_name_and_charts_follow_each_other() -> None:
    shown = render(KNOWN, width=40, colour=False)
    own, below = shown.split("\n\na title\n")
    assert (
        own
        == """\
a month
a note

calls
    ┌──────────────────────────────────┐
40万┤                 ┊                │
    │                 ┊              ░░│
    │                 ┊           ░░░░░│
    │┄第 2 阶梯┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄··◆│
    │                 ┊       ░░░···░░░│
    │                 ┊    ░░░···░░░░░░│
    │                 ┊  ░░···░░░░     │
  20┤                 ┊····░░          │
    │              ⣀⡠⠔⠂░               │
    │          ⣀⠤⠒⠉   ┊                │
    │       ⡠⠊⠉       ┊                │
    │    ⢀⠔⠊          ┊                │
    │  ⡠⠒⠁            ┊                │
   0┤⠐⠊               ┊                │
    └────────┬────────┬───────┬───────┬┘
             1        2       3       4
                                     day"""
    )
    assert below.startswith("a note\n* each  + flat\n\ncost\n")
    assert "\ue000" not in shown


def test_of_levels_in_one_line_the_highest_has_its_name_and_one_without_room_left_of_the_lines_stands_right() -> None:
    (level,) = COURSE.levels
    low = level._replace(y=9, name="a longer", short="n")
    panel = COURSE._replace(levels=(low, level._replace(name="under it"), level._replace(y=31)))
    found = list(names(panel, 34, 14))
    assert [(one.name, cells[0][0], cells[-1][0]) for one, cells in found] == [
        ("第 2 阶梯", 1, 9),
        ("a longer", 25, 32),
    ]
    assert "".join(character for _, character in found[0][1]) == "第\ue000 2 阶\ue000梯\ue000"
    assert [len(cells) for _, cells in names(panel, 9, 14)] == [1, 1]  # the short names
