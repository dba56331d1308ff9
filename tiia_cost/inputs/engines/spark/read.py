"""Reading of usage by Spark, wherever the files are: the rows stay on the cluster, and their months are priced here.

A file that Spark cannot split into cells in a single way, or that has any problem, is brought here if it is small, and
read like any other: so its problems have a line. Those of larger files have only the name of the file.
"""

from __future__ import annotations

import os
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tiia_cost.errors import Place, UsageError
from tiia_cost.inputs.engines.cells import CellReader
from tiia_cost.inputs.engines.choice import Reading
from tiia_cost.inputs.engines.spark.batches import batches_of
from tiia_cost.inputs.engines.spark.count import BatchCounter
from tiia_cost.inputs.engines.spark.failures import failing
from tiia_cost.inputs.engines.spark.files import SMALL, listed
from tiia_cost.inputs.engines.spark.folders import chosen
from tiia_cost.inputs.engines.table import TableRead, read_table, said_of_columns
from tiia_cost.inputs.files import passed_over
from tiia_cost.inputs.tables.headings import role_of
from tiia_cost.inputs.tables.own_files import is_own_workbook
from tiia_cost.inputs.tables.same_file import USAGE, identity, refuse_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from tiia_cost.inputs.engines.choice import Side
    from tiia_cost.inputs.engines.spark.batches import Batch
    from tiia_cost.inputs.engines.spark.count import BatchCount, LocatedGroup
    from tiia_cost.inputs.engines.spark.files import Listing
    from tiia_cost.inputs.engines.spark.session import Cluster
    from tiia_cost.inputs.tables.same_file import Once

TOGETHER = 256 << 20
"""Maximum number of bytes that are brought here of the files under one argument."""

_TOLD = 1000
_PUT_ASIDE = 10_000
"""Maximum numbers of different bad groups that are looked for: to report problems, and to put rows aside."""


def read_on_spark(argument: str, side: Side, cluster: Cluster, once: Once) -> list[TableRead]:
    """Add the counts of all tables under an argument to the usage of a side, and return what became of them.

    `argument` is anything that Spark can read: the path or URI of a file, a folder, or a pattern. Each file counts
    `once`. Problems go to the problems of the side, at their file, and at their line if the file is small.
    """
    reader = _OnSpark(side, cluster, once)
    try:
        with failing(Place(argument)):
            reader.read(argument)
    except UsageError as error:
        side.problems.extend(error)
    return reader.done


