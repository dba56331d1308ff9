from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import texts
from tests.support.books import MOST, books
from tests.support.price_history import price_history
from tiia_cost.core.book import InForce
from tiia_cost.reports import prices_diff as report

if TYPE_CHECKING:
    from tests.conftest import Run, Write
    from tiia_cost.core.prices import PriceList

HISTORY = price_history()
NAMES = ["announced", *(f"tencent-tiia-{first}" for first in HISTORY)]

QUOTA = ("free_quota", 10_000, 1_000)
FREEZE = ("freeze", {"basis": "list_cost", "rate": "1"}, None)
ADDED, REMOVED = "added", "removed"


def price(*prices: str) -> dict[str, object]:
    return {"per": 1000, "prices": [*prices]}


CHEAPER = price("2", "1.5", "1.2", "1")
STEPS: dict[tuple[str, str], dict[str, object]] = {
    # what the pages tell of each step: all that changes, and so nothing else
    ("announced", "tencent-tiia-2020-01"): {
        "politics": ("prices", price("2.5", "2.2", "2", "1.5"), CHEAPER),
        "terrorism": ("prices", price("2.5", "2.2", "2", "1.5"), CHEAPER),
        "crop": ("prices", price("3", "2.5", "2", "1.5"), CHEAPER),
    },
    ("tencent-tiia-2020-01", "tencent-tiia-2020-03"): {"porn": REMOVED, "politics": REMOVED, "terrorism": REMOVED},
    ("tencent-tiia-2020-03", "tencent-tiia-2021-09"): {"product-wechat": ADDED},
    ("tencent-tiia-2021-09", "tencent-tiia-2021-11"): {"search-create": ADDED, "search-query": ADDED},
    ("tencent-tiia-2021-11", "tencent-tiia-2022-09"): {
        **dict.fromkeys(("car-pro", "envelope", "pet", "enhance"), ADDED),
        **dict.fromkeys(("search-similar-create", "search-similar-query"), ADDED),
        # that page mentions no freeze; the four services that it lacks are as before
        **dict.fromkeys(("product", "product-wechat", "car", "crop", "quality"), FREEZE),
    },
    ("tencent-tiia-2022-09", "tencent-tiia-2022-11"): {
        **dict.fromkeys(("product", "product-wechat", "car", "car-pro", "quality", "crop"), QUOTA),
        **dict.fromkeys(("label", "celebrity", "search-create", "search-query"), REMOVED),
    },
}


def told(run: Run, *arguments: str) -> dict[str, Any]:
    """Return the JSON of a diff."""
    done = run("prices", "diff", *arguments, "-f", "json")
    assert (done.status, done.err) == (0, "")
    data: dict[str, Any] = json.loads(done.out)
    return data


def changes(data: dict[str, Any]) -> dict[str, Any]:
    return {change["service"]: change for change in data["changes"]}


# What changed from one shipped list to the next.


def test_the_steps_are_those_between_neighbours() -> None:
    assert list(STEPS) == [*pairwise(NAMES)]


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_from_one_shipped_list_to_the_next_exactly_what_the_pages_tell_is_told(
    run: Run, before: str, after: str
) -> None:
    found: dict[str, object] = {}
    for service, change in changes(told(run, before, after)).items():
        if change["state"] == "changed":
            ((what, old, new),) = [(one["what"], one["before"], one["after"]) for one in change["changes"]]
            found[service] = (what, old, new)
        elif change["state"] != "same":
            found[service] = change["state"]
    assert found == STEPS[before, after]


@pytest.mark.parametrize(("before", "after"), [step for step in STEPS if "announced" not in step])
def test_every_service_of_both_lists_is_told_those_of_the_later_list_first(run: Run, before: str, after: str) -> None:
    old, new = (HISTORY[name.removeprefix("tencent-tiia-")] for name in (before, after))
    assert [*changes(told(run, before, after))] == [*new, *(service for service in old if service not in new)]


