"""Make a call log of any size, the same for the same seed: ``python tests/bench/logs.py KIND ROWS FILE [SEED]``.

DuckDB writes it, ordered by time as logs are. KIND is `calls`, a year in Beijing time, or `accounts`, a month of many
accounts. The extension of FILE decides between CSV and Parquet.
"""

from __future__ import annotations

import sys

import duckdb

ACTIONS = ("DetectLabel", "RecognizeCar", "DetectProduct", "CropImage", "AssessQuality", "DetectCelebrity")

CALLS = """
    select strftime(timestamp '2026-01-01' + (i * 31536000 // {rows}) * interval 1 second, '%Y-%m-%dT%H:%M:%S+08:00') as time,
        {actions}[1 + (hash(i + {seed}) % 6)::int] as action,
        (hash(i + {seed} + 1) % 5000)::int as calls
    from range({rows}) as numbers (i)
"""
ACCOUNTS = """
    select strftime(timestamp '2026-11-01' + (i * 2592000 // {rows}) * interval 1 second, '%Y-%m-%dT%H:%M:%S+08:00') as time,
        {actions}[1 + (i % 5)::int] as action,
        1000000000 + (i // 5) % least({rows} // 50, 200000) as uin,
        (hash(i + {seed}) % 5000)::int as calls
    from range({rows}) as numbers (i)
"""


def main(kind: str, rows: str, file: str, seed: str = "7") -> None:
    query = {"calls": CALLS, "accounts": ACCOUNTS}[kind]
    query = query.format(rows=int(rows), actions=list(ACTIONS), seed=int(seed))
    if file.endswith(".parquet"):
        query = query.replace("strftime(", "(").replace(", '%Y-%m-%dT%H:%M:%S+08:00')", ") - interval 8 hours")
        query = f"select * replace (time::timestamptz as time) from ({query})"
        duckdb.execute("set TimeZone = 'UTC'")
    duckdb.execute(f"copy ({query}) to '{file}'")


main(*sys.argv[1:])
