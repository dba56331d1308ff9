"""``tiia-cost check``: compare a forecast with a budget; the exit status is the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from tiia_cost.cli import completion
from tiia_cost.cli.command import command
from tiia_cost.cli.forecast import asked_of, forecast_of
from tiia_cost.cli.options import CountOptions, ForecastOptions, OutputOptions, PackOptions, Range, Usage, format_option
from tiia_cost.cli.output import OVER, Result
from tiia_cost.cli.owned_packs import packs_of
from tiia_cost.cli.parameters import option
from tiia_cost.cli.run import Run

FORMATS = ("table", "json", "markdown", "junit", "github", "html", "xlsx")


@dataclass(eq=False, repr=False)
class VerdictOptions(OutputOptions):
    """Options of output: a format for people or for CI, file and language."""

    formats: ClassVar[tuple[str, ...]] = FORMATS

    format_: Annotated[str | None, format_option(FORMATS)] = None


Budget = Annotated[str | None, option("--budget", "AMOUNT", "option-budget")]
Budgets = Annotated[
    str | None,
    option("--budgets", "FILE", "option-budgets", complete=completion.settings),
]
Baseline = Annotated[str | None, option("--baseline", "USAGE", "option-baseline", complete=completion.usage)]
MaxIncrease = Annotated[
    str | None,
    option("--max-increase", "N|N%", "option-max-increase"),
]
Balance = Annotated[
    list[str] | None,
    option("--balance", "[ACCOUNT=]AMOUNT", "option-check-balance"),
]


@command
def check(
    usage: Usage = None,
    budget: Budget = None,
    budgets: Budgets = None,
    baseline: Baseline = None,
    max_increase: MaxIncrease = None,
    balance: Balance = None,
    range_: Range = None,
    *,
    forecast: ForecastOptions,
    pricing: PackOptions,
    output: VerdictOptions,
    reading: CountOptions,
) -> Result:
    """Compare the bills of a forecast with a budget, one line for each limit and month. Exactly at the limit passes.

    With --range the worst case is compared: the highest bills possible within the range.
    """
    from tiia_cost.core.budget import check as judge
    from tiia_cost.core.cuts import Pricing
    from tiia_cost.inputs.settings.budget import BudgetOptions, read_budget
    from tiia_cost.reports import check as report

    run = Run(output, reading)
    margin, month = run.margin(range_), run.month(pricing.month)
    book, free_quota = run.book(pricing.prices), not pricing.no_free_quota
    run.written.refuse([budgets] if budgets is not None else [], "--budgets")
    asked = asked_of(run, forecast)
    with run.usage(month, by_day=asked is not None and asked.by_day) as reader:
        counts = reader.read(usage or [], book)
        before = None if baseline is None else reader.read([baseline], book)
    counts = forecast_of(run, asked, counts, book, margin)
    limits = read_budget(
        BudgetOptions(budget, budgets, max_increase, balance or ()),
        book,
        run.problems,
        accounts=counts.accounts() if run.all_read else None,
        has_baseline=before is not None,
    )
    sides = [side for side in (counts, before) if side is not None]
    packs = packs_of(run, pricing.pack, book, sides)
    priced = run.price(*((side, book) for side in sides), free_quota=free_quota, packs=packs)
    bills = dict(zip(("usage", "baseline"), priced, strict=False))
    by = Pricing(book, free_quota, margin)
    verdict = judge(bills["usage"], limits, by, usage=counts, baseline=bills.get("baseline"))
    status = 0 if verdict.within_budget else OVER
    return run.result(report.as_report(verdict, bills["usage"], book, run.lang), status, **bills)
