"""Texts of ``--pack``: grammar, accounts, and all that is wrong with them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tiia_cost.core.months import Month
from tiia_cost.core.packs import OwnedPack
from tiia_cost.errors import InputError, Place, Problems
from tiia_cost.inputs.pack_arguments import read_packs

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from tiia_cost.core.book import PriceBook

ONE: frozenset[str | None] = frozenset({None})
TWO: frozenset[str | None] = frozenset({"acme", "a:b"})


def read(book: PriceBook, *texts: str, known: AbstractSet[str | None] | None = ONE) -> list[OwnedPack]:
    problems = Problems()
    packs = read_packs(texts, book, known, problems)
    problems.raise_if_any(InputError)
    return [pack._replace(place=None) for pack in packs]


def refused(book: PriceBook, *texts: str, known: AbstractSet[str | None] | None = ONE) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(book, *texts, known=known)
    return [line.removeprefix("error: ") for line in caught.value.lines()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("label=1000000", OwnedPack("label", 1_000_000)),
        ("图像标签＝100万", OwnedPack("label", 1_000_000)),
        (" DetectLabel = 1,000,000 ", OwnedPack("label", 1_000_000)),
        ("label=1M@2026-11", OwnedPack("label", 1_000_000, Month("2026-11"))),
        ("label=1000次＠2026年3月", OwnedPack("label", 1_000, Month("2026-03"))),
        ("ImageModeration:PORN=5@202611", OwnedPack("porn", 5, Month("2026-11"))),
    ],
)
def test_a_pack_is_a_service_its_calls_and_the_month_it_was_bought_in(
    book: PriceBook, text: str, expected: OwnedPack
) -> None:
    assert read(book, text) == [expected]


def test_the_place_of_a_pack_is_the_option_with_its_text(book: PriceBook) -> None:
    (pack,) = read_packs(["label=5"], book, ONE, Problems())
    assert pack.place == Place.argument("--pack label=5")


@pytest.mark.parametrize(
    ("text", "account", "service"),
    [
        ("acme:label=5", "acme", "label"),
        ("ACME：label=5", "acme", "label"),
        ("a:b:label=5", "a:b", "label"),
        ("acme:ImageModeration:PORN=5", "acme", "porn"),
        ("a:b:ImageModeration:PORN=5", "a:b", "porn"),
    ],
)
def test_an_account_comes_before_its_service_with_colons_in_either(
    book: PriceBook, text: str, account: str, service: str
) -> None:
    assert read(book, text, known=TWO) == [OwnedPack(service, 5, None, account)]


def test_of_two_accounts_that_begin_alike_the_one_before_a_service_is_meant(book: PriceBook) -> None:
    known: frozenset[str | None] = frozenset({"a", "a:b"})
    assert read(book, "a:b:label=5", "a:label=7", known=known) == [
        OwnedPack("label", 5, None, "a:b"),
        OwnedPack("label", 7, None, "a"),
    ]


def test_the_whole_text_is_a_service_first(book: PriceBook) -> None:
    known: frozenset[str | None] = frozenset({"ImageModeration"})
    assert read(book, "ImageModeration:PORN=5", known=known) == [OwnedPack("porn", 5, None, "ImageModeration")]


def test_a_pack_without_an_account_is_of_the_only_one_or_unknown(book: PriceBook) -> None:
    assert read(book, "label=5", known=frozenset({"acme"})) == [OwnedPack("label", 5, None, "acme")]
    assert read(book, "label=5", known=None) == [OwnedPack("label", 5)]
    assert read(book, "acme:label=5", known=None) == [OwnedPack("label", 5, None, "acme")]


def test_usage_without_an_account_beside_others_is_named_by_nothing(book: PriceBook) -> None:
    known = frozenset({None, "acme"})
    assert read(book, ":label=5", known=known) == [OwnedPack("label", 5)]
    assert refused(book, "label=5", known=known) == [
        "--pack label=5: there are 2 accounts; say whose pack it is with ACCOUNT:SERVICE=CALLS"
    ]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("label", ONE, ["label is not a pack; write SERVICE=CALLS, or SERVICE=CALLS@YYYY-MM with the month it was bought in"]),
        ("=5", ONE, ["the service is missing"]),
        ("label=0", ONE, ["a pack of 0 calls pays for nothing; give its number of calls, or leave it out"]),
        ("lable=1.5@2026-13", ONE, [
            "unknown service lable; did you mean label?",
            "1.5 is not a whole number of calls",
            "2026-13 is not a month; write YYYY-MM",
        ]),
        ("label=5@", ONE, ["'' is not a month; write YYYY-MM"]),
        ("ImageModeration:PRON=5", ONE, ["unknown service ImageModeration:PRON; did you mean ImageModeration:PORN, imagemoderation, ImageModeration:POLITICS?"]),
        ("acme:label=5", ONE, ["account acme is not in the usage, which names no accounts"]),
        ("acm:label=5", TWO, ["account acm is not in the usage; did you mean acme?"]),
        ("acme:lable=5", TWO, ["unknown service lable; did you mean label?"]),
        ("acme:=5", TWO, ["the service is missing"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_pack_is_said_with_what_is_near(
    book: PriceBook, text: str, known: AbstractSet[str | None], expected: list[str]
) -> None:
    assert [line.removeprefix(f"--pack {text}: ") for line in refused(book, text, known=known)] == expected
