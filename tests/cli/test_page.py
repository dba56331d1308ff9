"""Pages from the command line, first as text, then in a real browser: on screens, on a phone, in print."""

from __future__ import annotations

import re
import subprocess
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import HANGS, ROOT
from tests.support.pages import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as BrowserPage

    from tests.conftest import Run, Write

EXAMPLES = ROOT / "examples"
SERVICES = ("label", "product", "celebrity", "car", "porn", "politics", "terrorism", "crop", "quality")

COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "estimate": ("estimate", EXAMPLES / "forecast.csv"),
    "estimate of one bill": ("estimate", "label=950000"),
    "estimate with a range": ("estimate", EXAMPLES / "forecast.csv", "--range", "10%"),
    "estimate by service": (
        "estimate",
        EXAMPLES / "forecasts/daily-two-accounts.csv",
        "--by",
        "service",
        "--by",
        "account",
    ),
    "check over budget": ("check", EXAMPLES / "forecast.csv", "--budget", "3500"),
    "check near a limit": ("check", EXAMPLES / "forecast.csv", "--budgets", EXAMPLES / "budgets.yaml"),
    "diff": ("diff", EXAMPLES / "forecasts/forecast-before.csv", EXAMPLES / "forecast.csv"),
    "diff of nothing": ("diff", EXAMPLES / "forecast.csv", EXAMPLES / "forecast.csv", "--all"),
    "cashflow": ("cashflow", EXAMPLES / "cashflow/year.csv", "--balance", "12000", "--top-up", "2026-06-20=800"),
    "cashflow of two accounts": ("cashflow", EXAMPLES / "forecasts/daily-two-accounts.csv"),
    "tiers": ("tiers", "label"),
    "tiers without zones": ("tiers", "text", "--prices", EXAMPLES / "prices/machine-translation.yaml"),
    "free months": ("estimate", "label=950000", "--month", "2018-01"),
}


def page_of(run: Run, tmp_path: Path, *arguments: str | Path) -> str:
    """Run a command that writes a page, and return the page."""
    done = run(*arguments, "-q", "-o", "page.html")
    assert done.status in (0, 3), done.err
    assert (done.out, done.err) == ("", "")
    return (tmp_path / "page.html").read_text(encoding="utf-8")


