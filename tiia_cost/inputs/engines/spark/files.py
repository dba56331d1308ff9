"""Files that Spark finds under an argument: their names, sizes, first lines and bytes. Nothing else opens them."""

from __future__ import annotations

import glob
import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from tiia_cost.errors import Place, UsageError
from tiia_cost.inputs.engines.spark.failures import failing
from tiia_cost.inputs.engines.spark.sql import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pyspark.sql import DataFrame, DataFrameReader

    from tiia_cost.inputs.engines.spark.session import Cluster

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
FIRST = "block = 0 and id % 8589934592 = 0"
"""Condition of the first line of a file. Ids have 33 bits for the rows of a task, which reads one piece of a file."""

FEW = 8
"""Number of files that are asked at the same time, each for itself."""

_COST = "spark.sql.files.openCostInBytes"
_MANY_FILES, _ONE_FILE = (_COST, "0"), (_COST, str(128 << 20))
"""Settings for tasks that read many small files, or one piece of one file, so that its first row is the first there."""

SMALL = 16 << 20
"""Maximum number of bytes of a file that is brought to this machine if something in it is odd."""


class File(NamedTuple):
    """A file: its name as the user would write it, and its size in bytes."""

    name: str
    size: int

    @property
    def is_small(self) -> bool:
        """Return whether the file may be brought to this machine."""
        return self.size <= SMALL


