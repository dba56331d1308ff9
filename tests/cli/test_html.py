"""The HTML of a chart in a real browser: it needs no network, and shows the figures under the pointer."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import HANGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.conftest import Run, Write

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=HANGS * 1000)
        yield browser
        browser.close()


def shown(browser: Browser, file: Path) -> Page:
    """Open a page without a network, and fail if it asks for anything else or complains."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 1600})
    context.set_default_timeout(HANGS * 1000)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("svg.marks")
    assert (asked, said) == ([file.as_uri()], [])
    return page


def told_at(page: Page, x: float, y: float) -> dict[str, str]:
    """Return the text that is shown when the pointer is at a place of the chart; `y` below 0 is from its lower end."""
    box = page.locator("svg.marks").bounding_box()
    assert box is not None
    at = box["y"] + y + (box["height"] if y < 0 else 0)
    page.mouse.move(box["x"] + x - 5, at)
    page.mouse.move(box["x"] + x, at)
    page.wait_for_selector("#vg-tooltip-element.visible")
    rows = page.locator("#vg-tooltip-element tr").all()
    return {row.locator(".key").inner_text(): row.locator(".value").inner_text() for row in rows}


@pytest.mark.parametrize(
    ("lang", "headings", "currency"),
    [("en", ("calls", "cost", "tier"), "CNY"), ("zh", ("调用量", "费用", "阶梯"), "元")],
)
def test_the_figures_under_the_pointer_are_those_of_the_bill(
    run: Run, browser: Browser, tmp_path: Path, lang: str, headings: tuple[str, ...], currency: str
) -> None:
    assert run("tiers", "label", "--output", "curve.html", "--lang", lang) == (0, "", "")
    page = shown(browser, tmp_path / "curve.html")
    assert page.locator("html").get_attribute("lang") == lang
    for x in (120.0, 300.0, 700.0):  # in three tiers
        calls, cost, tier = (told_at(page, x, 320)[heading] for heading in headings)
        assert re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})*", calls)
        done = run("estimate", f"label={calls}", "-f", "csv")
        row = dict(zip(*(line.split(",") for line in done.out.splitlines()), strict=True))
        assert (cost.replace(",", ""), tier) == (f"{row['cost']} {currency}", row["tier"])


def test_each_panel_has_figures_of_its_own(run: Run, browser: Browser, tmp_path: Path) -> None:
    run("tiers", "label", "--output", "curve.html")
    page = shown(browser, tmp_path / "curve.html")
    assert told_at(page, 160, -120)["tier"] == "1"  # the first zone
    assert told_at(page, 690, -120)["tier"] == "3"  # the third


@pytest.mark.parametrize(
    ("lang", "balance", "available", "currency"),
    [("en", "balance", "available", "CNY"), ("zh", "余额", "可用余额", "元")],
)
def test_the_balance_under_the_pointer_is_that_of_the_settlement(
    run: Run, browser: Browser, tmp_path: Path, lang: str, balance: str, available: str, currency: str
) -> None:
    usage = "month,label\n2026-01,500000\n2026-02,600000\n2026-03,1000000\n"
    (tmp_path / "u.csv").write_text(usage, encoding="utf-8")
    assert run("cashflow", "u.csv", "--balance", "9000", "--output", "b.html", "--lang", lang) == (0, "", "")
    rows = json.loads(run("cashflow", "u.csv", "--balance", "9000", "-f", "json").out)["settlements"]
    page = shown(browser, tmp_path / "b.html")
    # The plot begins at 70 pixels or so; four months are 720 wide, and settlements stand where a month ends.
    for row, x in zip(rows, (250.0, 430.0, 610.0), strict=True):
        told = told_at(page, x, 320)
        expected = [f"{Decimal(row[key]):,} {currency}" for key in ("closing", "available")]
        assert [told[balance], told[available]] == expected


def test_a_mark_stands_in_the_chart(run: Run, browser: Browser, tmp_path: Path) -> None:
    run("tiers", "label", "--mark", "1500000", "--output", "curve.html")
    assert (
        "◆ 1,500,000 calls: 3,278.00 CNY" in shown(browser, tmp_path / "curve.html").locator("svg.marks").inner_html()
    )


def test_names_from_a_price_file_are_text_and_no_markup(
    run: Run, browser: Browser, write: Write, tmp_path: Path
) -> None:
    name = "</script><script>document.title='taken'</script><b>'\\"
    write(
        "p.yaml",
        "name: p\ncurrency: CNY\neffective_from: 2020-01-01\ntier_mode: volume\nper: 1\ntiers: {from: [0, 10]}\n"
        f'services: {{label: {{name: "{name}\\", prices: [2, 1]}}}}\n',
    )
    assert run("tiers", "label", "--prices", "p.yaml", "--output", "curve.html") == (0, "", "")
    page = shown(browser, tmp_path / "curve.html")
    assert page.title() == f"label · {name} · p · CNY"
    assert any(name in text for text in page.locator("svg.marks text").all_text_contents())
