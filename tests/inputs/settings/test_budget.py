"""The budget of a check: its file, its options, and limits that are refused because they would not be checked."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT
from tiia_cost.core.budget import Budget, Increase, Limits
from tiia_cost.errors import InputError, Problems
from tiia_cost.inputs.settings.budget import BudgetOptions, read_budget
from tiia_cost.inputs.settings.budget_file import schema

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook

FULL = """\
monthly: 5,000                # each month's cost
total: 4万
services: {label: 3000, 图像鉴黄: 500}
accounts: {"100001": {monthly: 800, services: {car: 1}}, 100002: {balance: 5, warn_at: 50%}}
warn_at: 80%
max_increase: 10%
balance: "10000"
"""


def read(
    book: PriceBook,
    *,
    accounts: AbstractSet[str | None] = frozenset({"100001", "100002"}),
    has_baseline: bool = False,
    **options: Any,
) -> Budget:
    problems = Problems()
    asked = BudgetOptions(**options)
    budget = read_budget(asked, book, problems, accounts=accounts, has_baseline=has_baseline)
    problems.raise_if_any(InputError)
    return budget


def refused(book: PriceBook, content: str, write: Write, **options: Any) -> list[str]:
    path = write("b.yaml", content)
    with pytest.raises(InputError) as caught:
        read(book, budgets=str(path), **options)
    return [line.replace(f"{path.parent}/", "") for line in caught.value.lines()]


def test_a_budget_file_says_limits_for_all_accounts_and_for_single_ones(book: PriceBook, write: Write) -> None:
    budget = read(book, budgets=str(write("b.yaml", FULL)), has_baseline=True)
    assert budget == Budget(
        Limits(
            Decimal(5000),
            {"label": Decimal(3000), "porn": Decimal(500)},
            Increase(Decimal(10), is_percentage=True),
            Decimal(10000),
            Decimal(80),
        ),
        Decimal(40000),
        {
            "100001": Limits(Decimal(800), {"car": Decimal(1)}),
            "100002": Limits(balance=Decimal(5), warn_at=Decimal(50)),
        },
    )


def test_an_accounts_own_limits_take_the_place_of_those_for_all_services_each_for_itself() -> None:
    every = Limits(Decimal(9), {"label": Decimal(1), "car": Decimal(2)}, warn_at=Decimal(80))
    own = Limits(Decimal(8), {"car": Decimal(3), "porn": Decimal(4)})
    assert Budget(every, accounts={"a": own}).of("a") == Limits(
        Decimal(8), {"label": Decimal(1), "car": Decimal(3), "porn": Decimal(4)}, warn_at=Decimal(80)
    )
    assert Budget(every, accounts={"a": own}).of(None) == every


def test_an_option_overrides_the_same_key_of_the_file_and_nothing_else(book: PriceBook, write: Write) -> None:
    file = str(write("b.yaml", FULL))
    budget = read(
        book,
        budgets=file,
        has_baseline=True,
        budget="6k",
        max_increase="500",
        balance=["100001=7", "100002=8.5", "9"],
    )
    before = read(book, budgets=file, has_baseline=True)
    assert budget.limits == before.limits._replace(
        monthly=Decimal(6000), max_increase=Increase(Decimal(500), is_percentage=False), balance=Decimal(9)
    )
    assert budget.total == before.total
    assert budget.accounts == {
        "100001": before.accounts["100001"]._replace(balance=Decimal(7)),
        "100002": before.accounts["100002"]._replace(balance=Decimal("8.5")),
    }


def test_everything_wrong_is_told_in_one_run_with_file_and_line(book: PriceBook, write: Write) -> None:
    content = """\
monthly: -1
total: [5]
monthyl: 3
warn_at: 120%
max_increase: ten
services:
  label: 1.234
  lable: 5
  "": 5
accounts:
  "100001": {monthly: 5.000, total: 3, services: {car: x}}
  "100002": 800
  "100003": {monthly: 5}
  " ": {monthly: 5}
