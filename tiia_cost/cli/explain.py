"""``tiia-cost explain``: one bill, step by step, as one would work it out by hand."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli import completion
from tiia_cost.cli.command import command
from tiia_cost.cli.forecast import asked_of, projection_of
from tiia_cost.cli.options import CountProjectionOptions, OutputOptions, ServiceOptions
from tiia_cost.cli.output import Result
from tiia_cost.cli.owned_packs import packs_of, shelf_of_month
from tiia_cost.cli.parameters import argument
from tiia_cost.cli.run import Run

Count = Annotated[list[str], argument("SERVICE=CALLS", "option-count", complete=completion.counts)]


@command
def explain(
    usage: Count, *, forecast: CountProjectionOptions, pricing: ServiceOptions, output: OutputOptions
) -> Result:
    """Print the bill of one service and month step by step, each step with its formula and the rule it follows."""
    from tiia_cost.core.explain import explain as explained
    from tiia_cost.reports import explain as report
    from tiia_cost.reports.owned_packs import with_ledger

    run, free_quota = Run(output), not pricing.no_free_quota
    month = run.month(pricing.month)
    run.encoding(pricing.encoding)
    book = run.book(pricing.prices)
    asked = asked_of(run, forecast)
    packs = packs_of(run, pricing.pack, book)
    service, calls = run.count(usage, book)
    outlook, projection = projection_of(run, asked, service, calls, month)
    calls = calls if outlook is None else outlook.calls
    _, in_force = run.service(service, book, month, free_quota=free_quota)
    shelf, prepaid = shelf_of_month(run, packs, book, service, month)
    explanation = explained(in_force, service, calls, free_quota=free_quota, prepaid=prepaid, outlook=outlook)
    done = report.as_report(explanation, in_force, free_quota=free_quota, projection=projection, lang=run.lang)
    if shelf is not None:
        shelf.take(None, month, explanation.charge)
        done = with_ledger(done, shelf.uses(book.services), book, run.lang)
    return run.result(done)
