"""The one statement that counts the rows of a call log, in the SQL that DuckDB and Spark share.

Each engine provides the rows as a view called ``source`` with the columns `file`, `service`, `account`, `period`,
`moment`, `calls` and `n`. The texts are empty if a table has no such column; `moment` is the clock in Beijing at the
period, and `n` the number in `calls`; both are null if the engine cannot tell.

The statement turns into months and numbers only texts that can be written in a single way, and so cannot be read in
two: times with two digits everywhere, epochs, and counts that are their own canonical text. Any other cell is odd: the
statement groups by its text, and the usual parser reads it once per distinct text. So the result does not grow with the
rows: it has one group for each account, service and month, and for each odd cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.months import month_at
from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.inputs.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK = "____-__-__T__:__:__"
_SPACED = "____-__-__ __:__:__"
_FRACTIONS = (".___", ".______")

_ZONED = (f"{_CLOCK}+08:00", f"{_CLOCK}Z")
_BARE = (_SPACED, _CLOCK)
_DATE = "____-__-__"
"""Patterns of the times in most logs, the most common first: a later one is tried only if none before it matches."""

_OTHERS = [f"{clock}{f}{zone}" for clock in _BARE for f in ("", *_FRACTIONS) for zone in ("+08:00", "Z")]
_LOCAL = [f"{clock}{f}" for clock in _BARE for f in _FRACTIONS]

# Engines accept more offsets than exist. This condition takes minutes below 60 and hours below 20, which leaves those
# that exist.
_OFFSET = """
    substr(period, -6, 1) in ('+', '-') and substr(period, -5, 1) in ('0', '1') and substr(period, -3, 1) = ':'
    and substr(period, -2, 1) between '0' and '5'
    and (length(period) = 25 or length(period) in (29, 32) and substr(period, 20, 1) = '.')
    and substr(period, 11, 1) in ('T', ' ') and period like '____-__-_____:__:__%'
