from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tiia_cost.core.funds import Funds, TopUp
from tiia_cost.errors import InputError


def test_an_account_cannot_have_more_frozen_than_it_has() -> None:
    assert Funds(Decimal(5), Decimal(5)).frozen == 5
    with pytest.raises(InputError, match=r"the frozen amount 5\.01 is more than the balance 5\.00"):
        Funds(Decimal("5.00"), Decimal("5.01"))


@pytest.mark.parametrize("amount", [Decimal("0.001"), Decimal("-0.01"), Decimal("NaN"), Decimal("Infinity"), 5, 1.5])
@pytest.mark.parametrize("field", ["balance", "frozen", "top_ups"])
def test_funds_are_amounts(field: str, amount: Decimal) -> None:
    value = [TopUp(datetime.date(2026, 1, 1), amount)] if field == "top_ups" else amount
    with pytest.raises(InputError, match=r"is not an amount|is negative"):
        Funds(**{field: value})  # type: ignore[arg-type]
