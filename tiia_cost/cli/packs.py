"""``tiia-cost packs``: what prepaid packs would change for a forecast, and which to buy."""

from __future__ import annotations

from tiia_cost.cli.command import command
from tiia_cost.cli.options import ChargeOptions, DrawnOutputOptions, ReadOptions, Usage
from tiia_cost.cli.output import Result
from tiia_cost.cli.run import Run


@command
def packs(
    usage: Usage = None,
    *,
    pricing: ChargeOptions,
    output: DrawnOutputOptions,
    reading: ReadOptions,
) -> Result:
    """Print for each service that has packs on sale what to buy in the first month, and what each purchase comes to."""
    from tiia_cost.core.pack_advice import advise
    from tiia_cost.reports import packs as report

    run, free_quota = Run(output, reading), not pricing.no_free_quota
    month = run.month(pricing.month)
    book = run.book(pricing.prices)
    with run.usage(month) as reader:
        counts = reader.read(usage or [], book)
    (bills,) = run.price((counts, book), free_quota=free_quota)
    advice = advise(bills, book, free_quota=free_quota)
    return run.result(report.as_report(advice, run.charged, run.lang), usage=bills)
