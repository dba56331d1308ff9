"""The USAGE arguments of a command: ``SERVICE=CALLS``, tables, and standard input, added up."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tiia_cost.core.usage import Usage
from tiia_cost.errors import Place, Problem, Problems, UsageError
from tiia_cost.inputs.engines.choice import NOBODY, Reading
from tiia_cost.inputs.engines.table import TableRead, read_table
from tiia_cost.inputs.files import is_table, table_files
from tiia_cost.inputs.tables.file import STDIN
from tiia_cost.inputs.tables.same_file import STDIN_PATH, Once, identity, refuse_written
from tiia_cost.inputs.values.accounts import spelled_once
from tiia_cost.inputs.values.numbers import parse_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month


_AS_IT_IS = Reading()


class UsagesRead(NamedTuple):
    """What each side adds up to, what is worth saying about it, and how many rows were counted as one call each."""

    usages: list[Usage]
    notices: list[Problem]
    rows_as_calls: int


def read_usages(
    sides: Sequence[tuple[Sequence[str], PriceBook]],
    problems: Problems,
    reading: Reading = _AS_IT_IS,
    *,
    month: Month | None = None,
) -> UsagesRead:
    """Return what each side of a comparison, or the only one, adds up to, and what is worth saying about it.

    A side has its own arguments and price lists. `month` is for usage that names none. What is wrong goes to
    `problems`, and what is returned then is only what could be read.

    Sides share standard input, which one of them can read, and the question whether usage names its months: a side that
    does and one that does not cannot be compared.
    """
    notices: list[Problem] = []
    expanded = []
    for arguments, book in sides:
        once = Once(problems)
        expanded.append((_expanded(arguments, once, reading, problems, notices), book, once))
    every = [argument for arguments, *_ in expanded for argument in arguments]
    reading = reading._replace(total=sum(map(_size, every)))
    refuse_written(reading.written, map(_path, every), "USAGE", problems)
    _refuse_counts_in_folders([argument for arguments, _ in sides for argument in arguments], reading, problems)
    usages: list[Usage] = []
    done: list[tuple[str, list[TableRead]]] = []
    stdin_read = False
    with ExitStack() as stack:
        tables = _tables(every, reading, problems, stack)
        for (arguments, book, once), (given, _) in zip(expanded, sides, strict=True):
            usages.append(Usage())
            if not given:
                problems.add("no-usage")
            for argument in arguments:
                if argument == STDIN and stdin_read:
                    problems.add("stdin-twice")
                    continue
                stdin_read = stdin_read or argument == STDIN
                read = _read(argument, usages[-1], book, problems, tables, once, month=month)
                done.append((argument, read))
    _check_months(done, month, problems)
    if not problems:
        reading.ignored.check(problems)
        usages = spelled_once(usages, problems)
    tables_read = [read for _, reads in done for read in reads]
    notices += [notice for read in tables_read for notice in read.notices]
    return UsagesRead(usages, _merged(notices), sum(read.rows_as_calls for read in tables_read))


def _merged(notices: Sequence[Problem]) -> list[Problem]:
    """Return what is worth saying, but of files of which the same is said only the first, and how many more there are.

    What read which file is told of each, to whoever asks for it.
    """
    found: dict[object, tuple[Problem, set[str]]] = {}
    for notice in notices:
        alone = notice.place is None or notice.code in {"rows-read", "rows-on-spark", "read-again"}
        key = notice.place if alone else None
        _, files = found.setdefault((notice.code, repr(notice.params), key), (notice, set()))
        files.update([] if notice.place is None else [notice.place.file])
    return [
        first if len(files) < 2 else first._replace(params={**first.params, "more_files": len(files) - 1})  # noqa: PLR2004
        for first, files in found.values()
    ]


class _Tables(Protocol):
    """Adds the counts of the tables under an argument to usage."""

    def __call__(
        self, argument: str, usage: Usage, book: PriceBook, problems: Problems, once: Once, *, month: Month | None
    ) -> list[TableRead]:
        """Return what became of each table, or of those of a kind; files that are found only now count `once`."""
        ...


def _tables(arguments: Sequence[str], reading: Reading, problems: Problems, stack: ExitStack) -> _Tables:
    """Return what reads tables; a session of Spark, where one is asked for and needed, lasts as long as `stack`."""

    def here(
        argument: str, usage: Usage, book: PriceBook, problems: Problems, once: Once, *, month: Month | None
    ) -> list[TableRead]:
        del once  # as it was when the folders and patterns were looked through
        return [read_table(argument, usage, book, problems, reading, month=month)]

    if reading.engine == NOBODY:
        return lambda *_, **__: []
    if reading.engine != "spark" or all(map(_is_count, arguments)):
        return here
    from tiia_cost.inputs.engines.spark.read import read_on_spark  # noqa: PLC0415 - heavy, and an extra
    from tiia_cost.inputs.engines.spark.session import opened  # noqa: PLC0415 - same

    try:
        cluster = stack.enter_context(opened(reading.master))
    except UsageError as error:
        problems.extend(error)
        return lambda *_, **__: []

    def there(
        argument: str, usage: Usage, book: PriceBook, problems: Problems, once: Once, *, month: Month | None
    ) -> list[TableRead]:
        return read_on_spark(argument, usage, book, problems, reading, cluster, once, month=month)

    return there


def _expanded(
    arguments: Sequence[str], once: Once, reading: Reading, problems: Problems, notices: list[Problem]
) -> list[str]:
    """Return what the arguments of one USAGE come to, each file once; through folders Spark looks itself."""
    expanded: list[str] = []
    for argument in arguments:
        if reading.engine == "spark" and argument == STDIN:
            problems.add("spark-no-stdin")
            continue
        if reading.engine == "spark" and argument != argument.encode(errors="ignore").decode():
            problems.add("spark-name", Place(argument))
            continue
        whole = argument == STDIN or reading.engine in {"spark", NOBODY} or _is_count(argument)
        found, said = ([argument], []) if whole else table_files(argument, problems)
        notices += said
        for file in found:
            told_later = reading.engine == "spark" or (file == STDIN and file in expanded)
            if told_later or once.is_new(file, argument, identity(_path(file))):
                expanded.append(file)
    return expanded


def _refuse_counts_in_folders(arguments: Sequence[str], reading: Reading, problems: Problems) -> None:
    """Refuse counts that would be read with what they are counts of: unlike bills they look like any other usage."""
    counts = reading.written.get("--counts", "")
    folder, name = os.path.split(os.path.realpath(counts))
    if is_table(name) and not os.path.exists(counts):
        for argument in arguments:
            if os.path.isdir(argument) and os.path.realpath(argument) == folder:
                problems.add("counts-in-folder", file=counts, folder=argument)


def _path(argument: str) -> str:
    return STDIN_PATH if argument == STDIN else argument


def _size(argument: str) -> int:
    return os.path.getsize(argument) if os.path.isfile(argument) else 0


def _read(
    argument: str,
    usage: Usage,
    book: PriceBook,
    problems: Problems,
    tables: _Tables,
    once: Once,
    *,
    month: Month | None,
) -> list[TableRead]:
    if _is_count(argument):
        return [_read_count(argument, usage, book, month, problems)]
    if book.knows(argument) and not os.path.exists(argument):
        problems.add("file-missing-service", Place(argument), name=argument)
        return []
    return tables(argument, usage, book, problems, once, month=month)


def _is_count(argument: str) -> bool:
    """Say whether an argument is ``SERVICE=CALLS``: it has a ``=`` and is neither a path nor looks like one."""
    name, equals, _ = argument.partition("=")
    return bool(equals) and "/" not in name and not os.path.exists(argument)


def _read_count(argument: str, usage: Usage, book: PriceBook, month: Month | None, problems: Problems) -> TableRead:
    name, _, text = argument.partition("=")
    place = Place(argument)
    calls = parse_count(text)
    if not isinstance(calls, int):
        problems.add(calls.code, place, **calls.params)
    if not name.strip():
        problems.add("service-missing", place)
    else:
        try:
            service = book.resolve(name.strip())
            if isinstance(calls, int):
                usage.add(service, calls, month=month, place=place)
        except UsageError as error:
            problems.extend(error, place)
    return TableRead(names_months=False, notices=[])


def _check_months(done: Sequence[tuple[str, list[TableRead]]], month: Month | None, problems: Problems) -> None:
    """Tell when months are given twice, or by some inputs only (an input that could not be read is neither)."""
    known = [
        (argument, read.names_months) for argument, reads in done for read in reads if read.names_months is not None
    ]
    unknown = sum(all(read.names_months is None for read in reads) for _, reads in done)
    with_months = sum(names_months for _, names_months in known)
    if month is not None and with_months and with_months == len(known) + unknown:
        problems.add("month-not-needed")
    elif month is None and with_months:
        for argument, names_months in known:
            if not names_months:
                problems.add("months-mixed", Place(argument))
