"""Compare the program with the smallest programs on its libraries: ``python tests/bench/run.py [--runs N]``.

Both sides run in turns, A B A B, and the result is the median of the ratios of such pairs: a busy machine slows both.
For tables the peak memory of the processes is printed, too; it must not grow with the table.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
OURS = [str(Path(sys.executable).with_name("tiia-cost"))]

WORKBOOK_ROWS = 100_000

SERVICES = ("label", "car", "porn", "图像标签", "DetectProduct", "crop", "quality")
"""Services that the rows name, in turns: ids, a Chinese name, an action of the API."""


class Cost(NamedTuple):
    """Cost of a process: its seconds, and its peak memory in MiB."""

    seconds: float
    peak: float


def theirs(script: str, *arguments: str) -> list[str]:
    return [sys.executable, str(HERE / script), *arguments]


def cost(command: Sequence[str]) -> Cost:
    """Run a command and return its cost. Linux reports no peak below that of this process, so this imports little."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TIIA_COST_", "PYTHON"))}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)  # otherwise Popen would wait for it again
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return Cost(seconds, used.ru_maxrss / 1024)


def pairs(ours: Sequence[str], floor: Sequence[str], runs: int) -> list[tuple[Cost, Cost]]:
    cost(ours), cost(floor)  # not measured: it compiles the bytecode and brings the files into memory
    return [(cost(ours), cost(floor)) for _ in range(runs)]


def ratio(found: Sequence[tuple[Cost, Cost]]) -> str:
    return spread([ours.seconds / floor.seconds for ours, floor in found])


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):5.2f} ({min(values):.2f}–{max(values):.2f})"


def peaks(found: Sequence[tuple[Cost, Cost]]) -> tuple[float, float]:
    return max(ours.peak for ours, _ in found), max(floor.peak for _, floor in found)


def tell(name: str, measured: str, aim: str) -> None:
    sys.stdout.write(f"{name:<58} {measured:<22} {aim}\n")
    sys.stdout.flush()


def by_month(row: int) -> str:
    return f"2026-{row % 12 + 1:02d},{SERVICES[row % 7]},{row % 5000}"


def by_day_and_account(row: int) -> str:
    return f"2026-{row % 12 + 1:02d}-{row % 28 + 1:02d},1000{row % 5},{SERVICES[row % 7]},{row % 5000}"


def by_second(row: int) -> str:
    return f"2026-11-{row // 86400 % 28 + 1:02d} {row // 3600 % 24:02d}:{row // 60 % 60:02d}:{row % 60:02d},label,1"


TABLES: dict[str, tuple[str, Callable[[int], str], str]] = {
    "months": ("month,service,calls", by_month, "≤ 1.50"),
    "days and accounts": ("date,account,service,calls", by_day_and_account, "≤ 1.50"),
    # No two times are equal: the floor keeps one text for each row, the program parses one time for each hour.
    "seconds, each row another": ("time,service,calls", by_second, "≤ 1.50"),
}


def table(folder: str, name: str, rows: int) -> str:
    header, line, _ = TABLES[name]
    path = os.path.join(folder, f"{rows}.csv")
    with open(path, "w", encoding="utf-8") as stream:
        stream.writelines(f"{text}\n" for text in lines(header, line, rows))
    return path


def lines(header: str, line: Callable[[int], str], rows: int) -> Iterator[str]:
    yield header
    yield from map(line, range(rows))


def compare_processes(runs: int) -> None:
    estimate = [*OURS, "estimate", "label=1500000"]
    floor = theirs("floor.py", "label=1500000")
    tell("estimate ÷ YAML, a model and a table", ratio(pairs(estimate, floor, runs)), "≤ 1.10")
    tell("estimate --format json ÷ the same", ratio(pairs([*estimate, "--format", "json"], floor, runs)), "≤ 1.00")
    check, forecast = ([*OURS, command, str(EXAMPLES / "forecast.csv")] for command in ("check", "estimate"))
    by_option = pairs([*check, "--budget", "5000"], forecast, runs)
    tell("check --budget ÷ estimate of a forecast", ratio(by_option), "≤ 1.10")
    budgets = ["--budgets", str(EXAMPLES / "budgets.yaml")]
    tell("check --budgets FILE ÷ the same", ratio(pairs([*check, *budgets], forecast, runs)), "≤ 1.10")
    as_json = pairs([*check, *budgets, "-f", "json"], [*forecast, "-f", "json"], runs)
    tell("the same, both with --format json", ratio(as_json), "≤ 1.10")
    settled = [*OURS, "cashflow", str(EXAMPLES / "forecast.csv"), "--balance", "15000"]
    tell("cashflow ÷ estimate of a forecast", ratio(pairs(settled, forecast, runs)), "≤ 1.10")
    service, counted = [*OURS, "tiers", "label"], [*OURS, "estimate", "label=1500000"]
    tell("tiers ÷ estimate", ratio(pairs(service, counted, runs)), "≤ 1.10")
    tell("afford ÷ estimate", ratio(pairs([*OURS, "afford", "label", "--budget", "2178"], counted, runs)), "≤ 1.10")
    tell("explain ÷ estimate", ratio(pairs([*OURS, "explain", "label=1500000"], counted, runs)), "≤ 1.10")
    both = ["-f", "json"]
    tell(
        "tiers ÷ estimate, both with --format json", ratio(pairs([*service, *both], [*counted, *both], runs)), "≤ 1.10"
    )
    bare = theirs("bare.py", "--version")
    tell("--version ÷ a bare Typer program", ratio(pairs([*OURS, "--version"], bare, runs)), "≤ 1.15")


