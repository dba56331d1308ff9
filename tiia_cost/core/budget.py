"""Bills against a budget: the allowed and the actual amount of each limit, and the calls to add or cut to be within."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.additions import Addition, fewest_additions
from tiia_cost.core.cashflow import required_balances
from tiia_cost.core.cuts import Cuts, fewest_cuts
from tiia_cost.core.money import ZERO, add, exceeds, percentage_of, share, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from tiia_cost.core.charge import FreeMonth
    from tiia_cost.core.cuts import Pricing, Share
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.outlook import Projection
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Place

Limit = Literal["monthly", "total", "service", "max-increase", "balance"]
FindingState = Literal["within", "near", "over", "no-baseline"]


class Increase(NamedTuple):
    """Amount or percentage by which a month's cost may grow against the baseline."""

    figure: Decimal
    is_percentage: bool


class Limits(NamedTuple):
    """Limits on the cost of one account; None is no limit.

    ``monthly`` is the limit of each month's cost, ``services`` that of single services, by id; ``balance`` is the
    opening balance of the account before the first settlement. Above ``warn_at`` percent of a limit its state is
    `near`.
    """

    monthly: Decimal | None = None
    services: Mapping[str, Decimal] = MappingProxyType({})
    max_increase: Increase | None = None
    balance: Decimal | None = None
    warn_at: Decimal | None = None

    def exist(self) -> bool:
        """Return whether there is any limit."""
        return bool(self.services) or any(
            limit is not None for limit in (self.monthly, self.max_increase, self.balance)
        )

    def overridden_by(self, own: Limits) -> Limits:
        """Return these limits, replaced by those that an account has of its own; services one by one."""
        changes = {name: value for name, value in own._asdict().items() if value is not None}
        return self._replace(**{**changes, "services": {**self.services, **own.services}})


class Budget(NamedTuple):
    """Limits for every account, limits of single accounts that replace them, and a limit for the total of all."""

    limits: Limits = Limits()
    total: Decimal | None = None
    accounts: Mapping[str | None, Limits] = MappingProxyType({})

    def of(self, account: str | None) -> Limits:
        """Return the limits of an account."""
        return self.limits.overridden_by(self.accounts.get(account, Limits()))

    def every(self) -> list[Limits]:
        """Return the limits for every account, and those of each single account."""
        return [self.limits, *self.accounts.values()]


class Finding(NamedTuple):
    """Finding about one limit in one month: the allowed and the actual amount, in the currency of the bills.

    ``account``, ``month`` and ``service`` are None if the limit covers all of them. ``allowed`` is None if there is no
    baseline cost to take a percentage of. ``actual`` is a cost; for `max-increase` the growth of the month's cost, for
    `balance` the opening balance that the month's settlement needs. ``share`` is actual ÷ allowed with four decimals,
    None if nothing is allowed. If the limit is exceeded, each of the ``additions`` alone would bring it within, and so
    would the ``cuts``. ``place`` is the row to blame, if it is a single one. ``free`` are those of its months that are
    free of charge.
    """

    limit: Limit
    account: str | None
    month: Month | None
    service: str | None
    allowed: Decimal | None
    actual: Decimal
    share: Decimal | None
    state: FindingState
    cuts: Cuts = Cuts()
    additions: tuple[Addition, ...] = ()
    place: Place | None = None
    free: tuple[FreeMonth, ...] = ()

    @property
    def excess(self) -> Decimal:
        """Amount by which the actual amount is above the allowed one; 0 if it is not."""
        return subtract(self.actual, self.allowed) if self.state == "over" and self.allowed is not None else ZERO


class Verdict(NamedTuple):
    """Findings by account, month and limit, the total last; with a `margin`, about the highest costs within it.

    ``projection`` is that of the month that is known up to a day, if there is one.
    """

    currency: str
    findings: tuple[Finding, ...]
    margin: Margin | None = None
    projection: Projection | None = None

    @property
    def within_budget(self) -> bool:
        """True if no limit is exceeded; an amount equal to its limit is within."""
        return all(finding.state != "over" for finding in self.findings)


def check(
    estimate: Estimate, budget: Budget, pricing: Pricing, *, usage: Usage, baseline: Estimate | None = None
) -> Verdict:
    """Compare bills with a budget, and return a finding for each limit and month.

    `pricing` is how the bills were priced; with a margin the highest costs within it are judged. `usage` is the source
    of the bills, to find the rows to blame. `baseline` is the estimate that `max_increase` counts from: a month that is
    not in it counts from zero, and has no percentage.
    """
    findings = (_answer(question, pricing, usage) for question in _questions(estimate, budget, pricing, baseline))
    return Verdict(estimate.currency, tuple(findings), pricing.margin, estimate.projection)