@pytest.mark.parametrize(("before", "after"), [step for step in STEPS if "announced" not in step])
def test_a_service_of_one_list_has_the_price_of_its_page_there_and_none_on_the_other_side(
    run: Run, before: str, after: str
) -> None:
    for service, change in changes(told(run, before, after)).items():
        side, other, name = ("after", "before", after) if change["state"] == ADDED else ("before", "after", before)
        if change["state"] in {ADDED, REMOVED}:
            row = HISTORY[name.removeprefix("tencent-tiia-")][service]
            first = change["changes"][0]
            assert (first["what"], first[side], first[other]) == ("prices", price(*row.prices), None)


@pytest.mark.parametrize(
    ("lang", "reason"),
    [
        ("en", "left the price page on 2020-02-18, for image moderation (IMS) as far as can be told"),
        ("zh", "已于 2020-02-18 从价格页移除，似已并入图片内容安全（IMS）"),
    ],
)
def test_a_service_that_is_gone_has_the_reason_that_the_later_list_gives(run: Run, lang: str, reason: str) -> None:
    arguments = ("tencent-tiia-2020-01", "tencent-tiia-2020-03", "--lang", lang)
    assert {name: change.get("reason") for name, change in changes(told(run, *arguments)).items()} == {
        **dict.fromkeys(["label", "product", "celebrity", "car", "crop", "quality"]),
        **dict.fromkeys(["porn", "politics", "terrorism"], reason),
    }
    # the three have one reason, which people read once
    for format_ in ("table", "markdown"):
        shown = run("prices", "diff", *arguments, "-f", format_).out
        assert "".join(shown.split()).count("".join(reason.split())) == 1


def test_both_lists_are_named_with_their_dates_and_sources(run: Run) -> None:
    data = told(run, "announced", "tencent-tiia-2020-01")
    page = "cloud.tencent.com/document/product/865/17627"
    assert data["currency"] == "CNY"
    assert [data[side] | {"checked": "…"} for side in ("before", "after")] == [
        {"name": "tencent-tiia", "effective_from": "2019-12-01", "checked": "…", "source": f"{page} (2019-11-14)"},
        {
            "name": "tencent-tiia-2020-01",
            "effective_from": "2020-01-01",
            "checked": "…",
            "source": f"{page} (2019-11-18)",
        },
    ]


# The same in every format.


def test_the_csv_has_a_row_for_every_part_that_changed_and_for_every_service_that_did_not(run: Run) -> None:
    assert run("prices", "diff", "announced", "tencent-tiia-2020-01", "-f", "csv") == (
        0,
        texts(
            [
                "service,state,what,before,after",
                "label,same,,,",
                "product,same,,,",
                "celebrity,same,,,",
                "car,same,,,",
                "porn,same,,,",
                'politics,changed,prices,"2.5, 2.2, 2, 1.5 / 1,000","2, 1.5, 1.2, 1 / 1,000"',
                'terrorism,changed,prices,"2.5, 2.2, 2, 1.5 / 1,000","2, 1.5, 1.2, 1 / 1,000"',
                'crop,changed,prices,"3, 2.5, 2, 1.5 / 1,000","2, 1.5, 1.2, 1 / 1,000"',
                "quality,same,,,",
            ]
        ),
        "",
    )


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_csv_tells_the_states_and_parts_of_the_json_in_either_language(run: Run, before: str, after: str) -> None:
    expected = [
        (change["service"], change["state"], part["what"] if part else "")
        for change in told(run, before, after)["changes"]
        for part in change["changes"] or [None]
    ]
    for lang in ("en", "zh"):
        done = run("prices", "diff", before, after, "-f", "csv", "--lang", lang)
        rows = csv.DictReader(io.StringIO(done.out))
        assert [(row["service"], row["state"], row["what"]) for row in rows] == expected


