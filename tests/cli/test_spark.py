"""Spark as its users have it: a server of Spark Connect, a session of one's own, and the errors of both."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.conftest import PROGRAM, ROOT, SHORT_LIVED, clean_environment, needs_spark, texts
from tests.support.logs import BAD_LOGS, GOOD, LOGS
from tests.support.processes import IMPATIENT, in_terminal, interrupted, shell, wait_until, without
from tests.support.spark_server import EVENT_LOG, spark_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Ran, Run, Write

pytestmark = [pytest.mark.spark, pytest.mark.process]

CASES = ROOT / "tests" / "cases"
UNUSED = "log.csv: columns not used: requestId\n"
NOVEMBER = "time,action,calls\n2026-11-05T13:45:10+08:00,DetectLabel,5\n"
LOCAL = "127.0.0.1"


@pytest.fixture(scope="module")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(server_folder: Path) -> Iterator[str]:
    needs_spark()
    with spark_server(server_folder) as address:
        yield address


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log that takes some time to count."""
    path = tmp_path_factory.mktemp("large") / "log.csv"
    duckdb.execute(
        "copy (select '2026-11-05T13:45:10+08:00' as time, 'label' as action, i % 5000 as calls"
        f" from range(5_000_000) as t (i)) to '{path}'"
    )
    return path


def since_now(events: Path, *parts: str) -> Callable[..., bool]:
    """Return a function that returns whether, after this call, an event that has all these parts was logged."""

    def logged() -> int:
        lines = [line for log in events.iterdir() for line in log.read_text().splitlines()]
        return sum(all(part in line for part in parts) for line in lines)

    before = logged()
    return lambda *_: logged() > before


COUNTS = ("SparkListenerJobStart", '"Number of Tasks":2')
"""Parts of the event of a job that reads all of a large file, in two pieces."""


COMMANDS: list[tuple[str, ...]] = [
    ("estimate", "log.csv", "label=5", "--month", "2026-11", "-f", "json"),
    ("check", "log.csv", "--budget", "100", "--lang", "zh"),
    ("diff", "log.csv", "log.csv"),
    ("cashflow", "log.csv", "--balance", "100", "-f", "csv"),
]


def with_rows(done: Ran, told: str) -> Ran:
    """Return what is expected of Spark where Python did this: it says how many rows it has read."""
    return in_order(done._replace(err=f"{done.err}{told}\n"))


def in_order(done: Ran) -> Ran:
    return done._replace(err=texts(sorted(done.err.splitlines())))


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_counts_in_a_session_that_is_there(run: Run, write: Write, command: tuple[str, ...]) -> None:
    path = write("log.csv", GOOD)
    # The session was begun in another folder, and there it looks for files.
    asked = [str(path) if argument == "log.csv" else argument for argument in command]
    told = f"{path}: 由 spark 读取 60 行" if "zh" in asked else f"{path}: 60 rows read by spark"
    assert in_order(run(*asked, "--engine", "spark")) == with_rows(run(*asked), told)


def test_a_server_of_spark_connect_gives_what_python_gives(run: Run, process: Run, write: Write, server: str) -> None:
    write("log.csv", GOOD)
    found = process(*COMMANDS[0], env={"SPARK_REMOTE": server, "TIIA_COST_ENGINE": "spark"})
    assert in_order(found) == with_rows(run(*COMMANDS[0]), "log.csv: 60 rows read by spark")


def test_the_server_counts_and_refuses_the_same_logs(run: Run, process: Run, tmp_path: Path, server: str) -> None:
    for log in (*LOGS, *BAD_LOGS):
        (tmp_path / log.name).write_bytes(log.content)
    good = ["quoted.csv", "lines.jsonl", "gb18030.csv", "wide.csv", "packed.csv.gz"]
    asked = ("estimate", *good, "-f", "csv")
    found, expected = process(*asked, "--engine", "spark", "--spark-master", server), run(*asked)
    assert (found.status, found.out) == (0, expected.out)
    bad = ["unknown-names.csv", "bad-times.csv", "bad-counts.csv", "no-json.jsonl", "unclosed-quote.csv"]
    refused: tuple[str, ...] = ("estimate", *bad)
    found, expected = process(*refused, "--engine", "spark", "--spark-master", server), run(*refused)
    assert found == expected
    assert (found.status, found.out) == (2, "")


