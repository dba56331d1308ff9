"""Errors that Spark raises, as problems with the cause in its own words."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from tiia_cost.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILURES = (PySparkException, Py4JError, OSError)
"""Exceptions by which Spark, and the connection to it, fail."""

_EMPTY_WORDS = ("Job aborted", "Exception thrown in awaitResult")
"""Start of messages that only say that something else failed."""


@contextmanager
def failing(place: Place | None = None) -> Iterator[None]:
    """Turn errors that Spark raises in the context into UsageError, with the cause in its own words."""
    try:
        yield
    except FAILURES as error:
        if _was_interrupted(error):
            raise KeyboardInterrupt from None
        if isinstance(error, PySparkException) and error.getCondition() == "PATH_NOT_FOUND":
            raise UsageError([Problem("file-missing", {}, place)]) from None
        raise UsageError([Problem("spark-failed", {"reason": reason(error)}, place)]) from None


def _was_interrupted(error: BaseException | None) -> bool:
    """Return whether Ctrl-C came before an error: Spark then tidies up, over a connection that is broken."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def reason(error: BaseException) -> str:
    """Return the message of an error and that of its root cause, without the Java stack."""
    said = [re.sub(r"\s*SQLSTATE: \w+\s*$", "", text.strip().split("\n")[0]) for text in _causes(error)]
    said = [text.rstrip(". ") for text in said if text and not text.startswith(_EMPTY_WORDS)]
    if not said:
        return type(error).__name__
    first, last = said[0], said[-1]
    return first if last in first else f"{first}: {last}"


def _causes(error: BaseException) -> Iterator[str]:
    """Yield the messages of an error and of its causes; the last is that of the root."""
    java = getattr(error, "java_exception", None)
    if java is None:
        text = (error.getMessage() if isinstance(error, PySparkException) else None) or str(error)
        message, _, stack = text.partition("JVM stacktrace:")
        yield message
        yield from re.findall(r"^Caused by: (?:[\w.$]+: )?(.*)$", stack, re.MULTILINE)
    while java is not None:
        yield str(java.getMessage() or java.getClass().getName())
        java = java.getCause()
