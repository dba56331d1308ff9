"""Names of accounts: how tables, budget files and options write them, and the check that a usage has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tiia_cost.core.names import compatible, key, nearest
from tiia_cost.core.usage import Entry
from tiia_cost.errors import Place, Problem, option_value
from tiia_cost.inputs.values.numbers import is_error_value
from tiia_cost.messages import is_printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems

_SHOWN = 20
"""Number of accounts of the usage that a problem lists if no name is near."""


_FLOAT = re.compile(r"([0-9]+)\.0+")
_DIGITS_LOST = re.compile(r"[0-9]+(?:\.[0-9]*[eE]\+?|[eE]\+)[0-9]+")


def account_name(text: str) -> str:
    """Return the name by which accounts are compared; empty if the text names no account.

    Width, invisible characters and extra spaces do not matter, nor does what spreadsheets add to a number: ``'100001``
    and ``100001.0`` are 100001.
    """
    name = compatible(text).lstrip("' ")
    number = _FLOAT.fullmatch(name)
    return number[1] if number else name


def parse_account(text: str) -> str | Problem:
    """Parse an account cell: return the name of the account, or a Problem."""
    account = account_name(text)
    if not account:
        return Problem("account-missing", {})
    if not is_printable(account):
        return Problem("control-character", {"value": account})
    if _DIGITS_LOST.fullmatch(account):
        return Problem("account-digits-lost", {"value": account})
    return Problem("cell-error", {"value": account}) if is_error_value(account) else account


def spell_once(usages: Sequence[Usage], problems: Problems) -> None:
    """Make accounts that differ only in letter case one account, in all usages, spelled like the first in the alphabet.

    The usages are changed in place. Counts that then cannot be added up are noted in `problems`.
    """
    named = {account for usage in usages for account in usage.accounts() if account is not None}
    if all(account == account.casefold() for account in named):  # the common case, and there may be millions
        return
    spelling: dict[str, str] = {}
    for name in sorted(named):
        spelling.setdefault(key(name), name)
    for usage in usages:
        as_written = list(usage.months())
        usage.clear()
        for account, month, counts in as_written:
            for service, count in counts.items():
                called = None if account is None else spelling[key(account)]
                entry = Entry(called, month, service, count.whole, count.calls, count.rows, count.first, count.days)
                problem = usage.enter(entry)
                if problem is not None:
                    problems.append(problem, count.first, rows=count.rows)


def known_spelling(account: str, known: AbstractSet[str | None] | None) -> str:
    """Return an account as the usage spells it, whatever the letter case; unchanged if the usage does not have it."""
    return next((name for name in known or () if name is not None and key(name) == key(account)), account)


def account_problem(account: str, known: AbstractSet[str | None] | None) -> Problem | None:
    """Return the Problem that an account cannot have limits, or None: it must be one of the accounts of the usage.

    `known` are these accounts, None if the usage could not be read; then every account is accepted.
    """
    if not account:
        return Problem("account-missing", {})
    if known is None or known_spelling(account, known) in known:
        return None
    named = sorted(name for name in known if name is not None)
    if not named:
        return Problem("usage-without-accounts", {"name": account})
    close = nearest(account, named)
    code = "account-not-in-usage" if close else "account-not-in-usage-none-near"
    return Problem(code, {"name": account, "nearest": close or named[:_SHOWN]})


def amounts_by_account(
    option: str,
    texts: Iterable[str],
    known: AbstractSet[str | None] | None,
    problems: Problems,
    parse: Callable[[str], Decimal | Problem],
) -> dict[str | None, Decimal | None]:
    """Parse the texts of an option, ``ACCOUNT=AMOUNT`` or ``AMOUNT``, and return the amounts by account.

    The account "" stands for usage that names none, the key None for an amount without an account. `known` are the
    accounts of the usage, None if it could not be read. Problems go to `problems`; an amount that cannot be parsed is
    None.
    """
    amounts: dict[str | None, Decimal | None] = {}
    for text in texts:
        name, equals, figure = text.rpartition("=")
        account = known_account(option, name, known, problems) if equals else None
        if account in amounts:
            problems.add("amount-twice", Place.argument(option), value=text)
        amounts[account] = option_value(option, figure, parse, problems)
    return amounts


def known_account(option: str, text: str, known: AbstractSet[str | None] | None, problems: Problems) -> str:
    """Return the account that a text of an option names, "" for usage that names none.

    An account that the usage does not have is noted in `problems`.
    """
    account = account_name(text)
    problem = account_problem(account, known)
    if problem is not None and (account or not known or None not in known):
        problems.append(problem, Place.argument(option))
    return known_spelling(account, known)