def test_the_server_reads_each_file_of_parquet_by_its_own_columns(
    run: Run, process: Run, tmp_path: Path, server: str
) -> None:
    (tmp_path / "logs").mkdir()
    shutil.copy(CASES / "int96.parquet", tmp_path / "logs")
    shutil.copy(CASES / "tz_ns.parquet", tmp_path / "logs")
    for i in range(9):
        query = f"select '2026-11-05 13:45:10' as time, 'crop' as action, {i} as calls"
        duckdb.execute(f"copy ({query}) to '{tmp_path}/logs/{i}.parquet'")
    for asked in (("estimate", "logs", "-f", "csv"), ("estimate", str(CASES / "parquet_int_types"), "-f", "csv")):
        found = process(*asked, "--engine", "spark", "--spark-master", server)
        assert (found.status, found.out) == (0, run(*asked).out)


def test_counts_are_kept_and_bad_rows_put_aside(process: Run, write: Write, tmp_path: Path, server: str) -> None:
    write("log.csv", f"{NOVEMBER}2026-11-05,lable,5\n")
    done = process(
        *("estimate", "log.csv", "--engine", "spark", "--spark-master", server, "--total"),
        *("--bad-rows", "bad.csv", "--counts", "counts.csv"),
    )
    assert (done.status, done.out) == (0, "0.00\n")
    assert done.err == texts(
        ["log.csv: 1 row read by spark", "1 row could not be counted and is left out: see bad.csv"]
    )
    assert (tmp_path / "counts.csv").read_text() == "month,service,calls\n2026-11,label,5\n"
    assert (
        'log.csv,3,unknown service lable; did you mean label?,"2026-11-05,lable,5"'
        in (tmp_path / "bad.csv").read_text()
    )
    into = process("estimate", "log.csv", "--engine", "spark", "--spark-master", server, "--counts", "log.csv")
    assert (into.status, into.out) == (2, "")
    assert "error: --counts and USAGE are the same file, log.csv; write to another one\n" in into.err


def test_rows_of_a_large_file_are_put_aside_as_they_stand(
    process: Run, write: Write, tmp_path: Path, server: str
) -> None:
    header, row = NOVEMBER.encode().splitlines(keepends=True)
    write("log.csv", header + row * 450_000 + b"2026-11-05,\xff,5\n2026-11-05,lable,5\n")  # 18 MB
    asked = ("estimate", "log.csv", "--engine", "spark", "--spark-master", server, "--total")
    assert process(*asked) == (
        2,
        "",
        texts(
            [
                "log.csv: error: a line is not UTF-8; Spark reads a large file only as UTF-8",
                "log.csv: error: unknown service lable; did you mean label?",
            ]
        ),
    )
    done = process(*asked, "--bad-rows", "bad.csv")
    assert (done.status, done.out) == (0, "4928.00\n")  # 2,250,000 calls less 10,000, at 2.2 per thousand
    assert (tmp_path / "bad.csv").read_text() == texts(
        [
            "file,line,problem,row",
            'log.csv,,a line is not UTF-8; Spark reads a large file only as UTF-8,"2026-11-05,\\xff,5"',
            'log.csv,,unknown service lable; did you mean label?,"2026-11-05,lable,5"',
        ]
    )


