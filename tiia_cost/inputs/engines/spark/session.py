"""A session of Spark: its start, its settings, and its progress."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from pyspark.sql import SparkSession

from tiia_cost.errors import Problem, UsageError
from tiia_cost.inputs.engines.choice import CONNECT
from tiia_cost.inputs.engines.spark.failures import FAILURES, failing, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql.connect.shell.progress import StageInfo

_SETTINGS = {
    # A fixed offset, as in `periods`. In names of this kind the sign is reversed: this is UTC+8.
    "spark.sql.session.timeZone": "Etc/GMT-8",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    # A cluster may be set to pass over such files, but then their calls would be lost.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.parquet.binaryAsString": "true",
    # Times keep their meaning, whoever wrote them. Spark before 4.3 has no nanoseconds, and files with them fail.
    "spark.sql.timestampNanosTypes.enabled": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.int96AsTimestamp": "true",
    "spark.sql.parquet.int96TimestampConversion": "false",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    # `month=2026-1` in the name of a folder stays a text, as in a cell.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.files.maxPartitionBytes": str(128 << 20),
    "spark.sql.files.maxPartitionNum": str(10**9),
}
_PORTS = {"sc": 15002, "spark": 7077}
_PATIENCE = 5.0
"""Seconds until an address counts as dead. Spark itself tries for minutes."""

_START_UP = re.compile(
    r"WARNING: |Using Spark's|Setting default log level|To adjust logging|Picked up |\d\S+ \S+ \w+ |\s"
)
"""Start of the lines that the Java machine writes even if all is well."""

_TALKERS = (
    *(None, "SQLQueryContextLogger", "DataFrameQueryContextLogger"),
    *("py4j.clientserver", "py4j.java_gateway"),  # filters are not inherited
)
"""Loggers to which Spark writes the errors that it raises, or that stop it; None is the root."""


class Cluster(NamedTuple):
    """A session that is ours alone, whether it is remote, and a function that returns its progress.

    The progress is the share of the running stages that is done, from 0 to 100.
    """

    session: SparkSession
    remote: bool
    progress: Callable[[], float]


@contextmanager
def opened(master: str | None) -> Iterator[Cluster]:
    """Yield a session: with `master`, else as the environment and spark-defaults say.

    Both a master (``local[2]``, ``spark://…``, ``yarn``) and an address of Spark Connect (``sc://…``) will do. Without
    one, a session that a program which uses this package has already opened is taken; it stays open, and its settings
    stay as they are. Raises UsageError if no session can be started.
    """
    with ExitStack() as stack:
        silent = partial(_is_not_theirs)  # its own object: an inner session removes only its own, too
        for name in _TALKERS:
            logger = logging.getLogger(name)
            logger.addFilter(silent)
            stack.callback(logger.removeFilter, silent)
        stack.enter_context(warnings.catch_warnings())
        # PySpark warns of pandas 3, which it imports and we do not use, and of deprecated settings.
        warnings.filterwarnings("ignore", module=r"pyspark\.")
        owner = SparkSession.getActiveSession() if master is None else None
        if owner is None:
            owner = _begun(master, stack)
            stack.callback(_ended, owner)
        session = owner.newSession()
        remote = "connect" in type(session).__module__
        if remote:
            stack.callback(_ended, session)  # an open one would keep Python from ending
        with failing():
            for name, value in _SETTINGS.items():
                session.conf.set(name, value)
        try:
            yield Cluster(session, remote, _progress(session, remote))
        except KeyboardInterrupt:
            if remote:
                with suppress(*FAILURES):
                    session.interruptAll()
            raise


def _is_not_theirs(record: logging.LogRecord) -> bool:
    return not re.search(r"[\\/](?:py4j|pyspark)[\\/]", record.pathname)


def _begun(master: str | None, stack: ExitStack) -> SparkSession:
    address = master or os.environ.get("SPARK_REMOTE", "")
    _reach(address)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tiia-cost-", ignore_cleanup_errors=True))
    builder: Any = SparkSession.builder.appName("tiia-cost")
    if address.startswith(CONNECT):
        builder = builder.remote(address)
    else:
        # We make no tables, but Spark makes a folder for them: without this, in the current folder.
        builder = builder.config("spark.sql.warehouse.dir", os.path.join(folder, "warehouse"))
    if master is not None and not address.startswith(CONNECT):
        builder = builder.master(master)
        stack.enter_context(_without("SPARK_REMOTE"))
    with open(os.path.join(folder, "log"), "w+", encoding="utf-8", errors="replace") as log:
        try:
            with _outputs_to(log.fileno()), _own_interrupt():
                session: SparkSession = builder.getOrCreate()
        except (*FAILURES, RuntimeError, ValueError) as error:
            log.seek(0)
            raise UsageError([_not_begun(error, log.read())]) from None
    return session


def _not_begun(error: BaseException, log: str) -> Problem:
    """Return the problem that no session started; if not even a Java machine did, the reason is only in its log."""
    if "UnsupportedClassVersionError" in log:
        return Problem("java-missing", {})
    causes = re.findall(
        r"^(?:Caused by: |Exception in thread \S+ )?([\w.$]+(?:Exception|Error)\b.*)$", log, re.MULTILINE
    )
    others = [line for line in log.splitlines() if line.strip() and not _START_UP.match(line)]
    unsaid = "JAVA_GATEWAY_EXITED" in str(error) and (causes or others)
    return Problem("spark-not-begun", {"reason": unsaid[-1] if unsaid else reason(error)})


def _reach(address: str) -> None:
    """Raise UsageError if nothing listens at an address."""
    scheme, _, rest = address.partition("://")
    if scheme not in _PORTS:
        return
    reasons = []
    for host in re.split(r"[/;]", rest)[0].split(","):
        try:
            parts = urlsplit(f"//{host}")
            socket.create_connection((parts.hostname or "", parts.port or _PORTS[scheme]), _PATIENCE).close()
        except (OSError, ValueError) as error:
            reasons.append(f"{host}: {getattr(error, 'strerror', None) or error}")
        else:
            return
    raise UsageError([Problem("spark-not-begun", {"reason": "; ".join(reasons)})])


@contextmanager
def _without(name: str) -> Iterator[None]:
    value = os.environ.pop(name, None)
    try:
        yield
    finally:
        if value is not None:
            os.environ[name] = value


@contextmanager
def _outputs_to(descriptor: int) -> Iterator[None]:
    """Redirect the outputs of the process in the context: the Java machine keeps those that it is started with."""
    kept = {}
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    for number in (1, 2):
        with suppress(OSError):  # the output is closed
            kept[number] = os.dup(number)
            os.dup2(descriptor, number)
    try:
        yield
    finally:
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)


@contextmanager
def _own_interrupt() -> Iterator[None]:
    """Keep our handler of Ctrl-C: that of Spark cancels jobs, over a connection that is busy, and reports a failure."""
    before, others = signal.getsignal(signal.SIGINT), _children()
    try:
        yield
    except KeyboardInterrupt:
        # A Java machine that is just starting would not notice that nobody waits for it any more, and would stay.
        for process in _children() - others:
            with suppress(OSError):
                os.kill(process, signal.SIGTERM)
        raise
    finally:
        if current_thread() is main_thread():
            signal.signal(signal.SIGINT, before)


def _children() -> set[int]:
    with suppress(OSError), open("/proc/thread-self/children", encoding="ascii") as stream:
        return set(map(int, stream.read().split()))
    return set()


def _ended(session: SparkSession) -> None:
    with suppress(Exception):  # no result is lost with the session, and the cause of a failure was noted before
        session.stop()


def _progress(session: SparkSession, remote: bool) -> Callable[[], float]:
    if remote:
        share = [0.0]

        def told(stages: Iterable[StageInfo] | None, inflight_tasks: int, operation_id: str | None, done: bool) -> None:
            del inflight_tasks, operation_id, done
            share[0] = _share([(stage.num_completed_tasks, stage.num_tasks) for stage in stages or ()])

        session.registerProgressHandler(told)  # type: ignore[arg-type]  # it wants a subclass, and needs none
        return lambda: share[0]
    tracker = session.sparkContext.statusTracker()

    def asked() -> float:
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        return _share([(stage.numCompletedTasks, stage.numTasks) for stage in stages if stage is not None])

    return asked


def _share(stages: list[tuple[int, int]]) -> float:
    share = 100 * sum(done for done, _ in stages) / max(1, sum(tasks for _, tasks in stages))
    return min(share, 99)  # another stage may follow
