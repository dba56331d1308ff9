from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT
from tiia_cost.errors import PriceFileError, Problems
from tiia_cost.inputs.settings.price_file import load_list, load_prices, schema, shipped_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write

EXAMPLES = sorted(path.name for path in (ROOT / "examples/prices").glob("*.yaml"))
FILE = """\
name: test-list
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1000
tiers: {from: [0, 100]}
services:
  label: {name: Image tagging, prices: [2, 1]}
"""


def refused(*paths: Path) -> list[str]:
    with pytest.raises(PriceFileError) as caught:
        load_prices(*paths)
    return [line.replace(f"{paths[0].parent}/", "") for line in caught.value.lines()]


def test_the_shipped_list_prices_nine_services_from_december_2019() -> None:
    prices = load_list(str(shipped_files("announced")[0]), Problems())
    assert prices is not None
    assert list(prices.services) == [
        *("label", "product", "celebrity", "car"),
        *("porn", "politics", "terrorism", "crop", "quality"),
    ]
    assert (str(prices.effective_from), prices.before_effective, prices.currency) == ("2019-12-01", "free", "CNY")
    assert set(prices.unpriced) == {
        *("EnhanceImage", "LegacyImageTag", "ExtraConcurrency", "Customisation", "ResourcePack"),
    }


def test_the_installed_list_is_the_one_at_the_top_level() -> None:
    assert shipped_files("announced")[0].read_bytes() == (ROOT / "pricing.yaml").read_bytes()


def test_everything_wrong_is_told_in_one_run_with_file_and_line(write: Write) -> None:
    path = write(
        "p.yaml",
        FILE.replace("per: 1000", "per: 0")
        .replace("tier_mode: volume", "tier_mode: volum\ntier_bases: total")
        .replace("[2, 1]}", "[2, 1, x]}\n  label: {}\nambiguous: {Img: [labl]}"),
    )
    assert refused(path) == [
        "p.yaml:4: tier_mode: unknown value volum; known: volume, graduated",
        "p.yaml:5: tier_bases: unknown key; did you mean tier_basis, tiers, tier_mode?",
        "p.yaml:6: per: 0 must be above 0",
        "p.yaml:9: services.label.prices: the number of prices (3) must be that of the tiers (2)",
        "p.yaml:9: services.label.prices[2]: x is not a decimal number with at most 12 digits on each side of the"
        " point",
        "p.yaml:10: services.label: duplicate key; the first is on line 9",
        "p.yaml:11: ambiguous.Img[0]: unknown service labl; did you mean label?",
    ]


def test_the_mistakes_of_several_files_are_told_together(write: Write) -> None:
    one = write("a.yaml", FILE.replace("per: 1000\n", ""))
    other = write("b.yaml", FILE.replace("CNY", "yuan"))
    assert refused(one, other) == [
        "a.yaml:1: missing key per",
        "b.yaml:2: currency: yuan is not a currency; write three capital letters, such as CNY",
    ]


def test_files_that_disagree_are_told_by_name(write: Write) -> None:
    one = write("a.yaml", FILE)
    other = write("b.yaml", FILE.replace("CNY", "USD").replace("test-list", "other"))
    assert refused(one, other) == [
        "b.yaml:2: currency: test-list is in CNY and other in USD; all price lists must have the same currency",
        "b.yaml:3: effective_from: test-list and other are both in force from 2020-01-01; only one list can price a month",
    ]


def test_lists_of_the_same_name_are_told_apart_by_their_files(write: Write) -> None:
    other = FILE.replace("test-list", "other").replace("CNY", "USD").replace("2020-01-01", "2021-01-01")
    assert refused(write("a.yaml", FILE), write("b.yaml", FILE), write("c.yaml", other)) == [
        "b.yaml:3: effective_from: test-list (a.yaml) and test-list (b.yaml) are both in force from 2020-01-01;"
        " only one list can price a month",
        "c.yaml:2: currency: test-list (b.yaml) is in CNY and other in USD; all price lists must have the same currency",
    ]


