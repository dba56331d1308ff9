"""Batches of the files under an argument: those of a batch have the same columns, and are counted together."""

from __future__ import annotations

import codecs
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.open import open_table, understood
from tiia_cost.inputs.engines.spark.failures import failing
from tiia_cost.inputs.engines.spark.files import FEW
from tiia_cost.inputs.engines.spark.rows import of_csv, of_json, of_parquet
from tiia_cost.inputs.engines.spark.sql import identifier
from tiia_cost.inputs.tables.columns import tells
from tiia_cost.inputs.tables.file import RawFile
from tiia_cost.inputs.tables.headings import Headings, role_of
from tiia_cost.inputs.tables.own_files import is_own
from tiia_cost.inputs.tables.record import BrokenRecord, Locator

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence

    from tiia_cost.inputs.engines.choice import Side
    from tiia_cost.inputs.engines.spark.files import Listing
    from tiia_cost.inputs.engines.statement import Query
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.record import Record

_PARQUET = "PAR1"
"""Start of the first line of a Parquet file."""


class Head(NamedTuple):
    """The format of the rows of a file, and the names of its columns. `kind` is that of a `Table`.

    The columns of Parquet have types, and files with other types are read apart: together, Spark would read none of
    them, or convert them to one type.
    """

    kind: str
    names: tuple[str, ...]
    types: tuple[str, ...] = ()


class Batch(NamedTuple):
    """Files with the same columns, in the long form.

    `folders` are columns that come from the names of folders and are not in the files. `keys` are the lists of keys
    that objects of JSON may have.
    """

    name: str
    listing: Listing
    head: Head
    folders: tuple[str, ...]
    columns: Columns
    keys: frozenset[tuple[str, ...]]

    def of(self, uris: Collection[str], columns: Columns | None = None) -> Batch:
        """Return a batch of some of the files, perhaps with other columns."""
        listing = self.listing.of(uris)
        return self._replace(name=_name(listing), listing=listing, columns=columns or self.columns)

    def prepare(self) -> Query:
        """Create the view ``source`` of these rows, and the views that it reads; return its query."""
        session = self.listing.cluster.session
        if self.head.kind == "parquet":
            every = [*self.head.names, *self.folders]
            renamed = [f"{identifier(name)} as c{i}" for i, name in enumerate(every)]
            frame = self.listing.load_parquet(self.folders)
            frame = frame.selectExpr("_metadata.file_path as file", "_metadata.row_index + 1 as row", *renamed)
            frame.createOrReplaceTempView("records")
            source = of_parquet([*self.head.types, *("string" for _ in self.folders)], self.columns)
        else:
            self.listing.lines(self.folders).createOrReplaceTempView("lines")
            if self.head.kind == "json":
                source = of_json(self.head.names, len(self.folders), self.columns, self.keys)
            else:
                source = of_csv(self.head.kind, len(self.head.names), len(self.folders), self.columns)
        session.sql(source.sql).createOrReplaceTempView("source")
        return source

    def misfit(self, keys: Sequence[str]) -> tuple[str, str] | None:
        """Return the reason why an object of JSON may not have these keys, or None if it may.

        The reason is a message code and the name of a key.
        """
        twice = next((key for i, key in enumerate(keys) if key in keys[:i]), None)
        if twice is not None:
            return "key-twice", twice
        new = next((key for key in keys if key not in self.head.names and tells(key, self.columns)), None)
        return ("key-not-in-first-row", new) if new is not None else None


class Batches(NamedTuple):
    """The batches of a listing, and `others`, files in none: they are not in the long form, or their form is unknown.

    `own` are bills and bad rows in its folders, which are not read.
    """

    batches: list[Batch]
    others: list[str]
    own: list[str]


def batches_of(listing: Listing, inside: Container[str], side: Side) -> Batches:
    """Return the batches of a listing; `inside` are those of its files that lie in folders.

    Problems of columns go to the problems of the side.
    """
    finder = _Finder(listing, side)
    parquet = {uri for uri, file in listing.files.items() if file.name.lower().endswith(".parquet")}
    texts, own = listing.of(listing.files.keys() - parquet), []
    if side.reading.encoding is not None and codecs.lookup(side.reading.encoding).name != "utf-8":
        finder.others += texts.files
    elif texts.files:
        lines = texts.first_lines()
        for uri in texts.files:
            line = lines.get(uri)
            if line is not None and line.startswith(_PARQUET):
                parquet.add(uri)
            elif line is not None and uri in inside and is_own(line.encode()):
                own.append(uri)
            else:
                finder.add_text(uri, line)
    if parquet:
        finder.add_parquet(parquet)
    return Batches(finder.batches(), finder.others, own)


