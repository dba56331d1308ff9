"""Several dated price lists as one: the list in force in a month, and the service that a name means."""

from __future__ import annotations

from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.charge import FreeMonth
from tiia_cost.core.names import key, nearest
from tiia_cost.errors import PriceFileError, Problem, Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tiia_cost.core.charge import Charge
    from tiia_cost.core.curve import Curve
    from tiia_cost.core.months import Month
    from tiia_cost.core.prices import Named, PriceList, Text
    from tiia_cost.core.tariff import Tariff
    from tiia_cost.errors import Place

    Finder = Callable[[tuple[str, ...]], Place]
    """Function that returns the place, in its file, of a path in a price list (`services`, `label`)."""


class InForce(NamedTuple):
    """Price list in force for a month; `free` if the month lies before the list and was free of charge (rule 10)."""

    prices: PriceList
    free: bool
    month: Month | None

    @property
    def free_month(self) -> FreeMonth | None:
        """The month with the reason why it is free of charge; None if it is charged."""
        if not self.free or self.month is None:
            return None
        return FreeMonth(self.month, self.prices.name, self.prices.effective_from.isoformat())

    def tariff(self, service: str) -> Tariff:
        """Return the tariff of a service, named by its id. Raises UsageError if the list has no price for it."""
        tariff = self.prices.tariffs.get(service)
        if tariff is None:
            raise UsageError([self._no_price(service)])
        return tariff

    def charge(self, service: str, calls: int, *, free_quota: bool = True, prepaid: int = 0) -> Charge:
        """Price a month's calls of a service, named by its id; packs can pay for `prepaid` of them.

        Raises UsageError if the list has no price for the service.
        """
        tariff = self.tariff(service)
        if self.free:
            return tariff.charge_free_month(calls)
        return tariff.charge(calls, free_quota=free_quota, prepaid=prepaid)

    def curve(self, service: str, *, free_quota: bool = True, with_freeze: bool = False, prepaid: int = 0) -> Curve:
        """Return the curve of a service's cost in a month, or of cost plus freeze (`with_freeze`).

        Packs can pay for `prepaid` calls. Raises UsageError if the list has no price for the service.
        """
        from tiia_cost.core.curve import Curve  # noqa: PLC0415 - a plain estimate draws on no curve

        tariff = self.tariff(service)
        if self.free:
            return Curve.of_free_month()
        return Curve.of(tariff, free_quota=free_quota, with_freeze=with_freeze, prepaid=prepaid)

    def _no_price(self, service: str) -> Problem:
        params = {"name": service, "month": self.month, "prices": self.prices.name}
        unpriced = self.prices.unpriced.get(service)
        if unpriced is not None:
            code = "unpriced-in-list" if self.month else "unpriced-in-newest-list"
            return Problem(code, {**params, "reason": unpriced.reason.both()})
        return Problem("service-not-in-list" if self.month else "service-not-in-newest-list", params)


