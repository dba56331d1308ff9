"""The page of a chart in a real browser: it asks for nothing, and names from a price file are text."""

from __future__ import annotations

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
    page.wait_for_selector("svg")
    assert (asked, said) == ([file.as_uri()], [])
    return page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_needs_nothing_else_and_is_in_the_language_asked_for(
    run: Run, browser: Browser, tmp_path: Path, lang: str
) -> None:
    assert run("tiers", "label", "--output", "curve.html", "--lang", lang) == (0, "", "")
    page = shown(browser, tmp_path / "curve.html")
    assert page.locator("html").get_attribute("lang") == lang


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
    assert page.get_by_role("heading").inner_text() == page.title()
