"""One run of a command: collect problems, read the inputs, price them, and make the result to deliver."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, TypeVar

from tiia_cost.cli.options import CountOptions, DrawnOutputOptions
from tiia_cost.cli.output import Output, Result
from tiia_cost.cli.stderr import tell
from tiia_cost.cli.target import targets, with_chart
from tiia_cost.cli.terminal import is_terminal
from tiia_cost.cli.used_prices import UsedPrices
from tiia_cost.cli.written import Written
from tiia_cost.errors import InputError, Place, PriceFileError, Problem, Problems, UsageError, option_value
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from tiia_cost.cli.bad_rows import BadRowsFile
    from tiia_cost.cli.options import OutputOptions, ReadOptions
    from tiia_cost.cli.target import Target
    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.packs import OwnedPack
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage
    from tiia_cost.formats.sheet import Remark
    from tiia_cost.inputs.engines.choice import Reading
    from tiia_cost.inputs.usage import UsageReader
    from tiia_cost.reports.report import Report

Value = TypeVar("Value")
Key = TypeVar("Key", bound=str)


class Run:
    """State of one run: target and language of the result, problems so far, and files to write beside the result."""

    def __init__(self, output: OutputOptions, reading: ReadOptions | None = None, *, plot: str | None = None) -> None:
        """Take the options of the command; `plot` is the text of ``--plot`` of a command where it may have one."""
        self.problems = Problems()
        self.goals = targets(output.format_, output.output or (), output.lang, output.formats, self.problems)
        if isinstance(output, DrawnOutputOptions) and output.plot:
            plot = ""
        if plot is not None:
            self.goals = with_chart(self.goals, plot, output.formats, self.problems)
        self.lang = self.goals[0].lang
        self._quiet = output.quiet
        self.all_read = False
        """True if all usage could be read; otherwise it is not known which accounts the usage has."""
        self._reading = reading
        self._bad_rows: BadRowsFile | None = None
        self._beside: list[Output] = []
        self._rows_as_calls = 0
        self._used = UsedPrices()
        self.charged: PriceBook | None = None
        """The lists charged later, if the announced one is in use."""
        self._told: set[str] = set()
        files = [("--output", goal.file) for goal in self.goals if goal.file is not None]
        self.written = Written([*files, *_written_beside(reading)], self.problems)
        self.written.refuse_shipped()

    def notify(self, notices: Iterable[str]) -> None:
        """Print notices to standard error at once, unless ``--quiet`` is given."""
        if not self._quiet:
            tell(notices)

    def value(self, option: str, text: str | None, parse: Callable[[str], Value | Problem]) -> Value | None:
        """Parse the text of an option; return None if it is not given, or is not valid, which is noted as a problem."""
        return None if text is None else option_value(option, text, parse, self.problems)

    def month(self, text: str | None) -> Month | None:
        """Parse ``--month``; return None if it is not given, or is not valid, which is noted as a problem."""
        if text is None:
            return None
        from tiia_cost.inputs.values.periods import parse_month

        month = parse_month(text)
        if month is None:
            from tiia_cost.inputs.values.amounts import parse_months

            # Commands with --counts have --months, too, which differs by one letter.
            meant = isinstance(self._reading, CountOptions) and isinstance(parse_months(text), int)
            self.problems.add("month-is-number" if meant else "not-a-month-option", value=text)
        return month

    def margin(self, text: str | None) -> Margin | None:
        """Parse ``--range``; return None if it is not given, or is not valid, which is noted as a problem."""
        if text is None:
            return None
        from tiia_cost.inputs.values.amounts import parse_margin

        return self.value("--range", text, parse_margin)

    def by(self, texts: Sequence[str] | None, known: Sequence[Key]) -> tuple[Key, ...]:
        """Parse the values of ``--by``: return the keys to group by, in the order given, each once; empty if none.

        `known` are the keys of the command. Any other one is noted as a problem.
        """
        if not texts:
            return ()
        from tiia_cost.core.names import key, nearest

        keys = [key(text) for text in texts]
        for text, name in zip(texts, keys, strict=True):
            if name not in known:
                close = nearest(name, known)
                code = "unknown-grouping" if close else "unknown-grouping-none-near"
                shown = {"name": text or "''", "known": list(known)} | ({"nearest": close} if close else {})
                self.problems.append(Problem(code, shown, Place.argument("--by")))
        return tuple(dict.fromkeys(one for name in keys for one in known if one == name))

    def book(self, prices: Sequence[str] | None, *, option: str = "--prices") -> PriceBook:
        """Return the price lists of an option, else of ``TIIA_COST_PRICES``, else the announced one.

        An output that would overwrite one of their files is noted as a problem. Raises PriceFileError if a price file
        is wrong, with all problems noted so far.
        """
        from tiia_cost.inputs.settings import price_file as files

        named = prices or list(filter(None, os.environ.get("TIIA_COST_PRICES", "").split(os.pathsep)))
        problems = Problems()
        read = self.price_files(named, problems)
        self.written.refuse([file for file in read if isinstance(file, str)], option if prices else "TIIA_COST_PRICES")
        try:
            book = files.load_book(read, problems)
            if any(map(files.is_announced, book.lists)):
                self.charged = files.shipped_book(files.CHARGED)
                book = book.beside(self.charged, "service-in-lists-charged")
        except PriceFileError as error:
            self.problems.extend(error)
            raise self.problems.as_error(PriceFileError) from None
        return book

    def price_files(self, named: Sequence[str], problems: Problems) -> list[str | Traversable]:
        """Return the price files that are meant by paths and by names of shipped sets or lists.

        That a file comes before the set of its name is printed once. A name that means nothing goes to `problems`.
        """
        from tiia_cost.inputs.settings import price_file as files

        shadowing = {name for name in named if files.is_file(name) and files.shipped_files(name)} - self._told
        self.notify(f"{name}: {say('file-before-set', self.lang)}" for name in sorted(shadowing))
        self._told |= shadowing
        return files.price_files(named, problems)

    def both_books(
        self, before: tuple[str, Sequence[str] | None], after: tuple[str, Sequence[str] | None]
    ) -> tuple[PriceBook, PriceBook]:
        """Return the price lists of both sides of a comparison, each given by its option and the files named there.

        Different currencies are noted as a problem. Raises PriceFileError with the problems of both sides.
        """
        books = []
        for option, files in (before, after):
            with suppress(PriceFileError):
                books.append(self.book(files, option=option))
        if len(books) < 2:  # noqa: PLR2004 - the two sides
            raise self.problems.as_error(PriceFileError)
        old, new = books
        if old.currency != new.currency:
            one, other = old.lists[-1].name, new.lists[-1].name
            self.problems.add(
                "currencies-differ", one=one, one_currency=old.currency, other=other, other_currency=new.currency
            )
        return old.beside(new, "service-not-in-lists"), new.beside(old, "service-not-in-lists")

    def service(self, name: str, book: PriceBook, month: Month | None, *, free_quota: bool) -> tuple[str, InForce]:
        """Return the id of a service, given by any of its names, and the price list in force in a month.

        `free_quota` says whether its free calls are deducted.

        Raises InputError with all problems noted so far, and if the list does not price the service.
        """
        try:
            service, in_force = book.resolve(name), book.in_force(month)
            in_force.tariff(service)  # refuses a service that this list does not price
        except UsageError as error:
            self.problems.extend(error)
        self.problems.raise_if_any(InputError)
        self._used.note(book, month, [service], free_quota=free_quota)
        return service, in_force

    def refuse_pieces(self, arguments: Sequence[str], book: PriceBook) -> None:
        """Raise InputError with all problems noted so far if BEFORE and AFTER are a service and its calls."""
        from tiia_cost.inputs.count_arguments import count_in_pieces, split_counts

        meant, _ = split_counts(arguments, book)
        if meant:
            self.problems.append(count_in_pieces(meant))
            raise self.problems.as_error(InputError)

    def count(self, arguments: Sequence[str], book: PriceBook) -> tuple[str, int]:
        """Return the service, by its id, and the calls of the only argument, ``SERVICE=CALLS``.

        Raises InputError with all problems noted so far if the arguments are something else.
        """
        from tiia_cost.inputs.count_arguments import only_count

        try:
            return only_count(arguments, book)
        except UsageError as error:
            self.problems.extend(error)
            raise self.problems.as_error(InputError) from None

    @contextmanager
    def usage(self, month: Month | None, *, by_day: bool = False) -> Iterator[UsageReader]:
        """Yield a reader of usage, to be called for one side after the other; `month` is for usage that names none.

        `by_day` says whether the calls of each day are needed. At the end, the problems of the reader are noted and its
        notices are printed.
        """
        from tiia_cost.inputs.usage import UsageReader

        reading = self._reading
        assert reading is not None  # noqa: S101 - commands that read usage pass ReadOptions
        with UsageReader(self._how_to_read(reading)._replace(by_day=by_day), month) as reader:
            yield reader
        self.notify(notice.text(self.lang) for notice in reader.notices(verbose=reading.verbose))
        self._rows_as_calls = reader.rows_as_calls
        if self._bad_rows is not None:
            self._beside.append(self._bad_rows.as_output(quiet=self._quiet))
        self.all_read = not reader.problems
        self.problems.extend(reader.problems.as_error(InputError))

    def _how_to_read(self, options: ReadOptions) -> Reading:
        """Return the settings for reading usage; wrong ones are noted as problems."""
        from tiia_cost.cli.progress import watched
        from tiia_cost.inputs.engines.choice import Reading, known_engine

        if options.bad_rows is not None:
            from tiia_cost.cli.bad_rows import BadRowsFile  # few runs need it

            self._bad_rows = BadRowsFile(options.bad_rows, self.lang)
        encoding = self.encoding(options.encoding)
        engine = options.engine if options.engine is not None else os.environ.get("TIIA_COST_ENGINE") or "auto"
        return Reading(
            encoding,
            known_engine(engine, options.spark_master, self.problems),
            self._bad_rows,
            (lambda *_: nullcontext()) if self._quiet else watched,
            before_stdin=self._before_stdin,
            written=self.written.options,
            master=options.spark_master,
            ignored=tuple(name for names in options.ignore_columns or () for name in _names(names)),
            rows_are_calls=options.rows_are_calls,
        )

    def _before_stdin(self) -> None:
        """Say that the program waits for input, if a person has to type it."""
        if is_terminal(sys.stdin):
            self.notify([say("stdin-awaited", self.lang)])

    def encoding(self, name: str | None) -> str | None:
        """Return the encoding `name`, or None if it is not given, or is unknown, which is noted as a problem.

        Commands that read no table call this, too, to check the option.
        """
        if name is None:
            return None
        from tiia_cost.inputs.tables.text import known_encoding

        return known_encoding(name, self.problems)

    def keep_counts(self, usage: Usage, book: PriceBook, margin: Margin | None = None) -> None:
        """Keep the counts of a usage for ``--counts``, if that is given; with a margin also how far they may be off."""
        if not isinstance(self._reading, CountOptions) or self._reading.counts is None:
            return
        from tiia_cost.reports import counts

        accounts = usage.accounts()
        if None in accounts and len(accounts) > 1:
            self.problems.add("counts-without-account")
        self._beside.append(Output(counts.render(usage, book.services, margin), self._reading.counts))

    def price(
        self,
        *sides: tuple[Usage, PriceBook],
        free_quota: bool,
        margin: Margin | None = None,
        packs: Sequence[OwnedPack] = (),
    ) -> list[Estimate]:
        """Return the bills of each usage; with a margin, also the lowest and highest costs that they may reach.

        All usages have the same `packs`. Raises InputError with all problems noted so far, and if usage cannot be
        priced.
        """
        from tiia_cost.core.estimate import estimate
        from tiia_cost.core.packs import shared

        estimates = []
        of_sides: list[tuple[OwnedPack, ...]] = [()] * len(sides)
        if packs and self.all_read:
            try:
                of_sides = shared(packs, sides)
            except UsageError as error:
                self.problems.extend(error)
        for (usage, book), owned in zip(sides, of_sides, strict=True):
            try:
                estimates.append(estimate(usage, book, free_quota=free_quota, margin=margin, packs=owned))
            except UsageError as error:
                self.problems.extend(error)
        self.problems.raise_if_any(InputError)
        for (_, book), priced in zip(sides, estimates, strict=True):
            for bill in priced.bills:
                self._used.note(book, bill.month, [one.service for one in bill.charges], free_quota=free_quota)
        return estimates

    def result(self, content: Report | str, status: int = 0, **sides: Estimate) -> Result:
        """Return the result to deliver: a report in the requested format, or a text unchanged.

        `sides` are the bills by the name of their side: `usage`, with a `baseline`, or `before` and `after`.
        """
        remarks = self._remarks(sides)
        done = [
            Output(
                content if isinstance(content, str) else self._rendered(content, remarks, goal),
                goal.file,
                self._said_of(goal),
            )
            for goal in self.goals
        ]
        return Result((*self._beside, *done), status)

    def _said_of(self, goal: Target) -> str:
        """Return what a person at a terminal is told when a file is written; scripts know it by the status."""
        if goal.file is None or self._quiet or not is_terminal(sys.stderr):
            return ""
        return say("file-written", self.lang, file=goal.file)

    def _rendered(self, report: Report, remarks: Sequence[Remark], goal: Target) -> str | bytes:
        """Return a report as its target wants it, with the prices in use and all remarks."""
        from tiia_cost.cli.render import render
        from tiia_cost.reports.remarks import with_remarks

        freezes = report.freezes or (goal.format == "xlsx" and report.lists is not None)  # lists are of bills
        on_prices = self._used.remarks(self.charged, self.lang, freezes=freezes, packs=report.packs)
        report = report._replace(
            prices=lambda: self._used.sheets(self.lang, packs=report.packs),
            products=lambda: self._used.products(self.lang),
            caveat=lambda: self._used.caveat(self.lang),
        )
        return render(with_remarks(report, [*remarks, *on_prices]), goal)

    def _remarks(self, sides: Mapping[str, Estimate]) -> list[Remark]:
        """Return the remarks about the result as a whole. That nothing is priced is also printed at once."""
        if not sides:
            return []
        from tiia_cost.reports.expected import remarks as expected
        from tiia_cost.reports.remarks import nothing_priced, rows_as_calls, rows_left_out

        said = []
        if self._rows_as_calls:
            said.append(rows_as_calls(self._rows_as_calls, self.lang))
        if self._bad_rows is not None and self._bad_rows.count:
            said.append(rows_left_out(self._bad_rows.count, self.lang))
        said += expected(sides, lambda service: self._used.called(service, self.lang), self.lang)
        unpriced = nothing_priced(sides, self.lang)
        if unpriced is not None:
            self.notify([unpriced.text])
            said.append(unpriced)
        return said


def _written_beside(reading: ReadOptions | None) -> Iterator[tuple[str, str]]:
    """Yield the options of reading that write a file, with the file."""
    if reading is not None and reading.bad_rows is not None:
        yield "--bad-rows", reading.bad_rows
    if isinstance(reading, CountOptions) and reading.counts is not None:
        yield "--counts", reading.counts


def _names(text: str) -> list[str]:
    """Return the names in an option, separated by commas as in a CSV: a name that has a comma is in quotes."""
    import csv

    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True), []) if name.strip()]
