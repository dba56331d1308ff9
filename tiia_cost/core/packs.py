"""Prepaid packs that accounts own: how many calls they can pay for in a month, and what is left of them (rule 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.months import month_at, position
from tiia_cost.core.usage import Usage, check_values
from tiia_cost.errors import Problem, Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.months import Month
    from tiia_cost.errors import Place


class OwnedPack(NamedTuple):
    """Prepaid pack that an account owns: so many `calls` of a service, named by its id or any of its other names.

    ``bought`` is the month from which it is valid, None for the first month of the account's usage; ``account`` None is
    the only account of the usage; ``place`` is the origin, for error messages.
    """

    service: str
    calls: int
    bought: Month | None = None
    account: str | None = None
    place: Place | None = None


class PackUse(NamedTuple):
    """Packs of one size that an account bought in one month, and what its bills use of them, in calls.

    They are valid from the month ``first`` to the month ``last``; both are None if the usage names no month. ``calls``
    = ``used`` + ``left`` + ``lapsed``: what no bill uses is ``left``, or has ``lapsed`` if the packs end with the month
    of the last bill or before. ``size`` is how many calls one of them has. ``unused_until`` is the first month of the
    usage, if the packs were bought before it: what was used of them until then is in no bill, and taken as nothing.
    """

    account: str | None
    service: str
    calls: int
    first: Month | None
    last: Month | None
    used: int
    left: int
    lapsed: int
    size: int
    unused_until: Month | None = None


class Holding:
    """Packs of one size, account and month of purchase, with the calls that are left of them so far."""

    def __init__(self, pack: OwnedPack, months: int) -> None:
        """Take packs that are valid for so many months from that of their purchase on, if that is known."""
        self.pack = pack
        self.calls = self.left = pack.calls
        # As positions: the months after 9999-12, in which some end, do not sort as text.
        begins = None if pack.bought is None else position(pack.bought)
        self._valid = None if begins is None else range(begins, begins + months)

    @property
    def last(self) -> Month | None:
        """The last month in which the packs are valid."""
        return None if self._valid is None else month_at(self._valid[-1])

    @property
    def turn(self) -> tuple[int, ...]:
        """Sort key by which packs pay: of several the one that ends first (rule 15)."""
        valid = self._valid
        return (self.pack.calls,) if valid is None else (valid.stop, valid.start, self.pack.calls)

    def is_valid(self, month: Month | None) -> bool:
        """Return whether the packs are valid in a month; where the usage names no month, they are."""
        return month is None or self._valid is None or position(month) in self._valid

    def has_ended_before(self, number: int) -> bool:
        """Return whether the packs are valid in no month from the one at a position on."""
        return self._valid is not None and self._valid.stop <= number

    def use(self, months: Sequence[Month | None]) -> PackUse:
        """Return what is used of the packs; `months` are those of the bills of their account, in time order."""
        begun, ended = months[0], months[-1]
        lapsed = self.left if ended is not None and self.has_ended_before(position(ended) + 1) else 0
        service, size, bought, account, _ = self.pack
        unseen = begun if bought is not None and begun is not None and bought < begun else None
        counts = (self.calls - self.left, self.left - lapsed, lapsed)
        return PackUse(account, service, self.calls, bought, self.last, *counts, size, unseen)


class Shelf:
    """The packs of all accounts; bills take from it in the order of their months.

    Of several packs the one that ends first pays first (rule 15).
    """

    def __init__(self, packs: Sequence[OwnedPack], usage: Usage, book: PriceBook, problems: Problems) -> None:
        """Take packs for the bills of a usage; what is wrong with them goes to `problems`."""
        self._months = _months_by_account([usage])
        self._holdings: dict[tuple[str | None, str], list[Holding]] = {}
        for pack in _completed(packs, self._months, problems):
            try:
                self._take(pack, book)
            except UsageError as error:
                problems.extend(error, pack.place)

    def _take(self, pack: OwnedPack, book: PriceBook) -> None:
        in_force = book.in_force(pack.bought)
        pack = pack._replace(service=book.resolve(pack.service), place=None)
        in_force.tariff(pack.service)  # refuses a service that this list does not price
        holding = Holding(pack, in_force.prices.pack_months)
        first = self._months[pack.account][0]
        if first is not None and holding.has_ended_before(position(first)):
            raise UsageError([Problem("pack-ended", {"last": holding.last, "first": first})])
        holdings = self._holdings.setdefault((pack.account, pack.service), [])
        same = next((other for other in holdings if other.pack == pack), None)
        if same is not None:
            same.calls, same.left = same.calls + pack.calls, same.left + pack.calls
        else:
            holdings.append(holding)
            holdings.sort(key=lambda holding: holding.turn)

    def prepaid(self, account: str | None, month: Month | None, service: str) -> int:
        """Return how many calls of a service, by its id, packs can pay for in a month of an account."""
        holdings = self._holdings.get((account, service), ())
        return sum(holding.left for holding in holdings if holding.is_valid(month))

    def take(self, account: str | None, month: Month | None, charge: Charge) -> None:
        """Take from the packs the calls of a charge that they pay for. Months of an account come in their order."""
        calls = charge.pack_calls
        for holding in self._holdings.get((account, charge.service), ()):
            if calls and holding.is_valid(month):
                taken = min(calls, holding.left)
                holding.left -= taken
                calls -= taken

    def uses(self, order: Sequence[str]) -> tuple[PackUse, ...]:
        """Return what is used of all packs, by account, and by service in the `order` of ids; first what pays first."""
        keys = sorted(self._holdings, key=lambda key: (key[0] or "", order.index(key[1])))
        return tuple(holding.use(self._months[key[0]]) for key in keys for holding in self._holdings[key])


def shelf_of(packs: Sequence[OwnedPack], service: str, month: Month | None, book: PriceBook) -> Shelf:
    """Return the packs for one month's calls of a service, by its id, of an account without a name.

    A pack without a month is valid from that month. Raises UsageError if a pack is of another service, or cannot be one
    of that month.
    """
    usage, problems = Usage(), Problems()
    usage.add(service, 0, month=month)
    for pack in packs:
        if pack.service != service:
            problems.add("pack-of-other-service", pack.place, other=pack.service, service=service)
    shelf = Shelf(packs, usage, book, problems)
    problems.raise_if_any(UsageError)
    return shelf


def shared(packs: Sequence[OwnedPack], sides: Sequence[tuple[Usage, PriceBook]]) -> list[tuple[OwnedPack, ...]]:
    """Return, for each of several usages that are compared, with the lists that price it, the packs of its accounts.

    A pack without a month is valid from the first month that any of the usages has, so that all are priced with the
    same packs; one that ends before a usage begins is not among its packs, unless it ends before every usage. Raises
    UsageError if a pack cannot be one of these usages.
    """
    problems = Problems()
    months = [_months_by_account([usage]) for usage, _ in sides]
    completed = _completed(packs, _months_by_account([usage for usage, _ in sides]), problems)
    problems.raise_if_any(UsageError)
    of_sides: list[list[OwnedPack]] = [[] for _ in sides]
    for pack in completed:
        owning = [index for index, of_side in enumerate(months) if pack.account in of_side]
        lasting = [index for index in owning if not _has_ended(pack, months[index][pack.account][0], sides[index][1])]
        for index in lasting or owning:
            of_sides[index].append(pack)
    return [tuple(of_side) for of_side in of_sides]


def _has_ended(pack: OwnedPack, first: Month | None, book: PriceBook) -> bool:
    """Return whether a pack is valid in no month from the `first` of a usage on."""
    try:
        months = book.in_force(pack.bought).prices.pack_months
    except UsageError:  # a month that has no list is refused where the usage is priced
        return False
    return first is not None and Holding(pack, months).has_ended_before(position(first))


def _completed(
    packs: Sequence[OwnedPack], months: dict[str | None, list[Month | None]], problems: Problems
) -> list[OwnedPack]:
    """Return packs with their account and month, given the months of each account; those without go to `problems`."""
    completed = []
    for pack in packs:
        account = pack.account if pack.account is not None or len(months) != 1 else next(iter(months))
        try:
            check_values(pack.service, pack.calls, pack.bought, pack.account)
        except UsageError as error:
            problems.extend(error, pack.place)
            continue
        if pack.calls == 0:
            problems.add("pack-of-no-calls", pack.place)
        elif account not in months and account is None:
            problems.add("pack-of-several", pack.place, count=len(months))
        elif account not in months:
            problems.add("account-without-bill", pack.place, name=account or "''")
        elif pack.bought is not None and months[account][0] is None:
            problems.add("pack-month-of-unknown", pack.place, month=pack.bought)
        else:
            completed.append(pack._replace(account=account, bought=pack.bought or months[account][0]))
    return completed


def _months_by_account(usages: Sequence[Usage]) -> dict[str | None, list[Month | None]]:
    """Return the months of each account in all usages, in time order; an unknown month comes first."""
    months: dict[str | None, set[Month | None]] = {}
    for usage in usages:
        for account, month, _ in usage.months():
            months.setdefault(account, set()).add(month)
    return {account: sorted(found, key=lambda month: month or "") for account, found in months.items()}
