"""Funds of each account, from the options ``--balance``, ``--frozen`` and ``--top-up``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.funds import Funds, TopUp
from tiia_cost.core.money import ZERO
from tiia_cost.errors import InputError, Place, option_value
from tiia_cost.inputs.values.accounts import amounts_by_account, known_account
from tiia_cost.inputs.values.amounts import parse_amount, parse_balance
from tiia_cost.inputs.values.periods import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems

BALANCE, FROZEN, TOP_UP = "--balance", "--frozen", "--top-up"


class FundsOptions(NamedTuple):
    """The texts of the options; empty if an option is not given."""

    balance: Sequence[str] = ()
    frozen: Sequence[str] = ()
    top_up: Sequence[str] = ()


def read_funds(options: FundsOptions, usage: Usage | None, problems: Problems) -> dict[str | None, Funds]:
    """Return the funds of each account of the usage; none if `usage` is None, which means that it could not be read.

    An amount without an account is that of the only account there is, or of the only one that has no amount of its own;
    a top-up without an account needs usage of a single account. Problems go to `problems`.
    """
    known = None if usage is None else usage.accounts()
    balances = amounts_by_account(BALANCE, options.balance, known, problems, parse_balance)
    frozen = amounts_by_account(FROZEN, options.frozen, known, problems, parse_amount)
    top_ups = _top_ups(options.top_up, known, problems)
    if usage is None or known is None:
        return {}
    if top_ups and any(month is None for _, month, _ in usage.months()):
        problems.add("top-up-without-month", Place.argument(TOP_UP))
    _share_out(BALANCE, balances, known, problems)
    _share_out(FROZEN, frozen, known, problems)
    funds = {}
    for account in known:
        name = account or ""
        try:
            funds[account] = Funds(balances.get(name), frozen.get(name) or ZERO, top_ups.get(name, ()))
        except InputError as error:
            problems.extend(error, Place.argument(f"{FROZEN} {name}".strip()))
    return funds


def _share_out(
    option: str, given: dict[str | None, Decimal | None], known: AbstractSet[str | None], problems: Problems
) -> None:
    """Give the amount without an account to the only account that can take it; else note a problem."""
    if None not in given:
        return
    takers = [account or "" for account in known if (account or "") not in given]
    if len(takers) > 1:
        problems.add("amount-of-several", Place.argument(option), count=len(takers))
    elif not takers:
        problems.add("amount-of-none", Place.argument(option))
    else:
        given[takers[0]] = given[None]


def _top_ups(texts: Iterable[str], known: AbstractSet[str | None] | None, problems: Problems) -> dict[str, list[TopUp]]:
    """Parse top-ups, written ``ACCOUNT:DATE=AMOUNT``, by account; "" stands for usage that names none."""
    only = next(iter(known)) if known and len(known) == 1 else None
    top_ups: dict[str, list[TopUp]] = {}
    for text in texts:
        left, equals, figure = text.rpartition("=")
        if not equals or not left:
            problems.add("not-a-top-up", Place.argument(TOP_UP), value=text)
            continue
        name, colon, day = left.rpartition(":")
        account = known_account(TOP_UP, name, known, problems) if colon else only or ""
        if not colon and known and len(known) > 1:
            problems.add("top-up-of-several", Place.argument(TOP_UP), count=len(known))
        date = option_value(TOP_UP, day, parse_date, problems)
        amount = option_value(TOP_UP, figure, parse_amount, problems)
        if date is not None and amount is not None:
            top_ups.setdefault(account, []).append(TopUp(date, amount))
    return top_ups
