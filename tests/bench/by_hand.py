"""Count a call log as someone who knows DuckDB would by hand: the time of each row becomes its month in Beijing."""

from __future__ import annotations

import sys

import duckdb

months = duckdb.execute(
    """
    select date_trunc('month', time at time zone 'Asia/Shanghai') as month, action, sum(calls) as calls
    from read_csv(?, columns = {time: timestamptz, action: varchar, calls: bigint})
    group by all order by all
    """,
    [sys.argv[1]],
).fetchall()
for month, action, calls in months:
    sys.stdout.write(f"{month:%Y-%m},{action},{calls}\n")