class _Finder:
    """A search for files with the same columns, by their first lines."""

    def __init__(self, listing: Listing, side: Side) -> None:
        self.others: list[str] = []
        self._listing, self._side = listing, side
        self._heads: dict[Head, list[str]] = {}
        self._headers: dict[Head, tuple[Locator, Record]] = {}

    def add_text(self, uri: str, line: str | None) -> None:
        """Add a file by its first line; None is a line that cannot be read."""
        # An odd number of quotes: the header goes on in the next line. A workbook may be a line of text by chance.
        if line is None or line.count('"') % 2 or line.startswith("PK\3\4"):
            self.others.append(uri)
            return
        file = self._listing.files[uri]
        stream = BytesIO(line.encode())
        raw = RawFile(file.name, stream, stream, "none", is_parquet=False, size=file.size)
        try:
            with open_table(raw, self._side) as table:
                head = Head(table.kind, tuple(table.header[2]))
                self._headers.setdefault(head, (table.locator, table.header))
        except (UsageError, BrokenRecord):
            self.others.append(uri)
        else:
            self._heads.setdefault(head, []).append(uri)

    def add_parquet(self, uris: Collection[str]) -> None:
        """Add Parquet files, each by its own columns.

        Many are asked together for their columns, and for the files that lack one that is counted by; the rest count as
        alike.
        """
        rest = self._listing.of(uris)
        if len(rest.files) > FEW:
            rest = rest.of(rest.files.keys() - self._add_alike(rest))
        for uri, columns in rest.columns_of_each():
            if not isinstance(columns, UsageError):
                self._heads.setdefault(self._head(columns, rest.files[uri].name), []).append(uri)
            elif rest.files[uri].is_small:  # Spark may have no type for a column, such as one of UUIDs
                self.others.append(uri)
            else:
                self._side.problems.extend(columns)

    def _add_alike(self, listing: Listing) -> set[str]:
        """Add the Parquet files that have all columns that are counted by, and return them."""
        try:
            with failing():
                head = self._head(listing.parquet_columns(), listing.argument)
        except UsageError:  # types differ, or one is broken: each is asked
            return set()
        columns = self._columns(head, self._folders(head), told=False)
        if columns is None or not columns.is_long:
            return set()
        counted_by = [head.names[at] for at in columns.counted_by() if at < len(head.names)]
        alike = listing.files.keys() - listing.lacking(counted_by)
        if alike:
            self._heads[head] = sorted(alike)
        return alike

    def _head(self, columns: dict[str, str], name: str) -> Head:
        head = Head("parquet", tuple(columns), tuple(columns.values()))
        self._headers.setdefault(head, (Locator(name, self._side.problems), (1, "", list(columns))))
        return head

    def batches(self) -> list[Batch]:
        """Return the batches; files that are not in the long form go to `others`."""
        files: dict[tuple[Head, tuple[str, ...]], tuple[Columns, list[str]]] = {}
        for head, uris in self._heads.items():
            folders = self._folders(head)
            columns = self._columns(head, folders, told=False)
            alone = len(uris) == 1 or self._is_no_header(head)
            small = not folders and all(self._listing.files[uri].is_small for uri in uris)
            if (columns is None and alone and small) or (columns is not None and not columns.is_long):
                self.others += uris
            elif columns is None:
                self._columns(head, folders, told=True)
            else:
                # Objects of JSON may have any other keys: only keys with a role make a batch.
                counted = tuple(head.names[at] for at in sorted(columns.counted_by()) if at < len(head.names))
                means = Head(head.kind, counted) if head.kind == "json" else head
                if means != head:
                    unused = columns.unused
                    columns = understood([*means.names, *folders], lambda *_, **__: None, self._side) or columns
                    columns = columns._replace(unused=unused)
                files.setdefault((means, folders), (columns, []))[1].extend(uris)
        lists = [head.names for head in self._heads if head.kind == "json"]
        return [self._batch(head, folders, columns, uris, lists) for (head, folders), (columns, uris) in files.items()]

    def _batch(
        self,
        head: Head,
        folders: tuple[str, ...],
        columns: Columns,
        uris: Sequence[str],
        lists: Sequence[tuple[str, ...]],
    ) -> Batch:
        listing = self._listing.of(uris)
        batch = Batch(_name(listing), listing, head, folders, columns, frozenset())
        return batch._replace(keys=frozenset(names for names in lists if batch.misfit(names) is None))

    def _folders(self, head: Head) -> tuple[str, ...]:
        own = {role_of(name) for name in head.names}
        return tuple(name for name in self._listing.partitions if role_of(name) not in {None, *own})

    def _columns(self, head: Head, folders: Sequence[str], *, told: bool) -> Columns | None:
        """Return the columns of a head, or None if they are unclear; note the problems only if they are `told`."""
        locator, (line, text, _) = self._headers[head]
        locator = locator if told else locator.alone(Problems())
        record = (line, text, [*head.names, *folders])
        return understood(record[2], partial(locator.add, record), self._side)

    def _is_no_header(self, head: Head) -> bool:
        """Return whether the first line is not the header but a line above it."""
        return Headings(head.names, self._side.book).known == 0


def _name(listing: Listing) -> str:
    return next(iter(listing.files.values())).name if len(listing.files) == 1 else listing.argument