def test_names_that_mean_something_else_in_another_list_are_told_with_their_line(write: Write) -> None:
    other = FILE.replace("test-list", "other").replace("2020-01-01", "2021-01-01").replace("label:", "tag:")
    assert refused(write("a.yaml", FILE), write("b.yaml", other))[0].startswith("b.yaml:8: services.tag: ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_be_utf8_or_have_a_byte_order_mark(write: Write, encoding: str) -> None:
    path = write("p.yaml", FILE.replace("Image tagging", "图像标签").encode(encoding))
    assert load_prices(path).resolve("图像标签") == "label"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a: \xff\n", "p.yaml: byte 3 is not valid UTF-8"),
        (
            b"- a\n",
            "p.yaml:1: must be a mapping of keys to values; keys: name, currency, effective_from, tier_mode, per, tiers, services",
        ),
        (b" " * 4_000_001, "p.yaml: the file is too large; a settings file may have 4,000,000 bytes at most"),
        (b"\x00\x01", "p.yaml:1:1: not valid YAML: it has a character that YAML does not allow"),
    ],
)
def test_what_is_no_price_file_is_refused(write: Write, content: bytes, line: str) -> None:
    assert refused(write("p.yaml", content)) == [line]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("CNY", "{a: b}", "2: currency: expected a single value, not a list or a mapping"),
        ("volume", "[a]", "4: tier_mode: expected a single value, not a list or a mapping"),
        ("1000", "{a: b}", "5: per: expected a single value, not a list or a mapping"),
        ("1000", "", "5: per: the value is missing"),
        ("[0, 100]", "{0: 1}", "6: tiers.from: expected a list"),
        ("{from: [0, 100]}", "5", "6: tiers: expected a mapping of keys to values"),
        ("{from: [0, 100]}", "{from: [0, 0]}", "6: tiers: the bounds must rise, but 0 follows 0"),
        ("{from: [0, 100]}", "{from: [1, 100]}", "6: tiers: the first tier must start from 0"),
        ("{from: [0, 100]}", "{up_to: [100], from: [0, 100]}", "6: tiers: tiers need exactly one of from and up_to"),
        ("[2, 1]", "{0: 2, 100: 1}", "8: services.label.prices: expected a list"),
        ("Image tagging", "[x]", "8: services.label.name: expected a mapping of keys to values"),
    ],
)
def test_a_value_of_another_shape_is_refused_in_words(write: Write, old: str, new: str, told: str) -> None:
    assert refused(write("p.yaml", FILE.replace(old, new, 1))) == [f"p.yaml:{told}"]


PACKS = "{name: Image tagging, prices: [2, 1], packs: [{calls: 100, price: 7.5}, {calls: 1_000, price: 70}]}"
WITH_PACKS = FILE.replace("{name: Image tagging, prices: [2, 1]}", PACKS)


def test_packs_remarks_and_the_day_of_comparison_are_read(write: Write) -> None:
    more = "checked: 2020-02-30\npack_months: 6\npack_calls_count: true\nremarks: [{about: label, text: hm}]\n"
    path = write("p.yaml", WITH_PACKS + more.replace("02-30", "02-29"))
    (prices,) = load_prices(path).lists
    assert [(pack.calls, str(pack.price)) for pack in prices.services["label"].packs] == [
        (100, "7.50"),
        (1000, "70.00"),
    ]
    assert (prices.pack_months, prices.pack_calls_count, str(prices.checked)) == (6, True, "2020-02-29")
    assert [(remark.about, remark.text.both()) for remark in prices.remarks] == [("label", {"en": "hm", "zh": "hm"})]
    (plain,) = load_prices(write("p.yaml", FILE)).lists
    assert (plain.pack_months, plain.pack_calls_count, plain.checked, plain.remarks) == (12, False, None, ())


