"""Reasons of the steps of `explain`: for each a plain sentence, with the rules that it follows and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.messages import say
from tiia_cost.reports import notes
from tiia_cost.reports.prices import basis_term, bound_term, freeze_term
from tiia_cost.reports.wording import joined, price_per

if TYPE_CHECKING:
    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.explain import Explanation, Step
    from tiia_cost.core.tariff import Tariff

_GIVEN = {"so-far", "calls"}
"""Steps that a free month has as well as any other."""


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
    charge = explanation.charge
    tariff = in_force.tariff(charge.service)
    if step.note is not None:
        return notes.text(step.note, charge, in_force.prices.currency, lang)
    if step.name in _GIVEN:
        projected = step.name == "calls" and charge.outlook is not None
        return say(f"why-{step.name}{'-projected' * projected}", lang)
    if in_force.free:
        return say("why-free-month", lang)
    match step.name:
        case "free":
            said = _of_free_calls(tariff, lang, free_quota=free_quota)
        case "pack":
            said = say("why-pack" if charge.prepaid else "prepaid-none", lang, count=charge.prepaid)
        case "tier":
            said = _of_tier(tariff, charge, lang)
        case "freeze":
            said = freeze_term(tariff, lang)
        case _:
            said = _of_figures(step, charge, in_force, lang)
    return said


def _of_figures(step: Step, charge: Charge, in_force: InForce, lang: str) -> str:
    tariff, tier = in_force.tariff(charge.service), step.tier or 1
    price = price_per(tariff.prices[tier - 1], tariff.per, in_force.prices.currency, lang)
    code = f"why-{step.name}{_variant(step.name, tariff, charge)}"
    alone = charge.calls - charge.pack_calls
    return say(code, lang, tier=tier, price=price, prices=in_force.prices.name, count=alone)


def _variant(step: str, tariff: Tariff, charge: Charge) -> str:
    """Return the end of the code of a reason that depends on the tariff, or on whether packs pay for calls."""
    by_billable, counted = "-billable" * tariff.by_billable, "-counted" * tariff.pack_calls_count
    match step:
        case "cost-slice":
            # Of calls that packs pay for, and that do not count, the billable ones know nothing.
            packs = bool(charge.pack_calls) and bool(counted or not by_billable)
            return (f"-packs{counted}" if packs else "") + by_billable
        case "pack-slice":
            return counted + by_billable if counted else ""
        case "list-cost" | "free-deduction":
            return "-packs" if charge.pack_calls else ""
        case "freeze-slice":
            return "-cost" if tariff.freeze_basis == "cost" else ""
    return ""


def _of_free_calls(tariff: Tariff, lang: str, *, free_quota: bool) -> str:
    if not free_quota:
        return say("why-free-ignored", lang)
    return say("why-free" if tariff.free_quota else "why-free-none", lang, count=tariff.free_quota)


def _of_tier(tariff: Tariff, charge: Charge, lang: str) -> str:
    if not tariff.bounds:
        return say("why-tier-only", lang)
    side = say("terms-graduated", lang) if tariff.graduated else bound_term(tariff, lang)
    if not charge.pack_calls:
        return joined((basis_term(tariff, lang), side), lang)
    total, billable = tariff.deciding(charge.calls, charge.free_calls, charge.pack_calls)
    count = billable if tariff.by_billable else total
    so_many = [say("why-tier-packs", lang, calls=charge.calls, count=count)] if count < charge.calls else []
    return joined((basis_term(tariff, lang, packs=True), *so_many, side), lang)
