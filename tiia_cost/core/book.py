"""Several dated price lists as one: which is in force in a month, and which service a name means."""

from __future__ import annotations

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
    """Says where a path of a price list (`services`, `label`) stands in its file."""


class InForce(NamedTuple):
    """The list that prices a month; `free` when the month lies before it and cost nothing then (rule 10)."""

    prices: PriceList
    free: bool
    month: Month | None

    @property
    def free_month(self) -> FreeMonth | None:
        """The month as one that is free, and why; None where it is charged."""
        if not self.free or self.month is None:
            return None
        return FreeMonth(self.month, self.prices.name, self.prices.effective_from.isoformat())

    def tariff(self, service: str) -> Tariff:
        """Return the price of a service, named by its id. Raises UsageError when the list has none."""
        tariff = self.prices.tariffs.get(service)
        if tariff is None:
            raise UsageError([self._no_price(service)])
        return tariff

    def charge(self, service: str, calls: int, *, free_quota: bool = True) -> Charge:
        """Price a month's calls of a service, named by its id. Raises UsageError when the list has no price."""
        tariff = self.tariff(service)
        return tariff.charge_free_month(calls) if self.free else tariff.charge(calls, free_quota=free_quota)

    def curve(self, service: str, *, free_quota: bool = True, with_freeze: bool = False) -> Curve:
        """Return what each count of a service costs in a month, or what it costs and freezes.

        Raises UsageError when the list has no price.
        """
        from tiia_cost.core.curve import Curve  # noqa: PLC0415 - a plain estimate draws on no curve

        tariff = self.tariff(service)
        if self.free:
            return Curve.of_free_month()
        return Curve.of(tariff, free_quota=free_quota, with_freeze=with_freeze)

    def _no_price(self, service: str) -> Problem:
        params = {"name": service, "month": self.month, "prices": self.prices.name}
        unpriced = self.prices.unpriced.get(service)
        if unpriced is not None:
            return Problem("unpriced-in-list", {**params, "reason": unpriced.reason.both()})
        return Problem("service-not-in-list" if self.month else "service-not-in-newest-list", params)


class PriceBook:
    """One or more price lists, each in force from its own date until the next.

    Raises PriceFileError when they disagree on the currency, two are in force on the same date, or a name
    means one service in one list and another in the next.
    """

    def __init__(self, lists: Sequence[PriceList], finders: Sequence[Finder] = ()) -> None:
        """Take at least one list, in any order; `finders` say where things stand in each of them, for the errors."""
        self.lists = sorted(lists, key=lambda prices: prices.effective_from)
        self._finders = {id(prices): finder for prices, finder in zip(lists, finders, strict=False)}
        problems = Problems()
        self._check_dates_and_currency(problems)
        self._services: dict[str, str] = {}
        self._unpriced: dict[str, str] = {}
        self._ambiguous: dict[str, tuple[str, ...]] = {}
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
        """Return the name of a list, with its file where another list has the same name."""
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
        """The currency of every list."""
        return self.lists[0].currency

    @property
    def services(self) -> list[str]:
        """The ids of every priced service, in the order of the newest list; those of earlier lists alone come last."""
        return list(dict.fromkeys(service for prices in reversed(self.lists) for service in prices.services))

    def in_force(self, month: Month | None) -> InForce:
        """Return the list that prices a month, the newest for an unknown month.

        Raises UsageError before the earliest list, unless that says such months were free.
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
        """Return the name of a priced service, given by its id, as the newest list that has it writes it."""
        return next(prices.services[service].name for prices in reversed(self.lists) if service in prices.services)

    def knows(self, name: str) -> bool:
        """Say whether a name means exactly one priced service."""
        return key(name) in self._services

    def resolve(self, name: str) -> str:
        """Return the id of the service a name means. Raises UsageError for a name that means none, or several."""
        service = self.find(name)
        if isinstance(service, Problem):
            raise UsageError([service])
        return service

    def find(self, name: str, *, suggest: bool = True) -> str | Problem:
        """Return the id of the service a name means: id, name in either language or alias, case and width alike.

        A name may be unknown, have no price, or mean several services; `suggest` False spares the search for the
        nearest.
        """
        folded = key(name)
        if folded in self._services:
            return self._services[folded]
        if folded in self._ambiguous:
            return Problem("ambiguous-service", {"name": name, "services": self._ambiguous[folded]})
        if folded in self._unpriced:
            return self._unpriced_problem(name, self._unpriced[folded])
        close = nearest(name, [*self._spellings(), *self._ambiguous]) if suggest else []
        code = "unknown-service" if close else "unknown-service-none-near"
        return Problem(code, {"name": name, "nearest": close or list(self.lists[-1].services)})

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