def test_markdown_has_what_changed_and_not_what_is_the_same(run: Run) -> None:
    done = run("prices", "diff", "announced", "tencent-tiia-2020-01", "-f", "markdown")
    assert done.out.startswith(
        """\
### Changes of prices · tencent-tiia → tencent-tiia-2020-01 · CNY

| service | name | state | what | before | after |
| --- | --- | --- | --- | --- | --- |
| politics | Political content detection | changed | price | 2.5, 2.2, 2, 1.5 / 1,000 | 2, 1.5, 1.2, 1 / 1,000 |
| terrorism | Terrorism detection | changed | price | 2.5, 2.2, 2, 1.5 / 1,000 | 2, 1.5, 1.2, 1 / 1,000 |
| crop | Smart cropping | changed | price | 3, 2.5, 2, 1.5 / 1,000 | 2, 1.5, 1.2, 1 / 1,000 |

before: tencent-tiia, announced for 2019-12-01 and never charged, """
    )
    assert "\n\nafter: tencent-tiia-2020-01, in force from 2020-01-01, " in done.out


def test_markdown_in_chinese_has_chinese_names_first(run: Run) -> None:
    done = run("prices", "diff", "tencent-tiia-2022-09", "tencent-tiia-2022-11", "-f", "markdown", "--lang", "zh")
    assert done.out.startswith(
        """\
### 价格变更 · tencent-tiia-2022-09 → tencent-tiia-2022-11 · 元

| 服务 | 标识 | 状态 | 内容 | 变更前 | 变更后 |
| --- | --- | --- | --- | --- | --- |
| 商品识别 | product | 有变更 | 免费额度 | 10,000 | 1,000 |
| 商品识别-微信识物版 | product-wechat | 有变更 | 免费额度 | 10,000 | 1,000 |
| 车辆识别 | car | 有变更 | 免费额度 | 10,000 | 1,000 |
| 车辆识别（增强版） | car-pro | 有变更 | 免费额度 | 10,000 | 1,000 |
| 智能裁剪 | crop | 有变更 | 免费额度 | 10,000 | 1,000 |
| 图像质量评估 | quality | 有变更 | 免费额度 | 10,000 | 1,000 |
| 图像标签 | label | 移除 | 单价 | 2.5, 2.2, 2, 1.5 / 1,000 | – |
| 图像标签 | label | 移除 | 冻结 | 刊例价金额的 100% | – |
| 公众人物识别 | celebrity | 移除 | 单价 | 2, 1.5, 1.2, 1 / 1,000 | – |
| 公众人物识别 | celebrity | 移除 | 冻结 | 刊例价金额的 100% | – |
| 图像搜索-创建图片 | search-create | 移除 | 单价 | 13, 10, 8, 7.5 / 1,000 | – |
| 图像搜索-创建图片 | search-create | 移除 | 冻结 | 刊例价金额的 100% | – |
| 图像搜索-检索图片 | search-query | 移除 | 单价 | 15, 13.5, 12, 10 / 1,000 | – |
| 图像搜索-检索图片 | search-query | 移除 | 冻结 | 刊例价金额的 100% | – |

"""
    )


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "Changes of prices · tencent-tiia-2021-09 → tencent-tiia-2021-11 · CNY",
                "service        name                           state  what   before  after",
                "────────────────────────────────────────────────────────────────────────────────────────────",
                "search-create  Image search, adding an image  added  price  –       13, 10, 8, 7.5 / 1,000",
                "search-query   Image search, query            added  price  –       15, 13.5, 12, 10 / 1,000",
                "  before: tencent-tiia-2021-09, in force from 2021-09-01, compared on",
            ],
        ),
        (
            "zh",
            [
                "价格变更 · tencent-tiia-2021-09 → tencent-tiia-2021-11 · 元",
                "服务               标识           状态  内容  变更前  变更后",
                "────────────────────────────────────────────────────────────────────────────────────────",
                "图像搜索-创建图片  search-create  新增  单价  –       13, 10, 8, 7.5 / 1,000",
                "图像搜索-检索图片  search-query   新增  单价  –       15, 13.5, 12, 10 / 1,000",
                "  变更前：tencent-tiia-2021-09，自 2021-09-01 起生效，",
            ],
        ),
    ],
)
def test_a_table_has_only_what_changed_and_then_which_lists_they_are(run: Run, lang: str, lines: list[str]) -> None:
    done = run("prices", "diff", "tencent-tiia-2021-09", "tencent-tiia-2021-11", "--lang", lang)
    assert (done.status, done.err) == (0, "")
    found = done.out.splitlines()
    assert [line.rstrip() for line in found[:2]] == lines[:2]
    assert set(found[2]) == {"─"}
    assert [line.rstrip() for line in found[3:5]] == lines[3:5]
    assert found[5].startswith(lines[5])


