"""Accounts by name: how tables, budget files and options write them, and whether a usage has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.names import nearest
from tiia_cost.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_SHOWN = 20
"""So many accounts are told where none is near."""


def account_name(text: str) -> str:
    """Return an account as it is compared: without spaces around it, single ones inside; empty where none is named."""
    return " ".join(text.split())


def account_problem(account: str, known: AbstractSet[str | None] | None) -> Problem | None:
    """Return why an account cannot have limits, or None: it must be one of the usage's, None being unread usage."""
    if not account:
        return Problem("account-missing", {})
    if known is None or account in known:
        return None
    named = sorted(name for name in known if name is not None)
    if not named:
        return Problem("usage-without-accounts", {"name": account})
    close = nearest(account, named)
    code = "account-not-in-usage" if close else "account-not-in-usage-none-near"
    return Problem(code, {"name": account, "nearest": close or named[:_SHOWN]})
