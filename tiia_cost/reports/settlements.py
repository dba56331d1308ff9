"""Table of settlements: what there was, what came and went, what is left, and whether it was enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import add
from tiia_cost.formats.sheet import EXTRA, Column, Sheet, toned
from tiia_cost.messages import say
from tiia_cost.reports.wording import amount, currency_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.cashflow import Settlement
    from tiia_cost.core.settlement_groups import Group, Key
    from tiia_cost.formats.sheet import Tone

_MOVES, _PARTS = 1, 2
"""Ranks of columns that add up with the closing balance, and are left out together: opening + topped up − deducted, and
frozen + available."""


def title(account: str | None, currency: str, lang: str) -> str:
    """Return the title of the settlements of an account."""
    code = "settlements-title" if account is None else "settlements-title-account"
    return say(code, lang, account=account, currency=currency_name(currency))


def grouped_title(by: Sequence[Key], currency: str, lang: str) -> str:
    """Return the title of settlements that are grouped by the keys."""
    return say(
        "settlements-title-grouped",
        lang,
        keys=[say(f"column-{key}", lang) for key in by],
        currency=currency_name(currency),
    )


def window_text(window: tuple[str, str] | None, lang: str) -> str:
    """Return the days on which a bill may be issued, ``2026-12-01 – 03``; empty for an unknown month."""
    return "" if window is None else say("settlement-window", lang, first=window[0], last=window[1][-2:])


def state_text(one: Settlement | Group, lang: str) -> str:
    """Return the state of a settlement; one of calls that are only expected must not pass for one that is over."""
    state = say(f"state-{one.state}", lang)
    return say("state-expected", lang, state=state) if one.expected else state


def as_sheet(heading: str, groups: Sequence[Group], by: Sequence[Key], lang: str) -> Sheet:
    """Return the table of settlements that are grouped by the keys, a row each, under a `heading`."""
    names = {"account": "unknown-account", "month": "unknown-month"}
    monthly = "month" in by
    topped_up = any(group.topped_up for group in groups)
    single = all(group.single for group in groups)
    columns = (
        *(Column(say(f"column-{key}", lang), figure=False, wraps=key == "account") for key in by),
        Column(say("column-window", lang), figure=False, spare=EXTRA + 2, optional=True),
        Column(say("column-opening", lang), spare=_MOVES),
        Column(say("column-topped-up", lang), spare=_MOVES, optional=True),
        Column(say("column-released", lang), spare=EXTRA + 1, optional=True),
        Column(say("column-deducted", lang), spare=_MOVES),
        Column(say("column-frozen", lang), spare=_PARTS),
        Column(say("column-closing", lang)),
        Column(say("column-available", lang), spare=_PARTS),
        Column(say("column-state" if single else "column-worst", lang), figure=False, wraps=True),
    )
    rows = tuple(
        (
            *(getattr(group, key) or say(names[key], lang) for key in by),
            window_text(group.window, lang) if monthly else "",
            amount(group.opening),
            amount(group.topped_up) if topped_up else "",
            amount(group.released) if monthly else "",
            amount(group.deducted),
            amount(group.frozen),
            amount(group.closing),
            amount(group.available),
            toned(state_text(group, lang), _tone(group)),
        )
        for group in groups
    )
    return Sheet(heading, columns, rows, _total(groups, by, lang)).without_empty_columns()


def _total(groups: Sequence[Group], by: Sequence[Key], lang: str) -> tuple[str, ...] | None:
    """Return the row of totals; None for a single row.

    Balances do not add up: those of later months replace earlier ones, and no account pays for another.
    """
    if len(groups) == 1:
        return None
    topped_up, deducted = (amount(add(getattr(group, name) for group in groups)) for name in ("topped_up", "deducted"))
    return (say("row-total", lang), *[""] * (len(by) - 1), "", "", topped_up, "", deducted, "", "", "", "")


def _tone(group: Group) -> Tone | None:
    """Return the tone of a state. That nothing fails is good news only from a balance that is really there."""
    if group.state != "paid":
        return "bad"
    return "good" if group.given else None