# What is compared.

FILE = """\
name: first
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1000
free_quota: 10
freeze: {basis: list_cost, rate: 1.00}
tiers: {from: [0, 100]}
services:
  label: {name: {en: Image tagging, zh: 图像标签}, prices: [2.5, 1]}
"""
OTHER = FILE.replace("first", "second").replace("2020", "2021")


def differing(run: Run, write: Write, old: str, new: str) -> list[tuple[object, ...]]:
    write("old.yaml", old)
    write("new.yaml", new)
    return [
        (change["service"], part["what"], part["before"], part["after"])
        for change in told(run, "old.yaml", "new.yaml")["changes"]
        for part in change["changes"]
    ]


def row_with(more: str) -> str:
    return OTHER.replace("prices: [2.5, 1]", f"prices: [2.5, 1], {more}")


@pytest.mark.parametrize(
    ("more", "what", "before", "after"),
    [
        ("tier_mode: graduated", "tier_mode", "volume", "graduated"),
        ("tier_basis: billable", "tier_basis", "total", "billable"),
        ("tiers: {from: [0, 200]}", "tiers", {"from": [0, 100]}, {"from": [0, 200]}),
        # 100 calls are the second tier in one list, and still the first in the other
        ("tiers: {up_to: [100]}", "tiers", {"from": [0, 100]}, {"up_to": [100]}),
        ("free_quota: 0", "free_quota", 10, 0),
        ("freeze: null", "freeze", {"basis": "list_cost", "rate": "1"}, None),
        (
            "freeze: {basis: cost, rate: 1}",
            "freeze",
            {"basis": "list_cost", "rate": "1"},
            {"basis": "cost", "rate": "1"},
        ),
        ("per: 1", "prices", {"per": 1000, "prices": ["2.5", "1"]}, {"per": 1, "prices": ["2.5", "1"]}),
    ],
)
def test_what_a_service_says_for_itself_is_compared_with_what_the_list_said(
    run: Run, write: Write, more: str, what: str, before: object, after: object
) -> None:
    assert differing(run, write, FILE, row_with(more)) == [("label", what, before, after)]


@pytest.mark.parametrize(
    ("of_list", "of_row"),
    [
        ("tier_mode: graduated", "tier_mode: volume"),
        ("per: 1", "per: 1000"),
        ("free_quota: 0", "free_quota: 10"),
        ("freeze: null", "freeze: {basis: list_cost, rate: 1}"),
        ("tiers: {from: [0, 7]}", "tiers: {from: [0, 100]}"),
    ],
)
def test_where_a_setting_stands_makes_no_difference(run: Run, write: Write, of_list: str, of_row: str) -> None:
    setting = of_list.partition(":")[0]
    kept = [line for line in row_with(of_row).splitlines() if not line.startswith(f"{setting}:")]
    assert differing(run, write, FILE, texts([of_list, *kept])) == []


def test_a_price_for_a_thousand_calls_and_the_same_for_one_are_the_same(run: Run, write: Write) -> None:
    # 2.5 ÷ 1,000 = 0.0025 and 1 ÷ 1,000 = 0.001
    assert differing(run, write, FILE, row_with("per: 1").replace("[2.5, 1]", "[0.0025, 0.001]")) == []
    done = run("prices", "diff", "old.yaml", "new.yaml")
    assert "Both lists have the same services, at the same prices." in done.out
    done = run("prices", "diff", "old.yaml", "new.yaml", "--lang", "zh")
    assert "两份价格表的服务和价格相同。" in done.out


