"""USAGE arguments of a command: ``SERVICE=CALLS``, tables and standard input, added up.

Modules that read tables are imported only when an argument is a table.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tiia_cost.core.usage import Entry, Usage
from tiia_cost.errors import Place, Problem, Problems, UsageError
from tiia_cost.inputs.count_arguments import count_in_pieces, is_count, parse, split_counts
from tiia_cost.inputs.engines.choice import NOBODY, Reading, Side
from tiia_cost.inputs.values.accounts import spell_once

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
    """A reader of the usage of one or several sides (a forecast, or two that are compared), used as a ``with`` block.

    It keeps what the sides share: standard input, which only one of them can read, and the months: a side that names
    them cannot be compared with one that does not. At the end of the block `problems` holds everything that is wrong;
    if there is anything, the usages returned before hold only what could be read.
    """

    def __init__(self, reading: Reading = _AS_IT_IS, month: Month | None = None) -> None:
        """Use `month` for usage that names none."""
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
        """Return the reader, which has read nothing yet."""
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Close the session of Spark, then check what the sides share, and spell their accounts alike.

        After an exception nothing is checked.
        """
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
        """Number of rows that were counted as one call each, because nothing in them says how many calls they are."""
        return sum(table.rows_as_calls for table in self._tables)

    def notices(self, *, verbose: bool = False) -> list[Problem]:
        """Return the notices on all inputs, with `verbose` also those that say which engine read which file.

        A notice that several files share is returned once, for the first file, with the number of the others.
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
        """Return the total usage of the arguments of one side. `book` has the names of its services.

        Problems go to `problems`.
        """
        side = Side(Usage(), book, self.problems, self._reading, self._month)
        self.sides.append(side)
        if not arguments:
            self.problems.add("no-usage")
        meant, arguments = split_counts(arguments, book)
        if meant:
            self.problems.append(count_in_pieces(meant))
            self._names_months.append((meant[0], []))
        if all(map(is_count, arguments)):
            for argument in arguments:
                self._read_count(argument, side)
        else:
            self._read_all(arguments, side)
        return side.usage

    def _read_all(self, arguments: Sequence[str], side: Side) -> None:
        from tiia_cost.inputs.files import near_tables, path_of, size_of  # noqa: PLC0415 - see above
        from tiia_cost.inputs.tables.file import STDIN  # noqa: PLC0415 - same
        from tiia_cost.inputs.tables.same_file import USAGE, Once, refuse_written  # noqa: PLC0415 - same

        once = Once(self.problems)
        files = self._expanded(arguments, once)
        self._bytes += sum(map(size_of, files))
        side = side._replace(reading=self._reading._replace(total=self._bytes))
        refuse_written(self._reading.written, map(path_of, files), USAGE, self.problems)
        self._refuse_counts_in_folders(arguments)
        for file in files:
            if file == STDIN and self._stdin_read:
                self.problems.add("stdin-twice")
                continue
            if file == STDIN:
                self._stdin_read = True
                self._reading.before_stdin()
            if is_count(file):
                self._read_count(file, side)
            elif side.book.knows(file) and not os.path.exists(file):
                self.problems.add("file-missing-service", Place.argument(file), name=file)
                self._names_months.append((file, []))
            elif (
                self._reading.engine not in {"spark", NOBODY}
                and not os.path.lexists(path_of(file))
                and (close := near_tables(path_of(file)))
            ):
                self.problems.add("file-missing-near", Place(path_of(file)), nearest=close)
                self._names_months.append((file, []))
            else:
                tables = self._read_tables(file, side, once)
                self._tables += tables
                self._names_months.append((file, [table.names_months for table in tables]))

    def _read_tables(self, argument: str, side: Side, once: Once) -> list[TableRead]:
        """Read the table of an argument, or on Spark all tables that it means, and return what became of them."""
        from tiia_cost.inputs.engines.table import read_table  # noqa: PLC0415 - see above
        from tiia_cost.inputs.files import is_workbook_here  # noqa: PLC0415 - same

        # Spark cannot read a workbook, and names no sheets.
        here = is_workbook_here(argument) and self._reading.engine != NOBODY
        if here and self._reading.engine == "spark":
            return [read_table(argument, side._replace(reading=side.reading._replace(engine="auto")))]
        if self._reading.engine == "spark" and self._cluster is None:
            self._open_session()
        if self._reading.engine == NOBODY:
            return []
        if self._cluster is not None:
            from tiia_cost.inputs.engines.spark.read import read_on_spark  # noqa: PLC0415 - heavy, and an extra

            return read_on_spark(argument, side, self._cluster, once)
        return [read_table(argument, side)]

    def _open_session(self) -> None:
        """Open a session of Spark for the lifetime of this reader; note a problem and read no tables if that fails."""
        from tiia_cost.inputs.engines.spark.session import opened  # noqa: PLC0415 - heavy, and an extra

        try:
            self._cluster = self._session.enter_context(opened(self._reading.master))
        except UsageError as error:
            self.problems.extend(error)
            self._reading = self._reading._replace(engine=NOBODY)

    def _expanded(self, arguments: Sequence[str], once: Once) -> list[str]:
        """Return the files that the arguments of a side (usage, baseline, before or after) mean, each once.

        Folders and patterns stay as they are for Spark, which looks into them itself.
        """
        from tiia_cost.inputs.files import is_workbook_here, path_of, sheet_of, table_files  # noqa: PLC0415 - see above
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
            whole = argument == STDIN or self._reading.engine in {"spark", NOBODY} or is_count(argument)
            files, said = ([argument], []) if whole else table_files(argument, self.problems)
            self._not_read += said
            for file in files:
                told_later = (on_spark and not is_workbook_here(file)) or (file == STDIN and file in expanded)
                if told_later or once.is_new(file, argument, identity(path_of(file)), sheet_of(file)):
                    expanded.append(file)
        return expanded

    def _refuse_counts_in_folders(self, arguments: Sequence[str]) -> None:
        """Note a problem if ``--counts`` would write into a folder of USAGE, where the next run would read it as usage.

        Bills are no such problem: they are recognised and passed over, but counts look like any usage.
        """
        from tiia_cost.inputs.files import is_table  # noqa: PLC0415 - see above

        counts = next((file for file, option in self._reading.written.items() if option == "--counts"), "")
        folder, name = os.path.split(os.path.realpath(counts))
        if is_table(name) and not os.path.exists(counts):
            for argument in arguments:
                if os.path.isdir(argument) and os.path.realpath(argument) == folder:
                    self.problems.add("counts-in-folder", file=counts, folder=argument)

    def _read_count(self, argument: str, side: Side) -> None:
        self._names_months.append((argument, [False]))
        place = Place.argument(argument)
        service, calls = parse(argument, side.book)
        wrong: list[Problem | None] = [one for one in (calls, service) if isinstance(one, Problem)]
        if isinstance(calls, int) and isinstance(service, str):
            wrong.append(side.usage.enter(Entry(None, self._month, service, None, calls, 1, place)))
        for problem in filter(None, wrong):
            self.problems.append(problem, place)

    def _check_months(self) -> None:
        """Note a problem if months are given twice, by usage and ``--month``, or if only some inputs name months.

        An input that could not be read counts for neither.
        """
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
                    place = Place.argument(argument) if is_count(argument) else Place(argument)
                    self.problems.add("months-mixed", place)