class Listing(NamedTuple):
    """Files that Spark finds under an argument, by their URI, and the columns that come from the names of folders.

    Spark passes over empty files and names that begin with ``_`` or ``.``. `only` are the files to read; None is all.
    """

    cluster: Cluster
    argument: str
    path: str
    base: str | None
    files: dict[str, File]
    partitions: tuple[str, ...]
    only: frozenset[str] | None = None

    def of(self, files: Collection[str]) -> Listing:
        """Return a listing of some of the files."""
        chosen = {uri: file for uri, file in self.files.items() if uri in files}
        return self._replace(files=chosen, only=self.only if len(chosen) == len(self.files) else frozenset(chosen))

    def load_parquet(self, partitions: Sequence[str] = ()) -> DataFrame:
        """Return the rows of the Parquet files, with the columns of all, and with `partitions` from their folders."""
        self.cluster.session.conf.set(*_MANY_FILES)
        if self.only is None and bool(partitions) == bool(self.partitions):
            return _reader(self.cluster, self.base).option("mergeSchema", "true").parquet(self.path)
        # No base path without partitions: with one, the value in a folder name would replace a column of that name.
        base = (self.base or self.path) if partitions else None
        paths = [_literally(unquote(uri)) for uri in sorted(self.files)]
        return _reader(self.cluster, base).option("mergeSchema", "true").parquet(*paths)

    def parquet_columns(self) -> dict[str, str]:
        """Return the columns that any of the Parquet files has, with their types. Spark fails if these differ."""
        # PySpark has no type for nanoseconds, so `schema` would fail.
        sql = "describe query select * from {rows}"
        described = self.cluster.session.sql(sql, rows=self.load_parquet()).collect()
        return {row.col_name: row.data_type for row in described}

    def columns_of_each(self) -> Iterator[tuple[str, dict[str, str] | UsageError]]:
        """Yield the columns of each Parquet file by itself, or the UsageError that they cannot be read.

        It takes a job for each file; the threads use the time that passes in between.
        """

        def columns(uri: str) -> dict[str, str] | UsageError:
            try:
                with failing(Place(self.files[uri].name)):
                    return self.of([uri]).parquet_columns()
            except UsageError as error:
                return error

        with ThreadPoolExecutor(FEW) as pool:
            yield from zip(self.files, list(pool.map(columns, self.files)), strict=True)

    def lacking(self, names: Sequence[str]) -> set[str]:
        """Return the Parquet files that lack one of these columns, or a value in it. Mostly their footers tell."""
        condition = " or ".join(f"{identifier(name)} is null" for name in names) or "false"
        files = self.load_parquet().where(condition).selectExpr("_metadata.file_path as file").distinct()
        return {row.file for row in files.collect()}

    def lines(self, partitions: Sequence[str] = ()) -> DataFrame:
        """Return the lines of the files, each with its file, the offset of the piece of the file it is in, and an id.

        The id rises within the piece. A line ends with LF, CR or both; a byte order mark is not read. `partitions`
        become the columns p0, p1 ….
        """
        self.cluster.session.conf.set(*_ONE_FILE)
        frame = _reader(self.cluster, self.base).text(self.path)
        if self.only is not None:
            frame = frame.where(f"_metadata.file_path in ({', '.join(map(literal, sorted(self.only)))})")
        return frame.selectExpr(
            "_metadata.file_path as file",
            "_metadata.file_block_start as block",
            "monotonically_increasing_id() as id",
            "value",
            *(f"{identifier(name)} as p{i}" for i, name in enumerate(partitions)),
        )

    def first_lines(self) -> dict[str, str | None]:
        """Return the first line of each file; None if it is not UTF-8, or has a million characters or more."""
        value = "case when is_valid_utf8(value) and length(value) < 1000000 then value end as value"
        frame = self.lines().where(FIRST).selectExpr("file", value)
        if len(self.files) == 1:
            frame = frame.limit(1)  # so that nothing is read after it
        return {row.file: row.value for row in frame.collect()}  # toLocalIterator would read one piece after the other

    def fetched(self, uris: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the content of files, which are brought here together as far as they are small together."""
        while uris:
            sizes = accumulate(self.files[uri].size for uri in uris)
            batch = max(1, sum(size <= SMALL for size in sizes))
            reader = self.cluster.session.read.format("binaryFile")
            frame = reader.load([_literally(unquote(uri)) for uri in uris[:batch]])
            for row in frame.selectExpr("_metadata.file_path as uri", "content").collect():
                yield row.uri, row.content
            uris = uris[batch:]


def listed(cluster: Cluster, argument: str) -> Listing:
    """Return the listing of an argument: a path or a URI of a file, a folder or a pattern of them."""
    path = _path(argument, remote=cluster.remote)
    base = _base(path)
    frame = _reader(cluster, base).format("binaryFile").load(path)
    partitions = tuple(name for name in frame.columns if name not in {"path", "modificationTime", "length", "content"})
    rows = sorted(frame.selectExpr("_metadata.file_path as uri", "length").collect())
    files = {row.uri: File(named(row.uri, argument), row.length) for row in rows}
    return Listing(cluster, argument, path, base, files, partitions)


def _reader(cluster: Cluster, base: str | None) -> DataFrameReader:
    return cluster.session.read if base is None else cluster.session.read.option("basePath", base)


def _path(argument: str, *, remote: bool) -> str:
    """Return an argument as a path for Spark; the name of a file on this machine must not act as a pattern.

    For a server of Spark Connect the path is absolute, as the server does not know the current folder.
    """
    if _SCHEME.match(argument) and not os.path.lexists(argument):
        return argument
    here = os.path.lexists(argument)
    path = os.path.abspath(argument) if remote and (here or glob.glob(argument)) else argument
    return _literally(path) if here else path


def _literally(path: str) -> str:
    """Return the name of a file or folder as a pattern that matches nothing else."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", path)


def _base(path: str) -> str | None:
    """Return the folder above a pattern that has folders such as ``month=2026-*``, so that these are columns, too."""
    parts = path.split("/")
    first = next((i for i, part in enumerate(parts) if re.search(r"(?<!\\)[*?\[{]", part)), None)
    if first is None or not any("=" in part for part in parts[first:-1]):
        return None
    return "/".join(parts[:first]) or "/"


def named(uri: str, argument: str) -> str:
    """Return the name of a file or folder as the user would write it."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return unquote(uri)
    path = unquote(parts.path)
    if path == os.path.abspath(argument):
        return argument
    relative = not os.path.isabs(argument) and not _SCHEME.match(argument)
    return os.path.relpath(path) if relative and path.startswith(f"{os.getcwd()}/") else path