def test_a_digit_more_is_another_price(run: Run, write: Write) -> None:
    assert differing(run, write, FILE, row_with("per: 1").replace("[2.5, 1]", "[0.00250001, 0.001]")) == [
        (
            "label",
            "prices",
            {"per": 1000, "prices": ["2.5", "1"]},
            {"per": 1, "prices": ["0.00250001", "0.001"]},
        )
    ]


def test_names_groups_and_sources_are_no_prices(run: Run, write: Write) -> None:
    other = row_with("aliases: [DetectLabel], group: G").replace("Image tagging", "Tags")
    assert differing(run, write, FILE, f"source: elsewhere\nremarks: [{{about: tiers, text: hm}}]\n{other}") == []


SMALL, LARGE = "packs: [{calls: 1000, price: 2.50}]", "packs: [{calls: 1000, price: 2.50}, {calls: 5000, price: 9}]"


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("", SMALL, ("none", "1,000 for 2.50; valid 12 months, calls do not count towards the tier")),
        (
            SMALL,
            LARGE,
            (
                "1,000 for 2.50; valid 12 months, calls do not count towards the tier",
                "1,000 for 2.50, 5,000 for 9.00; valid 12 months, calls do not count towards the tier",
            ),
        ),
        (LARGE, LARGE, None),
    ],
)
def test_packs_are_compared_with_their_prices(
    run: Run, write: Write, old: str, new: str, state: tuple[str, str] | None
) -> None:
    write("old.yaml", row_with(old).replace(", }", "}"))
    write("new.yaml", row_with(new))
    (row,) = csv.DictReader(io.StringIO(run("prices", "diff", "old.yaml", "new.yaml", "-f", "csv").out))
    if state is None:
        assert row["state"] == "same"
    else:
        assert (row["what"], row["before"], row["after"]) == ("packs", *state)


def test_how_long_packs_last_and_what_they_count_for_matters_only_where_packs_are_sold(run: Run, write: Write) -> None:
    more = "pack_months: 6\npack_calls_count: true\n"
    ((service, what, before, after),) = differing(run, write, row_with(SMALL), more + row_with(SMALL))
    assert (service, what) == ("label", "packs")
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert [(side["pack_months"], side["pack_calls_count"]) for side in (before, after)] == [(12, False), (6, True)]
    assert differing(run, write, FILE, more + OTHER) == []


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "en",
            """\
| label | Image tagging | changed | price | 2.5, 1 / 1,000 | 3, 1 / 1,000 |
| label | Image tagging | changed | tiers | from 0, 100 | up to 1,000 |
| label | Image tagging | changed | tier mode | volume | graduated |
| label | Image tagging | changed | tier basis | all calls | billable calls |
| label | Image tagging | changed | free quota | 10 | 0 |
| label | Image tagging | changed | freeze | 100% of the list cost | none |
| label | Image tagging | changed | prepaid packs | none | 1,000 for 2.50; valid 12 months, calls do not count towards the tier |
""",
        ),
        (
            "zh",
            """\
| 图像标签 | label | 有变更 | 单价 | 2.5, 1 / 1,000 | 3, 1 / 1,000 |
| 图像标签 | label | 有变更 | 阶梯 | 0、100 起 | 至 1,000 |
| 图像标签 | label | 有变更 | 阶梯方式 | 阶梯到达 | 阶梯累进 |
| 图像标签 | label | 有变更 | 阶梯依据 | 总调用量 | 计费调用量 |
| 图像标签 | label | 有变更 | 免费额度 | 10 | 0 |
| 图像标签 | label | 有变更 | 冻结 | 刊例价金额的 100% | 无 |
| 图像标签 | label | 有变更 | 预付费资源包 | 无 | 1,000 次 2.50；12 个月有效，不计入阶梯 |
""",
        ),
    ],
)
def test_every_part_of_a_price_is_told_in_words(run: Run, write: Write, lang: str, rows: str) -> None:
    write("old.yaml", FILE)
    every = (
        f"tier_mode: graduated, tier_basis: billable, tiers: {{up_to: [1000]}}, free_quota: 0, freeze: null, {SMALL}"
    )
    write("new.yaml", row_with(every).replace("prices: [2.5, 1]", "prices: [3, 1]"))
    done = run("prices", "diff", "old.yaml", "new.yaml", "-f", "markdown", "--lang", lang)
    assert f"\n| --- | --- | --- | --- | --- | --- |\n{rows}\n" in done.out


