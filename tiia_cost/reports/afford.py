"""Report of `afford`: every count of a service that a monthly budget allows."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import prepaid
from tiia_cost.reports.free_months import remarks_on
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import amount, count, currency_name, joined, money, service_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import InForce
    from tiia_cost.core.tiers import Affordable

CSV_COLUMNS = ("service", "budget", "from", "to", "cost_at_from", "cost_at_to")
"""Columns of a row per range, ascending; `to` is empty if there is no end."""


def as_report(affordable: Affordable, in_force: InForce, *, free_quota: bool, lang: str = "en") -> Report:
    """Return the report of affordable counts; `in_force` is the list that they were priced by.

    `free_quota` says whether there was a free quota.
    """
    return Report(
        partial(as_data, affordable, in_force),
        partial(as_sheets, affordable, in_force, lang),
        CSV_COLUMNS,
        partial(as_records, affordable),
        remarks=(
            *remarks_on(in_force, lang),
            *prepaid.remarks_on(affordable.prepaid, in_force, affordable.service, lang, free_quota=free_quota),
        ),
        kind="afford",
        answer=partial(_answer, affordable, lang),
        lead=partial(_closing, affordable, in_force.prices.currency, lang),
        scope=partial(service_title, affordable.service, in_force, lang),
    )


def as_data(affordable: Affordable, in_force: InForce) -> dict[str, object]:
    """Return the JSON of affordable counts: amounts as decimal text."""
    return {
        "currency": in_force.prices.currency,
        "service": affordable.service,
        "budget": str(affordable.budget),
        "max_calls": affordable.max_calls,
        "unbounded": affordable.max_calls is None,
        "ranges": [
            {
                "from": first,
                "to": last,
                "cost_at_from": str(cost_at_first),
                "cost_at_to": None if cost_at_last is None else str(cost_at_last),
            }
            for first, last, cost_at_first, cost_at_last in affordable.ranges
        ],
    }


def as_records(affordable: Affordable) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each range."""
    for first, last, cost_at_first, cost_at_last in affordable.ranges:
        yield affordable.service, affordable.budget, first, last, cost_at_first, cost_at_last


def as_sheets(affordable: Affordable, in_force: InForce, lang: str = "en") -> list[Sheet]:
    """Return one sheet: the range with the largest counts first; the last line is about all ranges."""
    columns = (
        Column(say("column-from", lang), spare=1),
        Column(say("column-to", lang)),
        Column(say("column-cost-at-from", lang), spare=2),
        Column(say("column-cost-at-to", lang), spare=3),
    )
    none = say("no-value", lang)
    rows = tuple(
        (
            count(first),
            none if last is None else count(last),
            amount(cost_at_first),
            none if cost_at_last is None else amount(cost_at_last),
        )
        for first, last, cost_at_first, cost_at_last in reversed(affordable.ranges)
    )
    title = service_title(affordable.service, in_force, lang)
    answered = say("answer-titled", lang, answer=_answer(affordable, lang), title=title)
    caption = say("ranges-title", lang, currency=currency_name(in_force.prices.currency))
    return [
        Sheet(answered, columns, rows, closing=_closing(affordable, in_force.prices.currency, lang), caption=caption)
    ]


def _answer(affordable: Affordable, lang: str) -> str:
    """Return in a few words the most calls that the budget allows."""
    most = affordable.max_calls
    return say("afford-title-any" if most is None else "afford-title", lang, count=most or 0)


def _closing(affordable: Affordable, currency: str, lang: str) -> str:
    """Return the last line: the most calls that the budget allows, and the smaller counts that it does not allow."""
    most = affordable.max_calls
    budget = money(affordable.budget, currency)
    sentences = [say("afford-any" if most is None else "afford-most", lang, budget=budget, count=most or 0)]
    for lower, upper in pairwise(affordable.ranges):
        if lower.last is None:
            continue
        first, last = lower.last + 1, upper.first - 1
        if first == last:
            sentences.append(say("afford-not-one", lang, count=first))
        else:
            sentences.append(say("afford-not", lang, first=first, last=last))
    return joined(sentences, lang)
