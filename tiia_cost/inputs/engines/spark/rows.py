"""Queries by which Spark finds the rows of tables, over lines or Parquet, for the statement that counts.

Beside the columns that the statement needs, a source has `file`, and `raw`, `position` and `is_blank` of a row: the
bytes of its line, or of its cells in Parquet; a number that rises within the file; and whether all its cells are empty.
A row without cells has no `service`, and its `account` is the reason: a line is split into cells only if that can be
done in a single way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.inputs.engines.parquet_text import of_number
from tiia_cost.inputs.engines.spark.files import FIRST
from tiia_cost.inputs.engines.spark.sql import BETWEEN, identifier, literal
from tiia_cost.inputs.engines.statement import NO_CALLS, NO_PERIOD, Cell, Known, Query, Shape
from tiia_cost.inputs.tables.csv import LONGEST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tiia_cost.inputs.tables.columns import Columns

_WHITE = r"\\s\\p{Z}\\x1c-\\x1f\\x85"
"""Characters that Python strips, for use within brackets of a regular expression."""

_CELL = r""""[^"]*+(?:""[^"]*+)*+"(?={0}|$)|[^{0}]*+"""
"""Pattern of a cell in quotes, as they are meant, or of any text; if that has a quote at its start, it is odd."""

_STRICT = "map('allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false')"
_INTEGERS = {"tinyint", "smallint", "int", "bigint"}
_INSTANTS = {"timestamp", "timestamp_ltz(9)"}
_TIMES = {*_INSTANTS, "timestamp_ntz", "timestamp_ntz(9)", "date"}


def of_csv(delimiter: str, width: int, partitions: int, columns: Columns) -> Query:
    """Return the query of the view ``lines`` as a CSV with `width` columns, and `partitions` more from folder names."""
    # With a delimiter before the first cell, too, each match begins with one, so that no match is empty.
    cell = f"{delimiter}({_CELL.format(delimiter)})"
    quoted = f"regexp_extract_all({literal(delimiter)} || value, {literal(cell)}, 1)"
    # Cells that nobody counts by may be missing at the end of a row.
    least = 1 + max((at for at in columns.counted_by() if at < width), default=0)
    inner = "replace(substr(cell, 2, length(cell) - 2), '\"\"', '')"
    misquoted = f"""exists(cells, cell -> startswith(cell, '"') and (
        length(cell) < 2 or not endswith(cell, '"') or contains({inner}, '"')))"""
    return _of_texts(
        [*(_unquoted(f"get(cells, {i})") for i in range(width)), *_of_folders(partitions)],
        columns,
        odd=f"""case
            when not is_valid_utf8(value) then 'utf-8'
            when contains(value, char(0)) then 'nul'
            when octet_length(value) > {LONGEST} and contains(value, '"') then 'long'
            when contains(value, '"') and {misquoted} then 'quote'
            when size(cells) > {width} or size(cells) < {least} then 'ragged ' || size(cells)
        end""",
        rows=f"""(
            select *, if(contains(value, '"'), {quoted}, split(value, {literal(delimiter)})) as cells
            from lines where value <> '' and not ({FIRST})
        )""",  # noqa: S608 - same
        is_blank=f"value rlike '^[{delimiter}{_WHITE}]*$'",
    )


def of_json(names: Sequence[str], partitions: int, columns: Columns, keys: Collection[tuple[str, ...]]) -> Query:
    """Return the query of the view ``lines`` as JSON; `keys` are the lists of keys that an object may have."""
    fields = {at: f"f{at}" for at in columns.counted_by() if at < len(names)}
    schema = ", ".join(f"{identifier(names[at])}: string" for at in fields)
    # A second object shows that the first one ends where its line does: text after an array would not be read.
    parsed = f"from_json('[' || value || ',{{}}]', {literal(f'array<struct<{schema}>>')}, {_STRICT})"
    cells = ", ".join(f"get(parsed, 0).{identifier(names[at])} as {name}" for at, name in fields.items())
    known = ", ".join(literal(BETWEEN.join(names)) for names in sorted(keys))
    return _of_texts(
        [*(_filled(fields.get(at, "''")) for at in range(len(names))), *_of_folders(partitions)],
        columns,
        odd=f"""case
            when not is_valid_utf8(value) then 'utf-8'
            when not is_object then 'json'
            when array_join(keys, {literal(BETWEEN)}, '') not in ({known}) then 'keys ' || to_json(keys)
            when {" or ".join(map(_rewritten, fields.values()))} then 'value'
        end""",
        rows=f"""(
            select *, coalesce(size(parsed) = 2 and get(parsed, 0) is not null, false) as is_object, {cells}
            from (
                select *, {parsed} as parsed, json_object_keys(value) as keys
                from lines where btrim(value, ' \\t') <> ''
            )
        )""",  # noqa: S608 - same
        is_blank=f"value rlike '^[{_WHITE}]*$'",
    )


def of_parquet(types: Sequence[str], columns: Columns) -> Query:
    """Return the query of the view ``records``, whose columns c0, c1 … have these types."""
    names = [f"c{i}" for i in range(len(types))]
    texts = [_filled(_as_text(name, type_)) for name, type_ in zip(names, types, strict=True)]
    every = ", ".join(texts)
    invalid = [f"not is_valid_utf8({texts[at]})" for at in columns.counted_by() if types[at] in {"string", "binary"}]
    return _of_texts(
        texts,
        columns,
        odd=f"case when {' or '.join(invalid) or 'false'} then 'utf-8' end",
        rows="records",
        is_blank=f"concat_ws('', {every}) rlike '^[{_WHITE}]*$'",
        raw=f"array({', '.join(f'cast({text} as binary)' for text in texts)})",
        position="row",
        typed=dict(enumerate(zip(names, types, strict=True))),
    )


def _of_texts(
    texts: Sequence[str],
    columns: Columns,
    *,
    odd: str,
    rows: str,
    is_blank: str,
    raw: str = "cast(value as binary)",
    position: str = "id",
    typed: Mapping[int, tuple[str, str]] | None = None,
) -> Query:
    typed = typed or {}
    period, calls = NO_PERIOD, NO_CALLS
    if columns.period is not None:
        name, type_ = typed.get(columns.period, ("", ""))
        timely = type_ in _TIMES and not (type_ == "date" and columns.needs_times)
        means = f"cast({name} as timestamp)" if timely else "try_cast(period as timestamp)"
        typed_as: Known = "dates" if type_ == "date" else "typed"
        period = Cell(texts[columns.period], means, typed_as if timely else "text")
    if columns.calls is not None:
        name, type_ = typed.get(columns.calls, ("", ""))
        means = f"cast({name} as bigint)" if type_ in _INTEGERS else "try_cast(calls as bigint)"
        calls = Cell(texts[columns.calls], means, "typed" if type_ in _INTEGERS else "text")
    account = "''" if columns.account is None else texts[columns.account]
    sql = f"""
        select *, {period.means} as moment, {calls.means} as n
        from (
            select
                *, {raw} as raw, {position} as position, {is_blank} as is_blank,
                if(odd is null, {texts[columns.service or 0]}, null) as service,
                if(odd is null, {account}, odd) as account,
                if(odd is null, {period.stands}, '') as period,
                if(odd is null, {calls.stands}, '') as calls
            from (select *, {odd} as odd from {rows})
        )
    """  # noqa: S608 - texts and names are quoted
    return Query(sql, Shape(period.known, calls.known, columns.needs_times))


def _unquoted(cell: str) -> str:
    return f"""if(startswith({cell}, '"'), replace(substr({cell}, 2, length({cell}) - 2), '""', '"'), {cell})"""


def _of_folders(partitions: int) -> list[str]:
    return [_filled(f"p{i}") for i in range(partitions)]


def _filled(text: str) -> str:
    return f"coalesce({text}, '')"


def _rewritten(cell: str) -> str:
    """Return the SQL condition that Spark may have rewritten a value.

    That may be so for a number with a point, a list, an object, or half a character.
    """
    return rf"""(
        contains({cell}, '.') and {cell} rlike '^-?[0-9]+[.][0-9]+([eE][-+]?[0-9]+)?$'
        or startswith({cell}, '[') or startswith({cell}, '{{') or {cell} in ('Infinity', '-Infinity')
        or {cell} = '0' and value rlike ':\\s*-0'
        or contains({cell}, '?') and value rlike '\\\\u[dD]'
    )"""


def _as_text(name: str, type_: str) -> str:
    """Return the SQL of a column of Parquet as the text of a cell: times as the vendor writes them, others as SQL."""
    if type_ in _INSTANTS:
        return f"""date_format(cast({name} as timestamp), "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")"""
    return of_number(name, type_) or f"cast({name} as string)"
