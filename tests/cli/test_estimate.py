"""`tiia-cost estimate` as its users ask for it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROGRAM, ROOT, clean_environment

if TYPE_CHECKING:
    from tests.conftest import Run, Write

LOG = "time,action\n2026-11-01T00:00:00+08:00,DetectLabel\n"


def costs(out: str) -> dict[str, str]:
    return {charge["service"]: charge["cost"] for bill in json.loads(out)["bills"] for charge in bill["charges"]}


def test_arguments_are_priced(run: Run) -> None:
    done = run("estimate", "label=1500000", "图像鉴黄=35万", "-f", "json")
    assert (done.status, done.err) == (0, "")
    assert costs(done.out) == {"label": "3278.00", "porn": "680.00"}  # 1,490,000 × 2.2 and 340,000 × 2, per 1,000


def test_standard_input_is_priced(run: Run) -> None:
    done = run("estimate", "-", "-f", "json", stdin="月份,图像标签\n2026-11,150万\n".encode("gb18030"))
    assert (done.status, done.err) == (0, "-: read as GB18030\n")
    assert costs(done.out) == {"label": "3278.00"}


def test_a_log_is_counted_and_that_is_said(run: Run, write: Write) -> None:
    done = run("estimate", write("log.csv", LOG).name, "-f", "json")
    assert (done.status, done.err) == (0, "log.csv: no calls column: each row is counted as one call\n")
    assert json.loads(done.out)["total"]["calls"] == 1


@pytest.mark.process
@pytest.mark.skipif(shutil.which("bash") is None, reason="process substitution needs bash")
def test_a_pipe_given_as_a_file_is_priced(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} estimate <(printf 'month,label\\n2026-11,1500000\\n') -f json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=clean_environment(),
    )
    assert costs(done.stdout) == {"label": "3278.00"}


def test_no_free_quota_charges_every_call(run: Run) -> None:
    assert costs(run("estimate", "label=1500000", "--no-free-quota", "-f", "json").out) == {"label": "3300.00"}


def test_price_files_come_from_the_option_else_the_environment_else_the_program(run: Run, write: Write) -> None:
    list_ = "name: {}\ncurrency: CNY\neffective_from: 2020-01-01\ntier_mode: volume\nper: 1\ntiers: {{from: [0]}}\n"
    services = "services: {{label: {{name: x, prices: [{}]}}}}\n"
    write("pricing.yaml", (list_ + services).format("here", 7))  # used only when named
    one, two = (
        write("one.yaml", (list_ + services).format("one", 1)),
        write("two.yaml", (list_ + services).format("two", 2)),
    )
    assert costs(run("estimate", "label=20000", "-f", "json").out) == {"label": "25.00"}
    environment = {"TIIA_COST_PRICES": str(one)}
    assert costs(run("estimate", "label=20000", "-f", "json", env=environment).out) == {"label": "20000.00"}
    assert costs(run("estimate", "label=20000", "-f", "json", "--prices", str(two), env=environment).out) == {
        "label": "40000.00"
    }


def test_several_dated_price_files_come_separated_in_the_environment(run: Run) -> None:
    both = {"TIIA_COST_PRICES": f"{ROOT / 'pricing.yaml'}:{ROOT / 'examples/prices/pricing-2026-11.yaml'}"}
    assert costs(run("estimate", "label=1000000", "--month", "2026-10", "-f", "json", env=both).out) == {
        "label": "2178.00"  # 990,000 × 2.2
    }
    assert costs(run("estimate", "label=1000000", "--month", "2026-11", "-f", "json", env=both).out) == {
        "label": "2388.00"  # 995,000 × 2.4
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "error: no usage given; write SERVICE=CALLS, name a CSV file or a workbook, or use - for standard input"),
        (["label=5", "--format", "jsn"], "error: unknown format jsn; known: table, json, csv, markdown, svg, png, html"),
        (["label=5", "-o", "no/x.json"], "error: the folder of --output does not exist: no"),
        (["label=5", "-o", "."], "error: --output: . is a folder; name a file in it"),
        (["label=5", "-o", "x.pdf"], "error: x.pdf asks for pdf, a format that this command does not write; known: table, json, csv, markdown, svg, png, html, xlsx"),
        (["label=5", "--month", "2026-13"], "error: --month: 2026-13 is not a month; write YYYY-MM"),
        (["label=5", "--month", "2026-11-05"], "error: --month: 2026-11-05 is not a month; write YYYY-MM"),
        (["label=5", "--encoding", "nope"], "error: --encoding: unknown encoding nope; write utf-8 or gb18030, for example"),
        (["label=5", "--prices", "no.yaml"], "no.yaml: error: file not found"),
        (["-", "-"], "error: standard input (-) can be read only once"),
        (["-"], "-: error: the file is empty"),
        (["no.csv"], "no.csv: error: file not found"),
        (["."], ".: error: no usage in this folder; only files that end in .csv, .tsv, .jsonl, .ndjson or .parquet are read"),
        (["label=5", "-f", ""], "error: unknown format ; known: table, json, csv, markdown"),
        (["label=5", "-o", ""], "error: --output needs a file name"),
        ([""], "'': error: file not found"),
        (["a\x1b[31m=5"], "error: a\\x1b[31m=5: unknown service a\\x1b[31m; known in tencent-tiia: label, product"),
        (["label=5\x00"[:-1] + "\x01"], "error: label=5\\x01: 5\\x01 is not a count"),
        (["label=5", "--no-such-option"], "error: unknown option --no-such-option"),
        (["label=5", "--format"], "error: option --format needs a value"),
    ],
)  # fmt: skip
def test_bad_input_ends_with_status_2_a_message_and_nothing_on_standard_output(
    run: Run, arguments: list[str], told: str
) -> None:
    done = run("estimate", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)
    assert "Traceback" not in done.err
    assert "\x1b" not in done.err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="/proc is Linux's")
def test_a_file_that_fails_while_it_is_read_is_refused(run: Run) -> None:
    assert run("estimate", "/proc/self/mem") == (2, "", "/proc/self/mem: error: cannot be read: Input/output error\n")


def test_a_long_argument_is_not_echoed_in_full(run: Run) -> None:
    assert len(run("estimate", f"label={'9' * 100_000}").err) < 2000


def test_an_unreadable_file_is_refused(run: Run, tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    done = run("estimate", "loop.csv")
    assert (done.status, done.out, done.err) == (
        2,
        "",
        "loop.csv: error: cannot be read: Too many levels of symbolic links\n",
    )


@pytest.mark.process
def test_bytes_that_are_no_text_in_an_argument_are_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [bytes(PROGRAM), b"estimate", b"\xff\xfe=5", b"caf\xe9.csv"],
        capture_output=True,
        cwd=tmp_path,
        env=clean_environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "error: \\udcff\\udcfe=5: unknown service \\udcff\\udcfe; known in tencent-tiia: label, product, celebrity, car, porn,"
        " politics, terrorism, crop, quality\ncaf\\udce9.csv: error: file not found\n"
    )


def test_every_problem_of_every_input_is_told_in_one_run(run: Run, write: Write) -> None:
    write("a.csv", "month,service,calls\n2026-11,lable,5\n2026-11,porn,x\n")
    write("b.csv", "month,label\n2026-11,5\n2026-11,-5\n")
    done = run("estimate", "a.csv", "b.csv", "foo=1")
    assert (done.status, done.out) == (2, "")
    assert [" ".join(line.split(": ")[:2]) for line in done.err.splitlines()] == [
        "a.csv:2:9 error",
        "a.csv:3:14 error",
        "b.csv:3:9 error",
        "error foo=1",  # no such service
        "error foo=1",  # and no month, which the files name
    ]


def test_what_has_no_price_is_told_beside_what_cannot_be_read(run: Run, write: Write) -> None:
    prices = (ROOT / "pricing.yaml").read_text().replace("before_effective: free", "before_effective: error")
    write("p.yaml", prices)
    write("a.csv", "service,month,calls\nlabel,2019-10,5\nlabel,2019-10,7\nlabel,2026-11,x\n")
    done = run("estimate", "a.csv", "--prices", "p.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "a.csv:2:1: error: no price list covers 2019-10; the earliest, tencent-tiia, is in force from 2019-12-01",
        "a.csv:4:15: error: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
    ]


def test_total_is_the_cost_over_all_months_and_accounts_and_nothing_else(run: Run, write: Write) -> None:
    write(
        "a.csv", "month,account,service,calls\n2026-10,a,label,1000000\n2026-11,a,label,1000000\n2026-11,b,car,10001\n"
    )
    # 2 × 990,000 × 2.2 / 1,000, and 1 × 3 / 1,000, billed 0.00
    assert run("estimate", "a.csv", "--total") == (0, "4356.00\n", "")
    assert run("estimate", "a.csv", "--total", "--lang", "zh") == (0, "4356.00\n", "")
    assert run("estimate", "a.csv", "--total", "--no-free-quota").out == "4430.00\n"  # 2,200 × 2, and 30.003


def test_total_goes_to_a_file_but_has_no_format(run: Run, tmp_path: Path) -> None:
    assert run("estimate", "label=1000000", "--total", "-o", "total.txt") == (0, "", "")
    assert (tmp_path / "total.txt").read_text() == "2178.00\n"
    told = "error: --total prints one number, without a format; leave out --format, or the extension in --output\n"
    assert run("estimate", "label=1000000", "--total", "-f", "json") == (2, "", told)
    assert run("estimate", "label=1000000", "--total", "-o", "total.json") == (2, "", told)
