"""One bill step by step, as one would work it out by hand: each step has its formula, its figure and its rules."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.money import shortest
from tiia_cost.core.notes import outlook_notes, pack_notes, volume_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import Charge, Note
    from tiia_cost.core.outlook import Outlook
    from tiia_cost.core.tariff import Tariff


class Rule(NamedTuple):
    """A rule of `core` by its number, and where the version of it that is applied comes from.

    ``page`` is the vendor's price page (P), ``later`` a later edition of it (L), ``similar`` the vendor's pages on
    services that are billed alike (S); ``list`` is a setting of the price list, ``program`` a choice of this program,
    ``option`` one of its user; ``open`` is a point that the pages leave open.
    """

    number: int
    source: Literal["page", "later", "similar", "list", "program", "option", "open"]


class Step(NamedTuple):
    """One step of working out a bill. Its ``name`` is a contract with scripts; `explain` lists all.

    ``formula`` is plain text without grouping: figures, ``+ − × ÷`` and brackets, whose exact value is ``result``,
    rounded half up to two decimals where the result is an amount (rule 13); what is in ``⌈ ⌉`` is rounded up. A choice
    has a comparison (``<``, ``≤``) that holds instead. ``tier``, from 1, is that of a tier, a price or a slice;
    ``note`` is the note of `estimate` that gives the reason of a step.
    """

    name: str
    formula: str
    result: str
    rules: tuple[Rule, ...]
    tier: int | None = None
    note: Note | None = None


class Explanation(NamedTuple):
    """A charge, and the steps that lead to its figures, in the order in which one would work."""

    charge: Charge
    steps: tuple[Step, ...]


class _Part(NamedTuple):
    """Calls that are charged at one unit price, that of a tier (from 1); the formula says how many they are."""

    tier: int
    calls: int
    price: Decimal
    formula: str = ""


class _Parts(NamedTuple):
    """Calls of a month by the unit price at which they are charged: all, those that packs pay for, and billable."""

    listed: list[_Part]
    prepaid: list[_Part]
    billed: list[_Part]


_ROUNDED = Rule(13, "program")
_PACKS = Rule(15, "later")


def explain(
    in_force: InForce,
    service: str,
    calls: int,
    *,
    free_quota: bool = True,
    prepaid: int | None = None,
    outlook: Outlook | None = None,
) -> Explanation:
    """Return the steps to the charge that `estimate` makes for a month's calls of a service, named by its id.

    `free_quota` False charges every call; packs can pay for `prepaid` calls of the month, None if there are no packs.
    `outlook` is what the calls come from if the month is known only up to a day, at the plain pace. Raises UsageError
    if the list has no price for the service. The steps:

    - ``so-far``, with an outlook: the calls through that day, of which the next step makes those of the month;
    - ``calls``, ``free`` (the smaller of calls and free quota), ``pack`` (with packs: the smaller of the other calls
      and what packs have left), ``billable``;
    - ``tier``: the tier that is reached, by the count and between the bounds in the comparison; ``tier-reached-on``,
      with an outlook: the date of each tier that begins on a day still to come, between the calls that are expected at
      the end of the day before and of that day; ``price``: the unit price of the tier, for `per` calls (volume tiers
      only);
    - ``list-slice``: with graduated tiers, the calls in each tier; ``list-cost``;
    - ``pack-slice``: with graduated tiers, the calls in each tier that packs pay for; ``pack-deduction``, both only if
      there are such calls;
    - ``cost-slice``: with graduated tiers and calls that are not billed, the billable calls in each tier; ``cost``;
    - ``free-deduction``;
    - ``freeze-calls``: if packs pay for calls, those that are left, of which alone the freeze is figured;
      ``freeze-tier``: their tier, if packs count towards that of the month (volume tiers only); ``freeze-slice``: with
      graduated tiers, what is frozen of them in each tier; ``freeze``;
    - ``other-reading``: what the bill would be if a point that the vendor leaves open were decided otherwise; there can
      be three; ``cheaper-count``: the bill of the nearest larger count that costs less.

    A free month has neither tiers nor anything after them, but every amount (rule 10).
    """
    charge = in_force.charge(service, calls, free_quota=free_quota, prepaid=prepaid or 0)._replace(outlook=outlook)
    with_packs = prepaid is not None
    if in_force.free:
        return Explanation(charge, tuple(_free_month(charge, with_packs=with_packs)))
    return Explanation(charge, tuple(_charged_month(in_force, charge, free_quota=free_quota, with_packs=with_packs)))


def _free_month(charge: Charge, *, with_packs: bool) -> Iterator[Step]:
    rules = (Rule(10, "page"),)
    yield from _given(charge)
    yield Step("free", str(charge.calls), str(charge.free_calls), rules)
    if with_packs:
        yield Step("pack", "0", str(charge.pack_calls), rules)
    yield _billable(charge, rules, with_packs=with_packs)
    yield Step("list-cost", "0", str(charge.list_cost), rules)
    yield Step("cost", "0", str(charge.cost), rules)
    yield Step("free-deduction", "0", str(charge.free_deduction), rules)
    yield Step("freeze", "0", str(charge.freeze), rules)


def _charged_month(in_force: InForce, charge: Charge, *, free_quota: bool, with_packs: bool) -> Iterator[Step]:
    tariff = in_force.tariff(charge.service)
    rules = (Rule(14, "similar") if tariff.graduated else Rule(6, "page"), _ROUNDED)
    parts = _parts(tariff, charge)
    yield from _given(charge)
    yield _free(tariff, charge, free_quota=free_quota)
    if with_packs:
        yield _pack(charge)
    yield _billable(charge, (Rule(5, "page"), *([_PACKS] if with_packs else [])), with_packs=with_packs)
    yield _tier(tariff, charge)
    for note in outlook_notes(tariff, charge, in_force.month, free_quota=free_quota):
        yield _begins(note, charge)
    if tariff.graduated:
        yield from _slices("list-slice", parts.listed)
    else:
        price = shortest(charge.unit_price)
        yield Step("price", price, price, (Rule(2, "page"),), charge.tier)
    yield Step("list-cost", _amount(parts.listed, tariff.per), str(charge.list_cost), rules)
    if charge.pack_calls:
        yield from _pack_deduction(tariff, charge, parts)
    if tariff.graduated and (charge.free_calls or charge.pack_calls):
        yield from _slices("cost-slice", parts.billed)
    yield Step("cost", _amount(parts.billed, tariff.per), str(charge.cost), rules)
    deducted = f"{charge.pack_deduction} − " if charge.pack_calls else ""
    formula = f"{charge.list_cost} − {deducted}{charge.cost}"
    yield Step("free-deduction", formula, str(charge.free_deduction), (_ROUNDED,))
    if charge.pack_calls and tariff.freeze_basis is not None:
        yield from _freeze_without_packs(tariff, charge, free_quota=free_quota)
    else:
        yield _freeze(tariff, charge, parts)
    yield from _other_bills(tariff, charge, free_quota=free_quota)


def _given(charge: Charge) -> Iterator[Step]:
    outlook, rules = charge.outlook, (Rule(12, "page"),)
    if outlook is None:
        yield Step("calls", str(charge.calls), str(charge.calls), rules)
    else:
        yield Step("so-far", str(outlook.so_far), str(outlook.so_far), rules)
        formula = _by_end_of(outlook.parts + len(outlook.to_come), outlook)
        yield Step("calls", formula, str(charge.calls), (Rule(16, "program"),))


def _by_end_of(day: int, outlook: Outlook) -> str:
    """Return the formula of the calls by the end of a day; at the plain pace `parts` are the days so far."""
    return f"⌈{outlook.so_far} × {day} ÷ {outlook.parts}⌉"


def _begins(note: Note, charge: Charge) -> Step:
    """Return the step with the day on which a tier begins, from the note `tier-reached-on`."""
    date, outlook = note.figures["date"], charge.outlook
    assert outlook is not None  # noqa: S101 - no other charge has this note
    day, start = int(date[8:]), note.words["start"]
    formula = f"{_by_end_of(day - 1, outlook)} < {start} ≤ {_by_end_of(day, outlook)}"
    return Step("tier-reached-on", formula, date, (Rule(16, "program"),), note.figures["tier"], note)


def _free(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Step:
    if not free_quota or not tariff.free_quota:
        return Step("free", "0", "0", (Rule(5, "list" if free_quota else "option"),))
    smaller, larger = sorted((charge.calls, tariff.free_quota))
    return Step("free", f"{smaller} ≤ {larger}", str(charge.free_calls), (Rule(5, "page"),))


def _pack(charge: Charge) -> Step:
    smaller, larger = sorted((charge.calls - charge.free_calls, charge.prepaid))
    return Step("pack", f"{smaller} ≤ {larger}", str(charge.pack_calls), (_PACKS,))


def _billable(charge: Charge, rules: tuple[Rule, ...], *, with_packs: bool) -> Step:
    less = f" − {charge.pack_calls}" if with_packs else ""
    return Step("billable", f"{charge.calls} − {charge.free_calls}{less}", str(charge.billable_calls), rules)


def _tier(tariff: Tariff, charge: Charge) -> Step:
    """Return the step that chooses the tier of a month, by the count that decides."""
    formula, rules = _choice_of_tier(tariff, charge)
    if charge.pack_calls and tariff.bounds:
        rules += (Rule(15, "list"),)
    return Step("tier", formula, str(charge.tier), rules)


def _choice_of_tier(tariff: Tariff, charge: Charge) -> tuple[str, tuple[Rule, ...]]:
    """Return the comparison that chooses a tier, of the count that decides with the bounds of the tier, and why so."""
    total, billable = tariff.deciding(charge.calls, charge.free_calls, charge.pack_calls)
    count = billable if tariff.by_billable else total
    tier = tariff.tier_reached(count)
    # The call that fills a slice of graduated tiers is its own, as where a list says `up_to`.
    after, before = ("<", "≤") if tariff.upper_included or tariff.graduated else ("≤", "<")
    formula = f"{tariff.bounds[tier - 1]} {after} {count}" if tier else f"0 ≤ {count}"
    if tier < len(tariff.bounds):
        formula += f" {before} {tariff.bounds[tier]}"
    basis = Rule(4, "list" if tariff.by_billable else "page")
    side = Rule(14, "similar") if tariff.graduated else Rule(3, "similar" if tariff.upper_included else "later")
    return formula, (basis, side) if tariff.bounds else (Rule(2, "list"),)


def _parts(tariff: Tariff, charge: Charge) -> _Parts:
    """Return the calls of a month by the unit price at which they are charged (rules 14 and 15)."""
    calls, free, packs, billable = charge.calls, charge.free_calls, charge.pack_calls, charge.billable_calls
    if not tariff.graduated:
        tier, price = charge.tier or 1, charge.unit_price
        return _Parts(*([_Part(tier, count, price)] for count in (calls, packs, billable)))
    # Calls fill the slices one after the other; each kind of calls lies between two counts.
    if not tariff.pack_calls_count:  # packs pay for the last calls, and the others are a month by themselves
        prepaid = (calls - packs, calls)
        billed = (0, billable) if tariff.by_billable else (free, calls - packs)
    elif tariff.by_billable:
        prepaid, billed = (0, packs), (packs, packs + billable)
    else:
        prepaid, billed = (free, free + packs), (free + packs, calls)
    return _Parts(*(_between(tariff, *counts, shown=calls) for counts in ((0, calls), prepaid, billed)))


def _between(tariff: Tariff, first: int, last: int, *, shown: int) -> list[_Part]:
    """Return how many of the first `last` calls but not of the first `first` are in each slice, up to the tier of them.

    The slices of the `shown` calls are steps of their own before, so that a formula need not work them out.
    """
    filled, less = tariff.slices(last), tariff.slices(first)
    starts = (0, *tariff.bounds)
    parts = []
    for tier in range(tariff.tier_reached(last) + 1):
        start = 0 if first and last == shown else starts[tier]
        terms = [str(start + filled[tier]), *(str(count) for count in (start, less[tier]) if count)]
        parts.append(_Part(tier + 1, filled[tier] - less[tier], tariff.prices[tier], " − ".join(terms)))
    return parts


def _pack_deduction(tariff: Tariff, charge: Charge, parts: _Parts) -> Iterator[Step]:
    if tariff.graduated:
        yield from _slices("pack-slice", parts.prepaid, Rule(15, "list"))
    yield Step("pack-deduction", _amount(parts.prepaid, tariff.per), str(charge.pack_deduction), (_PACKS, _ROUNDED))


def _slices(name: str, parts: Sequence[_Part], *rules: Rule) -> Iterator[Step]:
    for part in parts:
        yield Step(name, part.formula, str(part.calls), (Rule(14, "similar"), *rules), part.tier)


def _amount(parts: Sequence[_Part], per: int, *, rate: Decimal | None = None) -> str:
    """Return the formula of an amount: calls × unit price ÷ per, times a rate if there is one."""
    return _priced([(str(part.calls), part.price) for part in parts], per, rate=rate)


def _priced(products: Sequence[tuple[str, Decimal]], per: int, *, rate: Decimal | None = None) -> str:
    text = " + ".join(f"{calls} × {shortest(price)}" for calls, price in products)
    then = ("" if per == 1 else f" ÷ {per}") + ("" if rate is None else f" × {shortest(rate)}")
    return f"({text}){then}" if then and len(products) > 1 else f"{text}{then}"


def _freeze_without_packs(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Iterator[Step]:
    """Yield the steps to the freeze, which is that of a month without the calls that packs pay for (rule 15)."""
    alone = tariff.charge(charge.calls - charge.pack_calls, free_quota=free_quota)
    parts = _parts(tariff, alone)
    yield Step("freeze-calls", f"{charge.calls} − {charge.pack_calls}", str(alone.calls), (Rule(15, "program"),))
    if tariff.graduated:
        yield from _slices("freeze-slice", _frozen(tariff, parts))
    elif tariff.pack_calls_count and tariff.bounds:
        formula, rules = _choice_of_tier(tariff, alone)
        yield Step("freeze-tier", formula, str(alone.tier), rules, alone.tier)
    yield _freeze(tariff, alone, parts)


def _frozen(tariff: Tariff, parts: _Parts) -> list[_Part]:
    return parts.billed if tariff.freeze_basis == "cost" else parts.listed


def _freeze(tariff: Tariff, charge: Charge, parts: _Parts) -> Step:
    if tariff.freeze_basis is None:
        return Step("freeze", "0", str(charge.freeze), (Rule(8, "list"),))
    as_announced = tariff.freeze_basis == "list_cost" and tariff.freeze_rate == 1
    rules = (Rule(8, "page" if as_announced else "list"), _ROUNDED)
    formula = _amount(_frozen(tariff, parts), tariff.per, rate=tariff.freeze_rate)
    return Step("freeze", formula, str(charge.freeze), rules)


def _other_bills(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Iterator[Step]:
    """Yield what the same calls cost by another reading of the vendor's pages, and a larger count that costs less."""
    notes = chain(volume_notes(tariff, charge, free_quota=free_quota), pack_notes(tariff, charge))
    for note in sorted(notes, key=lambda note: note.code == "cheaper-above"):
        match note.code:
            case "on-tier-bound" | "tier-basis-window":
                tier, rule = note.words["other_tier"], Rule(3 if note.code == "on-tier-bound" else 4, "open")
                formula = _priced([(str(charge.billable_calls), tariff.prices[tier - 1])], tariff.per)
                yield Step("other-reading", formula, str(note.figures["other_cost"]), (rule,), tier, note)
            case "pack-tier-window":
                other = tariff.by_other_pack_rule
                counted = other.charge(charge.calls, free_quota=free_quota, prepaid=charge.prepaid)
                formula, tier = _amount(_parts(other, counted).billed, tariff.per), counted.tier
                yield Step("other-reading", formula, str(note.figures["other_cost"]), (Rule(15, "open"),), tier, note)
            case "cheaper-above":
                tier, calls = note.words["other_tier"], note.figures["calls"]
                # There are more of them than fit the quota and the packs: a bill of nothing is not undercut.
                less = [tariff.free_quota if free_quota else 0, charge.prepaid]
                terms = [str(calls), *(str(count) for count in less if count)]
                billable = f"({' − '.join(terms)})" if len(terms) > 1 else terms[0]
                formula = _priced([(billable, tariff.prices[tier - 1])], tariff.per)
                yield Step("cheaper-count", formula, str(note.figures["cost"]), (Rule(2, "page"),), tier, note)
