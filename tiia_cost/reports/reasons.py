"""Reasons of the steps of `explain`: for each a plain sentence, with the rules that it follows and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports import notes
from tiia_cost.reports.prices import basis_term, bound_term, freeze_term
from tiia_cost.reports.wording import joined, price_per

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce
    from tiia_cost.core.explain import Explanation, Step
    from tiia_cost.core.tariff import Tariff


def reasons(explanation: Explanation, in_force: InForce, *, free_quota: bool, lang: str) -> list[str]:
    """Return the reason of each step, in their order; `in_force` is the list that they were priced by.

    `free_quota` says whether there was a free quota.
    """
    said = []
    for step in explanation.steps:
        sentence = _sentence(step, explanation, in_force, free_quota=free_quota, lang=lang)
        rules = [say(f"rule-{rule.source}", lang, number=rule.number) for rule in step.rules]
        said.append(say("why-with-rules", lang, sentence=sentence, rules=("; " if lang == "en" else "；").join(rules)))
    return said


def _sentence(step: Step, explanation: Explanation, in_force: InForce, *, free_quota: bool, lang: str) -> str:
    tariff = in_force.tariff(explanation.charge.service)
    if step.note is not None:
        return notes.text(step.note, explanation.charge, in_force.prices.currency, lang)
    if in_force.free and step.name != "calls":
        return say("why-free-month", lang)
    match step.name:
        case "free":
            return _of_free_calls(tariff, lang, free_quota=free_quota)
        case "tier":
            return _of_tier(tariff, lang)
        case "freeze":
            return freeze_term(tariff, lang)
    code = f"why-{step.name}" + ("-billable" if step.name == "cost-slice" and tariff.by_billable else "")
    tier = step.tier or 1
    price = price_per(tariff.prices[tier - 1], tariff.per, in_force.prices.currency, lang)
    return say(code, lang, tier=tier, price=price, prices=in_force.prices.name)


def _of_free_calls(tariff: Tariff, lang: str, *, free_quota: bool) -> str:
    if not free_quota:
        return say("why-free-ignored", lang)
    return say("why-free" if tariff.free_quota else "why-free-none", lang, count=tariff.free_quota)


def _of_tier(tariff: Tariff, lang: str) -> str:
    if not tariff.bounds:
        return say("why-tier-only", lang)
    side = say("terms-graduated", lang) if tariff.graduated else bound_term(tariff, lang)
    return joined((basis_term(tariff, lang), side), lang)