@pytest.mark.parametrize("null", ["null", "Null", "NULL", "~"])
def test_a_service_may_freeze_nothing_in_a_list_that_freezes(write: Write, null: str) -> None:
    row = f"label: {{name: a, prices: [2, 1], freeze: {null}}}\n  car: {{name: b, prices: [2, 1]}}"
    text = FILE.replace("label: {name: Image tagging, prices: [2, 1]}", row) + "freeze: {basis: cost, rate: 1.2}\n"
    (prices,) = load_prices(write("p.yaml", text)).lists
    # 100 calls are the second tier: 100 × 1 ÷ 1,000 = 0.10, and 0.12 frozen.
    assert [str(prices.tariffs[service].charge(100).freeze) for service in ("label", "car")] == ["0.00", "0.12"]
    (prices,) = load_prices(write("p.yaml", FILE + f"freeze: {null}\n")).lists
    assert prices.tariffs["label"].freeze_basis is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("checked: soon", "9: checked: soon is not a date; write YYYY-MM-DD"),
        (
            "checked: 9998-12-31",
            "9: checked: 9998-12-31 is in the future, so nobody can have compared the figures then; write the day on which"
            " it was done",
        ),
        ("pack_months: 0", "9: pack_months: 0 must be above 0"),
        ("pack_months: 121", "9: pack_months: 121 months are too many; the most is 120"),
        ("pack_months: null", "9: pack_months: null is not a whole number"),
        ("pack_calls_count: yes", "9: pack_calls_count: yes is neither true nor false"),
        ("remarks: {about: tiers}", "9: remarks: expected a list"),
        ("remarks: [{about: tiers}]", "9: remarks[0]: missing key text"),
        (
            "remarks: [{about: tier, text: a}]",
            "9: remarks[0].about: a remark cannot be about tier; did you mean tiers?",
        ),
        (
            "remarks: [{about: lable, text: a}, {about: x, text: b}]",
            "9: remarks[0].about: a remark cannot be about lable; did you mean label?\n"
            "9: remarks[1].about: a remark cannot be about x; known: freeze, free_quota, prices, tiers, packs, label",
        ),
        ("source: null\nfreeze:", "10: freeze: expected a mapping of keys to values"),
    ],
)
def test_what_a_list_cannot_say_is_refused_with_its_line(write: Write, text: str, told: str) -> None:
    assert refused(write("p.yaml", f"{FILE}{text}\n")) == [f"p.yaml:{line}" for line in told.split("\n")]


@pytest.mark.parametrize(
    ("packs", "told"),
    [
        ("{calls: 5}", "[0]: missing key price"),
        ("{calls: 0, price: 5}", "[0].calls: 0 must be above 0"),
        ("{calls: 5, price: -5}", "[0].price: -5 is negative; it must be 0 or more"),
        ("{calls: 5, price: 5.001}", "[0].price: 5.001 has more than two decimals"),
        ("{calls: 5, price: 5, for: 6}", "[0].for: unknown key; known: calls, price"),
        (
            "{calls: 1_000, price: 5}, {calls: 1000, price: 6}",
            "[1]: a second pack of 1000 calls; remove one of the two",
        ),
    ],
)
def test_packs_that_make_no_sense_are_refused(write: Write, packs: str, told: str) -> None:
    text = FILE.replace("[2, 1]}", f"[2, 1], packs: [{packs}]}}")
    assert refused(write("p.yaml", text)) == [f"p.yaml:8: services.label.packs{told}"]


def test_packs_without_a_number_of_calls_are_not_taken_for_the_same_size(write: Write) -> None:
    text = FILE.replace("[2, 1]}", "[2, 1], packs: [7, {price: 5}, {price: 6}]}")
    assert refused(write("p.yaml", text)) == [
        "p.yaml:8: services.label.packs[0]: expected a mapping of keys to values",
        "p.yaml:8: services.label.packs[1]: missing key calls",
        "p.yaml:8: services.label.packs[2]: missing key calls",
    ]


def test_a_day_of_comparison_before_the_list_is_in_force_is_no_contradiction(write: Write) -> None:
    (prices,) = load_prices(write("p.yaml", f"checked: 2019-11-18\n{FILE}")).lists  # it may be announced before
    assert str(prices.checked) == "2019-11-18"


def test_today_is_no_future_wherever_on_earth(write: Write) -> None:
    ahead = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=14))).date()
    assert load_prices(write("p.yaml", f"checked: {ahead}\n{FILE}")).lists[0].checked == ahead


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nope.yaml", tmp_path) == [
        "nope.yaml: file not found",
        f"{tmp_path}: this is a folder; name a file in it",
    ]


# The JSON Schema that editors use says what the models say.


