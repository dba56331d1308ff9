"""What the columns of a usage table mean, by their headings: the long form, or the wide form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.names import key, nearest
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tiia_cost.core.book import PriceBook

Role = Literal["period", "service", "calls", "account"]

ROLES: dict[Role, tuple[str, ...]] = {
    "period": ("month", "date", "time", "timestamp", "eventTime", "月份", "月", "日期", "时间"),
    "service": ("service", "action", "eventName", "服务", "服务类型", "接口", "接口名称"),
    "calls": ("calls", "count", "调用量", "调用次数", "次数"),
    "account": ("account", "uin", "账号", "账户"),
}
OPTIONAL: tuple[Literal["period", "calls", "account"], ...] = ("period", "calls", "account")
"""What a long table may lack."""

_ROLE_ZH: dict[Role, str] = {"period": "时间", "service": "服务", "calls": "调用量", "account": "账号"}
_ROLE_OF: dict[str, Role] = {key(name): role for role, names in ROLES.items() for name in names}

# A heading is judged as a name of a service, but told as a heading.
_AS_COLUMN = {"unknown-service": "unknown-column", "unknown-service-none-near": "unknown-column-none-near"}


class Columns(NamedTuple):
    """Which column holds what, by index from 0.

    In the long form `service` is a column and `calls` too, or None where each row is one call. In the wide form
    `service` is None and `services` has the columns of calls with the id of their service; `unnamed` are columns
    without a heading, which must stay empty.
    """

    width: int
    period: int | None
    account: int | None
    service: int | None
    calls: int | None
    services: tuple[tuple[int, str], ...]
    unnamed: tuple[int, ...]

    def counted_by(self) -> list[int]:
        """Return the columns of the long form whose cells say what is counted."""
        return [at for at in (self.service, self.account, self.period, self.calls) if at is not None]


def role_of(name: str) -> Role | None:
    """Return what a column holds by its heading, None for that of a service and for any other."""
    return _ROLE_OF.get(key(name))


def score(header: Sequence[str], book: PriceBook) -> int:
    """Return how many of the headings are known, to tell which delimiter a table has."""
    return sum(role_of(name) is not None or book.knows(name) for name in header)


def read_header(header: Sequence[str], book: PriceBook, wrong: Callable[..., None]) -> Columns | None:
    """Return what the columns mean, or None if that cannot be told; what is wrong goes to `wrong`."""
    roles: dict[Role, int] = {}
    others: list[int] = []
    fine = True
    for column, name in enumerate(header):
        role = role_of(name)
        if role is None:
            others.append(column)
        elif role in roles:
            called = {"en": role, "zh": _ROLE_ZH[role]}
            wrong(column, "column-twice", name=name.strip(), role=called, first=header[roles[role]].strip())
            fine = False
        else:
            roles[role] = column
    columns = _long(header, roles, others, wrong) if "service" in roles else _wide(header, roles, others, book, wrong)
    return columns if fine else None


def _long(
    header: Sequence[str], roles: dict[Role, int], others: Sequence[int], wrong: Callable[..., None]
) -> Columns | None:
    misspelled = False
    for role in OPTIONAL:
        if role in roles:
            continue
        # Other columns are ignored, but `cals` ignored would count each row as one call.
        for column in others:
            close = _meant(header[column], role)
            if close:
                wrong(column, "column-misspelled", name=header[column].strip(), nearest=close[0])
                misspelled = True
    if misspelled:
        return None
    if "calls" not in roles and "period" not in roles:
        wrong(None, "no-calls-column", found=_found(header), expected=ROLES["calls"])
        return None
    return Columns(len(header), roles.get("period"), roles.get("account"), roles["service"], roles.get("calls"), (), ())


def _wide(
    header: Sequence[str],
    roles: dict[Role, int],
    others: Sequence[int],
    book: PriceBook,
    wrong: Callable[..., None],
) -> Columns | None:
    named = [column for column in others if header[column].strip()]
    if "calls" in roles:
        named.append(roles["calls"])  # a count of nothing: the wide form has one column per service
    services: dict[str, int] = {}
    problems: list[tuple[int, str, dict[str, object]]] = []
    for column in named:
        name = header[column].strip()
        try:
            service = book.resolve(name)
        except UsageError as error:
            (problem,) = error.problems
            problems.append((column, _AS_COLUMN.get(problem.code, problem.code), dict(problem.params)))
            continue
        if service in services:
            first = header[services[service]].strip()
            problems.append((column, "column-twice", {"name": name, "role": service, "first": first}))
        else:
            services[service] = column
    if not services and all(code in _AS_COLUMN.values() for _, code, _ in problems):
        wrong(None, "no-usable-column", found=_found(header))
        return None
    for column, code, params in problems:
        wrong(column, code, **params)
    if problems:
        return None
    unnamed = tuple(column for column in others if not header[column].strip())
    pairs = tuple((column, service) for service, column in services.items())
    return Columns(len(header), roles.get("period"), roles.get("account"), None, None, pairs, unnamed)


def tells(name: str, columns: Columns) -> bool:
    """Say whether a column that the header lacks would mean something, so that no row may have it."""
    if columns.service is None:
        return bool(name.strip())
    present = {role: getattr(columns, role) is not None for role in OPTIONAL}
    return role_of(name) is not None or any(_meant(name, role) for role in OPTIONAL if not present[role])


def _meant(heading: str, role: Role) -> list[str]:
    """Return the names of a role that a heading looks like, or holds."""
    return nearest(heading, ROLES[role], cutoff=0.85) or _containing(heading, role)


def _containing(heading: str, role: Role) -> list[str]:
    """Return the names of a calls column that stand in a longer heading: ``total calls``, ``调用量（次）``."""
    if role != "calls":
        return []
    words = re.split(r"[^a-z0-9]+", key(heading))
    return [name for name in ROLES[role] if (name in words if name.isascii() else name in heading)]


def _found(header: Sequence[str]) -> list[str]:
    return [name.strip() or '""' for name in header[:20]]
