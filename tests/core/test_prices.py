"""A price list is right once it exists, and everything wrong with one is told at once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.conftest import price_list
from tiia_cost.core.prices import PriceList


def wrong(settings: str = "", *, service: str = "") -> dict[str, str]:
    """Return the code of each problem, by path."""
    with pytest.raises(ValidationError) as caught:
        price_list(settings, service=service)
    return {".".join(map(str, e["loc"])): e["type"] for e in caught.value.errors(include_url=False)}


def test_what_may_be_left_out_has_its_default() -> None:
    prices = price_list()
    assert (prices.tier_basis, prices.free_quota, prices.freeze, prices.before_effective) == ("total", 0, None, "error")
    assert (prices.title, prices.source, prices.unpriced, prices.ambiguous) == (None, None, {}, {})


def test_a_list_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        price_list().name = "other"  # type: ignore[misc]


def test_a_plain_name_stands_for_both_languages() -> None:
    name = price_list().services["label"].name
    assert (name.en, name.zh) == ("Image tagging", "Image tagging")


@pytest.mark.parametrize(
    ("written", "read"), [("010", 10), ("1_000", 1000), ('"20"', 20), ("0", 0), ("1000000000000000000", 10**18)]
)
def test_whole_numbers_are_read_as_written_not_as_yaml_types_them(written: str, read: int) -> None:
    assert price_list(f"{{free_quota: {written}}}").free_quota == read


@pytest.mark.parametrize("tiers", ["{from: [0]}", "{up_to: []}"])
def test_one_tier_has_no_bounds(tiers: str) -> None:
    prices = price_list(f"{{tiers: {tiers}}}", service="{prices: [2]}")
    assert prices.tariffs["label"].tier_counts() == [(0, None)]


def test_a_service_overrides_the_list() -> None:
    tariff = price_list(
        "{free_quota: 10, freeze: {basis: cost, rate: 1}}",
        service="{tier_mode: graduated, tier_basis: billable, per: 10, free_quota: 0, prices: [1, 2],"
        " freeze: {basis: list_cost, rate: 2}, tiers: {up_to: [5]}}",
    ).tariffs["label"]
    assert (tariff.graduated, tariff.by_billable, tariff.per, tariff.free_quota) == (True, True, 10, 0)
    assert (tariff.bounds, tariff.upper_included) == ((5,), True)
    assert (tariff.freeze_basis, str(tariff.freeze_rate)) == ("list_cost", "2")


@pytest.mark.parametrize(
    ("settings", "path", "code"),
    [
        ("{tiers: {from: [1, 2, 3]}}", "tiers", "first-tier-not-from-zero"),
        ("{tiers: {from: []}}", "tiers", "first-tier-not-from-zero"),
        ("{tiers: {from: [0, 5, 5]}}", "tiers", "bounds-do-not-rise"),
        ("{tiers: {up_to: [0, 5]}}", "tiers", "bounds-do-not-rise"),
        ("{tiers: {up_to: [7, 5]}}", "tiers", "bounds-do-not-rise"),
        ("{tiers: {}}", "tiers", "tiers-need-one-key"),
        ("{tiers: {from: [0], up_to: []}}", "tiers", "tiers-need-one-key"),
        ("{tiers: {from: [0, -1, 3]}}", "tiers.from.1", "negative-number"),
        ("{tiers: {from: [0, 1.5, 3]}}", "tiers.from.1", "not-a-whole-number"),
        ("{free_quota: -1}", "free_quota", "negative-number"),
        ("{free_quota: 1e3}", "free_quota", "not-a-whole-number"),
        ("{free_quota: 1000000000000000001}", "free_quota", "count-too-large"),
        ("{per: 0}", "per", "not-above-zero"),
        ("{freeze: {basis: cost, rate: 1:30}}", "freeze.rate", "not-a-price"),
        ("{freeze: {basis: cost, rate: NaN}}", "freeze.rate", "not-a-price"),
        ("{effective_from: 2019-02-29}", "effective_from", "not-a-date"),
        ("{effective_from: 20191201}", "effective_from", "not-a-date"),
        ("{currency: yuan}", "currency", "string_pattern_mismatch"),
        ("{name: '=cmd'}", "name", "not-an-id"),
        ("{source: ''}", "source", "expected-text"),
        ('{title: "a\\eb"}', "title.en", "control-character"),
        ("{tier_mode: volumes}", "tier_mode", "literal_error"),
        ("{services: {}}", "services", "too_short"),
        ("{ambiguous: {x: []}}", "ambiguous.x", "too_short"),
        ("{per: ''}", "per", "value-missing"),
        ("{per: [5]}", "per", "not-a-whole-number"),
        ("{freeze: {basis: cost, rate: -0.5}}", "freeze.rate", "negative-number"),
        ("{tier_bases: total}", "tier_bases", "extra_forbidden"),
        ("{ambiguous: {Image: [label, pron]}}", "ambiguous.Image.1", "unknown-service-none-near"),
    ],
)
def test_what_cannot_be_is_refused_at_its_path(settings: str, path: str, code: str) -> None:
    assert wrong(settings)[path] == code


@pytest.mark.parametrize(
    ("service", "path", "code"),
    [
        ("{prices: [1, 2]}", "services.label.prices", "price-count"),
        ("{prices: [1, 2, -3]}", "services.label.prices.2", "negative-number"),
        ("{prices: [1, 2, x]}", "services.label.prices.2", "not-a-price"),
        ("{prices: [1, 2, 1.1234567890123]}", "services.label.prices.2", "not-a-price"),
        ("{tiers: {from: [0, 5]}}", "services.label.prices", "price-count"),
        ("{prices: 3}", "services.label.prices", "tuple_type"),
        ("{name: {en: only}}", "services.label.name.zh", "missing"),
        ("{alias: [x]}", "services.label.alias", "extra_forbidden"),
    ],
)
def test_what_cannot_be_in_a_service_is_refused_at_its_path(service: str, path: str, code: str) -> None:
    assert wrong(service=service) == {path: code}


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ("{unpriced: {Foo: {name: LABEL, reason: x}}}", "unpriced.Foo.name"),
        ("{unpriced: {label: {name: foo, reason: x}}}", "unpriced.label"),
        ("{unpriced: {Foo: {name: foo, aliases: [ｌａｂｅｌ], reason: x}}}", "unpriced.Foo.aliases.0"),
        ("{ambiguous: {image tagging: [label]}}", "ambiguous.image tagging"),
    ],
)
def test_a_name_that_means_two_things_is_refused(settings: str, path: str) -> None:
    assert wrong(settings) == {path: "name-clash"}


def refused(**values: object) -> list[tuple[str, object]]:
    """Return the codes and parameters of the problems of a price list that has these values."""
    data = price_list().model_dump(mode="json", by_alias=True, exclude_unset=True)
    with pytest.raises(ValidationError) as caught:
        PriceList.model_validate({**data, **values})
    return [(error["type"], error.get("ctx")) for error in caught.value.errors(include_url=False)]


@pytest.mark.parametrize("value", [True, 1.5, None, [1]])
def test_what_is_no_number_is_none_even_if_python_could_read_it_as_one(value: object) -> None:
    assert refused(free_quota=value) == [("not-a-whole-number", {"value": str(value)})]


def test_no_float_is_a_price() -> None:
    assert refused(freeze={"basis": "cost", "rate": 1.5}) == [("not-a-price", {"value": "1.5"})]


def test_what_is_no_text_is_no_name() -> None:
    assert refused(source=5) == [("expected-text", {})]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("free_quota", "2000000000000000000", "count-too-large"),
        ("effective_from", "2019-02-29", "not-a-date"),
        ("source", "a\x1bb", "control-character"),
        ("name", "a b", "not-an-id"),
    ],
)
def test_what_is_refused_is_told_as_it_is_written(key: str, value: str, code: str) -> None:
    assert refused(**{key: value}) == [(code, {"value": value})]


def test_a_number_may_be_one_already() -> None:
    data = price_list().model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert PriceList.model_validate({**data, "free_quota": 5}).free_quota == 5


def test_a_refused_number_is_told_as_it_is_written() -> None:
    with pytest.raises(ValidationError) as caught:
        price_list("{free_quota: ' -1 ', per: 1.5}")
    assert [(e["type"], e["ctx"]) for e in caught.value.errors(include_url=False)] == [
        ("not-a-whole-number", {"value": "1.5"}),
        ("negative-number", {"value": "-1"}),
    ]


def test_everything_wrong_is_told_at_once_also_what_parts_must_agree_on() -> None:
    found = wrong("{per: 0, tier_bases: total, ambiguous: {x: [nope]}}", service="{prices: [1, x], extra: 1}")
    assert found == {
        "per": "not-above-zero",
        "tier_bases": "extra_forbidden",
        "ambiguous.x.0": "unknown-service-none-near",
        "services.label.prices": "price-count",
        "services.label.prices.1": "not-a-price",
        "services.label.extra": "extra_forbidden",
    }
