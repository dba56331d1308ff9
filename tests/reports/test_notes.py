"""Notes below a bill, each sentence in both languages."""

from __future__ import annotations

import pytest

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.usage import Usage
from tiia_cost.reports.notes import as_data, below

# Tiers from 0, 100 and 300 calls at 3, 2 and 1 for one call.
CASES = [
    (
        "",
        93,  # × 3 = 279; 100 × 2 = 200
        [
            "More calls would cost less: 100 calls cost 200.00 CNY, which is 79.00 CNY less than 279.00 CNY for 93. The tier a"
            " month reaches sets the price of all its calls.",
            "7 more calls reach tier 2, from 100 calls: then all billable calls of the month are charged at 2 CNY per call"
            " instead of 3 CNY.",
        ],
        [
            "多调用反而便宜：100 次只需 200.00 元，93 次却要 279.00 元，相差 79.00 元。阶梯到达：当月达到的阶梯决定整月所有调用"
            "的单价。",
            "再调用 7 次就达到第 2 阶梯（100 次起）：届时整月的计费调用都按每 1 次 2 元计价，而不是 3 元。",
        ],
    ),
    (
        "{per: 1000, services: {label: {name: x, prices: [2, 2, 1]}}}",
        95,
        ["5 more calls reach tier 2, from 100 calls, at the same price."],
        ["再调用 5 次就达到第 2 阶梯（100 次起），单价不变。"],
    ),
    (
        "",
        250,  # 250 × 2 = 500; 300 × 1 = 300
        [
            "More calls would cost less: 300 calls cost 300.00 CNY, which is 200.00 CNY less than 500.00 CNY for 250. The"
            " tier a month reaches sets the price of all its calls.",
        ],
        [
            "多调用反而便宜：300 次只需 300.00 元，250 次却要 500.00 元，相差 200.00 元。阶梯到达：当月达到的阶梯决定整月所有"
            "调用的单价。",
        ],
    ),
    (
        "{currency: USD}",
        299,  # 299 × 2 = 598
        [
            "More calls would cost less: 300 calls cost 300.00 USD, which is 298.00 USD less than 598.00 USD for 299. The"
            " tier a month reaches sets the price of all its calls.",
            "1 more call reaches tier 3, from 300 calls: then all billable calls of the month are charged at"
            " 1 USD per call instead of 2 USD.",
        ],
        [
            "多调用反而便宜：300 次只需 300.00 USD，299 次却要 598.00 USD，相差 298.00 USD。阶梯到达：当月达到的阶梯决定整月"
            "所有调用的单价。",
            "再调用 1 次就达到第 3 阶梯（300 次起）：届时整月的计费调用都按每 1 次 1 USD 计价，而不是 2 USD。",
        ],
    ),
    (
        "{tiers: {up_to: [100, 400]}}",
        100,  # 100 × 3, were the bound part of tier 2: 100 × 2; 101 × 2
        [
            "The count of 100 is exactly a tier bound. This price list puts it in tier 1 (3 CNY per call); were the bound part of"
            " tier 2 (2 CNY), the cost would be 200.00 CNY instead of 300.00 CNY.",
            "More calls would cost less: 101 calls cost 202.00 CNY, which is 98.00 CNY less than 300.00 CNY for 100. The"
            " tier a month reaches sets the price of all its calls.",
            "1 more call reaches tier 2, from 101 calls: then all billable calls of the month are charged at"
            " 2 CNY per call instead of 3 CNY.",
        ],
        [
            "调用量 100 次正好在阶梯界限上。本价格表把它归入第 1 阶梯（每 1 次 3 元）；若界限属于第 2 阶梯（2 元），费用是 200.00"
            " 元，而不是 300.00 元。",
            "多调用反而便宜：101 次只需 202.00 元，100 次却要 300.00 元，相差 98.00 元。阶梯到达：当月达到的阶梯决定整月所有调用"
            "的单价。",
            "再调用 1 次就达到第 2 阶梯（101 次起）：届时整月的计费调用都按每 1 次 2 元计价，而不是 3 元。",
        ],
    ),
    (
        "{free_quota: 10}",
        309,  # 299 × 1; by billable calls tier 2: 299 × 2
        [
            "This price list chooses the tier by all calls, 309: tier 3 (1 CNY per call). By the billable calls alone, 299, it"
            " would be tier 2 (2 CNY), and the cost 598.00 CNY instead of 299.00 CNY.",
        ],
        [
            "本价格表按总调用量 309 次确定阶梯：第 3 阶梯（每 1 次 1 元）。若只按计费调用量 299 次，则是第 2 阶梯（2 元），费用是"
            " 598.00 元，而不是 299.00 元。",
        ],
    ),
    (
        "{free_quota: 10, tier_basis: billable}",
        310,  # 300 × 1; were the bound part of tier 2: 300 × 2
        [
            "The billable count of 300 is exactly a tier bound. This price list puts it in tier 3 (1 CNY per call); were the bound"
            " part of tier 2 (2 CNY), the cost would be 600.00 CNY instead of 300.00 CNY.",
        ],
        [
            "计费调用量 300 次正好在阶梯界限上。本价格表把它归入第 3 阶梯（每 1 次 1 元）；若界限属于第 2 阶梯（2 元），费用是"
            " 600.00 元，而不是 300.00 元。",
        ],
    ),
    (
        "{free_quota: 10, tier_basis: billable}",
        309,  # 299 × 2; by all calls tier 3: 299 × 1; 310 cost 300 × 1
        [
            "This price list chooses the tier by the billable calls alone, 299: tier 2 (2 CNY per call). By all calls, 309, it"
            " would be tier 3 (1 CNY), and the cost 299.00 CNY instead of 598.00 CNY.",
            "More calls would cost less: 310 calls cost 300.00 CNY, which is 298.00 CNY less than 598.00 CNY for 309. The"
            " tier a month reaches sets the price of all its calls.",
            "1 more call reaches tier 3, from 310 calls: then all billable calls of the month are charged at"
            " 1 CNY per call instead of 2 CNY.",
        ],
        [
            "本价格表只按计费调用量 299 次确定阶梯：第 2 阶梯（每 1 次 2 元）。若按总调用量 309 次，则是第 3 阶梯（1 元），费用是"
            " 299.00 元，而不是 598.00 元。",
            "多调用反而便宜：310 次只需 300.00 元，309 次却要 598.00 元，相差 298.00 元。阶梯到达：当月达到的阶梯决定整月所有调用"
            "的单价。",
            "再调用 1 次就达到第 3 阶梯（310 次起）：届时整月的计费调用都按每 1 次 1 元计价，而不是 2 元。",
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
    (bill,) = estimate(usage, book).bills
    said = list(below(bill, book, "CNY", "en"))
    assert [text.split(": ")[0] for text in said] == [
        "label, porn",
        "This price list has no free quota for label, porn",
    ]
    assert [text.split("：")[0] for text in below(bill, book, "CNY", "zh")] == [
        "标签、鉴黄",
        "本价格表中 标签、鉴黄 没有免费额度",
    ]