# Properties.


def diff(before: PriceList, after: PriceList) -> dict[str, Any]:
    data: Any = report.as_report(InForce(before, False, None), InForce(after, False, None)).data()
    return changes(data)


OPPOSITE = {"added": "removed", "removed": "added", "changed": "changed", "same": "same"}


def exchanged(found: dict[str, Any]) -> dict[str, Any]:
    """Return changes as if the lists were exchanged, without reasons, which only a later list gives."""
    return {
        service: {
            "service": service,
            "state": OPPOSITE[change["state"]],
            "changes": [
                {"what": one["what"], "before": one["after"], "after": one["before"]} for one in change["changes"]
            ],
        }
        for service, change in found.items()
    }


def without_reasons(found: dict[str, Any]) -> dict[str, Any]:
    return {
        service: {name: value for name, value in change.items() if name != "reason"}
        for service, change in found.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_list_is_the_same_as_itself(run: Run, name: str) -> None:
    found = told(run, name, name)["changes"]
    assert {change["state"] for change in found} == {"same"}
    assert not [part for change in found for part in change["changes"]]
    assert "at the same prices" in run("prices", "diff", name, name).out


@pytest.mark.parametrize("before", NAMES)
@pytest.mark.parametrize("after", NAMES)
def test_a_diff_the_other_way_round_of_shipped_lists_is_the_same_with_sides_exchanged(
    run: Run, before: str, after: str
) -> None:
    there, back = (changes(told(run, *names)) for names in ((before, after), (after, before)))
    assert without_reasons(back) == exchanged(there)


@st.composite
def lists(draw: st.DrawFn) -> PriceList:
    """Draw a small price list of `label`, `car` or both."""
    (drawn,) = draw(books()).lists
    kept = draw(st.sets(st.sampled_from(["label", "car"]), min_size=1))
    services = {service: row for service, row in drawn.services.items() if service in kept}
    return drawn.model_copy(update={"services": services})


@given(lists(), lists())
def test_a_diff_the_other_way_round_is_the_same_with_sides_exchanged(one: PriceList, other: PriceList) -> None:
    assert diff(other, one) == exchanged(diff(one, other))


@given(lists(), st.text("ab", min_size=1))
def test_a_list_is_the_same_as_itself_whatever_it_is_called(drawn: PriceList, name: str) -> None:
    found = diff(drawn, drawn.model_copy(update={"name": name}))
    assert {change["state"] for change in found.values()} == {"same"}


@given(lists(), lists(), st.sets(st.sampled_from(["tier_mode", "tier_basis", "per", "free_quota", "freeze"])))
def test_a_service_that_is_the_same_costs_and_freezes_the_same_whatever_the_count(
    one: PriceList, other: PriceList, taken: set[str]
) -> None:
    # the same services and tiers, and so much of another list that some services differ and some do not
    mixed = one.model_copy(update={setting: getattr(other, setting) for setting in taken})
    for service, change in diff(one, mixed).items():
        if change["state"] == "same":
            for calls in range(MOST):
                was, becomes = (prices.tariffs[service].charge(calls) for prices in (one, mixed))
                assert (was.list_cost, was.cost, was.freeze) == (becomes.list_cost, becomes.cost, becomes.freeze)
        else:
            assert {part["what"] for part in change["changes"]} <= {
                "prices" if part == "per" else part for part in taken
            }
            assert all(part["before"] != part["after"] for part in change["changes"])


# Sets.


def names_told(run: Run, *arguments: str) -> list[str]:
    data = told(run, *arguments)
    return [data["before"]["name"], data["after"]["name"]]


def test_of_a_set_the_newest_list_is_taken(run: Run) -> None:
    assert names_told(run, "announced", "charged") == ["tencent-tiia", "tencent-tiia-2022-11"]
    assert told(run, "charged", "announced") == told(run, "tencent-tiia-2022-11", "announced")


@pytest.mark.parametrize(
    ("month", "name"),
    [
        ("2020-02", "tencent-tiia-2020-01"),
        ("2020-03", "tencent-tiia-2020-03"),
        ("2021-08", "tencent-tiia-2020-03"),
        ("2021-10", "tencent-tiia-2021-09"),
        ("2022-08", "tencent-tiia-2021-11"),
        ("2022-10", "tencent-tiia-2022-09"),
        ("2026-11", "tencent-tiia-2022-11"),
    ],
)
def test_with_a_month_the_list_of_that_month_is_taken_on_either_side(run: Run, month: str, name: str) -> None:
    assert names_told(run, "announced", "charged", "--month", month) == ["tencent-tiia", name]
    assert names_told(run, "charged", "announced", "--month", month) == [name, "tencent-tiia"]


def test_a_shipped_list_and_a_file_are_compared(run: Run, write: Write) -> None:
    write("mine.yaml", FILE)
    assert names_told(run, "charged", "mine.yaml") == ["tencent-tiia-2022-11", "first"]
    assert names_told(run, "mine.yaml", "Tencent-TIIA-2021-09") == ["first", "tencent-tiia-2021-09"]


def test_a_file_called_like_a_set_comes_first(run: Run, write: Write) -> None:
    write("charged", FILE)
    done = run("prices", "diff", "charged", "announced", "-f", "json")
    assert json.loads(done.out)["before"]["name"] == "first"
    assert "charged" in done.err


# What cannot be compared.


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["announced"], ["error: missing argument AFTER"]),
        (
            ["announced", "chargd"],
            ["error: chargd: neither a price file nor a shipped price set; did you mean charged?"],
        ),
        (
            ["anounced", "chargd"],
            [
                "error: anounced: neither a price file nor a shipped price set; did you mean announced?",
                "error: chargd: neither a price file nor a shipped price set; did you mean charged?",
            ],
        ),
        (["announced", "nope.yaml"], ["nope.yaml: error: file not found"]),
        (["bad.yaml", "gone.yaml"], ["bad.yaml:5: error: per: 0 must be above 0", "gone.yaml: error: file not found"]),
        (
            ["cny.yaml", "usd.yaml"],
            ["error: first is in CNY and second in USD; all price lists must have the same currency"],
        ),
        (
            ["charged", "usd.yaml"],
            ["error: tencent-tiia-2022-11 is in CNY and second in USD; all price lists must have the same currency"],
        ),
        (
            ["charged", "tencent-tiia-2020-03", "--month", "2020-02"],
            ["error: no price list covers 2020-02; the earliest, tencent-tiia-2020-03, is in force from 2020-03-01"],
        ),
        (
            ["tencent-tiia-2020-03", "cny.yaml", "--month", "2019-12"],
            [
                "error: no price list covers 2019-12; the earliest, tencent-tiia-2020-03, is in force from 2020-03-01",
                "error: no price list covers 2019-12; the earliest, first, is in force from 2020-01-01",
            ],
        ),
        (["announced", "charged", "--month", "2020-13"], ["error: --month: "]),
        (["announced", "charged", "-f", "xml"], ["error: unknown format xml"]),
    ],
)
def test_bad_input_ends_with_status_2_every_problem_told_and_nothing_on_standard_output(
    run: Run, write: Write, arguments: list[str], lines: list[str]
) -> None:
    write("cny.yaml", FILE)
    write("usd.yaml", OTHER.replace("CNY", "USD"))
    write("bad.yaml", FILE.replace("per: 1000", "per: 0"))
    done = run("prices", "diff", *arguments)
    assert (done.status, done.out) == (2, "")
    found = done.err.splitlines()[: len(lines)]
    assert [line[: len(start)] for line, start in zip(found, lines, strict=True)] == lines
