from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.tables import read_sides
from tiia_cost.core.months import Month
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Reading
from tiia_cost.inputs.tables.text import known_encoding

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook

NOVEMBER = Month("2026-11")


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(book: PriceBook, *arguments: str, month: Month | None = None) -> Usage:
    reader = read_sides([(arguments, book)], month=month)
    reader.problems.raise_if_any(UsageError)
    return reader.sides[0].usage


def refused(book: PriceBook, *arguments: str, month: Month | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(book, *arguments, month=month)
    return caught.value.lines()


def usage_of(**calls: int) -> Usage:
    usage = Usage()
    for service, count in calls.items():
        usage.add(service, count)
    return usage


def test_an_input_method_may_make_the_equals_sign_full_width(book: PriceBook) -> None:
    assert read(book, "图像标签＝１５０万", "label=1") == usage_of(label=1_500_001)


def test_arguments_and_files_add_up(book: PriceBook, write: Write) -> None:
    write("u.csv", "service,calls\nlabel,5\ncar,1\n")
    write("v.csv", "service,calls\nlabel,5\ncar,1\n")
    assert read(book, "label=1k", "label=1k", "图像标签=2", "u.csv", "v.csv") == usage_of(label=2012, car=2)


def test_an_argument_with_an_equals_sign_that_is_a_path_is_a_file(book: PriceBook, write: Write) -> None:
    write("label=5", "label\n7\n")
    assert read(book, "label=5") == usage_of(label=7)
    assert refused(book, "no/such=5", "s3://bucket/a=5") == [
        "no/such=5: file not found",
        "s3://bucket/a=5: file not found",
    ]


def test_a_month_is_for_usage_that_names_none(book: PriceBook, write: Write) -> None:
    write("named.csv", "month,label\n2026-10,5\n")
    usage = read(book, "named.csv", "label=7", month=NOVEMBER)
    assert [(month, counts["label"].calls) for _, month, counts in usage.months()] == [("2026-10", 5), (NOVEMBER, 7)]


def test_a_month_is_refused_when_every_input_names_its_own(book: PriceBook, write: Write) -> None:
    write("named.csv", "month,label\n2026-10,5\n")
    assert refused(book, "named.csv", month=NOVEMBER) == [
        "--month is only for usage without a month, and every input names its months; leave it out"
    ]


def test_usage_with_and_without_months_mixes_only_with_a_month(book: PriceBook, write: Write) -> None:
    write("named.csv", "month,label\n2026-10,5\n")
    assert refused(book, "named.csv", "label=7", "car=1") == [
        "label=7: this usage names no month, but other usage does; add --month YYYY-MM",
        "car=1: this usage names no month, but other usage does; add --month YYYY-MM",
    ]


def test_every_bad_argument_is_told(book: PriceBook, tmp_path: Path) -> None:
    assert refused(book, "label=", "=5", "lable=-1", "label", str(tmp_path / "a" / ".."), "nope.csv") == [
        "label=: the count is missing",
        "=5: the service is missing",
        "lable=-1: -1 is negative; a count must be 0 or more",
        "lable=-1: unknown service lable; did you mean label?",
        "label: file not found; for calls of a service, write label=CALLS",
        f"{tmp_path / 'a' / '..'}: file not found",
        "nope.csv: file not found",
    ]


def test_no_usage_at_all_is_refused(book: PriceBook) -> None:
    assert refused(book) == [
        "no usage given; write SERVICE=CALLS, name a CSV file or a workbook, or use - for standard input"
    ]


def test_a_path_that_no_file_can_have_is_a_count(book: PriceBook) -> None:
    assert [line.rpartition(": ")[2] for line in refused(book, f"label={'9' * 5000}")] == [
        f"{'9' * 120}… is too large; the most is 10^18 calls"
    ]


@pytest.mark.parametrize("encoding", ["nope", "base64", "rot13", "", "hex\0"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    problems = Problems()
    assert known_encoding(encoding, problems) is None
    with pytest.raises(UsageError, match="--encoding: unknown encoding"):
        problems.raise_if_any(UsageError)


def test_accounts_that_differ_in_letter_case_are_one_on_all_sides(book: PriceBook, write: Write) -> None:
    write("before.csv", "account,label\nacme,5\nzoo,7\n")
    write("after.csv", "account,label\nACME,6\nAcme,1\n")
    reader = read_sides([(["before.csv"], book), (["after.csv"], book)])
    # called as the first by the alphabet, in which capitals come first
    assert [side.usage.accounts() for side in reader.sides] == [{"ACME", "zoo"}, {"ACME"}]
    count = reader.sides[1].usage.count("ACME", None, "label")
    assert count is not None
    assert count.calls == 6 + 1


def test_columns_that_no_side_has_and_accounts_that_do_not_add_up_are_told_together(
    book: PriceBook, write: Write
) -> None:
    write("t.csv", f"account,label\nacme,{10**18}\nACME,1\n")
    reader = read_sides([(["t.csv"], book)], Reading(ignored=("Re-mark", "remark")))  # one name, to a heading
    assert reader.problems.as_error(UsageError).lines() == [
        "--ignore-columns: unknown column remark; known: account, label",
        "t.csv:2:6: the calls of label in one month add up to more than 10^18",
    ]
