from __future__ import annotations

import pytest

from tests.conftest import price_list
from tiia_cost.core.book import PriceBook
from tiia_cost.core.months import Month
from tiia_cost.errors import Place, PriceFileError, Problem, UsageError


def dated(name: str, day: str, more: str = "", *, service: str = "") -> object:
    return price_list(f"{{name: {name}, effective_from: {day}{more}}}", service=service)


def book_of(*lists: object) -> PriceBook:
    return PriceBook(list(lists))  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[UsageError] | pytest.ExceptionInfo[PriceFileError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("month", "name"),
    [("2020-01", "old"), ("2020-12", "old"), ("2021-01", "mid"), ("2021-06", "mid"), ("2021-07", "new")],
)
def test_each_month_is_priced_by_the_newest_list_in_force_on_its_first_day(month: str, name: str) -> None:
    # `new` comes into force within June, so July is the first month that starts on or after it
    book = book_of(dated("new", "2021-06-15"), dated("old", "2020-01-01"), dated("mid", "2021-01-01"))
    assert book.in_force(Month(month)).prices.name == name


def test_an_unknown_month_is_priced_by_the_newest_list() -> None:
    assert book_of(dated("old", "2020-01-01"), dated("new", "2030-01-01")).in_force(None).prices.name == "new"


def test_months_before_every_list_follow_the_earliest_list() -> None:
    free = book_of(dated("old", "2020-01-01", ", before_effective: free"), dated("new", "2021-01-01"))
    assert free.in_force(Month("2019-12")).free
    refused = book_of(dated("old", "2020-01-01"), dated("new", "2021-01-01", ", before_effective: free"))
    with pytest.raises(UsageError) as caught:
        refused.in_force(Month("2019-12"))
    assert codes(caught) == ["month-before-every-list"]


def test_two_lists_cannot_be_in_force_from_the_same_day() -> None:
    with pytest.raises(PriceFileError) as caught:
        book_of(dated("a", "2020-01-01"), dated("b", "2020-01-01"))
    assert codes(caught) == ["same-date"]


def test_lists_share_a_currency() -> None:
    with pytest.raises(PriceFileError) as caught:
        book_of(dated("a", "2020-01-01"), dated("b", "2021-01-01", ", currency: USD"))
    assert codes(caught) == ["currencies-differ"]


def test_a_name_means_the_same_service_in_every_list() -> None:
    other = (
        "{services: {tag: {name: Tagging, aliases: [Image tagging], prices: [1, 1, 1]}}, effective_from: 2021-01-01}"
    )
    with pytest.raises(PriceFileError) as caught:
        book_of(dated("a", "2020-01-01"), price_list(other))
    assert str(caught.value) == "Image tagging means label in one price list and tag in another"


def test_a_name_that_means_several_services_in_one_list_means_none_in_another() -> None:
    clear = "{services: {tag: {name: Tagging, aliases: [Image], prices: [1, 1, 1]}}, effective_from: 2021-01-01}"
    unclear = price_list("{ambiguous: {image: [label]}}")

    def find(path: tuple[str, ...]) -> Place:
        return Place("b.yaml", path=".".join(path))

    with pytest.raises(PriceFileError) as caught:
        PriceBook([unclear, price_list(clear)], [find, find])
    assert str(caught.value) == "b.yaml: ambiguous.image: image means label in one price list and tag in another"


def test_the_list_in_force_is_told_with_its_month_and_whether_that_is_free() -> None:
    book = book_of(dated("old", "2020-01-01", ", before_effective: free"))
    (prices,) = book.lists
    for month, free in ((None, False), (Month("2020-01"), False), (Month("2019-12"), True)):
        found = book.in_force(month)
        assert found == (prices, free, month)
        assert found.free is free