class _OnSpark:
    def __init__(self, side: Side, cluster: Cluster, once: Once) -> None:
        self.done: list[TableRead] = []
        self._side, self._cluster, self._once = side, cluster, once
        self._problems, self._reading = side.problems, side.reading
        self._room, self._rows = TOGETHER, 0

    def read(self, argument: str) -> None:
        """Read all files under an argument."""
        there = chosen(listed(self._cluster, argument))
        with self._watched(argument):
            batches, others, own = batches_of(there.listing, there.inside, self._side)
        listing, _, notices = there.without_own(own)
        self.done.append(TableRead(argument, notices))
        if not listing.files:
            in_folder = there.inside or os.path.isdir(argument)
            self._problems.add("no-tables" if in_folder else "spark-no-files", Place(argument))
        self._check_files(listing)
        for batch in batches:
            self._read_batch(batch)
        self._bring(listing, others, there.inside)
        if not self._problems:
            self.done.append(TableRead(argument, engine="spark", rows=self._rows))

    def _watched(self, name: str) -> AbstractContextManager[object]:
        return self._reading.watch(name, 100, self._cluster.progress)

    def _check_files(self, listing: Listing) -> None:
        """Note a problem for each file that is read already, or that is written.

        Two names of one file are recognised on this machine only.
        """
        here = {uri: unquote(urlsplit(uri).path) for uri in listing.files if uri.startswith("file:")}
        for uri, file in listing.files.items():
            self._once.is_new(file.name, listing.argument, (identity(here[uri]) if uri in here else None) or uri)
        refuse_written(self._reading.written, here.values(), USAGE, self._problems)

    def _read_batch(self, batch: Batch) -> None:
        aside = self._reading.bad_rows
        most = _TOLD if aside is None else _PUT_ASIDE
        headings = [*batch.head.names, *batch.folders]
        cells = CellReader(self._side.book, self._side.month, batch.columns, headings, by_day=self._reading.by_day)
        # A folder such as month=2026-11 may hold days of that month: its name says nothing about whole months.
        cells.says_whole = batch.columns.period is None or batch.columns.period < len(batch.head.names)
        counter = BatchCounter(batch, cells, most)
        with self._watched(batch.name):
            counted: BatchCount | None = counter.count()
        if counter.nameless:
            self._read_batch(batch.of(counter.nameless, columns=batch.columns._replace(account=None)))
            self._read_batch(batch.of(batch.listing.files.keys() - counter.nameless))
            return
        odd: list[LocatedGroup] = []
        while counted is not None and counted.bad:
            with self._watched(batch.name):
                odd = counter.locate(counted.bad)
            small = sorted({one.uri for one in odd if self._is_small(batch, one.uri)})
            odd = [one for one in odd if one.uri not in small]
            if not small:
                break
            self._bring(batch.listing, small)
            refused = self._problems and aside is None
            with self._watched(batch.name):
                counted = None if refused else counter.without(small)
        self._tell(batch, odd)
        if counted is not None:
            self._settle(batch, counter, counted, odd)
        rows = 0 if counted is None else counted.rows
        is_log = batch.columns.is_log and rows > 0 and not self._problems
        notices = list(said_of_columns(Place(batch.name), headings, batch.columns))
        self.done.append(TableRead(batch.name, notices, headings, cells.names_months, rows=rows, is_log=is_log))

    def _is_small(self, batch: Batch, uri: str) -> bool:
        """Return whether a file is read here if something in it is odd: it is small, and can be read alone.

        Parquet is not, as it has row numbers anyway; nor are files in folders that are columns, which no file knows.
        """
        return batch.head.kind != "parquet" and not batch.folders and self._has_room(batch.listing, uri)

    def _has_room(self, listing: Listing, uri: str) -> bool:
        return listing.files[uri].is_small and listing.files[uri].size <= self._room

    def _bring(
        self, listing: Listing, uris: Sequence[str], inside: Mapping[str, tuple[str, str]] = MappingProxyType({})
    ) -> None:
        """Read files here if they are small and need no column of their folders, which would be lost; refuse others.

        Of those `inside` folders, workbooks that this program wrote are passed over.
        """
        small = []
        in_folders = any(map(role_of, listing.partitions))
        for uri in uris:
            file = listing.files[uri]
            if not in_folders and self._has_room(listing, uri):
                self._room -= file.size
                small.append(uri)
            else:
                self._problems.add("spark-unclear", Place(file.name), limit=SMALL >> 20)
        here = self._side._replace(reading=self._reading._replace(engine="auto", watch=Reading().watch))
        for uri, content in listing.fetched(small):
            name = listing.files[uri].name
            with TemporaryFile() as stored:
                stored.write(content)
                stored.seek(0)
                if uri in inside and is_own_workbook(stored):
                    folder, own = inside[uri]
                    self.done.append(TableRead(name, passed_over(folder, [own])))
                    continue
                stored.seek(0)
                read = read_table(name, here, stored)
            self.done.append(read)
            self._rows += read.rows

    def _settle(self, batch: Batch, counter: BatchCounter, counted: BatchCount, odd: Sequence[LocatedGroup]) -> None:
        """Add the counts to usage, and put the rows aside that were not counted."""
        aside, left_out = self._reading.bad_rows, 0
        meaningless = {one.bad.group: one.bad for one in odd if one.bad.meaning is None}
        # One entry for each group, which may be found in several files. Entries with days cannot be keys.
        meant = {
            one.bad.group: one.bad.meaning._replace(place=self._place(batch, one.uri, one.position))
            for one in reversed(odd)
            if one.bad.meaning
        }
        if aside is not None and meaningless:
            if not counted.all_bad:
                self._problems.add("spark-too-many-bad", Place(batch.name), limit=_PUT_ASIDE)
                return
            with self._watched(batch.name):
                for row in counter.rows(list(meaningless.values())):
                    left_out += 1
                    file, line, *_ = self._place(batch, row.uri, row.position)
                    aside.add(file, line, row.bad.problems, row.text)
        for entry in (*counted.totals, *meant.values()):
            problem = self._side.usage.enter(entry)
            if problem is not None:
                self._problems.append(problem, entry.place)
        self._rows += counted.rows + sum(one.rows for one in odd)
        if not counted.all_bad and not meant and not self._problems:
            self._problems.add("spark-too-many-bad", Place(batch.name), limit=_TOLD)
        if not (counted.rows or meant) and not self._problems:
            self._problems.add("no-rows-left" if left_out else "no-rows", Place(batch.name), count=left_out or 1)

    def _tell(self, batch: Batch, odd: Sequence[LocatedGroup]) -> None:
        """Note the problems of rows, unless they are put aside; a mere lack of a price is noted with the prices."""
        for one in odd:
            if one.bad.meaning is None and self._reading.bad_rows is None:
                place = self._place(batch, one.uri, one.position)
                for problem in one.bad.problems:
                    self._problems.append(problem, place, rows=one.rows)

    def _place(self, batch: Batch, uri: str, position: int) -> Place:
        """Return the place of a row. Spark does not know the number of a line."""
        return Place(batch.listing.files[uri].name, position if batch.head.kind == "parquet" else None)
