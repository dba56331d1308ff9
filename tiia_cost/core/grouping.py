"""Group rows of results by account, month and service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from tiia_cost.core.money import add

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Bill
    from tiia_cost.core.months import Month

KEYS = ("month", "service", "account")
"""Keys by which rows can be grouped; with all of them each charge is a group."""

BILL_KEYS = ("account", "month")
"""Keys with which each bill is a group, in the order of bills."""


class Owned(Protocol):
    """A row of a result that belongs to an account and a month; with ``service``, also to a service by its id."""

    @property
    def account(self) -> str | None:
        """Account, None if the usage names none."""

    @property
    def month(self) -> Month | None:
        """Month, None if it is unknown."""


class Row(NamedTuple):
    """A charge with the account and month of its bill."""

    account: str | None
    month: Month | None
    service: str
    charge: Charge


def rows_of(bills: Iterable[Bill]) -> list[Row]:
    """Return every charge of the bills as a row, in their order."""
    return [Row(bill.account, bill.month, charge.service, charge) for bill in bills for charge in bill.charges]


R = TypeVar("R", bound=Owned)


def grouped(
    rows: Iterable[R], keys: Sequence[str], services: Sequence[str] = ()
) -> list[tuple[tuple[str | None, ...], list[R]]]:
    """Group rows by some of the `KEYS`; return the values of these with each group's rows.

    Groups are sorted by the keys in the order given: accounts and months by name, services in the order of `services`.
    """
    groups: dict[tuple[str | None, ...], list[R]] = {}
    for row in rows:
        groups.setdefault(tuple(getattr(row, key) for key in keys), []).append(row)
    order = {service: index for index, service in enumerate(services)}

    def position(group: tuple[tuple[str | None, ...], list[R]]) -> tuple[str | int, ...]:
        named = zip(keys, group[0], strict=True)
        return tuple(order[name] if key == "service" and name is not None else name or "" for key, name in named)

    return sorted(groups.items(), key=position)


def dearest(rows: Iterable[Row], key: str, services: Sequence[str] = ()) -> tuple[list[str | None], Decimal]:
    """Return the groups of the highest cost by one of the `KEYS`, several if they cost the same, and that cost.

    Services are in the order of `services`.
    """
    costs = {name: add(row.charge.cost for row in group) for (name,), group in grouped(rows, (key,), services)}
    most = max(costs.values())
    return [name for name, cost in costs.items() if cost == most], most
