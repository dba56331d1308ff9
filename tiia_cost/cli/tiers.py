"""``tiia-cost tiers``: the tiers of a service, its price-inversion zones, and its cost curve."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli import completion
from tiia_cost.cli.command import command
from tiia_cost.cli.options import PICTURES, PictureOutputOptions, ServiceArgument, ServiceOptions
from tiia_cost.cli.output import Result
from tiia_cost.cli.owned_packs import packs_of, shelf_of_month
from tiia_cost.cli.parameters import OUTPUT, option
from tiia_cost.cli.run import Run

Plot = Annotated[
    str | None,
    option("--plot", "[=zones]", "option-plot-curve", complete=completion.attached("zones", "whole"), group=OUTPUT),
]
Mark = Annotated[str | None, option("--mark", "N", "option-mark")]


@command
def tiers(
    service: ServiceArgument,
    mark: Mark = None,
    plot: Plot = None,
    *,
    pricing: ServiceOptions,
    output: PictureOutputOptions,
) -> Result:
    """Print the tiers of a service with the bill at both ends, and the zones in which more calls would cost less."""
    from tiia_cost.core.tiers import tiers as tiers_of
    from tiia_cost.inputs.values.numbers import parse_count
    from tiia_cost.reports import tiers as report
    from tiia_cost.reports.owned_packs import with_pack_remarks

    run, free_quota = Run(output, plot=plot), not pricing.no_free_quota
    if mark is not None and plot is None and not any(goal.format in PICTURES for goal in run.goals):
        run.problems.add("mark-without-chart")
    marked = run.value("--mark", mark, parse_count)
    month = run.month(pricing.month)
    run.encoding(pricing.encoding)
    book = run.book(pricing.prices)
    packs = packs_of(run, pricing.pack, book)
    id_, in_force = run.service(service, book, month, free_quota=free_quota)
    shelf, prepaid = shelf_of_month(run, packs, book, id_, month)
    steps = tiers_of(in_force, id_, free_quota=free_quota, prepaid=prepaid)
    done = report.as_report(steps, in_force, free_quota=free_quota, mark=marked, lang=run.lang)
    if shelf is not None:
        done = with_pack_remarks(done, shelf.uses(book.services), book, run.lang)
    return run.result(done)