def test_a_cluster_error_is_one_line_without_a_stack(process: Run, write: Write, tmp_path: Path, server: str) -> None:
    write("cut.csv.gz", next(log.content for log in BAD_LOGS if log.name == "cut.csv.gz"))
    done = process("estimate", "s3a://nowhere/log.csv", "cut.csv.gz", "--engine", "spark", "--spark-master", server)
    assert (done.status, done.out) == (2, "")
    missing, cut = done.err.splitlines()
    assert missing.startswith("s3a://nowhere/log.csv: error: Spark failed: ")
    assert missing.endswith("Class org.apache.hadoop.fs.s3a.S3AFileSystem not found")
    assert cut == (
        "cut.csv.gz: error: Spark failed: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file "
        f"file://{tmp_path}/cut.csv.gz: Unexpected end of input stream"
    )


def test_long_counting_shows_how_far_it_is(write: Write, server: str, tmp_path: Path) -> None:
    write("log.csv", GOOD)
    asked = ("estimate", "log.csv", "--engine", "spark", "--spark-master", server)
    shown = in_terminal(*asked, columns=80, cwd=tmp_path, program=IMPATIENT)
    assert "%" in shown.partition("label")[0]
    assert "60 rows read by spark" in shown


def test_ctrl_c_ends_what_a_server_counts(large: Path, server: str, server_folder: Path, tmp_path: Path) -> None:
    asked = ("estimate", str(large), "--engine", "spark", "--spark-master", server)
    events = server_folder / "events"
    cancelled = since_now(events, "SparkListenerJobEnd", "JobFailed")
    assert interrupted(*asked, cwd=tmp_path, begun=since_now(events, *COUNTS)) == (130, b"", b"")
    wait_until(cancelled)


def test_a_session_of_ones_own_begins_where_spark_defaults_say_and_leaves_nothing(
    run: Run, process: Run, write: Write, tmp_path: Path
) -> None:
    needs_spark()
    write("log.csv", GOOD)
    (tmp_path / "conf").mkdir()
    # An event log shows that the settings of the user are in force.
    (tmp_path / "events").mkdir()
    write(
        "conf/spark-defaults.conf",
        f"spark.master local[1]\nspark.eventLog.enabled true\nspark.eventLog.dir file:{tmp_path}/events\n"
        f"spark.driver.extraJavaOptions {SHORT_LIVED} -Djava.io.tmpdir={tmp_path}/java\n",
    )
    (tmp_path / "java").mkdir()
    before = sorted(os.listdir(tmp_path))
    asked = ("estimate", "log.csv", "-f", "csv")
    mine = {"SPARK_LOCAL_IP": LOCAL, "SPARK_CONF_DIR": str(tmp_path / "conf"), "TMPDIR": str(tmp_path / "java")}
    done = process(*asked, "--engine", "spark", env=mine)
    assert done == (0, run(*asked).out, UNUSED + "log.csv: 60 rows read by spark\n")
    assert sorted(os.listdir(tmp_path)) == before
    assert [os.path.isdir(tmp_path / "events" / name) for name in os.listdir(tmp_path / "events")] == [True]
    assert [name for name in os.listdir(tmp_path / "java") if name.startswith("tiia-cost")] == []


def test_ctrl_c_ends_a_session_of_ones_own_while_it_begins_and_while_it_counts(
    large: Path, write: Write, tmp_path: Path
) -> None:
    needs_spark()
    asked = ("estimate", str(large), "--engine", "spark", "--spark-master", "local[2]")

    def java_begins(process: subprocess.Popen[bytes]) -> bool:
        with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
            return bool(children.read().split())

    def java_is_gone() -> bool:
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        return not any(str(tmp_path) in line and "pyspark-shell" in line for line in listed.splitlines())

    events = tmp_path / "events"
    events.mkdir()
    settings = {**EVENT_LOG, "spark.eventLog.dir": f"file:{events}"}
    write("spark-defaults.conf", texts([f"{name} {value}" for name, value in settings.items()]))
    # The command of the Java machine names our folder for temporary files.
    mine = {"SPARK_LOCAL_IP": LOCAL, "SPARK_CONF_DIR": str(tmp_path), "TMPDIR": str(tmp_path)}
    for begun in (java_begins, since_now(events, *COUNTS)):
        assert interrupted(*asked, cwd=tmp_path, begun=begun, **mine) == (130, b"", b"")
        wait_until(java_is_gone)


