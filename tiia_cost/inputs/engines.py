"""What can count the rows of call logs, by name, and whether it is installed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiia_cost.errors import Problems

ENGINES = ("auto", "python", "duckdb")


@cache
def has_duckdb() -> bool:
    """Say whether DuckDB is installed, without paying for its import."""
    return find_spec("duckdb") is not None


def known_engine(name: str, problems: Problems) -> str:
    """Return an engine by name; one that does not exist, or is not installed, goes to `problems`."""
    engine = name.lower()
    if engine not in ENGINES:
        problems.add("unknown-engine", name=name, engines=ENGINES)
    elif engine == "duckdb" and not has_duckdb():
        problems.add("extra-missing", what="--engine duckdb", extra="bulk")
    else:
        return engine
    return "auto"
