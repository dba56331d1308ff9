"""Options that are given for each account: ``ACCOUNT=AMOUNT``, or an amount alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.errors import Place
from tiia_cost.inputs.accounts import account_name, account_problem, known_spelling
from tiia_cost.inputs.option_value import option_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from tiia_cost.errors import Problem, Problems


def amounts_by_account(
    option: str,
    texts: Iterable[str],
    known: AbstractSet[str | None] | None,
    problems: Problems,
    parse: Callable[[str], Decimal | Problem],
) -> dict[str | None, Decimal | None]:
    """Return what the texts of an option say for each account; "" is usage that names none, None an amount alone.

    `known` are the accounts of the usage, None if they could not be read. What is wrong goes to `problems`; an amount
    that is none is None.
    """
    found: dict[str | None, Decimal | None] = {}
    for text in texts:
        name, equals, figure = text.rpartition("=")
        account = known_account(option, name, known, problems) if equals else None
        if account in found:
            problems.add("amount-twice", Place(option), value=text)
        found[account] = option_value(option, figure, parse, problems)
    return found


def known_account(option: str, text: str, known: AbstractSet[str | None] | None, problems: Problems) -> str:
    """Return the account that a text of an option names, "" being usage that names none.

    If the usage has no such account, that is a problem.
    """
    account = account_name(text)
    problem = account_problem(account, known)
    if problem is not None and (account or not known or None not in known):
        problems.add(problem.code, Place(option), **problem.params)
    return known_spelling(account, known)