def test_a_free_quota_is_deducted_unless_said_otherwise() -> None:
    found = book_of(dated("old", "2020-01-01", ", free_quota: 10")).in_force(None)
    assert found.charge("label", 15) == found.charge("label", 15, free_quota=True)
    assert found.charge("label", 15).billable_calls == 5
    assert found.tariff("label").charge(15).billable_calls == 5


def test_a_service_that_the_list_in_force_lacks_is_an_error_that_names_month_and_list() -> None:
    newer = price_list("{name: new, effective_from: 2021-01-01, services: {car: {name: Car, prices: [1, 1, 1]}}}")
    book = book_of(dated("old", "2020-01-01"), newer)
    assert book.in_force(Month("2020-12")).charge("label", 1).cost == 3
    with pytest.raises(UsageError, match="label is not in new, the price list in force in 2021-01"):
        book.in_force(Month("2021-01")).charge("label", 1)
    with pytest.raises(UsageError, match="label is not in new, the newest price list"):
        book.in_force(None).charge("label", 1)


def test_a_service_without_a_price_yet_is_refused_for_the_months_before_it_has_one() -> None:
    old = price_list("{unpriced: {car: {name: Car, reason: still free}}}")
    new = price_list("{name: new, effective_from: 2021-01-01, services: {car: {name: Car, prices: [1, 1, 1]}}}")
    book = book_of(old, new)
    assert book.in_force(Month("2021-01")).charge(book.resolve("car"), 1).cost == 1
    with pytest.raises(UsageError, match="car has no price in test-list, the price list of 2020-12: still free"):
        book.in_force(Month("2020-12")).charge("car", 1)


NAMES = {  # as the billing rules list them
    "label": ["图像标签", "新版图像标签", "DetectLabel", "Image tagging"],
    "product": ["商品识别", "DetectProduct"],
    "celebrity": ["公众人物识别", "DetectCelebrity"],
    "car": ["车型识别", "车辆识别", "RecognizeCar"],
    "porn": ["图像鉴黄", "ImageModeration:PORN"],
    "politics": ["政治敏感识别", "ImageModeration:POLITICS"],
    "terrorism": ["暴恐识别", "ImageModeration:TERRORISM"],
    "crop": ["智能裁剪", "CropImage"],
    "quality": ["视觉质量评估", "图像质量评估", "AssessQuality"],
}


@pytest.mark.parametrize(("service", "names"), NAMES.items())
def test_each_shipped_service_is_found_by_every_name_in_any_case(
    book: PriceBook, service: str, names: list[str]
) -> None:
    for name in (service, *names):
        for spelled in (name, name.upper(), name.lower(), name.replace(":", "：")):
            assert book.resolve(spelled) == service


@pytest.mark.parametrize("name", ["ImageModeration", "imagemoderation", "图像内容审核"])
def test_image_moderation_alone_is_ambiguous(book: PriceBook, name: str) -> None:
    with pytest.raises(UsageError, match="write one of porn, politics, terrorism"):
        book.resolve(name)


@pytest.mark.parametrize(
    "name",
    ["EnhanceImage", "图像清晰度增强", "旧版图像标签", "并发", "QPS", "定制", "资源包", "legacy image tag service"],
)
def test_what_the_vendor_does_not_price_is_refused_with_the_reason(book: PriceBook, name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} has no price: "):
        book.resolve(name)


def test_the_search_for_the_nearest_names_can_be_spared(book: PriceBook) -> None:
    found = book.find("lable", suggest=False)
    assert isinstance(found, Problem)
    assert found.text().startswith("unknown service lable; known in tencent-tiia: label, product")


def test_an_unknown_name_gets_the_nearest_or_else_all(book: PriceBook) -> None:
    with pytest.raises(UsageError, match=r"unknown service lable; did you mean label\?$"):
        book.resolve("lable")
    with pytest.raises(
        UsageError, match="known in tencent-tiia: label, product, celebrity, car, porn, politics, terrorism, crop"
    ):
        book.resolve("zzz")
