"""The package as a library: its public names, and that they give what the command line gives."""

from __future__ import annotations

import datetime
import json
import pickle
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import tiia_cost
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Run


def test_the_public_names_are_these() -> None:
    assert tiia_cost.__all__ == [
        *("Bill", "Cashflow", "Charge", "CostRange", "Estimate", "Funds", "Growth", "InputError"),
        *("Margin", "Note", "Offer", "Outlook"),
        *(
            "OwnedPack",
            "PackUse",
            "PriceBook",
            "PriceFileError",
            "Projection",
            "Purchase",
            "Settlement",
            "Statement",
            "TiiaCostError",
        ),
        *("TopUp", "Total", "Usage", "UsageError", "cashflow", "estimate", "grow", "load_prices", "offers", "project"),
    ]
    assert set(tiia_cost.__all__) <= set(dir(tiia_cost))
    for name in tiia_cost.__all__:
        assert getattr(tiia_cost, name).__doc__
    with pytest.raises(AttributeError, match="guess"):
        tiia_cost.guess  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.process
def test_importing_the_package_imports_no_library() -> None:
    code = "import sys, tiia_cost; print({'pydantic', 'yaml', 'typer', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("service", list(tiia_cost.load_prices().lists[0].services))
def test_the_library_gives_the_bills_of_the_command_line(run: Run, service: str) -> None:
    usage = tiia_cost.Usage()
    for calls in (1_000_000, 234_567):
        usage.add(service, calls, month="2026-11")
    (bill,) = tiia_cost.estimate(usage, tiia_cost.load_prices()).bills
    (charge,) = bill.charges
    arguments = (f"{service}=1000000", f"{service}=234567", "--month", "2026-11", "-f", "json")
    (told,) = json.loads(run("estimate", *arguments).out)["bills"]
    assert (bill.account, bill.month, bill.prices) == (told["account"], told["month"], told["prices"])
    for name, value in told["charges"][0].items():
        if name != "notes":
            assert getattr(charge, name) == (Decimal(value) if isinstance(value, str) and name != "service" else value)
    assert [note.code for note in charge.notes] == [note["code"] for note in told["charges"][0]["notes"]]


@pytest.mark.parametrize(
    ("calls", "month", "account", "told"),
    [
        (1.5, None, None, "1.5 is not a whole number of calls"),
        (1e6, None, None, "1000000.0 is not a whole number of calls"),
        (True, None, None, "True is not a whole number of calls"),
        ("5", None, None, "'5' is not a whole number of calls"),
        (-1, None, None, "-1 is negative; a count must be 0 or more"),
        (5, "2026-13", None, "2026-13 is not a month; write YYYY-MM"),
        (5, "2026-1", None, "2026-1 is not a month; write YYYY-MM"),
        (5, "0000-01", None, "0000-01 is not a month; write YYYY-MM"),
        (5, "", None, " is not a month; write YYYY-MM"),
        (5, None, "", "the account is missing"),
        (5, None, " ", "the account is missing"),
        (5, None, 5, "expected text"),
        (5, None, "a\x1b", "a\\x1b contains a control character"),
        (10**18 + 1, "2026-11", None, "the calls of label in one month add up to more than 10^18"),
    ],
)
def test_usage_refuses_what_is_no_count_month_or_account(
    calls: object, month: str | None, account: object, told: str
) -> None:
    usage = tiia_cost.Usage()
    with pytest.raises(tiia_cost.UsageError) as caught:
        usage.add("label", calls, month=month, account=account)  # type: ignore[arg-type]
    assert str(caught.value) == told
    assert tiia_cost.estimate(usage, tiia_cost.load_prices()).bills == ()


def test_usage_refuses_a_service_that_is_no_text() -> None:
    with pytest.raises(tiia_cost.UsageError, match="expected text"):
        tiia_cost.Usage().add(None, 5)  # type: ignore[arg-type]


def test_what_is_priced_and_what_prices_it_can_be_sent_to_other_processes() -> None:
    usage, prices = tiia_cost.Usage(), tiia_cost.load_prices()
    usage.add("label", 999_999)
    bills = tiia_cost.estimate(usage, prices)
    assert pickle.loads(pickle.dumps(bills)) == bills  # noqa: S301 - our own
    assert tiia_cost.estimate(pickle.loads(pickle.dumps(usage)), pickle.loads(pickle.dumps(prices))) == bills  # noqa: S301


def test_a_service_without_a_price_is_refused() -> None:
    usage = tiia_cost.Usage()
    usage.add("lable", 5)
    with pytest.raises(tiia_cost.InputError, match=r"unknown service lable; did you mean label\?$"):
        tiia_cost.estimate(usage, tiia_cost.load_prices())


def test_the_library_settles_bills() -> None:
    usage = tiia_cost.Usage()
    usage.add("label", 1_500_000, month="2026-11", account="100001")
    bills = tiia_cost.estimate(usage, tiia_cost.load_prices())
    top_up = tiia_cost.TopUp(datetime.date(2026, 12, 2), Decimal(3000))
    flow = tiia_cost.cashflow(bills, {"100001": tiia_cost.Funds(Decimal(4000), top_ups=[top_up])})
    (statement,) = flow.statements
    (settlement,) = statement.settlements
    # 4,000 − 3,278 do not cover the freeze of 3,300, but with 3,000 more they do.
    assert settlement.state == "freeze-failed"
    assert [settlement.closing, statement.still_frozen, statement.required] == [722, 3300, 3278 + 3300]


def test_the_package_is_typed() -> None:
    assert (ROOT / "tiia_cost/py.typed").is_file()
