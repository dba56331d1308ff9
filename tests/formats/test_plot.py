"""A chart drawn with characters, to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tiia_cost.core.tiers import tiers
from tiia_cost.formats.chart import Axis, Chart, Dot, Level, Panel, Section
from tiia_cost.formats.plot import render
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
        render(CHART, width=40, colour=False).split("\n\nnear")[0]
        == """\
a title
a note

cost
    ┌──────────────────────────────────┐
40万┤        ░░░░░░░░░┊              ⢀⠄│
    │        ░░░░░░░⢠⠂┊            ⢀⠔⠁ │
    │        ░░░░░░⢠⠃░┊          ⢀⠔⠁   │
    │        ░░░░░⢠⠃░░┊        ⢀⠔⠁     │
    │        ░░░░⢠⠃░░░┊      ⢀◆⠁       │
    │        ░░░⡰⠁░░░░┊    ⢀⠔⠁         │
    │        ░░⡰⠁░░░░░┊  ⢀⠔⠁           │
    │        ░⡰⠁░░░░░░┊⢀⠔⠁             │
  20┤        ⡰⠁┄┄┄┄┄┄┄⠔⠁               │
    │       ⡰⠁░░░░░░░░┊                │
    │      ⡰⠁░░░░░░░░░┊                │
    │     ⡜  ░░░░░░░░░┊                │
    │    ⡜   ░░░░░░░░░┊                │
    │   ⡜    ░░░░░░░░░┊                │
    │  ⡜     ░░░░░░░░░┊                │
    │ ⡜      ░░░░░░░░░┊                │
   0┤⠘       ░░░░░░░░░┊                │
    └┬────────────────┬───────────────┬┘
     0                20             40
                                   calls"""
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


def test_details_follow_under_their_titles() -> None:
    assert "\n\nnear · by\n" in render(CHART, width=40, colour=False)
