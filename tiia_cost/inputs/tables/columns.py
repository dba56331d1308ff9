"""Columns of a usage table, as their headings define them: the long form, the wide form, or months across."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.inputs.tables.headings import (
    ROLES,
    Headings,
    Role,
    as_option,
    examples,
    heading_key,
    looks_like_total,
    meant,
    role_of,
    shown_names,
    writes_unit,
)
from tiia_cost.inputs.tables.own_files import is_bill
from tiia_cost.inputs.values.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.inputs.tables.headings import Heading

    _Unclear = tuple[int, str, dict[str, object]]
    """A column, with the code and the parameters of its problem."""

    Wrong = Callable[..., None]
    """A function that notes a problem: it takes the index of a column, a message code, and its parameters."""

_ROLE_ZH: dict[Role, str] = {"period": "时间", "service": "服务", "calls": "调用量", "account": "账号"}

# A heading is looked up as the name of a service, but its problem is that of a column.
_AS_COLUMN = {"unknown-service": "unknown-column", "unknown-service-of-list": "unknown-column-none-near"}

_PASSED_OVER = {"unknown-column-none-near", "unknown-column-across", "unknown-column-total"}
"""Codes of problems of columns that are like nothing that counts: one option may ignore all of them."""


class CountColumn(NamedTuple):
    """A column of counts, by its index from 0: of a service in the wide form, of a period in months across.

    The heading multiplies by 10^`power`.
    """

    column: int
    service: str = ""
    period: str = ""
    power: int = 0


class Columns(NamedTuple):
    """The columns of a table and their roles, by index from 0.

    The long form has a column of services, and one of `calls`, or None if each row is a call. In the wide form each of
    the `counts` is a column of a service, in months across one of a period. `totals` are the columns of totals, with
    their powers of ten: each is the sum of the counts of its row, or, if it is in `subtotals`, of those since the
    subtotal before. `unnamed` are columns without a heading; they must stay empty where every column counts. `unused`
    are headings without a meaning. `is_bill` says that this program wrote the table.
    """

    width: int
    period: int | None = None
    account: int | None = None
    service: int | None = None
    calls: int | None = None
    power: int = 0
    counts: tuple[CountColumn, ...] = ()
    totals: tuple[tuple[int, int], ...] = ()
    subtotals: frozenset[int] = frozenset()
    unnamed: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    rows_are_calls: bool = False
    is_bill: bool = False

    @property
    def is_long(self) -> bool:
        """Return whether a row has one count, or is one call."""
        return not self.counts

    @property
    def is_across(self) -> bool:
        """Return whether there is a column for each period."""
        return any(one.period for one in self.counts)

    @property
    def is_log(self) -> bool:
        """Return whether each row is a call."""
        return self.is_long and self.calls is None

    @property
    def needs_times(self) -> bool:
        """Return whether rows are calls only if their periods are times: then nobody has said that rows are calls."""
        return self.is_log and not self.rows_are_calls

    @property
    def needed(self) -> int:
        """Number of cells that a row must have. Those behind may be missing, as nothing is counted by them."""
        counted = [*self.counted_by(), *(one.column for one in self.counts), *(column for column, _ in self.totals)]
        return max(counted) + 1

    def counted_by(self) -> list[int]:
        """Return the columns of service, account, period and calls that the table has; not those of `counts`."""
        return [at for at in (self.service, self.account, self.period, self.calls) if at is not None]

    def powers(self) -> Iterator[tuple[int, int]]:
        """Yield the powers of ten by which headings multiply, each with its column."""
        if self.calls is not None and self.power:
            yield self.power, self.calls
        yield from ((one.power, one.column) for one in self.counts if one.power)


def read_header(
    header: Sequence[str],
    book: PriceBook,
    wrong: Wrong,
    *,
    ignored: Iterable[str] = (),
    rows_are_calls: bool = False,
) -> Columns | None:
    """Return the columns that a header defines, or None if they are unclear. Problems go to `wrong`.

    `ignored` are headings to leave out; with `rows_are_calls` a table without a column of calls is a log.
    """
    headings = Headings(header, book, ignored)
    if headings.is_data:
        wrong(headings.first, "header-missing")
        return None
    roles: dict[Role, int] = {}
    fine = True
    for column, heading in enumerate(headings.every):
        role = heading.role
        if role is not None and role in roles:
            code, params = _twice(heading, headings.every[roles[role]], {"en": role, "zh": _ROLE_ZH[role]})
            wrong(column, code, **params)
            fine = False
        elif role is not None:
            roles[role] = column
    across = "service" in roles and any(one.period for one in headings.every)
    wide = "service" not in roles
    if not _is_spelled(headings, roles, wrong, counts=not across and not wide):
        return None
    columns = Columns(
        len(header),
        roles.get("period"),
        roles.get("account"),
        roles.get("service"),
        ignored=frozenset(map(heading_key, ignored)),
        rows_are_calls=rows_are_calls,
    )
    if across or wide:
        placed = _many(headings, columns, book, wrong, across=across)
    else:
        placed = _long(headings, roles, columns, wrong)
    return placed if fine else None


def _is_spelled(headings: Headings, roles: dict[Role, int], wrong: Wrong, *, counts: bool) -> bool:
    """Return whether no heading looks like a role that has no column; note a problem for each that does.

    To ignore such a heading would be wrong: `acct` would make one bill of two, and `cals` each row one call.
    """
    missing: list[Role] = [role for role in ROLES if role not in roles and (counts or role != "calls")]
    if any(one.service for one in headings.every):  # the wide form: services are headings
        missing = [role for role in missing if role != "service"]
    # With a column of services but none of calls, the counts may be in columns of months.
    counts_missing = "service" in roles and "calls" not in roles
    fine = True
    for column, heading in enumerate(headings.every):
        if heading.is_known or not heading.name or column in headings.ignored:
            continue
        if heading.no_month is not None and (counts_missing or "service" not in roles):
            if counts_missing:
                wrong(column, heading.no_month.code, **heading.no_month.params)
                fine = False
            continue  # without a column of services it is refused as one that is none of a service
        close = next((close for role in missing for close in meant(heading.name, role)), None)
        if close is not None:
            code = "column-misspelled"
            if role_of(close) == "calls" and writes_unit(heading.name):
                code = "column-misspelled-unit"
            wrong(column, code, name=heading.name, nearest=close, option=heading.as_option)
            fine = False
    return fine


def _long(headings: Headings, roles: dict[Role, int], columns: Columns, wrong: Wrong) -> Columns | None:
    unused = tuple(
        one.name
        for column, one in enumerate(headings.every)
        if one.role is None and one.name and column not in headings.ignored
    )
    calls = roles.get("calls")
    columns = columns._replace(
        calls=calls,
        power=headings.every[calls].power if calls is not None else 0,
        unused=unused,
        is_bill=is_bill(one.name for one in headings.every),
    )
    if columns.needs_times and columns.period is None:
        wrong(headings.first, "no-calls-column", **unclear_rows([one.name for one in headings.every]))
        return None
    return columns


def _many(
    headings: Headings,
    columns: Columns,
    book: PriceBook,
    wrong: Wrong,
    *,
    across: bool,
) -> Columns | None:
    """Return the columns of the wide form, or of months across; None after a problem."""
    counts: dict[str, CountColumn] = {}
    problems: list[_Unclear] = []
    totals: list[tuple[int, int]] = []
    for column, heading in enumerate(headings.every):
        # In the wide form a column of calls would be counts of no service; across, a column of periods would be one
        # more beside the periods in the headings.
        out_of_place = heading.role == "calls" or (across and heading.role == "period")
        if not heading.name or column in headings.ignored or (heading.role and not out_of_place):
            continue
        if heading.total:
            totals.append((column, heading.power))
            continue
        of = heading.period if across else heading.service
        if not of:
            problems.append((column, *_unknown(heading, book, across=across)))
            continue
        same = of if not across else str(parse_period(of))
        if same in counts:
            problems.append((column, *_twice(heading, headings.every[counts[same].column], of)))
        else:
            service, period = ("", of) if across else (of, "")
            counts[same] = CountColumn(column, service, period, heading.power)
    if not counts and all(code in {"unknown-column", *_PASSED_OVER} for _, code, _ in problems):
        found = shown_names(one.name for one in headings.every)
        wrong(headings.first, "no-usable-column", found=found, expected=examples("service"))
        return None
    if problems:
        _refuse(problems, headings, wrong)
        return None
    unnamed = tuple(column for column, heading in enumerate(headings.every) if not heading.name)
    subtotals = frozenset(column for column, _ in totals if headings.every[column].total == "subtotal")
    return columns._replace(
        period=None if across else columns.period,
        counts=tuple(counts.values()),
        totals=tuple(totals),
        subtotals=subtotals,
        unnamed=unnamed,
    )


def _refuse(problems: Sequence[_Unclear], headings: Headings, wrong: Wrong) -> None:
    """Note problems of columns; of several that can be ignored, one option is told that ignores all of them."""
    ignorable = [column for column, code, _ in problems if code in _PASSED_OVER]
    several = len(ignorable) > 1
    is_total = [code == "unknown-column-total" for _, code, _ in problems]
    for (column, code, params), total in zip(problems, is_total, strict=True):
        shares = several and code in _PASSED_OVER and not total
        wrong(column, "unknown-column-of-several" if shares else code, **params)
    if several or any(is_total):
        option = as_option(headings.every[column].name for column in ignorable)
        wrong(ignorable[-1], "columns-to-ignore", count=len(ignorable), option=option)


def _twice(heading: Heading, first: Heading, of: object) -> tuple[str, dict[str, object]]:
    """Return the code and parameters of the problem that two columns mean the same.

    If both have the same heading, no option can leave out only one of them.
    """
    if heading_key(heading.name) == heading_key(first.name):
        return "column-twice-alike", {"name": heading.name, "role": of}
    options = {"option": heading.as_option, "first_option": first.as_option}
    return "column-twice", {"name": heading.name, "role": of, "first": first.name, **options}


def _unknown(heading: Heading, book: PriceBook, *, across: bool) -> tuple[str, dict[str, object]]:
    params: dict[str, object] = {"name": heading.name, "option": heading.as_option}
    if looks_like_total(heading.name):
        return "unknown-column-total", params
    if across:
        return "unknown-column-across", params
    service = book.find(heading.name)
    if isinstance(service, str):
        return "unknown-column-none-near", params
    return _AS_COLUMN.get(service.code, service.code), {**service.params, **params}


def unclear_rows(header: Sequence[str]) -> dict[str, object]:
    """Return the parameters of the problem that a table does not say how many calls a row is."""
    return {"found": shown_names(header), "expected": examples("calls")}


def tells(name: str, columns: Columns) -> bool:
    """Return whether a column that the header lacks would have a meaning, so that no row may have it."""
    if heading_key(name) in columns.ignored:
        return False
    if not columns.is_long:
        return bool(name.strip())
    missing = [role for role in ROLES if getattr(columns, role) is None]
    return role_of(name) is not None or any(meant(name, role) for role in missing)