def validator() -> jsonschema.Draft202012Validator:
    kept = json.loads((ROOT / "tiia_cost/pricing.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(kept)
    return jsonschema.Draft202012Validator(kept)


def as_an_editor_reads(text: str) -> Any:
    """Return YAML 1.2 core types: numbers are numbers, dates are text."""
    data = yaml.load(text, Loader=_Editor)  # noqa: S506 - a safe loader without dates
    return json.loads(json.dumps(data))


class _Editor(yaml.SafeLoader):
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def test_the_kept_schema_is_the_schema_of_the_models() -> None:
    assert json.loads((ROOT / "tiia_cost/pricing.schema.json").read_text()) == schema()


@pytest.mark.parametrize("path", ["pricing.yaml", *(f"examples/prices/{name}" for name in EXAMPLES)])
def test_the_price_files_here_fit_the_schema_and_name_it(path: str) -> None:
    text = (ROOT / path).read_text()
    validator().validate(as_an_editor_reads(text))
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert ((ROOT / path).parent / named).resolve() == ROOT / "tiia_cost/pricing.schema.json"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("per: 1000", "per: 0"),
        ("per: 1000", 'per: "1_000"'),
        ("per: 1000", "per: 1.5"),
        ("per: 1000\n", ""),
        ("volume", "volumes"),
        ("CNY", "cny"),
        ("2020-01-01", "yesterday"),
        ("tiers: {from: [0, 100]}", "tiers: {up_to: [100]}"),
        ("tiers: {from: [0, 100]}", "tiers: {from: [0], up_to: [100]}"),
        ("tiers: {from: [0, 100]}", "tiers: {}"),
        ("[2, 1]", "[-2, 1]"),
        ("[2, 1]", '["2", 1.25]'),
        ("[2, 1]", '["2,5", 1]'),
        ("Image tagging", "{en: a, zh: b}"),
        ("Image tagging", "{en: a}"),
        ("name: Image tagging, ", ""),
        ("name: test-list", "name: test list"),
        ("name: test-list", "name: test-list\nextra: 1"),
        ("name: test-list", "name: test-list\nfree_quota: -1"),
        ("name: test-list", "name: test-list\nfreeze: {basis: cost, rate: 1.2}"),
        ("name: test-list", "name: test-list\nfreeze: {basis: bill, rate: 1.2}"),
        ("name: test-list", "name: test-list\nunpriced: {Foo: {name: foo, reason: none}}"),
        ("name: test-list", "name: test-list\nunpriced: {Foo: {name: foo}}"),
        ("name: test-list", "name: test-list\nbefore_effective: free"),
        ("name: test-list", "name: test-list\nfreeze: null"),
        ("name: test-list", "name: test-list\nfreeze: ~"),
        ("name: test-list", "name: test-list\nsource: "),
        ("name: test-list", "name: test-list\ntier_basis: null"),
        ("name: test-list", "name: test-list\nfree_quota: null"),
        ("name: test-list", "name: test-list\nchecked: 2020-01-01"),
        ("name: test-list", "name: test-list\nchecked: null"),
        ("name: test-list", "name: test-list\npack_months: 24"),
        ("name: test-list", "name: test-list\npack_months: 121"),
        ("name: test-list", "name: test-list\npack_calls_count: true"),
        ("name: test-list", "name: test-list\npack_calls_count: 1"),
        ("name: test-list", "name: test-list\nremarks: [{about: tiers, text: {en: a, zh: b}}]"),
        ("name: test-list", "name: test-list\nremarks: [{text: a}]"),
        ("[2, 1]", "[2, 1], freeze: null"),
        ("[2, 1]", "[2, 1], tiers: null"),
        ("[2, 1]", "[2, 1], packs: [{calls: 5, price: 0.25}]"),
        ("[2, 1]", "[2, 1], packs: [{calls: 0, price: 5}]"),
        ("[2, 1]", '[2, 1], packs: [{calls: 5, price: "0.125"}]'),
    ],
)
def test_schema_and_models_agree_on_what_is_allowed(write: Write, old: str, new: str) -> None:
    assert old in FILE
    text = FILE.replace(old, new, 1)
    accepted = load_list(str(write("p.yaml", text)), Problems()) is not None
    assert validator().is_valid(as_an_editor_reads(text)) == accepted
