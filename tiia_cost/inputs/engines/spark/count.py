"""Counting of a batch by Spark: entries of the groups that can be counted, and the places of the rows of the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.names import visible
from tiia_cost.core.usage import MAX_CALLS, Entry
from tiia_cost.errors import Problem
from tiia_cost.inputs.engines.groups import GroupReader
from tiia_cost.inputs.engines.spark.sql import BETWEEN, literal
from tiia_cost.inputs.engines.statement import KEYS, Group, Shape, keyed, statement
from tiia_cost.inputs.tables.csv import LONGEST, as_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tiia_cost.inputs.engines.cells import CellReader
    from tiia_cost.inputs.engines.spark.batches import Batch

_KEY_LISTS = 1000
"""Maximum number of lists of keys that the objects of JSON may have. Where keys are made from data, there is no end."""

_NULL = "\x1e"

_ODD = {"utf-8": "spark-not-utf-8", "nul": "nul-character", "quote": "spark-quote", "json": "spark-not-json"}


class BadGroup(NamedTuple):
    """A group that cannot be counted, and the problems.

    `meaning` is set when its cells parse, but no price list covers the month, or the sum is too large. It is also set,
    without problems, for a whole month that meets days of it: adding it to usage gives the problem.
    """

    group: Group
    problems: list[Problem]
    meaning: Entry | None


class BatchCount(NamedTuple):
    """The counts of a batch. Unless `all_bad`, there are more bad groups than those listed, and counts are missing."""

    totals: list[Entry]
    rows: int
    bad: list[BadGroup]
    all_bad: bool


class LocatedGroup(NamedTuple):
    """The rows of a bad group in one file, given by its URI: their number, and the position of the first."""

    uri: str
    bad: BadGroup
    rows: int
    position: int


class BadRow(NamedTuple):
    """A row of a bad group: its file, its position there, the bytes of its line or cells, and the group."""

    uri: str
    position: int
    raw: bytes | list[bytes]
    bad: BadGroup

    @property
    def text(self) -> str:
        """The text of the bad row. Bytes that are not UTF-8 are escaped; a row of Parquet becomes a line of CSV."""
        return as_line([_decoded(cell) for cell in self.raw]) if isinstance(self.raw, list) else _decoded(self.raw)


class BatchCounter:
    """A counter of the rows of a batch."""

    def __init__(self, batch: Batch, cells: CellReader, most: int) -> None:
        """List no more than `most` bad groups."""
        self._batch, self._most = batch, most
        self._cells, self._reader = cells, GroupReader(cells)
        self._session = batch.listing.cluster.session
        self._shape = Shape("text", "text")
        self.nameless: set[str] = set()
        """URIs of the files that alone would name no account: they must be counted apart."""

    def count(self) -> BatchCount:
        """Return the counts of the batch. Only groups come to this machine, never the rows."""
        self._shape = self._batch.prepare().shape._replace(by_day=self._cells.by_day)
        sql = statement(self._shape, literal(self._batch.name), "try_sum")
        totals: dict[object, Entry] = {}
        bad: list[BadGroup] = []
        keys: set[tuple[str, ...]] = set()
        rows = 0
        for group, read in self._read(sql, keys):
            if isinstance(read, BadGroup):
                bad.append(read)
                if len(bad) > self._most:
                    return BatchCount([], 0, bad[: self._most], all_bad=False)
                continue
            before = totals.get(read[:3])
            total = read if before is None else before.plus(read)
            if total.calls > MAX_CALLS:
                bad.append(BadGroup(group, [_too_large(read)], read))
                continue
            if before is not None and before.whole != read.whole:
                bad.append(BadGroup(group, [], read))  # adding it gives the problem; in a small file, at its line
                continue
            rows += read.rows
            totals[read[:3]] = total
        if keys:
            self._batch = self._batch._replace(keys=self._batch.keys | keys)
            return self.count()
        return BatchCount(list(totals.values()), rows, bad, all_bad=True)

    def without(self, uris: Collection[str]) -> BatchCount | None:
        """Return the counts of the files other than these; None, without counting, if there are no others."""
        listing = self._batch.listing
        rest = listing.files.keys() - set(uris)
        if not rest:
            return None
        self._batch = self._batch._replace(listing=listing.of(rest))
        return self.count()

    def locate(self, bad: Sequence[BadGroup]) -> list[LocatedGroup]:
        """Return for each bad group the files that its rows are in, how many they are, and the position of the first.

        Rows in which nothing is written are in none.
        """
        sql = f"""
            select file, key, count(*) as rows, min(position) as position from ({self._of_bad(bad)})
            group by file, key order by file, position
        """  # noqa: S608 - texts are quoted
        known = {_key(one.group): one for one in bad}
        rows = self._session.sql(sql).toLocalIterator()
        return [LocatedGroup(row.file, known[row.key], row.rows, row.position) for row in rows]

    def rows(self, bad: Sequence[BadGroup]) -> Iterator[BadRow]:
        """Yield the rows of bad groups, in the order of the files."""
        known = {_key(one.group): one for one in bad}
        sql = f"select file, position, raw, key from ({self._of_bad(bad)}) order by file, position"  # noqa: S608 - same
        for row in self._session.sql(sql).toLocalIterator():
            yield BadRow(row.file, row.position, row.raw, known[row.key])

    def _of_bad(self, bad: Sequence[BadGroup]) -> str:
        keys = ", ".join(literal(_key(one.group)) for one in bad)
        parts = ", ".join(f"coalesce(cast({name} as string), {literal(_NULL)})" for name in KEYS)
        return f"""
            select file, position, raw, key
            from (select *, concat_ws({literal(BETWEEN)}, {parts}) as key from ({keyed(self._shape)}))
            where key in ({keys}) and not is_blank
        """  # noqa: S608 - same

    def _nameless(self) -> set[str]:
        seen = r"regexp_replace(account, '[\\s\\p{Z}\\p{Cf}]', '')"
        sql = f"""
            select file from source where service is not null and not is_blank
            group by file having max(length({seen})) = 0
        """  # noqa: S608 - what is put in is written here
        return {row.file for row in self._session.sql(sql).toLocalIterator()}

    def _has_new_keys(self, group: Group, keys: set[tuple[str, ...]]) -> bool:
        """Return whether a group is bad only for a list of keys that is new but allowed; that is added to `keys`."""
        written = _after("keys ", group)
        if written is None or len(self._batch.keys) + len(keys) >= _KEY_LISTS:
            return False
        names = tuple(json.loads(written))
        if names in self._batch.keys or self._batch.misfit(names) is not None:
            return False
        keys.add(names)
        return True

    def _read(self, sql: str, keys: set[tuple[str, ...]]) -> Iterator[tuple[Group, Entry | BadGroup]]:
        """Yield each group with its entry or problems, whole months last; new lists of keys are added to `keys`."""
        whole: list[tuple[Group, Entry]] = []
        unnamed: list[Group] = []
        any_account = False
        for row in self._session.sql(sql).toLocalIterator():
            group = Group(*row)
            if self._has_new_keys(group, keys):
                continue
            if group.service is not None and self._batch.columns.account is not None:
                if not visible(group.account).strip() and not self._batch.columns.is_bill:
                    unnamed.append(group)
                    continue
                any_account = True
            read = self._judged(group, self._reader)
            if isinstance(read, Entry) and read.whole:
                whole.append((group, read))
            else:
                yield group, read
        # A column of accounts in which every cell is empty counts as none.
        reader = self._reader if any_account else GroupReader(self._cells.without_account())
        yield from ((group, self._judged(group, reader)) for group in unnamed)
        if any_account and unnamed:
            self.nameless = self._nameless()
        yield from whole

    def _judged(self, group: Group, reader: GroupReader) -> Entry | BadGroup:
        if group.service is None:
            return BadGroup(group, [self._odd(group)], None)
        read = reader.read(group)
        if not isinstance(read, Entry):
            return BadGroup(group, read, None)
        unpriced = reader.unpriced(read)
        if unpriced is not None:
            return BadGroup(group, [unpriced], read)
        if group.calls is None and group.counted is None:
            return BadGroup(group, [_too_large(read)], read._replace(calls=MAX_CALLS + 1))
        return read

    def _odd(self, group: Group) -> Problem:
        """Return the reason why a line has no cells."""
        cells, written = _after("ragged ", group), _after("keys ", group)
        if cells is not None:
            return Problem("ragged-row", {"cells": int(cells), "columns": len(self._batch.head.names)})
        if written is not None:
            misfit = self._batch.misfit(json.loads(written))
            return Problem(misfit[0], {"name": misfit[1]}) if misfit else Problem("spark-keys", {"limit": _KEY_LISTS})
        if group.account == "long":
            return Problem("cell-too-long", {"limit": LONGEST})
        return Problem(_ODD.get(group.account, "spark-value"), {})


def _decoded(raw: bytes) -> str:
    return bytes(raw).decode(errors="backslashreplace")


def _too_large(group: Entry) -> Problem:
    return Problem("count-sum-too-large", {"service": group.service})


def _after(start: str, group: Group) -> str | None:
    """Return the rest of the reason why a row has no cells if that begins with `start`, else None."""
    odd = group.account
    return odd[len(start) :] if group.service is None and odd.startswith(start) else None


def _key(group: Group) -> str:
    """Return the key of a group as one text, joined by control characters, which no cell with a meaning contains."""
    return BETWEEN.join(_NULL if part is None else str(part) for part in group[: len(KEYS)])
