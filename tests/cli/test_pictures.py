"""Charts from the command line: `--plot`, SVG and PNG, and what is refused. pages are in `test_page`."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from tests.conftest import PROGRAM, ROOT, clean_environment
from tests.support.golden import SERVICES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

# A character for which hardly a machine has a font: an Egyptian hieroglyph.
RARE = """\
name: rare
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1
tiers: {from: [0, 10]}
services: {label: {name: "\U00013000", prices: [2, 1]}}
"""


def svg_texts(path: Path) -> list[str]:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - the program has just written it
    return ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("lang", "million"), [("en", "1 M"), ("zh", "100 万")])
def test_an_svg_has_axes_tiers_zones_and_the_mark(
    run: Run, tmp_path: Path, service: str, lang: str, million: str
) -> None:
    written = tmp_path / "curve.svg"
    done = run("tiers", service, "--mark", "1500000", "--output", written, "--lang", lang)
    assert done == (0, "", "")
    cost = run("estimate", f"{service}=1500000", "--total").out.strip()
    currency = {"en": "CNY", "zh": "元"}[lang]
    shown = svg_texts(written)
    calls = {"en": "1,500,000 calls: ", "zh": "150 万次："}[lang]
    assert f"{calls}{Decimal(cost):,} {currency}" in shown
    assert million in shown
    assert any({"en": "1,000,000 calls", "zh": "100 万次"}[lang] in text for text in shown)  # what is cheaper in a zone
    assert "Noto Sans CJK SC" in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "kept"), [("en", ".svg"), ("zh", ".zh.svg")])
@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("tiers label --mark 1500000", "prices/label-curve"),
        ("estimate examples/forecast.csv", "forecast-cost"),
        ("packs examples/packs/forecast.csv --prices charged", "packs/packs"),
        ("estimate examples/this-month/november-12.csv --through auto --range 10%", "this-month/november"),
    ],
)
def test_the_pictures_among_the_examples_say_what_is_drawn_now(
    run: Run, tmp_path: Path, command: str, name: str, lang: str, kept: str
) -> None:
    done = run(*command.split(), "--output", tmp_path / "now.svg", "--lang", lang, cwd=ROOT)
    assert done == (0, "", "")
    assert svg_texts(ROOT / "examples" / f"{name}{kept}") == svg_texts(tmp_path / "now.svg")


YEAR = ("--balance", "12000", "--frozen", "800", "--top-up", "2026-06-20=800", "--top-up", "2026-09-15=9000")


@pytest.mark.parametrize(
    ("lang", "kept", "said"),
    [
        ("en", "balance.svg", ["Solid line: the balance", "A bill or a freeze fails.", "balance, CNY", "10,000"]),
        ("zh", "balance.zh.svg", ["实线：余额", "扣款或冻结失败。", "余额（元）", "1 万"]),
    ],
)
def test_an_svg_of_balances_has_axes_and_says_what_its_lines_are(
    run: Run, tmp_path: Path, lang: str, kept: str, said: list[str]
) -> None:
    usage = ROOT / "examples/cashflow/year.csv"
    assert run("cashflow", usage, *YEAR, "--output", "b.svg", "--lang", lang) == (0, "", "")
    shown = svg_texts(tmp_path / "b.svg")
    assert [part for part in [*said, "2026-03"] if not any(part in text for text in shown)] == []
    assert shown == svg_texts(ROOT / "examples/cashflow" / kept)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Cost by month and service · CNY", "Total 9,692.00 CNY", "label", "cost, CNY", "2026-11", "month"]),
        ("zh", ["每月各服务费用 · 元", "合计 9,692.00 元", "图像标签", "费用（元）", "2026-11", "月份"]),
    ],
)
def test_an_svg_of_bills_has_a_bar_for_each_month_and_says_what_its_colours_are(
    run: Run, tmp_path: Path, lang: str, said: list[str]
) -> None:
    usage = ROOT / "examples/forecast.csv"
    assert run("estimate", usage, "--output", "b.svg", "--lang", lang) == (0, "", "")
    assert [part for part in said if part not in svg_texts(tmp_path / "b.svg")] == []


@pytest.mark.parametrize("width", [36, 40, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bars_are_plotted_in_the_width_there_is(run: Run, width: int, lang: str) -> None:
    usage = ROOT / "examples/forecast.csv"
    done = run("estimate", usage, "--plot", "--lang", lang, env={"COLUMNS": str(width)})
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    chart = lines[next(number for number, line in enumerate(lines) if "┌" in line) :]
    assert max(cell_len(line) for line in chart) == width
    assert "█" in "".join(chart)


DAYS = "date,service,calls\n" + "".join(f"2026-11-{day:02d},label,60000\n" for day in range(1, 11))


@pytest.mark.parametrize("width", [36, 40, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_course_of_a_month_is_plotted_in_the_width_there_is(run: Run, write: Write, width: int, lang: str) -> None:
    usage = write("days.csv", DAYS)
    asked = ("estimate", usage, "--through", "auto", "--range", "10%", "--plot", "--lang", lang)
    done = run(*asked, env={"COLUMNS": str(width)})
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    chart = lines[next(number for number, line in enumerate(lines) if "┌" in line) :]
    assert max(cell_len(line) for line in chart) == width
    assert all(
        drawn in "".join(chart) for drawn in ("···", "░", "┄", "◆", "┊", {"en": "tier 2", "zh": "第 2 阶梯"}[lang])
    )


def test_a_month_that_goes_on_follows_the_bars_of_all_months(run: Run, write: Write, tmp_path: Path) -> None:
    usage = (write("days.csv", DAYS), write("before.csv", "month,service,calls\n2026-10,label,1700000\n"))
    assert run("estimate", *usage, "--through", "2026-11-10", "-o", "c.svg") == (0, "", "")
    shown = svg_texts(tmp_path / "c.svg")
    bars, course = (shown.index(title) for title in ("Cost by month and service · CNY", "day of 2026-11"))
    assert bars < course
    out = run("estimate", *usage, "--through", "2026-11-10", "--plot").out
    assert out.count("┌") == 2
    page = run("check", *usage, "--through", "2026-11-10", "--budget", "9000", "-f", "html").out
    assert "<h2>Cost by month and service · CNY</h2>" in page
    assert "<h2>label · calls in <time>2026-11</time>, so far and expected</h2>" in page


def test_several_accounts_are_drawn_beside_each_other_under_their_names(run: Run, tmp_path: Path) -> None:
    usage = ROOT / "examples/forecasts/daily-two-accounts.csv"
    assert run("cashflow", usage, "--output", "b.svg") == (0, "", "")
    shown = svg_texts(tmp_path / "b.svg")
    assert [text for text in shown if text.startswith("account")] == ["account 100001", "account 100002"]
    out = run("cashflow", usage, "--plot", env={"COLUMNS": "40"}).out
    assert "\n\naccount 100002\nbalance, CNY\n" in out


@pytest.mark.parametrize("width", [36, 40, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_balances_are_plotted_in_the_width_there_is(run: Run, width: int, lang: str) -> None:
    usage = ROOT / "examples/cashflow/year.csv"
    done = run("cashflow", usage, *YEAR, "--plot", "--lang", lang, env={"COLUMNS": str(width)})
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    chart = lines[next(number for number, line in enumerate(lines) if "┌" in line) :]
    assert max(cell_len(line) for line in chart) == width
    assert "◆" in "".join(chart)


def test_nothing_is_read_aloud_in_hundredths_of_the_currency(run: Run) -> None:
    assert "327800" not in run("tiers", "label", "--mark", "1500000", "-f", "svg").out


def test_a_long_name_is_folded_and_a_tier_of_one_count_is_a_point(run: Run, write: Write, tmp_path: Path) -> None:
    name = "a name that goes on and on " * 9
    prices = write(
        "p.yaml",
        "{name: p, currency: CNY, effective_from: 2020-01-01, tier_mode: volume, per: 1, tiers: {from: [0, 10, 11]},"
        f" services: {{label: {{name: {name}, prices: [4, 3, 2]}}}}}}",
    )
    assert run("tiers", "label", "--prices", prices, "--output", "curve.svg") == (0, "", "")
    root = ET.fromstring((tmp_path / "curve.svg").read_text(encoding="utf-8"))  # noqa: S314 - see above
    assert int(root.attrib["width"]) < 850
    shown = svg_texts(tmp_path / "curve.svg")
    assert any(text.startswith("10 calls") for text in shown)  # the zone of the second tier
    # 10 stands alone on the whole and in both details, and 9 where the second begins.
    assert len([*root.iter("{http://www.w3.org/2000/svg}circle")]) == 4


def test_a_png_is_a_picture_of_some_size(run: Run, tmp_path: Path) -> None:
    written = tmp_path / "curve.png"
    done = run("tiers", "label", "--lang", "zh", "--output", written)
    if "fonts-noto-cjk" in done.err:
        pytest.skip("no font for Chinese is installed")
    assert done == (0, "", "")
    head = written.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:])
    assert width > 1400
    assert height > 1200


@pytest.mark.process
def test_a_png_goes_through_a_pipe_byte_for_byte(run: Run, tmp_path: Path) -> None:
    run("tiers", "label", "--output", tmp_path / "curve.png")
    piped = subprocess.run(
        [PROGRAM, "tiers", "label", "-f", "png"], capture_output=True, env=clean_environment(), check=True
    )
    assert piped.stdout == (tmp_path / "curve.png").read_bytes()


def test_a_png_without_a_font_is_refused_and_nothing_written(run: Run, write: Write, tmp_path: Path) -> None:
    prices = write("p.yaml", RARE)
    done = run("tiers", "label", "--prices", prices, "--output", "curve.png")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "error: no font on this machine has \U00013000, which the PNG needs; install one (fonts-noto-cjk, for example), or write SVG or HTML\n"
    )
    assert not (tmp_path / "curve.png").exists()
    assert run("tiers", "label", "--prices", prices, "--output", "curve.svg").status == 0


@pytest.mark.process
def test_a_png_is_not_written_to_a_terminal(tmp_path: Path) -> None:
    terminal, ours = pty.openpty()
    done = subprocess.run(
        [PROGRAM, "tiers", "label", "-f", "png"],
        stdout=ours,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(),
        cwd=tmp_path,
        check=False,
    )
    os.close(ours)
    os.close(terminal)
    assert (done.returncode, done.stderr) == (2, "error: a terminal cannot show a PNG; name a file with --output\n")


def test_a_plot_follows_the_table_at_the_width_there_is(run: Run) -> None:
    table = run("tiers", "label").out
    plotted = run("tiers", "label", "--plot", "--mark", "93万")
    assert (plotted.status, plotted.err) == (0, "")
    assert plotted.out.startswith(f"{table}\nlabel · Image tagging · tencent-tiia · CNY\n")
    assert "◆ 930,000 calls: 2,300.00 CNY; 1,000,000 calls would cost 122.00 CNY less\n" in plotted.out
    assert plotted.out.count("┌") == 1
    # What is said below the table is not said again, so that the chart fits a terminal.
    assert len(plotted.out.removeprefix(table).splitlines()) <= 24
    zones = run("tiers", "label", "--plot=zones", "--mark", "93万").out
    assert zones.count("┌") == 3
    assert "\n881,202–999,999 calls · 1,000,000 calls cost up to 297.00 CNY less\ncost, CNY\n" in zones
    narrow = run("tiers", "label", "--plot", env={"COLUMNS": "50"}).out
    assert max(len(line) for line in narrow.splitlines()) == 50
    assert "1000 万" in run("tiers", "label", "--plot", "--lang", "zh").out


def test_a_plot_has_colour_only_where_colour_is_wanted(run: Run) -> None:
    assert "\x1b[" not in run("tiers", "label", "--plot").out
    assert "\x1b[38;5;33m" in run("tiers", "label", "--plot", env={"FORCE_COLOR": "1"}).out
    assert "\x1b[" not in run("tiers", "label", "--plot", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--plot", "-f", "json"], "error: --plot draws below a table, so it cannot be used with json\n"),
        (["--mark", "5"], "error: --mark has no effect without a chart; add --plot, or use svg, png or html\n"),
        (["--plot=x"], "error: --plot cannot draw x; known: whole, zones\n"),
        (["--plot", "--mark", "1.5"], "error: --mark: 1.5 is not a whole number of calls\n"),
        (
            ["-f", "gif"],
            "error: unknown format gif; known: table, json, csv, markdown, svg, png, html, xlsx\n",
        ),
        (
            ["-o", "curve.JPG"],
            "error: curve.JPG asks for jpg, a format that this command does not write; known: table, json, csv, markdown, svg, png, html, xlsx\n",
        ),
        (
            ["--plot", "-f", "gif"],
            "error: unknown format gif; known: table, json, csv, markdown, svg, png, html, xlsx\n",
        ),
        (
            ["-o", "tiers.ods"],
            "error: tiers.ods asks for ods, a format that this command does not write; known: table, json, csv, markdown, svg, png, html, xlsx\n",
        ),
        (["-o", "none/curve.svg"], "error: the folder of --output does not exist: none\n"),
    ],
)
def test_a_chart_that_cannot_be_is_refused(run: Run, arguments: list[str], told: str) -> None:
    assert run("tiers", "label", *arguments) == (2, "", told)


def test_a_terminal_too_narrow_for_a_plot_is_refused(run: Run) -> None:
    told = "error: --plot needs a terminal of at least 36 columns; this one has 20\n"
    assert run("tiers", "label", "--plot", env={"COLUMNS": "20"}) == (2, "", told)
    assert run("tiers", "label", "--plot", env={"COLUMNS": "36"}).status == 0


def test_commands_without_a_chart_draw_none(run: Run) -> None:
    done = run("explain", "label=5", "-o", "bill.svg")
    assert (done.status, done.err) == (
        2,
        "error: bill.svg asks for svg, a format that this command does not write; known: table, json, csv, markdown\n",
    )


def test_plot_alone_takes_no_argument_that_follows_it(run: Run) -> None:
    asked = run("tiers", "label", "--plot", "--lang", "zh")
    assert asked.status == 0
    assert run("tiers", "--plot", "label", "--lang", "zh") == asked
    assert run("tiers", "--lang", "zh", "--plot=", "label") == asked
    assert run("tiers", "--lang", "zh", "--plot=whole", "--", "label") == asked
    assert run("tiers", "--", "--plot").err.startswith("error: unknown service --plot;")


def test_one_chart_has_no_other_value(run: Run) -> None:
    for command in ("estimate", "cashflow"):
        assert run(command, "label=5", "--plot=zones").err.startswith("error: option --plot takes no value;")
        assert run(command, "--plot", "label=5").status == 0


def test_a_number_alone_has_no_chart(run: Run) -> None:
    told = "error: --total prints one number, but --plot asks for a chart; leave one of them out\n"
    assert run("estimate", "label=5", "--total", "--plot") == (2, "", told)


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "library", "what"),
    [(["--plot"], "plotext", "--plot"), (["-o", "c.png"], "vl_convert", "png")],
)
def test_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, arguments: list[str], library: str, what: str
) -> None:
    # As if it had never been installed: no finder finds it.
    script = textwrap.dedent(f"""
        import sys
        from importlib.machinery import PathFinder

        class Without(PathFinder):
            @classmethod
            def find_spec(cls, name, path=None, target=None):
                return None if name == "{library}" else super().find_spec(name, path, target)

        sys.meta_path[:] = [Without if finder is PathFinder else finder for finder in sys.meta_path]
        from tiia_cost.cli import main
        sys.argv = ["tiia-cost", "tiers", "label", *{arguments!r}]
        sys.exit(main())
    """)
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=clean_environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f'error: {what} needs an optional dependency; install it: pip install "tiia-cost[plot]"\n'


@pytest.mark.process
def test_nothing_that_draws_is_imported_where_nothing_is_drawn() -> None:
    script = (
        "import sys; from tiia_cost.cli import main; sys.argv = ['tiia-cost', 'tiers', 'label', '-f', 'json'];"
        "main(); print({'plotext', 'vl_convert'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == "set()\n"
