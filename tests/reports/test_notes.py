"""What is said below a bill, each sentence in both languages."""

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
        250,  # 250 × 2 = 500; 300 × 1 = 300
        [
            "More calls would cost less: 300 calls cost 300.00 CNY, which is 200.00 CNY less than 500.00 CNY for 250. The"
            " tier a month reaches sets the price of all its calls.",
        ],
        [
            "多调用反而便宜：300次只需 300.00 元，比 250次的 500.00 元少 200.00 元。阶梯到达：当月达到的阶梯决定整月所有"
            "调用的单价。",
        ],
    ),
    (
        "{currency: USD}",
        299,  # 299 × 2 = 598
        [
            "More calls would cost less: 300 calls cost 300.00 USD, which is 298.00 USD less than 598.00 USD for 299. The"
            " tier a month reaches sets the price of all its calls.",
            "1 more call reaches tier 3, from 300 calls: then every billable call of the month costs 1 per 1 instead of 2.",
        ],
        [
            "多调用反而便宜：300次只需 300.00 USD，比 299次的 598.00 USD少 298.00 USD。阶梯到达：当月达到的阶梯决定整月"
            "所有调用的单价。",
            "再调用 1次就达到第 3 阶梯（300次起）：届时整月的计费调用都按每 1次 1 计价，而不是 2。",
        ],
    ),
    (
        "{tiers: {up_to: [100, 400]}}",
        100,  # 100 × 3, were the bound part of tier 2: 100 × 2; 101 × 2
        [
            "100 calls are exactly a tier bound. This price list puts them in tier 1 (3 per 1 calls); were the bound part of"
            " tier 2 (2), the cost would be 200.00 CNY instead of 300.00 CNY.",
            "More calls would cost less: 101 calls cost 202.00 CNY, which is 98.00 CNY less than 300.00 CNY for 100. The"
            " tier a month reaches sets the price of all its calls.",
            "1 more call reaches tier 2, from 101 calls: then every billable call of the month costs 2 per 1 instead of 3.",
        ],
        [
            "调用量 100次正好在阶梯界限上。本价格表把它归入第 1 阶梯（每 1次 3）；若界限属于第 2 阶梯（2），费用是 200.00"
            " 元，而不是 300.00 元。",
            "多调用反而便宜：101次只需 202.00 元，比 100次的 300.00 元少 98.00 元。阶梯到达：当月达到的阶梯决定整月所有调用"
            "的单价。",
            "再调用 1次就达到第 2 阶梯（101次起）：届时整月的计费调用都按每 1次 2 计价，而不是 3。",
        ],
    ),
    (
        "{free_quota: 10}",
        309,  # 299 × 1; by billable calls tier 2: 299 × 2
        [
            "This price list chooses the tier by all calls, 309: tier 3 (1 per 1 calls). By the billable calls alone, 299, it"
            " would be tier 2 (2), and the cost 598.00 CNY instead of 299.00 CNY.",
        ],
        [
            "本价格表按总调用量 309次确定阶梯：第 3 阶梯（每 1次 1）。若只按计费调用量 299次，则是第 2 阶梯（2），费用是"
            " 598.00 元，而不是 299.00 元。",
        ],
    ),
    (
        "{free_quota: 10, tier_basis: billable}",
        310,  # 300 × 1; were the bound part of tier 2: 300 × 2
        [
            "300 billable calls are exactly a tier bound. This price list puts them in tier 3 (1 per 1 calls); were the bound"
            " part of tier 2 (2), the cost would be 600.00 CNY instead of 300.00 CNY.",
        ],
        [
            "计费调用量 300次正好在阶梯界限上。本价格表把它归入第 3 阶梯（每 1次 1）；若界限属于第 2 阶梯（2），费用是"
            " 600.00 元，而不是 300.00 元。",
        ],
    ),
    (
        "{free_quota: 10, tier_basis: billable}",
        309,  # 299 × 2; by all calls tier 3: 299 × 1; 310 cost 300 × 1
        [
            "This price list chooses the tier by the billable calls alone, 299: tier 2 (2 per 1 calls). By all calls, 309, it"
            " would be tier 3 (1), and the cost 299.00 CNY instead of 598.00 CNY.",
            "More calls would cost less: 310 calls cost 300.00 CNY, which is 298.00 CNY less than 598.00 CNY for 309. The"
            " tier a month reaches sets the price of all its calls.",
            "1 more call reaches tier 3, from 310 calls: then every billable call of the month costs 1 per 1 instead of 2.",
        ],
        [
            "本价格表只按计费调用量 299次确定阶梯：第 2 阶梯（每 1次 2）。若按总调用量 309次，则是第 3 阶梯（1），费用是"
            " 299.00 元，而不是 598.00 元。",
            "多调用反而便宜：310次只需 300.00 元，比 309次的 598.00 元少 298.00 元。阶梯到达：当月达到的阶梯决定整月所有调用"
            "的单价。",
            "再调用 1次就达到第 3 阶梯（310次起）：届时整月的计费调用都按每 1次 1 计价，而不是 2。",
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
