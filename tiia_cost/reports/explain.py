"""Report of `explain`: the steps of one bill with their formulas, and below them the reasons with their rules."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import MARK, Column, Sheet, toned
from tiia_cost.messages import say
from tiia_cost.reports.expected import at_pace, of_projection
from tiia_cost.reports.free_months import remarks_on
from tiia_cost.reports.notes import TONES
from tiia_cost.reports.reasons import reasons
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import called, money, service_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.explain import Explanation, Step
    from tiia_cost.core.outlook import Projection

CSV_COLUMNS = ("service", "month", "calls", "step", "formula", "result", "why")
"""Columns of a row per step, in the order in which one would work; formula and result are those of the JSON."""

_NAMES = {
    "so-far": "column-so-far",
    "calls": "column-calls",
    "free": "column-free-calls",
    "pack": "column-paid-by-packs",
    "billable": "column-billable-calls",
    "tier": "column-tier",
    "tier-reached-on": "step-tier-reached-on",
    "price": "column-unit-price",
    "list-slice": "step-list-slice",
    "list-cost": "column-list-cost",
    "pack-slice": "step-pack-slice",
    "pack-deduction": "column-pack-deduction",
    "cost-slice": "step-cost-slice",
    "cost": "column-cost",
    "free-deduction": "column-free-deduction",
    "freeze-calls": "step-freeze-calls",
    "freeze-tier": "step-freeze-tier",
    "freeze-slice": "step-freeze-slice",
    "freeze": "column-freeze",
    "other-reading": "step-other-reading",
    "cheaper-count": "step-cheaper-count",
}
"""What people call the steps: where they are columns of a bill, as there."""

_OF_A_TIER = {"list-slice", "pack-slice", "cost-slice", "freeze-slice", "tier-reached-on"}
"""Steps that have the number of their tier in their name."""


def as_report(
    explanation: Explanation,
    in_force: InForce,
    *,
    free_quota: bool,
    projection: Projection | None = None,
    lang: str = "en",
) -> Report:
    """Return the report of an explanation; `in_force` is the list that it was priced by.

    `free_quota` says whether there was a free quota; `projection` is how the month was projected, None if it was not.
    """
    whys = partial(reasons, explanation, in_force, free_quota=free_quota, lang=lang)
    expected = () if projection is None else of_projection(projection, lang)
    return Report(
        lambda: as_data(explanation, in_force, whys()),
        lambda: [as_sheet(explanation, in_force, whys(), projection, lang)],
        CSV_COLUMNS,
        lambda: as_records(explanation, in_force, whys()),
        remarks=(*expected, *remarks_on(in_force, lang)),
        freezes=True,
    )


def as_data(explanation: Explanation, in_force: InForce, whys: list[str]) -> dict[str, object]:
    """Return the JSON of an explanation: formulas are plain figures, which a script can evaluate."""
    return {
        "currency": in_force.prices.currency,
        "service": explanation.charge.service,
        "month": in_force.month,
        "calls": explanation.charge.calls,
        **({} if explanation.charge.so_far is None else {"so_far": explanation.charge.so_far}),
        "steps": [
            {
                "step": step.name,
                "formula": step.formula,
                "result": step.result,
                "rules": [rule.number for rule in step.rules],
                "why": why,
            }
            for step, why in zip(explanation.steps, whys, strict=True)
        ],
    }


def as_records(explanation: Explanation, in_force: InForce, whys: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each step."""
    head = (explanation.charge.service, in_force.month, explanation.charge.calls)
    for step, why in zip(explanation.steps, whys, strict=True):
        yield (*head, step.name, step.formula, step.result, why)


def as_sheet(
    explanation: Explanation, in_force: InForce, whys: list[str], projection: Projection | None, lang: str
) -> Sheet:
    """Return the sheet: a numbered row for each step, below them the reasons by these numbers, and the answer."""
    columns = (
        Column(say("column-number", lang)),
        Column(say("column-step", lang), figure=False, wraps=True),
        Column(say("column-formula", lang), figure=False, wraps=True),
        Column(say("column-result", lang)),
    )
    steps = explanation.steps
    rows = tuple(
        (
            str(number),
            _name(step, explanation.charge, lang),
            grouped(step.formula) if " " in step.formula else "",  # a figure that is only read is not worked out
            step.result if step.name == "tier-reached-on" else grouped(step.result),
        )
        for number, step in enumerate(steps, start=1)
    )
    charge = explanation.charge
    answer = at_pace(say("explained-title", lang, cost=money(charge.cost, in_force.prices.currency)), projection, lang)
    title = say("answer-titled", lang, answer=answer, title=service_title(charge.service, in_force, lang))
    # The rules are the vendor's; a list of one's own has other figures.
    of_list = [] if in_force.free else [say("figures-of-list", lang, prices=in_force.prices.name)]
    reasons_below = (*_numbered(steps, whys, lang), *of_list)
    return Sheet(title, columns, rows, notes=reasons_below, closing=_closing(charge, in_force, projection, lang))


def grouped(formula: str) -> str:
    """Return a formula or a figure with its digits grouped for people: ``950,000 − 10,000``."""
    return re.sub(r"[0-9]+(?:\.[0-9]+)?", lambda figure: f"{Decimal(figure[0]):,f}", formula)


def _name(step: Step, charge: Charge, lang: str) -> str:
    tier = {"tier": step.tier} if step.name in _OF_A_TIER else {}
    expected = step.name == "calls" and charge.is_expected
    name = say("column-expected-calls" if expected else _NAMES[step.name], lang, **tier)
    return name.replace(MARK, "")  # a cell is not folded like a heading


def _numbered(steps: Sequence[Step], whys: Sequence[str], lang: str) -> Iterator[str]:
    """Yield the reasons with the numbers of their steps; one that several steps in a row share is said once."""
    for sentence, alike in groupby(range(len(steps)), key=lambda index: whys[index]):
        indexes = list(alike)
        span = "–".join(dict.fromkeys((str(indexes[0] + 1), str(indexes[-1] + 1))))
        note = steps[indexes[0]].note
        tone = None if note is None else TONES.get(note.code)
        yield toned(say("why-numbered", lang, numbers=span, sentence=sentence), tone)


def _closing(charge: Charge, in_force: InForce, projection: Projection | None, lang: str) -> str:
    prices = in_force.prices
    service = called(charge.service, prices.services[charge.service].name, lang)[0]
    return say(
        "explained-cost-and-freeze" if charge.freeze else "explained-cost",
        lang,
        service=at_pace(service, projection, lang),
        count=charge.calls,
        cost=money(charge.cost, prices.currency),
        freeze=money(charge.freeze, prices.currency),
    )
