"""`budgets validate` and `budgets schema`; what files are refused for is in tests/inputs/settings/test_budget.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tiia_cost.core.budget import Budget, Increase, Limits
from tiia_cost.core.money import ZERO
from tiia_cost.reports.budgets import limits_of_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

EXAMPLE = (ROOT / "examples/budgets.yaml").read_bytes()
FULL = """\
monthly: 5000
total: 4万
services: {label: 3000, 图像鉴黄: 500}
accounts: {100001: {monthly: 800, services: {car: 1}}, 100002: {balance: 5, warn_at: 50%}}
max_increase: 10%
balance: 10000
"""


def test_validate_says_what_each_file_limits(run: Run, write: Write) -> None:
    write("a.yaml", EXAMPLE)
    write("b.yaml", FULL)
    # b: 1 + 1 + 2 services + (1 + 1 + 1 of accounts) + 1 + 1 = 9
    assert run("budgets", "validate", "a.yaml", "b.yaml") == (
        0,
        "a.yaml: 4 limits: monthly, total, services (2); warns above 90% of a limit\n"
        "b.yaml: 9 limits: monthly, total, services (2), accounts (2, with 3 limits), max_increase, balance\n",
        "",
    )
    assert run("budgets", "validate", "a.yaml", "b.yaml", "--lang", "zh").out == (
        "a.yaml：4 项限额：monthly、total、services（2 项）；超过限额的 90% 时预警\n"
        "b.yaml：9 项限额：monthly、total、services（2 项）、accounts（2 个账号，共 3 项）、max_increase、balance\n"
    )


def test_validate_tells_every_mistake_of_every_file(run: Run, write: Write) -> None:
    write("a.yaml", EXAMPLE)
    write("b.yaml", "monthly: -1\nservices: {lable: 5}\n")
    write("c.yaml", "warn_at: 80%\n")
    write("d.yaml", "accounts:\n  a: {monthly: 5}\n  A: {monthly: 5, services: {car: 1, 车型识别: 2}}\n")
    write("e.yaml", "accounts: {a: {}}\n")
    done = run("budgets", "validate", "a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml", "missing.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "b.yaml:1: error: monthly: -1 is negative; an amount must be 0 or more",
        "b.yaml:2: error: services.lable: unknown service lable; did you mean label?",
        "c.yaml:1: error: warn_at: has no effect without a limit; set at least one",
        "d.yaml:3: error: accounts.A: A means the same as a above; leave one of them out",
        "d.yaml:3: error: accounts.A.services.车型识别: 车型识别 means the same as car above; leave one of them out",
        "e.yaml:1: error: sets no limit; write at least one of monthly, total, services, accounts, max_increase, balance",
        "missing.yaml: error: file not found",
    ]


def test_services_are_those_of_the_price_lists(run: Run, write: Write) -> None:
    write("b.yaml", "services: {car-pro: 5}\n")
    assert run("budgets", "validate", "b.yaml").err == (
        "b.yaml:1: error: services.car-pro: car-pro is not in tencent-tiia; lists charged later have it: "
        "use --prices charged, see tiia-cost prices list\n"
    )
    valid = (0, "b.yaml: 1 limit: services (1)\n", "")
    assert run("budgets", "validate", "b.yaml", "--prices", "charged") == valid
    assert run("budgets", "validate", "b.yaml", env={"TIIA_COST_PRICES": "charged"}) == valid


def test_what_needs_the_usage_or_a_baseline_is_left_to_check(run: Run, write: Write) -> None:
    write("b.yaml", "max_increase: 10%\naccounts: {100009: {balance: 5}}\n")
    done = run("budgets", "validate", "b.yaml")
    assert done == (0, "b.yaml: 2 limits: accounts (1, with 1 limit), max_increase\n", "")
    told = "b.yaml:2: error: accounts.100009: account 100009 is not in the usage, which names no accounts\n"
    assert run("check", "label=5", "--budgets", "b.yaml").err == told


@pytest.mark.parametrize("content", ["", "\n", "# limits\n", "---\n", "{}\n", "--- {}\n...\n", "''", "[]"])
def test_an_empty_file_is_told_what_it_may_hold(run: Run, write: Write, content: str) -> None:
    write("e.yaml", content)
    empty = "e.yaml: error: the file is empty; it may have the keys monthly, services, warn_at, max_increase, balance, total, accounts\n"
    assert run("budgets", "validate", "e.yaml") == (2, "", empty)
    assert run("check", "label=5", "--budgets", "e.yaml", "--budget", "5") == (2, "", empty)
    needed = "e.yaml: error: the file is empty; it needs the keys name, currency, effective_from, tier_mode, per, tiers, services\n"
    assert run("prices", "validate", "e.yaml") == (2, "", needed)
    assert run("prices", "validate", "e.yaml", "--lang", "zh").err == (
        "e.yaml: error: 文件为空；必须写明以下各项：name、currency、effective_from、tier_mode、per、tiers、services\n"
    )


def test_quiet_silences_notices_and_not_errors(run: Run, write: Write) -> None:
    write("charged", (ROOT / "pricing.yaml").read_bytes())
    write("b.yaml", EXAMPLE)
    asked = ("budgets", "validate", "b.yaml", "--prices", "charged")
    assert "this file is used" in run(*asked).err
    assert run(*asked, "-q") == (*run(*asked)[:2], "")


def test_schema_is_the_one_that_editors_are_told_of(run: Run, tmp_path: Path) -> None:
    kept = (ROOT / "tiia_cost/budgets.schema.json").read_text(encoding="utf-8")
    assert run("budgets", "schema") == (0, kept, "")
    assert run("budgets", "schema", "--lang", "zh", "--output", "s.json") == (0, "", "")
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == kept
    for of in ("budgets", "prices"):
        assert run(of, "schema", "--lang", "zh", "-o", ".") == (
            2,
            "",
            "error: --output：. 是文件夹；请指定其中的文件名\n",
        )


amounts = st.none() | st.just(ZERO)
all_limits = st.builds(
    Limits,
    amounts,
    st.dictionaries(st.sampled_from(["label", "car", "porn"]), st.just(ZERO)),
    st.none() | st.just(Increase(ZERO, is_percentage=True)),
    amounts,
)


@given(st.builds(Budget, all_limits, amounts, st.dictionaries(st.sampled_from(["a", "b"]), all_limits)))
def test_the_number_of_limits_is_that_of_the_amounts_in_the_file(budget: Budget) -> None:
    def amounts_in(value: object) -> int:
        if isinstance(value, Increase) or not isinstance(value, tuple | dict):
            return int(value is not None)
        return sum(map(amounts_in, value.values() if isinstance(value, dict) else value))

    assert f" {amounts_in(budget)} limit" in limits_of_file("b.yaml", budget)
