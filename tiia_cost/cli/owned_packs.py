"""Packs that accounts own, from the option ``--pack`` of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.cli.run import Run
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.packs import OwnedPack, Shelf
    from tiia_cost.core.usage import Usage


def packs_of(
    run: Run, texts: Sequence[str] | None, book: PriceBook, usages: Sequence[Usage] | None = None
) -> tuple[OwnedPack, ...]:
    """Return the packs that the values of ``--pack`` mean; what is wrong with them is noted as a problem.

    They belong to accounts of the usages, or to one without a name if a command reads none.
    """
    if not texts:
        return ()
    from tiia_cost.inputs.pack_arguments import read_packs

    accounts: set[str | None] | None = {None}
    if usages is not None:
        accounts = {account for usage in usages for account in usage.accounts()} if run.all_read else None
    return read_packs(texts, book, accounts, run.problems)


def shelf_of_month(
    run: Run, packs: Sequence[OwnedPack], book: PriceBook, service: str, month: Month | None
) -> tuple[Shelf, int] | tuple[None, None]:
    """Return the packs of a command about one service, by its id, and how many calls of its month they can pay for.

    None twice without packs. In a free month packs pay for nothing. Raises InputError, with all problems noted so far,
    if a pack is of another service, or cannot be valid in the month.
    """
    if not packs:
        return None, None
    from tiia_cost.core.packs import shelf_of

    try:
        shelf = shelf_of(packs, service, month, book)
    except UsageError as error:
        run.problems.extend(error)
        raise run.problems.as_error(InputError) from None
    return shelf, 0 if book.in_force(month).free else shelf.prepaid(None, month, service)
