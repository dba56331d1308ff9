"""Exact monthly cost of Tencent Cloud image-analysis (TIIA) calls.

    from tiia_cost import Usage, estimate, load_prices

    usage = Usage()
    usage.add("label", 1_500_000, month="2026-11")
    estimate(usage, load_prices()).total.cost  # Decimal("3278.00"), in CNY

Every count is a whole number of calls and every amount an exact `Decimal` with two decimals; nothing is a float. Errors
are raised as a `TiiaCostError`. The billing rules behind the figures are numbered in `tiia_cost.core`, and the code
that computes one cites its number.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.cashflow import Cashflow, Settlement, Statement, cashflow
    from tiia_cost.core.charge import Charge, CostRange, Note
    from tiia_cost.core.estimate import Bill, Estimate, Total, estimate
    from tiia_cost.core.funds import Funds, TopUp
    from tiia_cost.core.growth import grow
    from tiia_cost.core.outlook import Growth, Outlook, Projection
    from tiia_cost.core.packs import OwnedPack, PackUse
    from tiia_cost.core.projection import project
    from tiia_cost.core.purchase import Offer, Purchase, offers
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import InputError, PriceFileError, TiiaCostError, UsageError
    from tiia_cost.inputs.settings.price_file import load_prices

__version__ = "0.1.0"

__all__ = [
    "Bill",
    "Cashflow",
    "Charge",
    "CostRange",
    "Estimate",
    "Funds",
    "Growth",
    "InputError",
    "Margin",
    "Note",
    "Offer",
    "Outlook",
    "OwnedPack",
    "PackUse",
    "PriceBook",
    "PriceFileError",
    "Projection",
    "Purchase",
    "Settlement",
    "Statement",
    "TiiaCostError",
    "TopUp",
    "Total",
    "Usage",
    "UsageError",
    "cashflow",
    "estimate",
    "grow",
    "load_prices",
    "offers",
    "project",
]

_HOMES = {
    "core.book": ("PriceBook",),
    "core.charge": ("Charge", "Note", "CostRange"),
    "core.cashflow": ("Cashflow", "Settlement", "Statement", "cashflow"),
    "core.estimate": ("Bill", "Estimate", "Total", "estimate"),
    "core.funds": ("Funds", "TopUp"),
    "core.growth": ("grow",),
    "core.outlook": ("Growth", "Outlook", "Projection"),
    "core.packs": ("OwnedPack", "PackUse"),
    "core.projection": ("project",),
    "core.purchase": ("Offer", "Purchase", "offers"),
    "core.ranges": ("Margin",),
    "core.usage": ("Usage",),
    "errors": ("InputError", "PriceFileError", "TiiaCostError", "UsageError"),
    "inputs.settings.price_file": ("load_prices",),
}


if not TYPE_CHECKING:  # for type checkers the names are those imported above, and no others

    def __getattr__(name: str) -> object:
        """Import a public name on its first use, so that the command line, which imports this package, starts fast."""
        from importlib import import_module  # noqa: PLC0415 - same

        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{home}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted([*globals(), *__all__])
