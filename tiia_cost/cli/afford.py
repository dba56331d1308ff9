"""``tiia-cost afford``: the call counts of a service that fit a monthly budget."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli.command import command
from tiia_cost.cli.options import ServiceArgument, ServiceOptions, SheetOutputOptions
from tiia_cost.cli.output import Result
from tiia_cost.cli.owned_packs import packs_of, shelf_of_month
from tiia_cost.cli.parameters import option
from tiia_cost.cli.run import Run

Budget = Annotated[str | None, option("--budget", "AMOUNT", "option-afford-budget")]


@command
def afford(
    service: ServiceArgument, budget: Budget = None, *, pricing: ServiceOptions, output: SheetOutputOptions
) -> Result:
    """Print the monthly call counts of a service that cost at most the budget.

    Where the bill falls at the start of a tier, there are several ranges of counts.
    """
    from tiia_cost.core.money import ZERO
    from tiia_cost.core.tiers import afford as affordable
    from tiia_cost.inputs.values.amounts import parse_amount
    from tiia_cost.reports import afford as report
    from tiia_cost.reports.owned_packs import with_pack_remarks

    run, free_quota = Run(output), not pricing.no_free_quota
    month = run.month(pricing.month)
    run.encoding(pricing.encoding)
    if budget is None:
        run.problems.add("budget-missing")
    limit = run.value("--budget", budget, parse_amount)
    book = run.book(pricing.prices)
    packs = packs_of(run, pricing.pack, book)
    id_, in_force = run.service(service, book, month, free_quota=free_quota)
    shelf, prepaid = shelf_of_month(run, packs, book, id_, month)
    allowed = affordable(in_force, id_, limit or ZERO, free_quota=free_quota, prepaid=prepaid)
    done = report.as_report(allowed, in_force, free_quota=free_quota, lang=run.lang)
    if shelf is not None:
        done = with_pack_remarks(done, shelf.uses(book.services), book, run.lang)
    return run.result(done)