"""


Known = Literal["text", "typed", "dates", "none"]


class Shape(NamedTuple):
    """The origin of `moment` and `n` of a source: texts, which must be plain, typed columns, or nothing.

    Typed periods are times, or `dates`. With `needs_times` a date without a clock is odd. With `by_day` rows are
    grouped by their day, else by their month.
    """

    period: Known
    calls: Known
    needs_times: bool = False
    by_day: bool = False


class Cell(NamedTuple):
    """A cell that the statement can interpret: SQL of its text, SQL of its value, and the origin of that value."""

    stands: str
    means: str
    known: Known


class Query(NamedTuple):
    """A query that becomes the view ``source``, its shape, and whether it reads the file as Python would.

    That is known only after the query has run.
    """

    sql: str
    shape: Shape
    is_plain: Callable[[], bool] = lambda: True


NO_PERIOD, NO_CALLS = Cell("''", "cast(null as timestamp)", "none"), Cell("''", "1", "none")


class Group(NamedTuple):
    """Rows that the statement counted together.

    `time` is what `period_of` reads, and is None if the period is odd; then its text is in `period`.
    `calls` is an odd count, that of each row; `counted` is the sum of the others. `file` is the first that has such
    rows.
    """

    service: str
    account: str
    time: int | None
    period: str | None
    calls: str | None
    counted: int | None
    rows: int
    file: str


def keyed(shape: Shape) -> str:
    """Return a query of the rows of a source of this shape, with all its columns and the keys that group them.

    The keys are `service`, `account`, and `in_time`, `in_period` and `in_calls`, which become `time`, `period` and
    `calls` of a `Group`. A further column `counted` is the number of calls if that is not odd.
    """
    of_text = shape.period == "text"
    # The years exclude texts that engines read as years before Christ, of five digits, or of fewer than four.
    # Programs write a time before 1971 if there is none; `parse_period` judges those.
    dated = "year(moment) between 1971 and 9999"
    shaped = _shaped(needs_times=shape.needs_times)
    timely = {"text": f"{dated} and ({shaped})", "typed": dated, "dates": dated, "none": "false"}[shape.period]
    epoch = (
        "length(period) in (10, 13) and cast(try_cast(period as bigint) as string) = period and period not like '-%'"
    )
    counted = f"n between 0 and {MAX_CALLS}"
    plain = {"text": f"{counted} and cast(n as string) = calls", "typed": counted, "none": "true"}[shape.calls]
    hour = f"coalesce(nullif(regexp_extract(period, '{_IN_AN_HOUR}', 1), ''), period)"
    hour = hour if of_text else "period"
    is_time = {"text": f"case when period like '{_DATE}' then 0 else 1 end", "dates": "0"}.get(shape.period, "1")
    return f"""
        select
            *,
            case when in_time is null then {hour} end as in_period,
            case when not plain then coalesce(cast(calls as string), '') end as in_calls,
            case when plain then n end as counted
        from (
            select
                *,
                case
                    when {timely} then {_time("moment", is_time, by_day=shape.by_day)}
                    {f"when {epoch} then {_time(_SINCE_EPOCH, '1', by_day=shape.by_day)}" if of_text else ""}
                end as in_time,
                coalesce({plain}, false) as plain
            from source
        ) as cells
    """  # noqa: S608 - what is put in is written in this file


KEYS = ("service", "account", "in_time", "in_period", "in_calls")
"""Columns of `keyed` that rows are grouped by."""


def statement(shape: Shape, file: str = "min(file)", total: str = "sum") -> str:
    """Return the statement for a source of this shape.

    `file` may be a constant if there is only one, and `total` is the engine's sum that is null if it is too large.
    """
    return f"""
        select {", ".join(KEYS)}, {total}(counted) as counted, count(*) as rows, {file} as file
        from ({keyed(shape)}) as keyed
        group by {", ".join(KEYS)}
    """  # noqa: S608 - same


# Times that are odd only in their date, such as 2026/11/5 13:45:10, are grouped by their hour (see `periods.hourly`),
# else a log of them would have a group per second. No backslashes: Spark reads them differently.
_IN_AN_HOUR = "^([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[T ]([01][0-9]|2[0-3])):[0-5][0-9]:[0-5][0-9]$"

# In hundreds of seconds: days begin at such, and DuckDB multiplies an interval only by numbers of up to 31 bits.
_SINCE_EPOCH = "(timestamp '1970-01-01 08:00:00' + cast(substr(period, 1, 8) as int) * interval '100' second)"


_DAYS = 64
"""Number by which months are multiplied to make room for twice the day, and 1 for a time."""


def _time(moment: str, is_time: str, *, by_day: bool) -> str:
    """Return the SQL of the number that `period_of` reads: of a moment, and of whether it is a time or a date."""
    months = f"12 * year({moment}) + month({moment}) - 1"
    return f"({months}) * {_DAYS} + 2 * {f'day({moment})' if by_day else '1'} + {is_time if by_day else '1'}"


def period_of(time: int) -> Period:
    """Return the period of a group by its number `time`; if days are not kept, it is some time in its month."""
    month, rest = divmod(time, _DAYS)
    return Period(month_at(month), rest // 2, is_time=bool(rest % 2))


def _shaped(*, needs_times: bool) -> str:
    """Return the SQL condition that a period is written in a way that all engines read alike."""

    def like(*shapes: str) -> str:
        return " or ".join(f"period like '{shape}'" for shape in shapes)

    # To DuckDB "5." and "5Z" are seconds, too, and to Spark "5 ". The six wildcards of a fraction also match an offset,
    # which is judged as one.
    second, end = (f"substr(period, {at}, 1) between '0' and '9'" for at in (19, -1))
    local = f"({like(*_LOCAL)}) and {end} and substr(period, 21) not like '%+%' and substr(period, 21) not like '%-%'"
    return f"""
        ({like(*_ZONED)}) and {second} and period not like '%.%'
        or ({like(*_BARE)}) and {second}
        {"" if needs_times else f"or period like '{_DATE}'"}
        or period like '{_DATE}%' and {second} and ({like(*_OTHERS)} or {local} or {_OFFSET})
    """
