from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Run, Write

SECOND = ROOT / "examples/prices/pricing-2026-11.yaml"


def test_show_prints_the_table_with_its_date_and_source(run: Run) -> None:
    done = run("prices", "show")
    assert (done.status, done.err) == (0, "")
    assert "Price list tencent-tiia, in force from 2019-12-01; earlier months are free." in done.out
    assert "Source: cloud.tencent.com/document/product/865/17627 (2019-11-14)" in done.out
    assert "Compared with its source on 2026-11-22." in done.out


def test_show_takes_a_service_by_any_name(run: Run) -> None:
    shown = run("prices", "show", "图像标签")
    assert shown == run("prices", "show", "detectlabel")
    assert "Names: label, Image tagging, 图像标签, 新版图像标签, DetectLabel." in shown.out
    assert "porn" not in shown.out


@pytest.mark.parametrize(("month", "name"), [("2026-10", "tencent-tiia"), ("2026-11", "example-2026-11")])
def test_show_with_a_month_prints_the_list_in_force(run: Run, month: str, name: str) -> None:
    done = run("prices", "show", "--prices", str(ROOT / "pricing.yaml"), "--prices", str(SECOND), "--month", month)
    assert f"Price list {name}, in force" in done.out
    assert done.out.count("in force from") == 1


def test_show_as_json_has_prices_as_short_as_they_can_be(run: Run, write: Write) -> None:
    write("p.yaml", SECOND.read_text().replace("[2.4, 2.1, 1.8]", "[2.40, 2.00, 1.8]"))
    done = run("prices", "show", "label", "--prices", "p.yaml", "-f", "json")
    assert json.loads(done.out)["price_lists"][0]["services"]["label"]["prices"] == ["2.4", "2", "1.8"]


def test_show_prints_several_lists_in_the_order_of_their_dates(run: Run) -> None:
    done = run("prices", "show", "--prices", str(SECOND), "--prices", str(ROOT / "pricing.yaml"), "-f", "json")
    assert [prices["name"] for prices in json.loads(done.out)["price_lists"]] == ["tencent-tiia", "example-2026-11"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "lable"], "error: unknown service lable; did you mean label?\n"),
        (
            ["show", "ImageModeration"],
            "error: ImageModeration means several services; write one of porn, politics, terrorism\n",
        ),
        (["show", "QPS"], "error: QPS has no price: sales quotes its price\n"),
        (
            ["show", "car", "--prices", str(SECOND)],
            "error: unknown service car; known in example-2026-11: label, porn, crop\n",
        ),
        (
            ["show", "car", "--month", "2026-11", "--prices", str(SECOND), "--prices", str(ROOT / "pricing.yaml")],
            "error: car is not in example-2026-11, the price list in force in 2026-11\n",
        ),
        (
            ["show", "--month", "2011-01", "--prices", str(SECOND)],
            "error: no price list covers 2011-01; the earliest, example-2026-11, is in force from 2026-11-01\n",
        ),
        (["show", "-f", "xml"], "error: unknown format xml; known: table, json, csv, markdown\n"),
    ],
)
def test_bad_input_ends_with_status_2_and_nothing_on_standard_output(run: Run, arguments: list[str], told: str) -> None:
    done = run("prices", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)


def test_validate_says_what_each_file_is(run: Run, write: Write) -> None:
    write("a.yaml", (ROOT / "pricing.yaml").read_bytes())
    write("b.yaml", SECOND.read_bytes())
    assert run("prices", "validate", "a.yaml", "b.yaml") == (
        0,
        "a.yaml: tencent-tiia, in force from 2019-12-01, 9 services\n"
        "b.yaml: example-2026-11, in force from 2026-11-01, 3 services\n",
        "",
    )


def test_validate_tells_every_mistake_of_every_file(run: Run, write: Write) -> None:
    write("a.yaml", (ROOT / "pricing.yaml").read_bytes())
    write("b.yaml", SECOND.read_text().replace("per: 1000", "per: none"))
    write("c.yaml", "[")
    done = run("prices", "validate", "a.yaml", "b.yaml", "c.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "b.yaml:13: error: per: none is not a whole number",
        "c.yaml:2:1: error: not valid YAML: did not find expected node content",
    ]


def test_validate_takes_the_names_of_shipped_sets_and_lists_and_a_file_of_that_name_first(
    run: Run, write: Write
) -> None:
    done = run("prices", "validate", "announced", "Charged", "tencent-tiia-2022-11")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "announced: tencent-tiia, in force from 2019-12-01, 9 services"
    assert lines[1] == "Charged: tencent-tiia-2020-01, in force from 2020-01-01, 9 services"
    assert lines[-2:] == [
        f"{name}: tencent-tiia-2022-11, in force from 2022-11-01, 11 services"
        for name in ("Charged", "tencent-tiia-2022-11")
    ]
    assert run("prices", "validate", "charge").err == (
        "error: charge: neither a price file nor a shipped price set; did you mean charged? tiia-cost prices list shows all\n"
    )
    write("charged", SECOND.read_bytes())
    assert run("prices", "validate", "charged") == (
        0,
        "charged: example-2026-11, in force from 2026-11-01, 3 services\n",
        "charged: this file is used, not the shipped price lists of that name; to use those, rename the file\n",
    )


def test_schema_is_the_one_that_editors_are_told_of(run: Run) -> None:
    assert run("prices", "schema").out == (ROOT / "tiia_cost/pricing.schema.json").read_text(encoding="utf-8")
