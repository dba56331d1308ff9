"""The price lists that a run has used, to be told under its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.formats.sheet import Remark, Sheet
    from tiia_cost.reports.used_prices import Use


class UsedPrices:
    """Collector of what is priced by which lists."""

    def __init__(self) -> None:
        self._services: dict[int, tuple[PriceBook, dict[Month | None, set[str]]]] = {}
        self._free_quota = True

    def note(self, book: PriceBook, month: Month | None, services: Iterable[str], *, free_quota: bool) -> None:
        """Record that a book prices services in a month, with or without their free quota."""
        self._free_quota = free_quota
        self._services.setdefault(id(book), (book, {}))[1].setdefault(month, set()).update(services)

    def called(self, service: str, lang: str) -> str:
        """Return the name that people know of a service that was priced."""
        from tiia_cost.reports.wording import called

        book, _ = next(iter(self._services.values()))
        return called(service, book.name_of(service), lang)[0]

    def remarks(self, charged: PriceBook | None, lang: str, *, freezes: bool, packs: bool) -> list[Remark]:
        """Return the remarks on the lists; none if nothing was priced.

        `charged` are the lists charged later, if the announced one is in use; `freezes` says whether the result shows
        freezes, `packs` whether it is about prepaid packs.
        """
        uses = self._uses()
        if not uses:
            return []
        from tiia_cost.reports.used_prices import charged_later, remarks

        later = None if charged is None else charged_later(uses, charged)
        return list(remarks(uses, later, lang, free_quota=self._free_quota, freezes=freezes, packs=packs))

    def sheets(self, lang: str, *, packs: bool) -> list[Sheet]:
        """Return the prices of the lists, also of `packs`, as far as they were used; none if nothing was priced."""
        from tiia_cost.reports.prices import used_sheets

        return used_sheets(self._uses(), lang, packs=packs)

    def products(self, lang: str) -> list[str]:
        """Return what the lists are for, by their titles, else by their names; none if nothing was priced."""
        from tiia_cost.reports.used_prices import once
        from tiia_cost.reports.wording import product

        return list(dict.fromkeys(product(one, lang) for one in once(use.in_force.prices for use in self._uses())))

    def caveat(self, lang: str) -> str:
        """Return the sentence that prices were never charged; "" if they were."""
        from tiia_cost.reports.used_prices import never_charged

        return never_charged(self._uses(), lang)

    def _uses(self) -> list[Use]:
        if not self._services:
            return []
        from tiia_cost.inputs.settings.price_file import is_announced
        from tiia_cost.reports.used_prices import Use

        announced = {id(one) for book, _ in self._services.values() for one in book.lists if is_announced(one)}
        return [
            Use(in_force, frozenset(services), id(in_force.prices) in announced)
            for book, months in self._services.values()
            for month, services in months.items()
            for in_force in (book.in_force(month),)
        ]
