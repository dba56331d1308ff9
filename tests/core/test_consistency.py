"""Consistency of the parts of a price list: problems by path, code and parameters."""

from __future__ import annotations

import pytest

from tiia_cost.core.consistency import disagreements

LABEL = {"name": {"en": "Image tagging", "zh": "图像标签"}, "prices": ["3", "2"]}


@pytest.mark.parametrize(
    ("tiers", "count"),
    [
        ({"from": ["0", "5"]}, 2),
        ({"up_to": ["5"]}, 2),
        ({"from": ["0", "5", "9"]}, 3),
        ({"up_to": ["5", "9"]}, 3),
        ({"up_to": []}, 1),
    ],
)
def test_there_is_a_price_for_each_tier(tiers: dict[str, list[str]], count: int) -> None:
    found = list(disagreements({"tiers": tiers, "services": {"label": LABEL}}))
    told = (("services", "label", "prices"), "price-count", {"prices": 2, "tiers": count})
    assert found == ([] if count == 2 else [told])


@pytest.mark.parametrize("tiers", [None, [], {}, {"from": "0"}, {"from": ["0"], "up_to": ["5"]}])
def test_tiers_that_are_wrong_by_themselves_are_left_to_the_models(tiers: object) -> None:
    assert list(disagreements({"tiers": tiers, "services": {"label": LABEL}})) == []


def test_a_service_may_have_tiers_of_its_own() -> None:
    row = {**LABEL, "tiers": {"from": ["0"]}}
    assert list(disagreements({"tiers": {"from": ["0", "5"]}, "services": {"label": row}})) == [
        (("services", "label", "prices"), "price-count", {"prices": 2, "tiers": 1})
    ]


@pytest.mark.parametrize(
    ("more", "path", "name", "other"),
    [
        ({"services": {"tag": {"name": "图像标签"}}}, ("services", "tag", "name"), "图像标签", "tag"),
        ({"services": {"tag": {"name": {"zh": "图像标签"}}}}, ("services", "tag", "name", "zh"), "图像标签", "tag"),
        ({"services": {"tag": {"aliases": ["x", "LABEL"]}}}, ("services", "tag", "aliases", 1), "LABEL", "tag"),
        ({"unpriced": {"label": {}}}, ("unpriced", "label"), "label", "unpriced.label"),
        ({"unpriced": {"x": {"name": "label"}}}, ("unpriced", "x", "name"), "label", "unpriced.x"),
        ({"ambiguous": {"Label": []}}, ("ambiguous", "Label"), "Label", "ambiguous.Label"),
    ],
)
def test_a_name_has_one_meaning(
    more: dict[str, dict[str, object]], path: tuple[str | int, ...], name: str, other: str
) -> None:
    data = {**more, "services": {"label": LABEL, **more.get("services", {})}}
    assert list(disagreements(data)) == [(path, "name-clash", {"name": name, "one": "label", "other": other})]


def test_a_service_may_repeat_its_own_names() -> None:
    row = {**LABEL, "name": "label", "aliases": ["Label", "ＬＡＢＥＬ"]}
    assert list(disagreements({"services": {"label": row}})) == []


def test_ambiguous_names_mean_services_that_there_are() -> None:
    ambiguous = {"none": "no list", "some": ["label", "lable", "zzz"]}
    assert list(disagreements({"services": {"label": LABEL, "porn": {}}, "ambiguous": ambiguous})) == [
        (("ambiguous", "some", 1), "unknown-service", {"name": "lable", "nearest": ["label"]}),
        (("ambiguous", "some", 2), "unknown-service-none-near", {"name": "zzz", "nearest": ["label", "porn"]}),
    ]


@pytest.mark.parametrize("data", [None, [], "x", {1: 2}, {"services": 5, "unpriced": [], "ambiguous": "x"}])
def test_data_of_any_other_shape_is_left_to_the_models(data: object) -> None:
    assert list(disagreements(data)) == []
