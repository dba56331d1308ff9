"""The budget of a check: the file of ``--budgets``, options that override it, and the test that it can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.budget import Budget, Limits
from tiia_cost.errors import InputError, Place, Problems, option_value
from tiia_cost.inputs.values.accounts import amounts_by_account
from tiia_cost.inputs.values.amounts import parse_amount, parse_balance, parse_increase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from tiia_cost.core.book import PriceBook

    Find = Callable[[tuple[str, ...]], Place | None]
    """A function that returns the place of a path of the budget file; None if there is no file."""


_LIMITS = ("monthly", "total", "services", "accounts", "max_increase", "balance")
"""Keys of a budget file that are limits, or hold some."""


class BudgetOptions(NamedTuple):
    """The texts of the options that set a budget; None, or empty, if an option is not given."""

    budget: str | None = None
    budgets: str | None = None
    max_increase: str | None = None
    balance: Sequence[str] = ()


def read_budget(
    options: BudgetOptions,
    book: PriceBook,
    problems: Problems,
    *,
    accounts: AbstractSet[str | None] | None,
    has_baseline: bool | None,
) -> Budget:
    """Return the budget that the options set; options of single values override the same keys of the file.

    `accounts` are those of the usage, None if they are not known; `has_baseline` says whether there is a forecast to
    compare with, None if that is not known. Problems go to `problems`; a budget without any limit, and limits that
    would not be checked, are problems, too.
    """
    own = Problems()
    nothing: tuple[Budget, Find] = (Budget(), lambda _: None)
    read: tuple[Budget, Find] | None = nothing
    if options.budgets is not None:
        from tiia_cost.inputs.settings.budget_file import read_budget_file  # noqa: PLC0415 - making models takes a while

        read = read_budget_file(options.budgets, book, own, accounts=accounts)
    file, find = read or nothing
    budget = _overridden(file, options, own, accounts)
    if not own:
        _check_limits(budget, find, own)
        _check_balance(budget, accounts or set(), find, options, own)
    if read is not None and has_baseline is not None:
        _check_baseline(budget, find, own, has_baseline=has_baseline, asked=options.max_increase is not None)
    if own:
        problems.extend(own.as_error(InputError))
    return budget


def _overridden(
    budget: Budget, options: BudgetOptions, problems: Problems, usage_accounts: AbstractSet[str | None] | None
) -> Budget:
    limits, accounts = budget.limits, dict(budget.accounts)
    if options.budget is not None:
        limits = limits._replace(monthly=option_value("--budget", options.budget, parse_amount, problems))
    if options.max_increase is not None:
        limits = limits._replace(
            max_increase=option_value("--max-increase", options.max_increase, parse_increase, problems)
        )
    balances = amounts_by_account("--balance", options.balance, usage_accounts, problems, parse_balance)
    for account, balance in balances.items():
        if account is None:
            limits = limits._replace(balance=balance)
        else:
            owner = account or None
            accounts[owner] = accounts.get(owner, Limits())._replace(balance=balance)
    return Budget(limits, budget.total, accounts)


def _check_limits(budget: Budget, find: Find, problems: Problems) -> None:
    """Note a problem for a budget without limits, and for a ``warn_at`` that has no limit to warn of."""
    none = budget.total is None and not any(limits.exist() for limits in budget.every())
    alone = [
        find(("accounts", account or "", "warn_at"))
        for account, limits in budget.accounts.items()
        if limits.warn_at is not None and not budget.of(account).exist()
    ]
    if none and budget.limits.warn_at is not None:
        alone.insert(0, find(("warn_at",)))
    for place in alone:
        problems.add("warn-at-alone", place)
    if none and not alone:
        file = find(())
        if file is None:
            problems.add("no-limit")
        else:
            problems.add("budget-file-without-limit", file, known=_LIMITS)


def _check_baseline(budget: Budget, find: Find, problems: Problems, *, has_baseline: bool, asked: bool) -> None:
    """Note a problem for an increase without a baseline to count from, and for a baseline that nothing counts from."""
    increases: list[Place | None] = [Place.argument("--max-increase")] if asked else []
    if budget.limits.max_increase is not None and not asked:
        increases.append(find(("max_increase",)))
    for account, limits in budget.accounts.items():
        if limits.max_increase is not None:
            increases.append(find(("accounts", account or "", "max_increase")))
    if increases and not has_baseline:
        problems.add("increase-without-baseline", increases[0])
    if has_baseline and not increases:
        problems.add("baseline-without-increase", Place.argument("--baseline"))


def _check_balance(
    budget: Budget, accounts: AbstractSet[str | None], find: Find, options: BudgetOptions, problems: Problems
) -> None:
    """Note a problem for one opening balance of several accounts: each has its own money."""
    sharing = [account for account in accounts if budget.accounts.get(account, Limits()).balance is None]
    if budget.limits.balance is not None and len(sharing) > 1:
        bare = any("=" not in text for text in options.balance)
        problems.add(
            "amount-of-several", Place.argument("--balance") if bare else find(("balance",)), count=len(sharing)
        )
