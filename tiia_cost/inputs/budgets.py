"""The budget of a check: the file of ``--budgets``, the options that override it, and whether it can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tiia_cost.core.budget import Budget, Limits
from tiia_cost.core.names import nearest
from tiia_cost.errors import InputError, Place, Problem, Problems
from tiia_cost.inputs.amounts import parse_amount, parse_increase
from tiia_cost.inputs.budget_file import BudgetRead, read_budget_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from tiia_cost.core.book import PriceBook

    Find = Callable[[tuple[str, ...]], Place | None]
    """Says where a path of the budget file stands; None where there is no file."""


Value = TypeVar("Value")

_SHOWN = 20
"""So many accounts are told where none is near."""


class BudgetOptions(NamedTuple):
    """The texts of the options that say a budget; None, or empty, where one is not given."""

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
    has_baseline: bool,
) -> Budget:
    """Return the budget that the options say, those of single values before the same keys of the file.

    `accounts` are those of the usage, None if they could not be read. What is wrong goes to `problems`: also a budget
    without any limit, and limits that would not be checked.
    """
    found = Problems()
    read = read_budget_file(options.budgets, book, found) if options.budgets is not None else None
    file, find = read or BudgetRead(Budget(), lambda _: None)
    budget = _overridden(file, options, found)
    if not found:
        _check_limits(budget, find, found)
        if has_baseline or options.max_increase is None:
            _check_baseline(budget, find, found, has_baseline=has_baseline)
        else:
            found.add("increase-without-baseline", Place("--max-increase"))
        for account in sorted(filter(None, budget.accounts.keys() - (accounts or budget.accounts.keys()))):
            place = find(("accounts", account)) if account in file.accounts else Place("--balance")
            _tell_unknown(account, accounts or set(), place, found)
        bare = any("=" not in text for text in options.balance)
        _check_balance(budget, accounts or set(), Place("--balance") if bare else find(("balance",)), found)
    if found:
        problems.extend(found.as_error(InputError))
    return budget


def _overridden(budget: Budget, options: BudgetOptions, problems: Problems) -> Budget:
    limits, accounts = budget.limits, dict(budget.accounts)
    if options.budget is not None:
        limits = limits._replace(monthly=_value("--budget", options.budget, parse_amount, problems))
    if options.max_increase is not None:
        limits = limits._replace(max_increase=_value("--max-increase", options.max_increase, parse_increase, problems))
    given: set[str | None] = set()
    for text in options.balance:
        name, equals, figure = text.rpartition("=")
        account = " ".join(name.split()) if equals else None
        if account == "":
            problems.add("account-missing", Place("--balance"))
        if account in given:
            problems.add("balance-twice", Place("--balance"), value=text)
        given.add(account)
        balance = _value("--balance", figure, parse_amount, problems)
        if account is None:
            limits = limits._replace(balance=balance)
        else:
            accounts[account] = accounts.get(account, Limits())._replace(balance=balance)
    return Budget(limits, budget.total, accounts)


def _value(option: str, text: str, parse: Callable[[str], Value | Problem], problems: Problems) -> Value | None:
    value = parse(text)
    if isinstance(value, Problem):
        problems.add(value.code, Place(option), **value.params)
        return None
    return value


def _check_limits(budget: Budget, find: Find, problems: Problems) -> None:
    """Refuse a budget without limits, and a warning that none of them would give."""
    if budget.total is None and not any(limits.exist() for limits in budget.every()):
        if any(limits.warn_at is not None for limits in budget.every()):
            problems.add("warn-at-alone", find(("warn_at",)))
        else:
            problems.add("no-limit", find(()))
        return
    for account, limits in budget.accounts.items():
        if limits.warn_at is not None and not budget.of(account).exist():
            problems.add("warn-at-alone", find(("accounts", account or "", "warn_at")))


def _check_baseline(budget: Budget, find: Find, problems: Problems, *, has_baseline: bool) -> None:
    """Refuse an increase without a baseline to count from, and a baseline that nothing counts from."""
    increases = [] if budget.limits.max_increase is None else [find(("max_increase",))]
    for account, limits in budget.accounts.items():
        if limits.max_increase is not None:
            increases.append(find(("accounts", account or "", "max_increase")))
    if increases and not has_baseline:
        problems.add("increase-without-baseline", increases[0])
    if has_baseline and not increases:
        problems.add("baseline-without-increase", Place("--baseline"))


def _check_balance(budget: Budget, accounts: AbstractSet[str | None], place: Place | None, problems: Problems) -> None:
    """Refuse one opening balance for several accounts: each has its own money."""
    sharing = [account for account in accounts if budget.accounts.get(account, Limits()).balance is None]
    if budget.limits.balance is not None and len(sharing) > 1:
        problems.add("balance-of-several", place, count=len(sharing))


def _tell_unknown(account: str, known: AbstractSet[str | None], place: Place | None, problems: Problems) -> None:
    named = sorted(name for name in known if name is not None)
    close = nearest(account, named)
    if not named:
        problems.add("usage-without-accounts", place, name=account)
    else:
        code = "account-not-in-usage" if close else "account-not-in-usage-none-near"
        problems.add(code, place, name=account, nearest=close or named[:_SHOWN])
