"""All that can be said on packs for a forecast: what to buy, what if it went on, and what is not on sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.continued import continued
from tiia_cost.core.money import add
from tiia_cost.core.purchase import offers
from tiia_cost.core.unsold import unsold

if TYPE_CHECKING:
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.purchase import Offer
    from tiia_cost.core.unsold import Unsold


class PackAdvice(NamedTuple):
    """Bills of a forecast without packs, what packs on sale would change, and the services of which none are on sale.

    ``continued`` are the offers as they were if short forecasts went on, None for the others; ``book`` priced the
    bills, and ``free_quota`` says whether there was a free quota.
    """

    bills: Estimate
    book: PriceBook
    offers: tuple[Offer, ...]
    continued: tuple[Offer | None, ...]
    unsold: tuple[Unsold, ...]
    free_quota: bool

    @property
    def without(self) -> Decimal:
        """Cost, without packs, of all services that have packs on sale."""
        return add(offer.without for offer in self.offers)

    @property
    def total(self) -> Decimal:
        """Cost of the same services with the best purchases."""
        return add(offer.best.total for offer in self.offers)

    @property
    def saving(self) -> Decimal:
        """Saving by the best purchases, 0 if none help."""
        return add(offer.best.saving for offer in self.offers)


def advise(bills: Estimate, book: PriceBook, *, free_quota: bool) -> PackAdvice:
    """Return what can be said on packs for bills that `book` priced without packs, with or without a free quota.

    Raises UsageError if the search for the best purchase would need too many states.
    """
    found = offers(bills, book, free_quota=free_quota)
    going_on = continued(found, bills, book, free_quota=free_quota)
    return PackAdvice(bills, book, found, going_on, unsold(bills, book), free_quota)
