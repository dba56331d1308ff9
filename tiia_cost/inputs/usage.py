"""The USAGE arguments of a command: ``SERVICE=CALLS``, tables, and standard input, added up.

What reads tables is imported where there is one.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tiia_cost.core.usage import Entry, Usage
from tiia_cost.errors import Place, Problem, Problems, UsageError
from tiia_cost.inputs.engines.choice import NOBODY, Reading, Side
from tiia_cost.inputs.values.accounts import spell_once
from tiia_cost.inputs.values.numbers import parse_count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.inputs.engines.spark.session import Cluster
    from tiia_cost.inputs.engines.table import TableRead
    from tiia_cost.inputs.tables.same_file import Once

_AS_IT_IS = Reading()


class UsageReader:
    """Reads the usage of one side after the other, a forecast or two that are compared, within a ``with`` block.

    It remembers what sides share: standard input, which one of them can read, and who named months, as a side that does
    and one that does not cannot be compared. At the end of the block `problems` has all that is wrong; if there is
    something, what was returned is only what could be read.
    """

    def __init__(self, reading: Reading = _AS_IT_IS, month: Month | None = None) -> None:
        """Take `month` for usage that names none."""
        self.problems = Problems()
        self.sides: list[Side] = []
        self._reading, self._month = reading, month
        self._not_read: list[Problem] = []
        self._tables: list[TableRead] = []
        self._names_months: list[tuple[str, list[bool | None]]] = []
        self._stdin_read, self._bytes = False, 0
        self._session = ExitStack()
        self._cluster: Cluster | None = None

    def __enter__(self) -> Self:
        """Begin with nothing read."""
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Check what sides share, and spell their accounts alike."""
        self._session.close()
        if error is not None:
            return
        self._check_months()
        if self.problems:
            return
        if self._reading.ignored:
            from tiia_cost.inputs.tables.headings import refuse_unknown  # noqa: PLC0415 - see above

            headings = dict.fromkeys(heading for table in self._tables for heading in table.headings)
            refuse_unknown(self._reading.ignored, headings, self.problems)
        spell_once([side.usage for side in self.sides], self.problems)

    @property
    def rows_as_calls(self) -> int:
        """How many rows were counted as one call each, as nothing in them says how many they are."""
        return sum(table.rows_as_calls for table in self._tables)

    def notices(self, *, verbose: bool = False) -> list[Problem]:
        """Return what is worth saying, if `verbose` also what read which file.

        Of files of which the same is said it is only the first, and how many more there are.
        """
        said = [(notice, False) for notice in self._not_read]
        said += [pair for table in self._tables for pair in table.said(verbose=verbose)]
        told: dict[object, tuple[Problem, set[str]]] = {}
        for notice, of_each in said:
            key = (notice.code, repr(notice.params), notice.place if of_each else None)
            _, files = told.setdefault(key, (notice, set()))
            files.update([] if notice.place is None else [notice.place.file])
        return [
            first if len(files) < 2 else first._replace(params={**first.params, "more_files": len(files) - 1})  # noqa: PLR2004
            for first, files in told.values()
        ]

    def read(self, arguments: Sequence[str], book: PriceBook) -> Usage:
        """Return what the arguments of a side, which uses the names of its price lists, add up to."""
        side = Side(Usage(), book, self.problems, self._reading, self._month)
        self.sides.append(side)
        if not arguments:
            self.problems.add("no-usage")
        if all(map(_is_count, arguments)):
            for argument in arguments:
                self._read_count(argument, side)
        else:
            self._read_all(arguments, side)
        return side.usage

    def _read_all(self, arguments: Sequence[str], side: Side) -> None:
        from tiia_cost.inputs.files import path_of, size_of  # noqa: PLC0415 - see above
        from tiia_cost.inputs.tables.file import STDIN  # noqa: PLC0415 - same
        from tiia_cost.inputs.tables.same_file import Once, refuse_written  # noqa: PLC0415 - same

        once = Once(self.problems)
        files = self._expanded(arguments, once)
        self._bytes += sum(map(size_of, files))
        side = side._replace(reading=self._reading._replace(total=self._bytes))
        refuse_written(self._reading.written, map(path_of, files), "USAGE", self.problems)
        self._refuse_counts_in_folders(arguments)
        for file in files:
            if file == STDIN and self._stdin_read:
                self.problems.add("stdin-twice")
                continue
            self._stdin_read = self._stdin_read or file == STDIN
            if _is_count(file):
                self._read_count(file, side)
            elif side.book.knows(file) and not os.path.exists(file):
                self.problems.add("file-missing-service", Place(file), name=file)
                self._names_months.append((file, []))
            else:
                tables = self._read_tables(file, side, once)
                self._tables += tables
                self._names_months.append((file, [table.names_months for table in tables]))

    def _read_tables(self, argument: str, side: Side, once: Once) -> list[TableRead]:
        """Return what became of the table of an argument; on Spark, of all those that it means."""
        if self._reading.engine == "spark" and self._cluster is None:
            self._open_session()
        if self._reading.engine == NOBODY:
            return []
        if self._cluster is not None:
            from tiia_cost.inputs.engines.spark.read import read_on_spark  # noqa: PLC0415 - heavy, and an extra

            return read_on_spark(argument, side, self._cluster, once)
        from tiia_cost.inputs.engines.table import read_table  # noqa: PLC0415 - see above

        return [read_table(argument, side)]

    def _open_session(self) -> None:
        """Open a session of Spark, which lasts as long as this; where it cannot be, nothing is read."""
        from tiia_cost.inputs.engines.spark.session import opened  # noqa: PLC0415 - heavy, and an extra

        try:
            self._cluster = self._session.enter_context(opened(self._reading.master))
        except UsageError as error:
            self.problems.extend(error)
            self._reading = self._reading._replace(engine=NOBODY)

    def _expanded(self, arguments: Sequence[str], once: Once) -> list[str]:
        """Return what the arguments of a side come to, each file once; through folders Spark looks itself."""
        from tiia_cost.inputs.files import path_of, table_files  # noqa: PLC0415 - see above
        from tiia_cost.inputs.tables.file import STDIN  # noqa: PLC0415 - same
        from tiia_cost.inputs.tables.same_file import identity  # noqa: PLC0415 - same

        on_spark = self._reading.engine == "spark"
        expanded: list[str] = []
        for argument in arguments:
            if on_spark and argument == STDIN:
                self.problems.add("spark-no-stdin")
                continue
            if on_spark and argument != argument.encode(errors="ignore").decode():
                self.problems.add("spark-name", Place(argument))
                continue
            whole = argument == STDIN or self._reading.engine in {"spark", NOBODY} or _is_count(argument)
            files, said = ([argument], []) if whole else table_files(argument, self.problems)
            self._not_read += said
            for file in files:
                told_later = on_spark or (file == STDIN and file in expanded)
                if told_later or once.is_new(file, argument, identity(path_of(file))):
                    expanded.append(file)
        return expanded

    def _refuse_counts_in_folders(self, arguments: Sequence[str]) -> None:
        """Refuse counts that would be read with what they are counts of: unlike bills they look like usage."""
        from tiia_cost.inputs.files import is_table  # noqa: PLC0415 - see above

        counts = self._reading.written.get("--counts", "")
        folder, name = os.path.split(os.path.realpath(counts))
        if is_table(name) and not os.path.exists(counts):
            for argument in arguments:
                if os.path.isdir(argument) and os.path.realpath(argument) == folder:
                    self.problems.add("counts-in-folder", file=counts, folder=argument)

    def _read_count(self, argument: str, side: Side) -> None:
        self._names_months.append((argument, [False]))
        name, _, text = argument.partition("=")
        place = Place(argument)
        calls = parse_count(text)
        service = side.book.find(name.strip()) if name.strip() else Problem("service-missing", {})
        wrong: list[Problem | None] = [one for one in (calls, service) if isinstance(one, Problem)]
        if isinstance(calls, int) and isinstance(service, str):
            wrong.append(side.usage.enter(Entry(None, self._month, service, None, calls, 1, place)))
        for problem in filter(None, wrong):
            self.problems.append(problem, place)

    def _check_months(self) -> None:
        """Tell when months are given twice, or by some inputs only (an input that could not be read is neither)."""
        known = [
            (argument, names) for argument, of_tables in self._names_months for names in of_tables if names is not None
        ]
        unknown = sum(all(names is None for names in of_tables) for _, of_tables in self._names_months)
        with_months = sum(names for _, names in known)
        if self._month is not None and with_months and with_months == len(known) + unknown:
            self.problems.add("month-not-needed")
        elif self._month is None and with_months:
            for argument, names in known:
                if not names:
                    self.problems.add("months-mixed", Place(argument))


def _is_count(argument: str) -> bool:
    """Say whether an argument is ``SERVICE=CALLS``: it has a ``=`` and is neither a path nor looks like one."""
    name, equals, _ = argument.partition("=")
    return bool(equals) and "/" not in name and not os.path.exists(argument)
