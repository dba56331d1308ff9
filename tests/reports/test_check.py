"""The report of `check`: the advice in its JSON, followed to the letter."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books, changed, margins, usages
from tiia_cost.core.budget import Budget, Increase, Limits, check
from tiia_cost.core.cuts import Pricing
from tiia_cost.core.estimate import estimate
from tiia_cost.reports.check import as_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.books import Key
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.budget import Finding
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage

WHICH = ("limit", "account", "month", "service")
AMOUNTS = st.none() | st.integers(0, 15_000).map(lambda fen: Decimal(fen) / 100)
INCREASES = st.builds(Increase, st.integers(0, 200).map(Decimal), st.booleans())


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """Draw limits of every kind, each of them or none; a total is of all accounts."""
    services = {name: limit for name in ("label", "car") if (limit := draw(AMOUNTS)) is not None}
    warn_at = draw(st.none() | st.integers(0, 100).map(Decimal))
    limits = Limits(draw(AMOUNTS), services, draw(st.none() | INCREASES), draw(AMOUNTS), warn_at)
    return Budget(limits, draw(AMOUNTS))


def steps(finding: dict[str, Any], calls: str, dated: str) -> list[tuple[Key, int]]:
    """Return what a finding tells to add or to cut: account, month and service, and how many calls."""
    if finding["limit"] == "total":
        return [((one["account"], one["month"], one["service"]), one["calls"]) for one in finding.get(dated, ())]
    told = finding.get(calls, {}).items()
    return [((finding["account"], finding["month"], service), number) for service, number in told]


def followed(usage: Usage, finding: dict[str, Any], *, together: bool) -> Iterator[Usage]:
    """Yield the usage after each piece of advice of a finding, and after all its cuts."""
    yield from (changed(usage, {key: calls}) for key, calls in steps(finding, "calls_to_add", "additions"))
    cuts = {key: -calls for key, calls in steps(finding, "calls_to_cut", "cuts")}
    if cuts:
        yield changed(usage, cuts)
    if not together:
        yield from (changed(usage, {key: calls}) for key, calls in cuts.items())


@given(books(), usages((None, "a")), usages((None, "a")), budgets(), st.none() | margins())
def test_advice_that_is_followed_brings_its_finding_within(
    book: PriceBook, usage: Usage, before: Usage, budget: Budget, margin: Margin | None
) -> None:
    by, baseline = Pricing(book, free_quota=True, margin=margin), estimate(before, book)

    def checked(usage: Usage) -> tuple[list[dict[str, Any]], list[Finding]]:
        verdict = check(estimate(usage, book), budget, by, usage=usage, baseline=baseline)
        data: Any = as_data(verdict)
        return data["findings"], list(verdict.findings)

    for index, (told, finding) in enumerate(zip(*checked(usage), strict=True)):
        # Only what is over has advice, and always has if nothing but this month's calls is in the way.
        over = told["state"] == "over"
        assert bool(told["calls_to_cut"]) == over or (over and (margin is not None or told["limit"] == "balance"))
        for after in followed(usage, told, together=finding.cuts.together):
            again = checked(after)[0][index]
            assert over
            assert [again[key] for key in WHICH] == [told[key] for key in WHICH]
            assert again["state"] in ("within", "near")