class PriceBook:
    """One or more price lists, each in force from its own date until the next.

    Raises PriceFileError if they disagree on the currency, if two have the same date, or if a name means one service in
    one list and another in the next.
    """

    def __init__(self, lists: Sequence[PriceList], finders: Sequence[Finder] = ()) -> None:
        """Take at least one list, in any order; `finders` give the places inside the lists, for error messages."""
        self.lists = sorted(lists, key=lambda prices: prices.effective_from)
        self._finders = {id(prices): finder for prices, finder in zip(lists, finders, strict=False)}
        problems = Problems()
        self._check_dates_and_currency(problems)
        self._services: dict[str, str] = {}
        self._unpriced: dict[str, str] = {}
        self._ambiguous: dict[str, tuple[str, ...]] = {}
        self._other: tuple[PriceBook, str] | None = None
        for prices in self.lists:
            self._learn_names(prices, problems)
        for prices in self.lists:
            for name, services in prices.ambiguous.items():
                if key(name) in self._services:
                    place = self._place(prices, "ambiguous", name)
                    problems.add("names-disagree", place, name=name, one=services, other=self._services[key(name)])
        problems.raise_if_any(PriceFileError)

    def _check_dates_and_currency(self, problems: Problems) -> None:
        for one, other in pairwise(self.lists):
            if one.effective_from == other.effective_from:
                problems.add(
                    "same-date",
                    self._place(other, "effective_from"),
                    one=self._called(one),
                    other=self._called(other),
                    date=str(one.effective_from),
                )
            if one.currency != other.currency:
                problems.add(
                    "currencies-differ",
                    self._place(other, "currency"),
                    one=self._called(one),
                    one_currency=one.currency,
                    other=self._called(other),
                    other_currency=other.currency,
                )

    def _place(self, prices: PriceList, *path: str) -> Place | None:
        finder = self._finders.get(id(prices))
        return None if finder is None else finder(path)

    def _called(self, prices: PriceList) -> str:
        """Return the name of a list, with its file if another list has the same name."""
        place = self._place(prices)
        alone = sum(other.name == prices.name for other in self.lists) == 1
        return prices.name if alone or place is None else f"{prices.name} ({place.file})"

    def _learn_names(self, prices: PriceList, problems: Problems) -> None:
        for service, row in prices.services.items():
            for name in (service, *row.names()):
                known = self._services.setdefault(key(name), service)
                if known != service:
                    place = self._place(prices, "services", service)
                    problems.add("names-disagree", place, name=name, one=known, other=service)
        for service, unpriced in prices.unpriced.items():
            for name in (service, *unpriced.names()):
                self._unpriced[key(name)] = service
        for name, services in prices.ambiguous.items():
            self._ambiguous[key(name)] = services

    @property
    def currency(self) -> str:
        """Currency of all lists."""
        return self.lists[0].currency

    @property
    def services(self) -> list[str]:
        """Ids of all priced services, in the order of the newest list; those that only earlier lists have come last."""
        return list(dict.fromkeys(service for prices in reversed(self.lists) for service in prices.services))

    def in_force(self, month: Month | None) -> InForce:
        """Return the list that prices a month; the newest list for an unknown month (None).

        Raises UsageError for a month before the earliest list, unless that list says that such months were free (rule
        10).
        """
        if month is None:
            return InForce(self.lists[-1], free=False, month=None)
        for prices in reversed(self.lists):
            if prices.in_force(month):
                return InForce(prices, free=False, month=month)
        first = self.lists[0]
        if first.before_effective == "free":
            return InForce(first, free=True, month=month)
        params = {"month": month, "prices": first.name, "date": str(first.effective_from)}
        raise UsageError([Problem("month-before-every-list", params)])

    def name_of(self, service: str) -> Text:
        """Return the name of a priced service, given by its id, as written in the newest list that has it."""
        return next(prices.services[service].name for prices in reversed(self.lists) if service in prices.services)

    def knows(self, name: str) -> bool:
        """Return whether a name means exactly one priced service."""
        return key(name) in self._services

    def resolve(self, name: str) -> str:
        """Return the id of the service that a name means. Raises UsageError if it means no priced one, or several."""
        service = self.find(name)
        if isinstance(service, Problem):
            raise UsageError([service])
        return service

    def find(self, name: str, *, suggest: bool = True) -> str | Problem:
        """Return the id of the service that a name means, or the Problem with the name.

        A name is an id, a name in either language or an alias; letter case and width do not matter. It may be unknown,
        have no price, or mean several services. `suggest` False skips the search for the nearest names.
        """
        folded = key(name)
        if folded in self._services:
            return self._services[folded]
        if folded in self._ambiguous:
            return Problem("ambiguous-service", {"name": name, "services": self._ambiguous[folded]})
        if folded in self._unpriced:
            return self._unpriced_problem(name, self._unpriced[folded])
        if self._other is not None and self._other[0].knows(name):
            return Problem(self._other[1], {"name": name, "prices": [prices.name for prices in self.lists]})
        close = nearest(name, [*self._spellings(), *self._ambiguous]) if suggest else []
        if close:
            return Problem("unknown-service", {"name": name, "nearest": close})
        newest = self.lists[-1]
        return Problem(
            "unknown-service-of-list", {"name": name, "prices": newest.name, "nearest": list(newest.services)}
        )

    def beside(self, other: PriceBook, code: str) -> PriceBook:
        """Return this book with knowledge of another: a service that only that has is not taken for a misspelling.

        `code` is the message code for it, with the parameters `name` and `prices`.
        """
        book = copy(self)
        book._other = other, code  # noqa: SLF001 - a copy of this book
        return book

    def _spellings(self) -> list[str]:
        known: list[str] = []
        for prices in self.lists:
            rows: dict[str, Named] = {**prices.services, **prices.unpriced}
            for service, row in rows.items():
                known += (service, *row.names())
        return known

    def _unpriced_problem(self, name: str, service: str) -> Problem:
        reason = next(prices.unpriced[service].reason for prices in reversed(self.lists) if service in prices.unpriced)
        return Problem("unpriced-service", {"name": name, "reason": reason.both()})
