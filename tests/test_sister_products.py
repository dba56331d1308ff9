"""Price lists of other products among the examples, with the worked examples of the vendor's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tiia_cost.core.estimate import estimate
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.usage import Usage
from tiia_cost.inputs.settings.price_file import load_prices

if TYPE_CHECKING:
    from tests.conftest import Run

FOLDER = ROOT / "examples/prices"
SISTERS = sorted({*FOLDER.glob("*.yaml")} - {FOLDER / "pricing-2026-11.yaml"})
"""All but the one that is invented, to show a change of prices."""


@pytest.mark.parametrize(
    ("file", "usage", "cost"),
    [
        # (1,000,000 − 10,000) × 0.002 · (3,500,000 − 10,000) × 0.003 · (3,000,000 + 2,000,000 − 10,000) × 0.003
        ("face-recognition", ("五官定位=100万",), "1980.00"),
        ("face-recognition", ("人脸比对=350万",), "10470.00"),
        ("face-recognition", ("CreatePerson=300万", "CreateFace=200万"), "14970.00"),
        # (1,000,000 − 10,000) × 0.0011 · (5,000,000 − 10,000) × 0.0009 · (16,000,000 − 10,000) × 0.0007
        ("legacy-image-tagging", ("image-tag=100万",), "1089.00"),
        ("legacy-image-tagging", ("image-tag=500万",), "4491.00"),
        ("legacy-image-tagging", ("image-tag=1600万",), "11193.00"),
        # 4 million characters are free; 3 × 58; 103 × 50: the 5 million free ones do not count towards the tier.
        ("machine-translation", ("文本翻译=400万",), "0.00"),
        ("machine-translation", ("文本翻译=800万",), "174.00"),
        ("machine-translation", ("文本翻译=10800万",), "5150.00"),
        # The pages of these have no example with arithmetic: 104,999,999 characters are one short of the lower price,
        # (104,999,999 − 5,000,000) × 58 ÷ 1,000,000; (20,000 − 10,000) × 0.045 and × 0.03.
        ("machine-translation", ("text=104999999",), "5800.00"),
        ("machine-translation", ("text=105000000",), "5000.00"),
        ("machine-translation", ("image=20000", "speech=20000"), "750.00"),
        # 3,000,000 is still the first tier: 2,999,000 × 0.002; 3,000,001 is the second: 2,999,001 × 0.0018.
        ("body-analysis", ("人体检测=300万",), "5998.00"),
        ("body-analysis", ("人体检测=3000001",), "5398.20"),
        ("body-analysis", ("DetectBody=100万", "DetectBodyJoints=100万"), "3998.00"),  # 1,999,000 × 0.002
        # 9,000 × 0.01 · 99,000 × 0.009 · 999,000 × 0.008 · 1,999,000 × 0.007
        ("body-analysis", ("人像分割=1万",), "90.00"),
        ("body-analysis", ("人像分割=10万",), "891.00"),
        ("body-analysis", ("人像分割=100万",), "7992.00"),
        ("body-analysis", ("人像分割=200万",), "13993.00"),
    ],
)
def test_a_sister_product_costs_what_its_page_works_out(run: Run, file: str, usage: tuple[str, ...], cost: str) -> None:
    assert run("estimate", *usage, "--prices", FOLDER / f"{file}.yaml", "--total") == (0, f"{cost}\n", "")


def test_legacy_image_tagging_freezes_120_percent_of_the_list_cost(run: Run) -> None:
    done = run("estimate", "image-tag=100万", "--prices", FOLDER / "legacy-image-tagging.yaml", "-f", "csv")
    # 1,000,000 × 0.0011 × 1.2
    assert done.out.splitlines()[1].endswith(",1100.00,11.00,1089.00,1320.00")


@pytest.mark.parametrize(
    ("file", "service", "calls", "pack", "postpaid", "with_pack"),
    [
        # 9,200 + (11,000,000 − 10,000,000 − 10,000) × 0.0011: the calls of the pack do not count, else × 0.0009.
        ("legacy-image-tagging", "image-tag", 11_000_000, 10_000_000, "1089.00", "10289.00"),
        # (52,000,000 − 50,000,000 − 10,000) × 0.0032 + 142,500: likewise, else × 0.0027.
        ("face-recognition", "compare", 52_000_000, 50_000_000, "6368.00", "148868.00"),
    ],
)
def test_a_month_with_a_pack_costs_what_the_vendors_example_works_out(
    file: str, service: str, calls: int, pack: int, postpaid: str, with_pack: str
) -> None:
    book, usage = load_prices(FOLDER / f"{file}.yaml"), Usage()
    usage.add(service, calls)
    total = estimate(usage, book, packs=[OwnedPack(service, pack)]).total
    (price,) = [one.price for one in book.lists[0].services[service].packs if one.calls == pack]
    assert [str(amount) for amount in (total.cost, total.cost + price)] == [postpaid, with_pack]


@pytest.mark.parametrize("path", SISTERS, ids=lambda path: path.stem)
def test_each_says_that_its_date_is_that_of_the_page_and_where_that_is(path: str, run: Run) -> None:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert "# The date is that of the page, not of the prices" in text
    assert run("prices", "validate", path).status == 0
    shown = run("prices", "show", "--prices", path).out
    assert "Compared with its source on 2026-11-29." in " ".join(shown.split())
    assert "earlier months have no price." in " ".join(shown.split())