NO_JAVA = (
    "error: --engine spark needs Java 17 or newer; install it (openjdk-17-jre-headless, for example), or name a Spark Connect"
    " server (sc://…)\n"
)


def test_what_is_missing_is_told_with_how_to_install_it(write: Write, tmp_path: Path) -> None:
    write("log.csv", GOOD)
    asked = ("estimate", "log.csv", "s3a://bucket/log.csv", "--engine", "spark")
    assert without("pyspark", *asked, cwd=tmp_path) == (
        2,
        'error: --engine spark needs an optional dependency; install it: pip install "tiia-cost[spark]"\n',
    )
    connect = (*asked, "--spark-master", "sc://127.0.0.1")
    assert without("grpc", *connect, cwd=tmp_path) == (
        2,
        'error: --engine spark needs an optional dependency; install it: pip install "tiia-cost[spark]"\n',
    )


def test_java_that_is_missing_or_too_old_is_told(process: Run, write: Write, tmp_path: Path) -> None:
    needs_spark()
    write("log.csv", GOOD)
    asked = ("estimate", "log.csv", "--engine", "spark")
    assert process(*asked, env={"JAVA_HOME": str(tmp_path)}) == (2, "", NO_JAVA)
    (tmp_path / "bin").mkdir()
    java = write(
        "bin/java",
        "#!/bin/sh\necho 'Error: A JNI error has occurred' >&2\n"
        "echo 'java.lang.UnsupportedClassVersionError: org/apache/spark/launcher/Main' >&2\nexit 1\n",
    )
    java.chmod(0o755)
    assert process(*asked, env={"JAVA_HOME": str(tmp_path)}) == (2, "", NO_JAVA)


def test_where_no_cluster_is_none_is_waited_for(process: Run, write: Write) -> None:
    needs_spark()
    write("log.csv", GOOD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
    asked = ("estimate", "log.csv", "other.csv", "--engine", "spark")
    refused = (2, "", f"error: Spark did not start: {nobody}: Connection refused\n")
    assert process(*asked, "--spark-master", f"sc://{nobody}") == refused
    assert process(*asked, "--spark-master", f"spark://{nobody}") == refused
    assert process(*asked, env={"SPARK_REMOTE": f"sc://{nobody}/;user_id=me"}) == refused
    done = process(*asked, "--spark-master", "lokal[2]", env={"SPARK_LOCAL_IP": LOCAL})
    assert done == (
        2,
        "",
        "error: Spark did not start: org.apache.spark.SparkException: Master must either be yarn or start with spark, k8s,"
        " or local\n",
    )


def test_arguments_that_go_with_no_cluster_are_refused_or_need_none(run: Run, write: Write, tmp_path: Path) -> None:
    needs_spark()
    write("log.csv", GOOD)
    spark = ("--engine", "spark", "--spark-master", "sc://127.0.0.1:1")
    assert run("estimate", "-", *spark, stdin=GOOD) == (
        2,
        "",
        "error: --engine spark cannot read standard input (-); name a path that the cluster can read\n",
    )
    assert run("estimate", "label=1.5M", "--total", *spark) == (0, "3278.00\n", "")
    alone = "error: --spark-master has no effect without --engine spark\n"
    assert run("estimate", "log.csv", "--spark-master", "local[2]") == (2, "", UNUSED + alone)
    assert shell('"$TIIA" estimate --help', tmp_path, COLUMNS="200").stdout.count("--spark-master") == 1


def test_counts_need_no_spark_to_be_loaded(tmp_path: Path) -> None:
    loaded = "import sys; from tiia_cost.cli import main; main(); print([m for m in sys.modules if 'spark' in m])"
    python = PROGRAM.with_name("python")
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [python, "-c", loaded, "estimate", "label=5", "--engine", "spark", "--total"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=clean_environment(),
        check=False,
    )
    assert done.stdout == "0.00\n[]\n"
