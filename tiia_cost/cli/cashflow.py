"""``tiia-cost cashflow``: the money that an account needs, settlement by settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from tiia_cost.cli.command import command
from tiia_cost.cli.forecast import asked_of, forecast_of
from tiia_cost.cli.options import CountOptions, DrawnOutputOptions, ForecastOptions, PackOptions, Usage, by_option
from tiia_cost.cli.output import Result
from tiia_cost.cli.owned_packs import packs_of
from tiia_cost.cli.parameters import option
from tiia_cost.cli.run import Run

if TYPE_CHECKING:
    from tiia_cost.core.settlement_groups import Key

Balance = Annotated[
    list[str] | None,
    option("--balance", "[ACCOUNT=]AMOUNT", "option-balance"),
]
Frozen = Annotated[
    list[str] | None,
    option("--frozen", "[ACCOUNT=]AMOUNT", "option-frozen"),
]
TopUp = Annotated[
    list[str] | None,
    option("--top-up", "[ACCOUNT:]DATE=AMOUNT", "option-top-up"),
]

KEYS: tuple[Key, ...] = ("month", "account")
By = Annotated[list[str] | None, by_option(KEYS, "option-by-settlements")]


@command
def cashflow(
    usage: Usage = None,
    balance: Balance = None,
    frozen: Frozen = None,
    top_up: TopUp = None,
    by: By = None,
    *,
    forecast: ForecastOptions,
    pricing: PackOptions,
    output: DrawnOutputOptions,
    reading: CountOptions,
) -> Result:
    """Print the settlements of the account: freeze released, bill deducted, new freeze, money left.

    Without --balance they start from the lowest opening balance with which no bill or freeze fails.
    """
    from tiia_cost.core.cashflow import cashflow as settle
    from tiia_cost.core.cashflow import long_gap
    from tiia_cost.inputs.settings.funds import FundsOptions, read_funds
    from tiia_cost.reports import cashflow as report

    run = Run(output, reading)
    keys = run.by(by, KEYS)
    month = run.month(pricing.month)
    book = run.book(pricing.prices)
    asked = asked_of(run, forecast)
    with run.usage(month, by_day=asked is not None and asked.by_day) as reader:
        counts = reader.read(usage or [], book)
    counts = forecast_of(run, asked, counts, book)
    money = FundsOptions(balance or (), frozen or (), top_up or ())
    funds = read_funds(money, counts if run.all_read else None, run.problems)
    packs = packs_of(run, pricing.pack, book, [counts])
    (bills,) = run.price((counts, book), free_quota=not pricing.no_free_quota, packs=packs)
    notice = long_gap(bills)
    run.notify([notice.text(run.lang)] if notice else [])
    return run.result(report.as_report(settle(bills, funds), bills, book, run.lang, keys), usage=bills)