def price_months(runs: int) -> None:
    took = [float(subprocess.check_output(theirs("price.py"))) for _ in range(max(3, runs // 3))]
    tell("one service and month, in microseconds", spread(took), "≤ 10")


def compare_packs(runs: int) -> None:
    """Look for the best purchase of seven sizes for a year of many calls, and price bills with packs and without."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "year.csv")
        with open(path, "w", encoding="utf-8") as stream:
            stream.writelines(f"{text}\n" for text in lines("month,service,calls", by_month_of_many, 12))
        charged = [path, "--prices", "charged"]
        found = pairs([*OURS, "packs", *charged], [*OURS, "estimate", *charged], runs)
    tell("packs for a year of 50 million calls a month, seconds", spread([ours.seconds for ours, _ in found]), "≤ 1.00")
    tell("    ÷ estimate of the same", ratio(found), "")
    took = [subprocess.check_output(theirs("packs.py"), text=True).split() for _ in range(max(1, runs // 5))]
    tell("packs of 5,000 accounts, µs more a service and month", spread([float(more) for more, _ in took]), "≤ 20")
    tell("best purchases of 1,000 accounts for a year, seconds", spread([float(best) for _, best in took]), "")


def by_month_of_many(row: int) -> str:
    return f"2027-{row + 1:02d},car-pro,50000000"


def compare_tables(runs: int, rows: int) -> None:
    for name, (_, _, aim) in TABLES.items():
        with tempfile.TemporaryDirectory() as folder:
            found = {}
            for size, times in ((rows, runs), (rows // 10, 1)):
                path = table(folder, name, size)
                found[size] = pairs([*OURS, "estimate", path, "-f", "json"], theirs("rows.py", path), times)
        tell(f"{rows:,} rows of {name} ÷ csv.reader", ratio(found[rows]), aim)
        for size, measured in found.items():
            ours, floor = peaks(measured)
            tell(f"    peak at {size:,} rows, in MiB (csv.reader)", f"{ours:5.1f} ({floor:.1f})", "")


def compare_workbooks(runs: int, rows: int) -> None:
    """Compare a workbook with the CSV of the same rows, which Python reads, too."""
    with tempfile.TemporaryDirectory() as folder:
        path = table(folder, "months", rows)
        workbook = f"{path}.xlsx"
        subprocess.run(theirs("workbook.py", path, workbook), check=True)
        found = pairs(counted(workbook), counted(path, "--engine", "python"), runs)
    tell(f"{rows:,} rows of a workbook ÷ the same CSV, python", ratio(found), "")
    over = [ours.seconds - 2 * floor.seconds for ours, floor in found]
    tell("    seconds above twice the time of the CSV", spread(over), "≤ 0.50")


def by_account(row: int) -> str:
    return f"2026-11,10{row:08},label,{900_000 + 37 * row}"


def compare_written(runs: int, bills: int = 10_000) -> None:
    """Compare a workbook of a bill per account with one that XlsxWriter makes of as many cells."""
    with tempfile.TemporaryDirectory() as folder:
        usage, ours, floor = (os.path.join(folder, name) for name in ("usage.csv", "ours.xlsx", "floor.xlsx"))
        with open(usage, "w", encoding="utf-8") as stream:
            stream.writelines(f"{text}\n" for text in lines("month,account,service,calls", by_account, bills))
        found = pairs([*OURS, "estimate", usage, "-o", ours], theirs("written.py", str(bills), floor), runs)
        tell(f"a workbook of {bills:,} bills, in seconds", spread([ours.seconds for ours, _ in found]), "≤ 5.00")
        tell("    ÷ XlsxWriter alone", ratio(found), "")
        tell("    peak in MiB (XlsxWriter)", "{:5.1f} ({:.1f})".format(*peaks(found)), "")


def log(folder: str, kind: str, rows: int, ending: str = "csv") -> str:
    path = os.path.join(folder, f"{kind}-{rows}.{ending}")
    subprocess.run(theirs("logs.py", kind, str(rows), path), check=True)
    return path


def counted(path: str, *options: str) -> list[str]:
    return [*OURS, "estimate", path, "-f", "csv", *options]


def compare_logs(runs: int, rows: int) -> None:
    """Compare engines on call logs: DuckDB with a script by hand, with Python, and with itself on more rows."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = log(folder, "calls", rows), log(folder, "calls", rows // 10)
        by_duckdb, by_python = (counted(large, "--engine", engine) for engine in ("duckdb", "python"))
        by_hand = pairs(by_duckdb, theirs("by_hand.py", large), runs)
        tell(f"{rows:,} rows of a log, duckdb ÷ a script by hand", ratio(by_hand), "≤ 1.25")
        tell("the same, python ÷ duckdb", ratio(pairs(by_python, by_duckdb, max(1, runs // 3))), "≥ 6.00")
        parquet = pairs(by_duckdb, counted(log(folder, "calls", rows, "parquet")), runs)
        tell("the same, CSV ÷ Parquet", ratio(parquet), "≥ 3.00")
        loop = pairs(counted(small, "--engine", "python"), theirs("rows.py", small), runs)
        tell(f"{rows // 10:,} rows of a log, python ÷ csv.reader", ratio(loop), "≤ 1.50")
        tell("    peak in MiB (csv.reader)", "{:5.1f} ({:.1f})".format(*peaks(loop)), "")
        more = pairs(counted(log(folder, "calls", 4 * rows), "--engine", "duckdb"), by_duckdb, max(1, runs // 3))
        (ours, floor), took = peaks(more), ratio(more)
        tell(f"{4 * rows:,} rows ÷ {rows:,}, duckdb, time", took, "≤ 4.00")
        tell("    peak memory", f"{ours / floor:5.2f} ({ours:.0f} and {floor:.0f} MiB)", "≤ 1.30")
    with tempfile.TemporaryDirectory() as folder:
        found = {size: cost(counted(log(folder, "accounts", size))) for size in (rows, 4 * rows)}
    groups = min(rows // 10, 1_000_000)
    each = found[rows].seconds / groups * 1e6
    tell(f"{groups:,} groups of {rows:,} rows as CSV, µs a group", f"{each:5.1f}", "≤ 30")
    tell(
        "    peak in MiB, and of four times as many rows", f"{found[rows].peak:.0f}, {found[4 * rows].peak:.0f}", "flat"
    )


def on_spark(path: str) -> tuple[float, float]:
    begun, counted = subprocess.check_output(theirs("on_spark.py", path), text=True, stderr=subprocess.DEVNULL).split()
    return float(begun), float(counted)


def compare_spark(runs: int, rows: int) -> None:
    """Compare Spark with itself on four times as many rows, without the start of its session, and with DuckDB."""
    for kind, ending in (("calls", "csv"), ("calls", "parquet"), ("accounts", "csv")):
        with tempfile.TemporaryDirectory() as folder:
            small, large = (log(folder, kind, size, ending) for size in (rows, 4 * rows))
            found = [(on_spark(large), on_spark(small)) for _ in range(runs)]
            duckdb = cost(counted(small, "--engine", "duckdb"))
        name = f"{4 * rows:,} rows ÷ {rows:,}, spark, {kind} as {ending}"
        tell(name, spread([more / less for (_, more), (_, less) in found]), "≤ 4.00")
        tell("    seconds to begin", spread([begun for pair in found for begun, _ in pair]), "")
        tell(f"    seconds to count {rows:,} rows", spread([less for _, (_, less) in found]), "")
        tell("    seconds of duckdb, its start and the bills included", f"{duckdb.seconds:5.1f}", "")


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare tiia-cost with the least its libraries take.")
    parser.add_argument("--runs", type=int, default=15, help="pairs of processes per comparison; tables take a third")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the large tables")
    parser.add_argument("--log-rows", type=int, default=10_000_000, help="rows of the call logs; four times on disk")
    parser.add_argument(
        "--only", choices=("processes", "packs", "tables", "workbooks", "logs", "spark"), help="only this part"
    )
    asked = parser.parse_args()
    tell("ours ÷ theirs", "median (min–max)", "aim")
    if asked.only in {None, "processes"}:
        compare_processes(asked.runs)
        price_months(asked.runs)
    if asked.only in {None, "packs"}:
        compare_packs(max(3, asked.runs // 3))
    if asked.only in {None, "tables"}:
        compare_tables(max(3, asked.runs // 3), asked.rows)
    if asked.only in {None, "workbooks"}:
        compare_workbooks(max(3, asked.runs // 3), WORKBOOK_ROWS)
        compare_written(max(3, asked.runs // 3))
    if asked.only in {None, "logs"}:
        compare_logs(max(3, asked.runs // 3), asked.log_rows)
    if asked.only in {None, "spark"}:
        compare_spark(max(2, asked.runs // 5), asked.log_rows)


main()