def year(write: Write) -> Path:
    """Write a year of nine services, some of which change their tier."""
    rows = [f"2026-{month:02}," + ",".join(str(90_000 * month * (n + 3)) for n in range(9)) for month in range(1, 13)]
    return write("year.csv", "\n".join(["month," + ",".join(SERVICES), *rows]) + "\n")


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> tuple[str | Path, ...]:
    return COMMANDS[request.param]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_is_well_formed_loads_nothing_and_has_no_script(
    run: Run, tmp_path: Path, command: tuple[str | Path, ...], lang: str
) -> None:
    text = page_of(run, tmp_path, *command, "--lang", lang)
    page = parsed(text)
    assert page.attributes["lang"] == {"en": "en", "zh": "zh-CN"}[lang]
    assert page.all("script", "iframe", "img", "object", "embed", "base") == []
    assert not re.search(r"(?i)\bsrc\s*=|@import|url\(|\son\w+\s*=|javascript:", text)
    assert [one.attributes["href"] for one in page.all("link")] == ["data:,"]
    links = {one.attributes["href"] for one in page.all("a")}
    assert links <= {"https://cloud.tencent.com/document/product/865/17627"} or "prices" in str(command)
    policy = next(one.attributes for one in page.all("meta") if one.attributes.get("http-equiv"))
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert page.one("h1").text
    assert len(page.one("dl").all("dt")) == 3
    assert page.all("table")
    levels = [int(one.name[1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(other - one <= 1 for one, other in pairwise(levels))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_of_the_table_is_in_the_page(
    run: Run, tmp_path: Path, command: tuple[str | Path, ...], lang: str
) -> None:
    table = run(*command, "--lang", lang, env={"COLUMNS": ""}).out
    page = parsed(page_of(run, tmp_path, *command, "--lang", lang)).one("body").text
    figures = set(re.findall(r"[0-9][0-9,.]*", table))
    assert len(figures) > 9
    assert {figure for figure in figures if figure.rstrip(",.") not in page} == set()


@pytest.mark.parametrize(
    ("name", "lang", "said"),
    [
        ("estimate", "en", "Tencent Cloud image analysis (TIIA): cost forecast"),
        ("estimate", "zh", "腾讯云图像分析（TIIA）费用预测"),
        ("check over budget", "zh", "腾讯云图像分析（TIIA）预算检查"),
        ("diff", "zh", "腾讯云图像分析（TIIA）费用变化"),
        ("cashflow", "zh", "腾讯云图像分析（TIIA）账户资金"),
        ("tiers", "zh", "腾讯云图像分析（TIIA）阶梯与费用"),
        ("tiers without zones", "en", "Tencent Cloud machine translation: tiers and prices"),
    ],
)
def test_a_page_begins_with_what_it_is_and_of_when(run: Run, tmp_path: Path, name: str, lang: str, said: str) -> None:
    page = parsed(page_of(run, tmp_path, *COMMANDS[name], "--lang", lang))
    scope = page.one("main").all("p")[1].text
    assert page.one("main").all("p")[0].text == said
    assert page.one("head").one("title").text == f"{said} · {scope}"
    assert ("2026-" in scope) == (not name.startswith("tiers"))


def test_a_page_is_about_every_product_that_its_prices_are_for(run: Run, write: Write, tmp_path: Path) -> None:
    text = (ROOT / "pricing.yaml").read_text(encoding="utf-8").replace("name: tencent-tiia", "name: ours")
    text = re.sub(r"(?m)^title: .*\n", "", text).replace("effective_from: 2019-12-01", "effective_from: 2026-10-01")
    prices = ("--prices", "announced", "--prices", str(write("ours.yaml", text)))
    page = parsed(page_of(run, tmp_path, *COMMANDS["estimate"], *prices))
    assert page.one("main").all("p")[0].text == "Tencent Cloud image analysis (TIIA), ours: cost forecast"


def amounts(row: list[str]) -> list[Decimal | None]:
    return [Decimal(cell.replace(",", "")) if re.fullmatch(r"[0-9,]+(\.[0-9]+)?", cell) else None for cell in row]


def test_the_rows_of_every_bill_add_up_to_its_totals(run: Run, write: Write, tmp_path: Path) -> None:
    page = parsed(page_of(run, tmp_path, "estimate", year(write)))
    bills = [table for table in page.all("table") if table.all("tfoot")]
    assert len(bills) == 1 + 12  # by month, and a bill for each
    for bill in bills:
        rows, (total,) = map(amounts, bill.rows("tbody")), bill.rows("tfoot")
        columns = list(zip(*rows, strict=True))
        checked = 0
        for column, sum_ in zip(columns, amounts(total), strict=True):
            if sum_ is not None:
                assert sum(filter(None, column)) == sum_
                checked += 1
        assert checked >= 5


def test_a_year_of_nine_services_stays_small(run: Run, write: Write, tmp_path: Path) -> None:
    assert len(page_of(run, tmp_path, "estimate", year(write)).encode()) < 300_000


def test_the_same_input_is_the_same_page(run: Run, tmp_path: Path, command: tuple[str | Path, ...]) -> None:
    assert page_of(run, tmp_path, *command) == page_of(run, tmp_path, *command)


def test_no_page_tells_positions_in_fen(run: Run, tmp_path: Path, command: tuple[str | Path, ...]) -> None:
    page = page_of(run, tmp_path, *command)
    assert not re.search(r"\bfen\b|分（", page)


def test_rows_that_are_left_out_and_rows_counted_as_calls_are_told(run: Run, write: Write, tmp_path: Path) -> None:
    write("log.csv", "time,service\n2026-11-05 08:00:00,label\n2026-11-05 08:00:01,nothing\n")
    page = parsed(page_of(run, tmp_path, "estimate", "log.csv", "--bad-rows", "bad.csv"))
    alert = next(one.text for one in page.all("p") if one.attributes.get("class") == "alert")
    assert alert == "1 row of the input could not be counted and is not included."
    assert page.text.count("1 row of the input gives no number of calls and is counted as one call.") == 1


def test_remarks_on_prices_stand_with_the_prices_and_nowhere_else(run: Run, tmp_path: Path) -> None:
    for command in (COMMANDS["estimate"], COMMANDS["cashflow"], COMMANDS["tiers"]):
        text = parsed(page_of(run, tmp_path, *command)).one("body").text
        assert text.count("announced for 2019-12-01 and never charged") == 1
        assert text.index("Prices in use") < text.index("announced for 2019-12-01 and never charged")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lang", "en"], "Estimated by prices announced for 2019-12-01 that were never charged"),
        (["--lang", "zh"], "按 2019-12-01 公布、实际未执行的价格估算"),
        (["--prices", "charged"], None),
    ],
)
def test_what_was_never_charged_is_told_below_the_answer_without_commands(
    run: Run, tmp_path: Path, arguments: list[str], said: str | None
) -> None:
    page = parsed(page_of(run, tmp_path, "estimate", "label=950000", "--month", "2020-02", *arguments)).one("body")
    assert [one.text for one in page.all("p") if one.attributes.get("class") == "caveat"] == [said] * (said is not None)
    assert not re.search(r"--prices|tiia-cost prices", page.text)


def test_a_comparison_with_charged_prices_is_in_part_by_others(run: Run, tmp_path: Path) -> None:
    prices = ("--prices-after", "charged", "--prices-before", "announced", "--month", "2020-02")
    page = parsed(page_of(run, tmp_path, "diff", "label=950000", *prices))
    assert "Estimated in part by prices announced for 2019-12-01 that were never charged" in page.text
    free = parsed(page_of(run, tmp_path, *COMMANDS["free months"]))
    assert "Estimated by" not in free.text


def test_terms_of_the_prices_are_told_once(run: Run, tmp_path: Path) -> None:
    for command in (COMMANDS["estimate"], COMMANDS["tiers"]):
        text = parsed(page_of(run, tmp_path, *command)).one("body").text
        assert text.count("Volume tiers: the whole month is charged at the price of the tier it reaches.") == 1


@pytest.mark.parametrize(("name", "charts"), [("estimate", 2), ("free months", 0)])
def test_bars_of_nothing_are_not_drawn(run: Run, tmp_path: Path, name: str, charts: int) -> None:
    assert len(parsed(page_of(run, tmp_path, *COMMANDS[name])).all("svg")) == charts


def test_page_and_junit_of_a_check_come_from_one_run_with_its_status(run: Run, tmp_path: Path) -> None:
    done = run(*COMMANDS["check over budget"], "-o", "report.html", "-o", "report.xml")
    assert done.status == 3
    page = parsed((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert page.one("h1").text == "Over budget: 1 of 3 checks"
    assert "<testsuite" in (tmp_path / "report.xml").read_text(encoding="utf-8")


NAME = "</td><script>alert(1)</script>=cmd|' /C calc'!A0"
RIGHT_TO_LEFT = "\u05d0\u05d1\u05d2"


@pytest.fixture
def hostile(write: Write) -> tuple[str | Path, ...]:
    """Return a command whose accounts, services and price list have names that might be taken for markup."""
    write(
        "p.yaml",
        f'name: p\ntitle: "{NAME}"\nsource: "{NAME}"\ncurrency: CNY\neffective_from: 2020-01-01\n'
        "tier_mode: volume\nper: 1\ntiers: {from: [0, 10]}\n"
        f'services: {{label: {{name: "{NAME}", prices: [2, 1]}}, rtl: {{name: "{RIGHT_TO_LEFT} 12", prices: [2, 1]}}}}\n',
    )
    rows = [f'2026-11,label,9,"{NAME}"', f"2026-11,rtl,9,{RIGHT_TO_LEFT} 34"]
    write("u.csv", "\n".join(["month,service,calls,account", *rows]) + "\n")
    return "estimate", "u.csv", "--prices", "p.yaml"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_from_input_are_text_and_not_markup(
    run: Run, tmp_path: Path, hostile: tuple[str | Path, ...], lang: str
) -> None:
    page = parsed(page_of(run, tmp_path, *hostile, "--lang", lang))
    assert page.all("script") == []
    assert page.text.count(NAME) >= 5
    isolated = {one.text for one in page.all("bdi")}
    assert {f"{RIGHT_TO_LEFT} 12", f"{RIGHT_TO_LEFT} 34"} <= isolated


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=HANGS * 1000)
        yield browser
        browser.close()


def shown(browser: Browser, file: Path, **context: Any) -> BrowserPage:
    """Open a page without a network, and fail if it asks for anything else or complains."""
    opened = browser.new_context(offline=True, **{"viewport": {"width": 1280, "height": 900}, **context})
    opened.set_default_timeout(HANGS * 1000)
    page = opened.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    assert ([one for one in asked if not one.startswith("data:")], said) == ([file.as_uri()], [])
    return page


PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_tables_scroll_and_the_page_does_not(
    run: Run, browser: Browser, tmp_path: Path, command: tuple[str | Path, ...], lang: str
) -> None:
    page_of(run, tmp_path, *command, "--lang", lang)
    page = shown(browser, tmp_path / "page.html", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.body.getBoundingClientRect().right") <= 360
    outside = """[...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, svg, .table')]
        .filter(one => one.getClientRects().length && !one.closest('.table table'))
        .filter(one => one.getBoundingClientRect().right > 360).map(one => one.outerHTML.slice(0, 80))"""
    assert page.evaluate(outside) == []


def test_a_phone_scrolls_a_wide_table_by_itself(run: Run, browser: Browser, write: Write, tmp_path: Path) -> None:
    page_of(run, tmp_path, "estimate", year(write))
    page = shown(browser, tmp_path / "page.html", **PHONE)
    table = page.locator(".table").nth(1)
    assert table.evaluate("one => one.scrollWidth > one.clientWidth")
    assert table.evaluate("one => { one.focus(); return document.activeElement === one }")


def contrast(page: BrowserPage) -> dict[str, float]:
    """Return, for each colour of text on its background, the least contrast by WCAG 2."""
    told: dict[str, float] = page.evaluate("""() => {
        const parts = text => text.match(/[\\d.]+/g).map(Number);
        const linear = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
        const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
        const back = one => { const own = parts(getComputedStyle(one).backgroundColor);
            return own.length === 4 && own[3] === 0 ? one.parentElement ? back(one.parentElement) : [255, 255, 255] : own };
        const told = {};
        for (const one of document.body.querySelectorAll('h1, h2, h3, p, li, dt, dd, th, td, a, footer, svg text')) {
            const style = getComputedStyle(one), drawn = one.tagName === 'text', behind = back(one);
            const ink = parts(drawn ? style.fill : style.color), share = drawn ? Number(style.fillOpacity) : 1;
            const front = [0, 1, 2].map(n => share * ink[n] + (1 - share) * behind[n]);
            const [high, low] = [light(front), light(behind)].sort((a, b) => b - a);
            const ratio = (high + .05) / (low + .05), name = one.tagName + '.' + one.getAttribute('class');
            told[name] = Math.min(told[name] ?? 99, ratio);
        }
        return told;
    }""")
    return told


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["check over budget", "check near a limit", "diff", "cashflow", "tiers", "estimate"])
def test_text_has_enough_contrast_in_light_and_dark(
    run: Run, browser: Browser, tmp_path: Path, name: str, scheme: str
) -> None:
    page_of(run, tmp_path, *COMMANDS[name])
    page = shown(browser, tmp_path / "page.html", color_scheme=scheme)
    red, *_ = map(int, re.findall("[0-9]+", page.evaluate("getComputedStyle(document.body).backgroundColor")))
    assert (red < 128) == (scheme == "dark")
    assert {name: ratio for name, ratio in contrast(page).items() if ratio < 4.5} == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["estimate", "cashflow of two accounts", "tiers", "diff", "check over budget"])
def test_charts_are_pictures_with_a_name_of_which_one_is_shown(
    run: Run, browser: Browser, tmp_path: Path, name: str, lang: str
) -> None:
    page_of(run, tmp_path, *COMMANDS[name], "--lang", lang)
    for look in ({}, PHONE):
        page = shown(browser, tmp_path / "page.html", **look)
        charts = page.get_by_role("img")
        assert charts.count() == 1
        assert charts.aria_snapshot().count("img") == 1
        assert charts.get_attribute("aria-label") or charts.locator("title").first.text_content()
        box = charts.bounding_box()
        assert box is not None
        assert box["width"] > 300


def test_regions_tables_and_headings_have_their_roles(run: Run, browser: Browser, write: Write, tmp_path: Path) -> None:
    page_of(run, tmp_path, "estimate", year(write))
    page = shown(browser, tmp_path / "page.html")
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    region = page.get_by_role("region", name="2026-01 · tencent-tiia · CNY")
    table = region.get_by_role("table")
    assert [one.inner_text().lower() for one in table.get_by_role("columnheader").all()][:2] == ["service", "name"]
    assert table.get_by_role("rowheader").count() == 9 + 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_prints_on_a4_in_light_colours_without_a_cut(
    run: Run, browser: Browser, write: Write, tmp_path: Path, scheme: str
) -> None:
    page_of(run, tmp_path, "estimate", year(write))
    page = shown(browser, tmp_path / "page.html", color_scheme=scheme)
    printed = page.pdf(prefer_css_page_size=True)
    boxes = {tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", printed)}
    assert {(round(width), round(height)) for width, height in boxes} == {(595, 842)}  # in points
    assert 5 < len(re.findall(rb"/Type\s*/Page\b", printed)) < 12
    (tmp_path / "page.pdf").write_bytes(printed)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True
    )
    words = set(text.stdout.lower().split())  # what begins a heading is drawn as a capital
    cells = {word for cell in page.locator("th, td").all_text_contents() for word in cell.lower().split()}
    assert cells - words == set()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # 210 − 2 × 14 millimetres, in CSS pixels
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(27, 31, 36)"
    assert page.evaluate("document.documentElement.scrollWidth") == 688
    wide = "[...document.querySelectorAll('.table')].filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.evaluate(wide) == 0


def test_nothing_from_input_runs_in_a_browser(
    run: Run, browser: Browser, tmp_path: Path, hostile: tuple[str | Path, ...]
) -> None:
    page_of(run, tmp_path, *hostile)
    page = shown(browser, tmp_path / "page.html")
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    assert page.locator("script").count() == 0
    assert page.get_by_role("cell", name=f"{RIGHT_TO_LEFT} 12").count() >= 1
    # The figures beside a name from right to left keep their order: the account, then the month.
    heading = page.locator("h3", has_text="34")
    places = heading.evaluate("""one => { const place = text => { const walk = document.createTreeWalker(one, 4);
        for (let node; node = walk.nextNode();) { const at = node.data.indexOf(text); if (at >= 0) {
            const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + text.length);
            return range.getBoundingClientRect().left } } };
        return [place('Account'), place('34'), place('2026-11')] }""")
    assert places == sorted(places)
