"""Notes below a bill, each sentence in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.usage import Usage
from tiia_cost.reports.notes import as_data, below

if TYPE_CHECKING:
    from collections.abc import Sequence

# Tiers from 0, 100 and 300 calls at 3, 2 and 1 for one call.
CASES = [
    (
        "",
        93,  # × 3 = 279; 100 × 2 = 200
        [
            "7 more calls would save 79.00 CNY: at 100 the whole month drops to the price of tier 2 (2 CNY) and costs 200.00"
            " CNY instead of 279.00 CNY.",
            "7 more calls reach tier 2 at 100: the whole month is then charged 2 CNY per call instead of 3 CNY.",
        ],
        [
            "多调用反而更省，再增加 7 次，达到 100 次时整月按第 2 阶梯（2 元）计价，费用由 279.00 元降为 200.00 元，省 "
            "79.00 元。",
            "再增加 7 次即达第 2 阶梯（100 次起），整月单价由 3 元变为 2 元（每 1 次）。",
        ],
    ),
    (
        "{per: 1000, services: {label: {name: x, prices: [2, 2, 1]}}}",
        95,
        ["5 more calls reach tier 2 at 100; the price stays the same."],
        ["再增加 5 次即达第 2 阶梯（100 次起），单价不变。"],
    ),
    (
        "",
        250,  # 250 × 2 = 500; 300 × 1 = 300
        [
            "50 more calls would save 200.00 CNY: at 300 the whole month drops to the price of tier 3 (1 CNY) and costs"
            " 300.00 CNY instead of 500.00 CNY.",
        ],
        [
            "多调用反而更省，再增加 50 次，达到 300 次时整月按第 3 阶梯（1 元）计价，费用由 500.00 元降为 300.00 元，省 "
            "200.00 元。",
        ],
    ),
    (
        "{currency: USD}",
        299,  # 299 × 2 = 598
        [
            "1 more call would save 298.00 USD: at 300 the whole month drops to the price of tier 3 (1 USD) and costs 300.00"
            " USD instead of 598.00 USD.",
            "1 more call reaches tier 3 at 300: the whole month is then charged 1 USD per call instead of 2 USD.",
        ],
        [
            "多调用反而更省，再增加 1 次，达到 300 次时整月按第 3 阶梯（1 USD）计价，费用由 598.00 USD 降为 300.00 USD，省 298"
            ".00 USD。",
            "再增加 1 次即达第 3 阶梯（300 次起），整月单价由 2 USD 变为 1 USD（每 1 次）。",
        ],
    ),
    (
        "{tiers: {up_to: [100, 400]}}",
        100,  # 100 × 3, were the bound part of tier 2: 100 × 2; 101 × 2
        [
            "100 calls are exactly on a tier boundary. Priced as tier 1 here (3 CNY per call); if Tencent Cloud"
            " counts them as tier 2 (2 CNY), the bill is 200.00 CNY instead of 300.00 CNY.",
            "1 more call would save 98.00 CNY: at 101 the whole month drops to the price of tier 2 (2 CNY) and costs 202.00"
            " CNY instead of 300.00 CNY.",
            "1 more call reaches tier 2 at 101: the whole month is then charged 2 CNY per call instead of 3 CNY.",
        ],
        [
            "调用量 100 次正好在阶梯界限上。这里按第 1 阶梯计价（每 1 次 3 元）；若腾讯云把该值算作第 2 阶梯（"
            "2 元），费用为 200.00 元，而不是 300.00 元。",
            "多调用反而更省，再增加 1 次，达到 101 次时整月按第 2 阶梯（2 元）计价，费用由 300.00 元降为 202.00 元，省 "
            "98.00 元。",
            "再增加 1 次即达第 2 阶梯（101 次起），整月单价由 3 元变为 2 元（每 1 次）。",
        ],
    ),
    (
        "{free_quota: 10}",
        309,  # 299 × 1; by billable calls tier 2: 299 × 2
        [
            "Here the tier is chosen by all calls, 309: tier 3 (1 CNY per call). If Tencent Cloud chooses it by the"
            " billable calls, 299, it is tier 2 (2 CNY), and the bill is 598.00 CNY instead of 299.00 CNY.",
        ],
        [
            "这里按总调用量 309 次确定阶梯：第 3 阶梯（每 1 次 1 元）。若腾讯云只按计费调用量 299 次确定，则为第 2 阶"
            "梯（2 元），费用为 598.00 元，而不是 299.00 元。",
        ],
    ),
    (
        "{free_quota: 10, tier_basis: billable}",
        310,  # 300 × 1; were the bound part of tier 2: 300 × 2
        [
            "300 billable calls are exactly on a tier boundary. Priced as tier 3 here (1 CNY per call); if Tencent"
            " Cloud counts them as tier 2 (2 CNY), the bill is 600.00 CNY instead of 300.00 CNY.",
        ],
        [
            "计费调用量 300 次正好在阶梯界限上。这里按第 3 阶梯计价（每 1 次 1 元）；若腾讯云把该值算作第 2 阶梯（"
            "2 元），费用为 600.00 元，而不是 300.00 元。",
        ],
    ),
    (
        "{free_quota: 10, tier_basis: billable}",
        309,  # 299 × 2; by all calls tier 3: 299 × 1; 310 cost 300 × 1
        [
            "Here the tier is chosen by the billable calls, 299: tier 2 (2 CNY per call). If Tencent Cloud chooses it"
            " by all calls, 309, it is tier 3 (1 CNY), and the bill is 299.00 CNY instead of 598.00 CNY.",
            "1 more call would save 298.00 CNY: at 310 the whole month drops to the price of tier 3 (1 CNY) and costs 300.00"
            " CNY instead of 598.00 CNY.",
            "1 more call reaches tier 3 at 310: the whole month is then charged 1 CNY per call instead of 2 CNY.",
        ],
        [
            "这里只按计费调用量 299 次确定阶梯：第 2 阶梯（每 1 次 2 元）。若腾讯云按总调用量 309 次确定，则为第 3 阶"
            "梯（1 元），费用为 299.00 元，而不是 598.00 元。",
            "多调用反而更省，再增加 1 次，达到 310 次时整月按第 3 阶梯（1 元）计价，费用由 598.00 元降为 300.00 元，省 "
            "298.00 元。",
            "再增加 1 次即达第 3 阶梯（310 次起），整月单价由 2 元变为 1 元（每 1 次）。",
        ],
    ),
]


@pytest.mark.parametrize(("settings", "calls", "english", "chinese"), CASES)
def test_every_note_is_said_with_its_figures(settings: str, calls: int, english: list[str], chinese: list[str]) -> None:
    book = price_book(settings)
    usage = Usage()
    usage.add("label", calls)
    found = estimate(usage, book)
    (charge,) = found.bills[0].charges
    for lang, expected in (("en", english), ("zh", chinese)):
        assert [as_data(note, charge, found.currency, lang)["text"] for note in charge.notes] == expected


def test_a_sentence_about_several_services_is_said_once_and_what_is_about_the_bill_last() -> None:
    book = price_book(
        "{services: {label: {name: {en: Tagging, zh: 标签}, prices: [3, 2, 1]},"
        " porn: {name: {en: Porn, zh: 鉴黄}, prices: [3, 2, 1]}}}"
    )
    usage = Usage()
    for service in ("label", "porn"):
        usage.add(service, 250)
    found = estimate(usage, book)
    assert [said.text(found, "en", below_bill=True).split(": ")[0] for said in below(found, book, "en")] == [
        "label, porn",
        "This price list has no free quota for label, porn",
    ]
    assert [said.text(found, "zh", below_bill=True).split("：")[0] for said in below(found, book, "zh")] == [
        "标签、鉴黄",
        "本价格表没有给以下服务免费额度，每次调用均计费",
    ]


def said(rows: Sequence[tuple[str | None, str, str, int]]) -> list[str]:
    """Return what is said below the bills of these rows: account, month, service and calls; 10 are free."""
    book = price_book(
        "{free_quota: 10, services: {label: {name: x, prices: [3, 2, 1]}, porn: {name: y, prices: [3, 2, 1]}}}"
    )
    usage = Usage()
    for account, month, service, calls in rows:
        usage.add(service, calls, month=month, account=account)
    found = estimate(usage, book)
    return [one.text(found, "en").split(" would save ")[0] for one in below(found, book, "en")]


def test_the_same_sentence_of_several_months_is_said_once_with_its_months() -> None:
    months = ("2026-01", "2026-02", "2026-03", "2026-05")
    assert said([(None, month, "label", 280) for month in months]) == [
        "label, 2026-01 – 2026-03, 2026-05: 20 more calls"
    ]


def test_services_share_a_sentence_only_where_they_share_its_months() -> None:
    both = [(None, "2026-01", service, 280) for service in ("label", "porn")]
    assert said(both) == ["label, porn, 2026-01: 20 more calls"]
    assert said([*both, (None, "2026-02", "porn", 280)]) == [
        "label, 2026-01: 20 more calls",
        "porn, 2026-01 – 2026-02: 20 more calls",
    ]


def test_accounts_have_sentences_of_their_own() -> None:
    assert said([("a", "2026-01", "label", 280), ("b", "2026-01", "label", 280)]) == [
        "account a, label, 2026-01: 20 more calls",
        "account b, label, 2026-01: 20 more calls",
    ]


def test_a_tier_that_is_near_and_cheaper_is_told_in_one_sentence() -> None:
    # 299 calls: 289 × 2 = 578; 300: 290 × 1. The next tier is one call away, and the note on the saving says so.
    assert said([(None, "2026-01", "label", 299)]) == ["label, 2026-01: 1 more call"]