"""
    assert refused(book, content, write, budget="5 CNY", balance=["x=", "=3"]) == [
        "b.yaml:1: monthly: -1 is negative; an amount must be 0 or more",
        "b.yaml:2: total: expected a single value, not a list or a mapping",
        "b.yaml:3: monthyl: unknown key; did you mean monthly?",
        "b.yaml:4: warn_at: 120% is too high; it must be at most 100%",
        "b.yaml:5: max_increase: ten is neither an amount nor a percentage; write 500 or 10%",
        "b.yaml:7: services.label: 1.234 has more than two decimals",
        "b.yaml:8: services.lable: unknown service lable; did you mean label?",
        "b.yaml:9: services.: the service is missing",
        "b.yaml:11: accounts.100001.monthly: 5.000 has more than two decimals",
        "b.yaml:11: accounts.100001.services.car: x is not an amount; write 5000, 5,000.00, 5k or 1.5万",
        "b.yaml:11: accounts.100001.total: unknown key; known: monthly, services, warn_at, max_increase, balance",
        "b.yaml:12: accounts.100002: expected a mapping of keys to values",
        "b.yaml:13: accounts.100003: account 100003 is not in the usage; did you mean 100002, 100001?",
        "b.yaml:14: accounts. : the account is missing",
        "--budget: 5 CNY is not an amount; write 5000, 5,000.00, 5k or 1.5万",
        "--balance: account x is not in the usage; known: 100001, 100002",
        "--balance: the amount is missing",
        "--balance: the account is missing",
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("services: {}\naccounts: {'100001': {}}", "b.yaml:1: sets no limit; write at least one of monthly, total, "),
        ("warn_at: 80%", "b.yaml:1: warn_at: has no effect without a limit; set at least one"),
        ("total: 5\naccounts:\n  '100001':\n    warn_at: 80%", "b.yaml:4: accounts.100001.warn_at: has no effect"),
        (
            "accounts:\n  '100001':\n    warn_at: 80%",
            "b.yaml:3: accounts.100001.warn_at: has no effect without a limit",
        ),
        ("accounts: {'': {monthly: 1}}", "b.yaml:1: accounts.: the account is missing"),
        ("max_increase: 5", "b.yaml:1: max_increase: needs --baseline USAGE to compare with"),
        (
            "accounts: {'100001': {max_increase: 5}}",
            "b.yaml:1: accounts.100001.max_increase: needs --baseline USAGE",
        ),
        (
            "accounts: {'100003': {monthly: 5}}",
            "b.yaml:1: accounts.100003: account 100003 is not in the usage; did you",
        ),
        ("accounts: {x: {monthly: 5}}", "b.yaml:1: accounts.x: account x is not in the usage; known: 100001, 100002"),
        ("services: {lable: 5}", "b.yaml:1: services.lable: unknown service lable; did you mean label?"),
        ("services: {ImageModeration: 5}", "b.yaml:1: services.ImageModeration: ImageModeration means several service"),
        ("services: {EnhanceImage: 5}", "b.yaml:1: services.EnhanceImage: EnhanceImage has no price: "),
        (
            "services: {label: 5, 图像标签: 6}",
            "b.yaml:1: services.图像标签: 图像标签 means the same as label above",
        ),
        (
            "accounts: {'100001': {monthly: 5}, ' 100001 ': {monthly: 6}}",
            "b.yaml:1: accounts. 100001 :  100001  means the same as 100001",
        ),
        (
            "balance: 5",
            "b.yaml:1: balance: there are 2 accounts; give each its own with ACCOUNT=AMO",
        ),
        ("- 5", "b.yaml:1: must be a mapping of keys to values; keys: monthly, "),
        ("monthly: ''", "b.yaml:1: monthly: the amount is missing"),
        ("monthly: 5\nmonthly: 6", "b.yaml:2: monthly: duplicate key; the first is on line 1"),
    ],
)
def test_what_would_not_be_checked_is_refused(book: PriceBook, write: Write, content: str, line: str) -> None:
    (told,) = refused(book, content, write)
    assert told.startswith(line)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "nothing to check; set a limit with"),
        (
            {"budget": "5", "max_increase": "5"},
            "--max-increase: needs --baseline USAGE to compare with",
        ),
        ({"balance": ["5"]}, "--balance: there are 2 accounts"),
        (
            {"balance": ["100001=5", "100001=6"]},
            "--balance: 100001=6 is a second amount for the same account; leave one of them out",
        ),
        ({"balance": ["100010=5"]}, "--balance: account 100010 is not in the usage; did you mean 100002, 100001?"),
        ({"budgets": "missing.yaml"}, "missing.yaml: file not found"),
    ],
)
def test_options_are_refused_likewise(book: PriceBook, options: dict[str, Any], line: str) -> None:
    with pytest.raises(InputError) as caught:
        read(book, **options)
    (told,) = caught.value.lines()
    assert told.startswith(line)


def test_a_baseline_needs_a_limit_that_counts_from_it(book: PriceBook) -> None:
    with pytest.raises(InputError, match=r"^--baseline: has no effect without --max-increase$"):
        read(book, budget="5", has_baseline=True)


def test_a_bare_balance_is_that_of_the_one_account_that_has_none_of_its_own(book: PriceBook) -> None:
    budget = read(book, balance=["5", "100002=6"])
    assert [budget.of(account).balance for account in ("100001", "100002")] == [Decimal(5), Decimal(6)]


def test_without_accounts_there_is_none_to_name(book: PriceBook) -> None:
    with pytest.raises(InputError, match=r"^--balance: account 100001 is not in the usage, which names no accounts$"):
        read(book, balance=["100001=5"], accounts={None})


def test_where_the_usage_could_not_be_read_its_accounts_are_not_asked_for(book: PriceBook) -> None:
    problems = Problems()
    read_budget(BudgetOptions(balance=["x=5"]), book, problems, accounts=None, has_baseline=False)
    assert not problems


def validator() -> jsonschema.Draft202012Validator:
    kept = json.loads((ROOT / "tiia_cost/budgets.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(kept)
    return jsonschema.Draft202012Validator(kept)


def test_the_kept_schema_is_the_schema_of_the_models_and_knows_the_example() -> None:
    assert json.loads((ROOT / "tiia_cost/budgets.schema.json").read_text()) == schema()
    text = (ROOT / "examples/budgets.yaml").read_text(encoding="utf-8")
    assert list(validator().iter_errors(yaml.safe_load(text))) == []
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (ROOT / "examples" / named).samefile(ROOT / "tiia_cost/budgets.schema.json")


@pytest.mark.parametrize(
    "content",
    [
        "monthyl: 5",
        "monthly: -5",
        "monthly: ~",
        "monthly: [5]",
        "warn_at: 80",
        "accounts: {a: {total: 5}}",
        "services: [label]",
    ],
)
def test_the_schema_refuses_in_an_editor_what_the_program_would_refuse(content: str) -> None:
    assert list(validator().iter_errors(yaml.safe_load(content))) != []