class _Question(NamedTuple):
    """One limit to check: the allowed and the actual amount, and the shares behind it.

    `to_blame` are the shares whose rows are to blame, None if all are.
    """

    limit: Limit
    allowed: Decimal | None
    actual: Decimal
    warn_at: Decimal | None
    shares: Sequence[Share]
    account: str | None = None
    month: Month | None = None
    service: str | None = None
    to_blame: Sequence[Share] | None = None
    free: tuple[FreeMonth, ...] = ()


def _questions(estimate: Estimate, budget: Budget, pricing: Pricing, baseline: Estimate | None) -> Iterator[_Question]:
    before = {(bill.account, bill.month): bill for bill in baseline.bills} if baseline else {}
    order = pricing.book.services
    every: list[Share] = []
    for account, group in groupby(estimate.bills, key=lambda bill: bill.account):
        limits = budget.of(account)
        limits = limits._replace(services=dict(sorted(limits.services.items(), key=lambda item: order.index(item[0]))))
        months = [
            _Month(
                bill, pricing.shares(bill), pricing.shares(bill, with_freeze=True) if limits.balance is not None else ()
            )
            for bill in group
        ]
        balances = required_balances((_sum(month.costs), _sum(month.needs)) for month in months)
        for month, required in zip(months, balances, strict=True):
            yield from _of_month(month, limits, before.get((account, month.bill.month)), required)
            every += month.costs
    if budget.total is not None:
        free = tuple(estimate.free_months)
        yield _Question("total", budget.total, _sum(every), budget.limits.warn_at, every, free=free)


class _Month(NamedTuple):
    """A bill, the costs of its charges, and, if a balance is to be checked, their needs: cost plus freeze."""

    bill: Bill
    costs: Sequence[Share]
    needs: Sequence[Share]


def _sum(shares: Iterable[Share]) -> Decimal:
    return add(share.amount for share in shares)


def _of_month(month: _Month, limits: Limits, before: Bill | None, required: Decimal) -> Iterator[_Question]:
    bill, costs, needs = month
    cost = _sum(costs)
    free = () if bill.free is None else (bill.free,)
    ask = partial(_Question, account=bill.account, month=bill.month, warn_at=limits.warn_at, free=free)
    if limits.monthly is not None:
        yield ask("monthly", limits.monthly, cost, shares=costs)
    for service, allowed in limits.services.items():
        own = [share for share in costs if share.charge.service == service]
        yield ask("service", allowed, _sum(own), shares=own, service=service)
    if limits.max_increase is not None:
        base = before.total.cost if before else ZERO
        known = {charge.service: charge.cost for charge in before.charges} if before else {}
        grown = [share for share in costs if share.amount > known.get(share.charge.service, ZERO)]
        growth = subtract(cost, base)
        yield ask("max-increase", _allowed(limits.max_increase, base), growth, shares=costs, to_blame=grown)
    if limits.balance is not None:
        yield ask("balance", limits.balance, required, shares=needs)


def _allowed(increase: Increase, base: Decimal) -> Decimal | None:
    """Return the growth that a limit allows from a base cost; None for a percentage of zero."""
    if not increase.is_percentage:
        return increase.figure
    return percentage_of(base, increase.figure) if base else None


def _answer(question: _Question, pricing: Pricing, usage: Usage) -> Finding:
    allowed, actual = question.allowed, question.actual
    state: FindingState = "within"
    cuts = Cuts()
    additions: tuple[Addition, ...] = ()
    if allowed is None:
        state = "no-baseline"
    elif actual > allowed:
        state = "over"
        excess = subtract(actual, allowed)
        cuts = fewest_cuts(question.shares, excess, pricing)
        additions = fewest_additions(question.shares, excess, pricing)
    elif question.warn_at is not None and exceeds(actual, question.warn_at, allowed):
        state = "near"
    return Finding(
        question.limit,
        question.account,
        question.month,
        question.service,
        allowed,
        actual,
        None if allowed is None else share(actual, allowed),
        state,
        cuts,
        additions,
        _row_to_blame(question, usage) if state != "within" else None,
        question.free,
    )


def _row_to_blame(question: _Question, usage: Usage) -> Place | None:
    """Return the place of the only row behind a finding; None if there are several rows, or if it is unknown."""
    to_blame = question.to_blame
    if to_blame is None:
        to_blame = [share for share in question.shares if share.amount]
    counts = [usage.count(share.bill.account, share.bill.month, share.charge.service) for share in to_blame]
    places = [count.first if count is not None and count.rows == 1 else None for count in counts]
    # One row of a spreadsheet can hold several services.
    rows = {place and (place.file, place.line) for place in places}
    return places[0] if len(rows) == 1 else None
