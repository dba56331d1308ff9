"""Report of `budgets validate`: what a budget file limits, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import shortest
from tiia_cost.messages import say

if TYPE_CHECKING:
    from tiia_cost.core.budget import Budget, Limits


def limits_of_file(file: str, budget: Budget, lang: str = "en") -> str:
    """Return the line of a valid file: the number of its limits, the keys that set them, and where it warns."""
    limits, accounts = budget.limits, budget.accounts
    of_accounts = sum(map(_count, accounts.values()))
    keys = {
        "monthly": limits.monthly is not None,
        "total": budget.total is not None,
        say("limits-of-services", lang, count=len(limits.services)): limits.services,
        say("limits-of-accounts", lang, accounts=len(accounts), count=of_accounts): accounts,
        "max_increase": limits.max_increase is not None,
        "balance": limits.balance is not None,
    }
    count = _count(limits) + (budget.total is not None) + of_accounts
    sentence = say("budget-file-ok", lang, file=file, count=count, keys=[key for key, is_set in keys.items() if is_set])
    if limits.warn_at is None:
        return sentence
    return say("budget-file-warns", lang, sentence=sentence, share=f"{shortest(limits.warn_at)}%")


def _count(limits: Limits) -> int:
    single = (limits.monthly, limits.max_increase, limits.balance)
    return sum(limit is not None for limit in single) + len(limits.services)
