"""What can count the rows of call logs, by name, and whether it is installed."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiia_cost.errors import Problems

ENGINES = ("auto", "python", "duckdb", "spark")
NOBODY = "nobody"
"""Reads no tables, instead of an engine that is missing: what is on a cluster is not looked for here."""

CONNECT = "sc://"
"""What the address of a server of Spark Connect begins with."""


@cache
def has_duckdb() -> bool:
    """Say whether DuckDB is installed, without paying for its import."""
    return find_spec("duckdb") is not None


def known_engine(name: str, master: str | None, problems: Problems) -> str:
    """Return an engine by name. What it lacks, if it exists, goes to `problems`; then another is returned.

    `master` is where Spark runs, None as it is set up to.
    """
    engine = name.lower()
    if master is not None and engine != "spark":
        problems.add("spark-master-alone")
    if engine not in ENGINES:
        problems.add("unknown-engine", name=name, engines=ENGINES)
    elif engine == "duckdb" and not has_duckdb():
        problems.add("extra-missing", what="--engine duckdb", extra="bulk")
    elif engine == "spark":
        return engine if _has_spark(master, problems) else NOBODY
    else:
        return engine
    return "auto"


def _has_spark(master: str | None, problems: Problems) -> bool:
    connects = (master or os.environ.get("SPARK_REMOTE", "")).startswith(CONNECT)
    if find_spec("pyspark") is None or (connects and find_spec("grpc") is None):
        problems.add("extra-missing", what="--engine spark", extra="spark")
        return False
    # A server of Spark Connect has its own Java.
    home = os.environ.get("JAVA_HOME")
    if not connects and which(os.path.join(home, "bin", "java") if home else "java") is None:
        problems.add("java-missing")
        return False
    return True
