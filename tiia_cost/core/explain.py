"""One bill step by step, as one would work it out by hand: each step has its formula, its figure and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.money import shortest
from tiia_cost.core.notes import volume_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import Charge, Note
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
    rounded half up to two decimals where the result is an amount (rule 13). A choice has a comparison (``<``, ``≤``)
    that holds instead. ``tier``, from 1, is that of a tier, a price or a slice; ``note`` is the note of `estimate`
    that gives the reason of a step.
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


_ROUNDED = Rule(13, "program")


def explain(in_force: InForce, service: str, calls: int, *, free_quota: bool = True) -> Explanation:
    """Return the steps to the charge that `estimate` makes for a month's calls of a service, named by its id.

    `free_quota` False charges every call. Raises UsageError if the list has no price for the service. The steps:

    - ``calls``, ``free`` (the smaller of calls and free quota), ``billable``;
    - ``tier``: the tier that is reached, by the count and between the bounds in the comparison; ``price``: its unit
      price, for `per` calls (volume tiers only);
    - ``list-slice``: with graduated tiers, the calls in each tier; ``list-cost``;
    - ``cost-slice``: with graduated tiers and free calls, the billable calls in each tier; ``cost``;
    - ``free-deduction``, ``freeze``;
    - ``other-reading``: what the bill would be if a point that the vendor leaves open were decided otherwise; there can
      be two; ``cheaper-count``: the bill of the nearest larger count that costs less.

    A free month has neither tiers nor anything after them, but every amount (rule 10).
    """
    charge = in_force.charge(service, calls, free_quota=free_quota)
    if in_force.free:
        return Explanation(charge, tuple(_free_month(charge)))
    return Explanation(charge, tuple(_charged_month(in_force.tariff(service), charge, free_quota=free_quota)))


def _free_month(charge: Charge) -> Iterator[Step]:
    rules = (Rule(10, "page"),)
    yield _given(charge)
    yield Step("free", str(charge.calls), str(charge.free_calls), rules)
    yield _billable(charge, rules)
    yield Step("list-cost", "0", str(charge.list_cost), rules)
    yield Step("cost", "0", str(charge.cost), rules)
    yield Step("free-deduction", "0", str(charge.free_deduction), rules)
    yield Step("freeze", "0", str(charge.freeze), rules)


def _charged_month(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Iterator[Step]:
    rules = (Rule(14, "similar") if tariff.graduated else Rule(6, "page"), _ROUNDED)
    listed, billed = _parts(tariff, charge)
    yield _given(charge)
    yield _free(tariff, charge, free_quota=free_quota)
    yield _billable(charge, (Rule(5, "page"),))
    yield _tier(tariff, charge)
    if tariff.graduated:
        yield from _slices("list-slice", listed)
    else:
        price = shortest(charge.unit_price)
        yield Step("price", price, price, (Rule(2, "page"),), charge.tier)
    yield Step("list-cost", _amount(listed, tariff.per), str(charge.list_cost), rules)
    if tariff.graduated and charge.free_calls:
        yield from _slices("cost-slice", billed)
    yield Step("cost", _amount(billed, tariff.per), str(charge.cost), rules)
    yield Step("free-deduction", f"{charge.list_cost} − {charge.cost}", str(charge.free_deduction), (_ROUNDED,))
    yield _freeze(tariff, charge, billed if tariff.freeze_basis == "cost" else listed)
    yield from _other_bills(tariff, charge, free_quota=free_quota)


def _given(charge: Charge) -> Step:
    return Step("calls", str(charge.calls), str(charge.calls), (Rule(12, "page"),))


def _free(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Step:
    if not free_quota or not tariff.free_quota:
        return Step("free", "0", "0", (Rule(5, "list" if free_quota else "option"),))
    smaller, larger = sorted((charge.calls, tariff.free_quota))
    return Step("free", f"{smaller} ≤ {larger}", str(charge.free_calls), (Rule(5, "page"),))


def _billable(charge: Charge, rules: tuple[Rule, ...]) -> Step:
    return Step("billable", f"{charge.calls} − {charge.free_calls}", str(charge.billable_calls), rules)


def _tier(tariff: Tariff, charge: Charge) -> Step:
    """Return the step that chooses the tier: the count that decides, between the bounds of the tier."""
    count = charge.billable_calls if tariff.by_billable else charge.calls
    tier = tariff.tier_reached(count)
    # The call that fills a slice of graduated tiers is its own, as where a list says `up_to`.
    after, before = ("<", "≤") if tariff.upper_included or tariff.graduated else ("≤", "<")
    formula = f"{tariff.bounds[tier - 1]} {after} {count}" if tier else f"0 ≤ {count}"
    if tier < len(tariff.bounds):
        formula += f" {before} {tariff.bounds[tier]}"
    basis = Rule(4, "list" if tariff.by_billable else "page")
    side = Rule(14, "similar") if tariff.graduated else Rule(3, "similar" if tariff.upper_included else "later")
    return Step("tier", formula, str(charge.tier), (basis, side) if tariff.bounds else (Rule(2, "list"),))


def _parts(tariff: Tariff, charge: Charge) -> tuple[list[_Part], list[_Part]]:
    """Return all calls and the billable ones, each by the unit price at which they are charged."""
    if not tariff.graduated:
        tier = charge.tier or 1
        return [_Part(tier, charge.calls, charge.unit_price)], [_Part(tier, charge.billable_calls, charge.unit_price)]
    listed = _filled(tariff, charge.calls)
    if tariff.by_billable:
        return listed, _filled(tariff, charge.billable_calls)
    free = tariff.slices(charge.free_calls)  # the free calls fill the lowest slices (rule 14)
    return listed, [
        part._replace(calls=part.calls - less, formula=f"{part.calls} − {less}" if less else f"{part.calls}")
        for part, less in zip(listed, free, strict=False)
    ]


def _filled(tariff: Tariff, count: int) -> list[_Part]:
    """Return the slices that a count of calls fills, up to the tier that it reaches."""
    tiers = zip(tariff.slices(count), tariff.prices, (0, *tariff.bounds), strict=True)
    return [
        _Part(tier, calls, price, f"{start + calls} − {start}" if start else f"{calls}")
        for tier, (calls, price, start) in enumerate(tiers, start=1)
        if tier <= tariff.tier_reached(count) + 1
    ]


def _slices(name: str, parts: Sequence[_Part]) -> Iterator[Step]:
    for part in parts:
        yield Step(name, part.formula, str(part.calls), (Rule(14, "similar"),), part.tier)


def _amount(parts: Sequence[_Part], per: int, *, rate: Decimal | None = None) -> str:
    """Return the formula of an amount: calls × unit price ÷ per, times a rate if there is one."""
    return _priced([(str(part.calls), part.price) for part in parts], per, rate=rate)


def _priced(products: Sequence[tuple[str, Decimal]], per: int, *, rate: Decimal | None = None) -> str:
    text = " + ".join(f"{calls} × {shortest(price)}" for calls, price in products)
    then = ("" if per == 1 else f" ÷ {per}") + ("" if rate is None else f" × {shortest(rate)}")
    return f"({text}){then}" if then and len(products) > 1 else f"{text}{then}"


def _freeze(tariff: Tariff, charge: Charge, parts: Sequence[_Part]) -> Step:
    if tariff.freeze_basis is None:
        return Step("freeze", "0", str(charge.freeze), (Rule(8, "list"),))
    as_announced = tariff.freeze_basis == "list_cost" and tariff.freeze_rate == 1
    rules = (Rule(8, "page" if as_announced else "list"), _ROUNDED)
    return Step("freeze", _amount(parts, tariff.per, rate=tariff.freeze_rate), str(charge.freeze), rules)


def _other_bills(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Iterator[Step]:
    """Yield what the same calls cost by another reading of the vendor's pages, and a larger count that costs less."""
    for note in volume_notes(tariff, charge, free_quota=free_quota):
        match note.code:
            case "on-tier-bound" | "tier-basis-window":
                tier, rule = note.words["other_tier"], Rule(3 if note.code == "on-tier-bound" else 4, "open")
                formula = _priced([(str(charge.billable_calls), tariff.prices[tier - 1])], tariff.per)
                yield Step("other-reading", formula, str(note.figures["other_cost"]), (rule,), tier, note)
            case "cheaper-above":
                tier, calls = note.words["other_tier"], note.figures["calls"]
                # There are more of them than fit the quota: a bill of nothing is not undercut.
                billable = f"({calls} − {tariff.free_quota})" if free_quota and tariff.free_quota else f"{calls}"
                formula = _priced([(billable, tariff.prices[tier - 1])], tariff.per)
                yield Step("cheaper-count", formula, str(note.figures["cost"]), (Rule(2, "page"),), tier, note)
