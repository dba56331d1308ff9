"""`--through`, `--pace`, `--months` and `--grow` of `estimate`, `check` and `cashflow`: options, reading and bad input."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Run, Write

FORECASTS = ("estimate", "check", "cashflow")


def daily(first: int = 1, last: int = 12, month: str = "2026-11", calls: int = 1000, service: str = "label") -> str:
    """Return rows of so many calls on each day."""
    return "".join(f"{month}-{day:02},{service},{calls}\n" for day in range(first, last + 1))


HEADER = "date,service,calls\n"


def estimated(run: Run, *arguments: str | Path, **how: Any) -> dict[str, Any]:
    done = run("estimate", *arguments, "-f", "json", **how)
    assert done.status == 0, done.err
    result: dict[str, Any] = json.loads(done.out)
    return result


def calls_of(result: dict[str, Any]) -> dict[tuple[str | None, str, str], int]:
    """Return the calls of an estimate by account, month and service."""
    return {
        (bill["account"], bill["month"], charge["service"]): charge["calls"]
        for bill in result["bills"]
        for charge in bill["charges"]
    }


def refused(run: Run, *arguments: str | Path, command: str = "estimate", stdin: bytes | None = None) -> list[str]:
    """Return what a run says that refuses its input, without the words that are always there."""
    done = run(command, *arguments, stdin=stdin)
    assert (done.status, done.out) == (2, "")
    return [line.removeprefix("error: ") for line in done.err.splitlines()]


# 420,000 calls in 12 of 30 days come to 420,000 × 30 ÷ 12 = 1,050,000, in tier 2: (1,050,000 − 10,000) × 2.2 / 1,000.
SO_FAR = ("label=420000", "--month", "2026-11", "--through", "2026-11-12")


def test_calls_so_far_are_projected_and_then_priced(run: Run) -> None:
    result = estimated(run, *SO_FAR)
    (charge,) = result["bills"][0]["charges"]
    assert result["projection"] == {"month": "2026-11", "through": "2026-11-12", "days": 12, "of": 30}
    assert (charge["so_far"], charge["calls"], charge["tier"], charge["cost"]) == (420_000, 1_050_000, 2, "2288.00")


@pytest.mark.parametrize(
    "day", ["2026-11-12", "2026/11/12", "2026.11.12", "20261112", "2026年11月12日", "２０２６-11-12", " 2026-11-12 "]
)
def test_a_day_may_be_written_as_in_tables(run: Run, day: str) -> None:
    assert estimated(run, *SO_FAR[:-1], day)["projection"]["through"] == "2026-11-12"


@pytest.mark.parametrize("day", ["auto", "AUTO", " Auto ", "ａｕｔｏ"])
def test_the_last_day_is_found(run: Run, write: Write, day: str) -> None:
    write("daily.csv", HEADER + daily())
    assert estimated(run, "daily.csv", "--through", day)["projection"]["through"] == "2026-11-12"


def test_of_times_the_last_day_is_left_out_for_it_may_not_be_over(run: Run, write: Write) -> None:
    write("log.csv", "time,service\n" + "".join(f"2026-11-{day:02}T09:00:00,label\n" for day in (1, 2, 2, 4, 5, 5)))
    result = estimated(run, "log.csv", "--through", "auto")
    # Through the 4th there are 4 calls, and 4 × 30 ÷ 4 = 30.
    assert result["projection"]["through"] == "2026-11-04"
    assert calls_of(result) == {(None, "2026-11", "label"): 30}
    assert result["calls_left_out"]["calls"] == 2


# 1,000 calls grow by 10% to 1,100 and to 1,210.
@pytest.mark.parametrize(
    "growth",
    ["10%", "10 %", "+10%", "１０％", "10.0%", "10%/month", "10% / Month", "10%/mo", "10% per month", "10%每月"],
)
def test_months_are_added_each_larger_by_the_growth(run: Run, write: Write, growth: str) -> None:
    arguments = ("label=1000", "--month", "2026-11", "--grow", growth, "--months", "２", "--counts", "forecast.csv")
    months = {(None, "2026-11", "label"): 1000, (None, "2026-12", "label"): 1100, (None, "2027-01", "label"): 1210}
    path = write("forecast.csv", "")
    assert calls_of(estimated(run, *arguments)) == months
    assert path.read_text() == "month,service,calls\n2026-11,label,1000\n2026-12,label,1100\n2027-01,label,1210\n"


def test_without_growth_months_are_alike_and_a_decline_is_below_zero(run: Run) -> None:
    arguments = ("label=1000", "--month", "2026-11", "--months", "1")
    assert list(calls_of(estimated(run, *arguments)).values()) == [1000, 1000]
    assert list(calls_of(estimated(run, *arguments, "--grow", "-12.5%")).values()) == [1000, 875]
    assert list(calls_of(estimated(run, *arguments, "--grow", "-99.99%")).values()) == [1000, 1]  # 0.1, rounded up


DAY = "not a day; write YYYY-MM-DD, or auto for the last complete day of the usage"
MONTH = "a month; write the last day that is known, YYYY-MM-DD, or auto for the last complete day of the usage"
GROWTH = "not a growth per month; write a percentage such as 5%, or -5% for a decline"
MONTHS = "not a number of months; write a whole number from 1 to 120"


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--through", "2026-02-30", "there is no 2026-02-30 in the calendar"),
        ("--through", "2026-13-01", "there is no 2026-13-01 in the calendar"),
        ("--through", "2026-11", f"2026-11 is {MONTH}"),
        ("--through", "2026年11月", f"2026年11月 is {MONTH}"),
        ("--through", "12", f"12 is {DAY}"),
        ("--through", "12/11/2026", f"12/11/2026 is {DAY}"),
        ("--through", "2026-11-12T13:45:00", f"2026-11-12T13:45:00 is {DAY}"),
        ("--through", "today", f"today is {DAY}"),
        ("--through", "", f"'' is {DAY}"),
        ("--pace", "wekday", "unknown pace wekday; did you mean weekday?"),
        ("--pace", "linear", "unknown pace linear; known: plain, weekday"),
        ("--pace", "", "unknown pace ''; known: plain, weekday"),
        ("--grow", "10", f"10 is {GROWTH}"),
        ("--grow", "0.1", f"0.1 is {GROWTH}"),
        ("--grow", "5%/week", f"5%/week is {GROWTH}"),
        ("--grow", "1e2%", f"1e2% is {GROWTH}"),
        ("--grow", "", f"'' is {GROWTH}"),
        ("--grow", "10%/year", "10%/year is a growth per year; write that of a month, such as 1%"),
        ("--grow", "10% p.a.", "10% p.a. is a growth per year; write that of a month, such as 1%"),
        ("--grow", "-100%", "-100% would leave no calls; a decline must be less than 100%, such as -10%"),
        ("--months", "0", f"0 is {MONTHS}"),
        ("--months", "121", f"121 is {MONTHS}"),
        ("--months", "-1", f"-1 is {MONTHS}"),
        ("--months", "1.5", f"1.5 is {MONTHS}"),
        ("--months", "1_0", f"1_0 is {MONTHS}"),
        ("--months", "9" * 30, f"{'9' * 30} is {MONTHS}"),
        ("--months", "三", f"三 is {MONTHS}"),
        ("--months", "", f"'' is {MONTHS}"),
    ],
)
@pytest.mark.parametrize("command", FORECASTS)
def test_a_wrong_value_is_told_with_what_to_write(run: Run, command: str, option: str, value: str, told: str) -> None:
    right = {"--through": "2026-11-12", "--months": "3", option: value}
    options = [argument for pair in right.items() for argument in pair]
    budget = ("--budget", "5") if command == "check" else ()
    lines = refused(run, "label=1000", "--month", "2026-11", *options, *budget, command=command)
    assert lines == [f"{option}: {told}"]


def test_all_that_is_wrong_is_told_at_once_beside_what_is_wrong_in_files(run: Run, write: Write) -> None:
    write("bad.csv", HEADER + "2026-11-05,label,5\nx,label,6\n2026-11-06,lable,7\n")
    options = ("--through", "x", "--pace", "wek", "--grow", "5", "--months", "0", "--range", "y", "--counts", "c.csv")
    assert [line.split(";")[0] for line in refused(run, "bad.csv", *options)] == [
        "--range: y is neither a percentage nor a count",
        "--through: x is not a day",
        "--pace: unknown pace wek",
        "--months: 0 is not a number of months",
        "--grow: 5 is not a growth per month",
        "bad.csv:3:1: error: x is not a month, date or time",
        "bad.csv:4:12: error: unknown service lable",
    ]


def test_options_that_need_another_one_say_so(run: Run) -> None:
    assert refused(run, "label=5", "--month", "2026-11", "--pace", "weekday", "--grow", "5%") == [
        "--pace is for a month that is known up to a day; add --through YYYY-MM-DD, or leave --pace out",
        "--grow is for months that --months adds; add --months N, such as --months 6, or leave --grow out",
    ]


def test_month_and_months_are_told_apart_where_one_is_written_for_the_other(run: Run) -> None:
    assert refused(run, "label=5", "--month", "3", "--months", "2026-11") == [
        "--month: 3 is not a month; write YYYY-MM, or --months 3 to add so many months after the last one",
        "--months: 2026-11 is a month, but --months is how many to add, from 1 to 120; "
        "for the month of calls that name none, write --month 2026-11",
    ]
    # Commands without --months say nothing of it.
    assert refused(run, "label", "--month", "3", command="tiers") == ["--month: 3 is not a month; write YYYY-MM"]


def test_what_other_programs_call_it_is_answered_with_the_option(run: Run) -> None:
    for written, meant in (("--growth", "--grow"), ("--trough", "--through"), ("--until", "--through")):
        assert refused(run, "label=5", written, "1") == [f"unknown option {written}; did you mean {meant}?"]
    assert refused(run, "label=5", "label=6", "--through", "auto", command="diff") == [
        "diff takes no --through; write the forecast to a file, and give it that: "
        "tiia-cost estimate USAGE --through … --counts forecast.csv"
    ]
    assert refused(run, "label=5", "--months", "3", "--lang", "zh", command="packs") == [
        "packs 没有 --months；请先把推算结果写入文件，再用作调用量：tiia-cost estimate 调用量 --months … --counts forecast.csv"
    ]


AUTO = ("--through", "auto")
NO_DAYS = "--through auto needs usage with days or times; for calls so far without days, write the last day: --through YYYY-MM-DD"


@pytest.mark.parametrize(
    ("table", "options", "told"),
    [
        ("month,service,calls\n2026-11,label,5\n", AUTO, [NO_DAYS]),
        ("label\n5\n", AUTO, [NO_DAYS]),
        ("label\n5\n", ("--month", "2026-11", *AUTO), [NO_DAYS]),
        (
            "label\n5\n",
            ("--through", "2026-11-12"),
            ["--through: the usage names no month; if these are the calls of 2026-11 up to 2026-11-12, add --month 2026-11"],
        ),
        ("label\n5\n", ("--months", "2"), ["--months adds months after the last one, but the usage names no month; add --month YYYY-MM"]),
        (
            "time,service\n2026-11-05T10:00:00,label\n2026-11-05T11:00:00,porn\n",
            ("-q", *AUTO),
            ["all calls of 2026-11 are on 2026-11-05, and that day may not be over; if it is, write --through 2026-11-05"],
        ),
        (
            "time,service\n2026-11-01T10:00:00,label\n",
            ("-q", *AUTO),
            ["all calls of 2026-11 are on 2026-11-01, and that day may not be over; if it is, write --through 2026-11-01"],
        ),
        (
            HEADER + daily(),
            ("--through", "2026-11-11"),
            ["--through: the usage has calls up to 2026-11-12, later than 2026-11-11; write --through auto for its last full day, or take the later calls out"],
        ),
        (
            HEADER + daily() + daily(1, 31, "2026-10"),
            ("--through", "2026-12-01"),
            ["--through: the usage has no calls in 2026-12, the month of 2026-12-01; it has 2026-10, 2026-11"],
        ),
        (
            HEADER + daily() + "2026-11,porn,5\n",
            ("--through", "2026-11-12"),
            [
                "u.csv:14:9: error: this counts porn in all of 2026-11, but --through 2026-11-12 needs the calls up to that day; "
                "use a table with days, or leave --through out"
            ],
        ),
        (
            "month,label,porn\n2026-10,5,6\n2026-11,7,8\n",
            ("--through", "2026-11-12"),
            [
                f"u.csv:3:{column}: error: this counts {service} in all of 2026-11, but --through 2026-11-12 needs the calls up to that day; "
                "use a table with days, or leave --through out"
                for column, service in ((9, "label"), (11, "porn"))
            ],
        ),
        (
            HEADER + daily(1, 13),
            (*AUTO, "--pace", "weekday"),
            ["--pace: only 13 days of the month are known, and --pace weekday needs at least 14; leave --pace out"],
        ),
        (
            HEADER + daily(),
            (*AUTO, "--months", "100", "--grow", "900%"),
            [
                # 1,000 × 12 × 30 ÷ 12 = 30,000 calls; ten times as many a month are 3 × 10^18 after 14 months.
                "u.csv:2:12: error: 2028-01 would have more than 10^18 calls of label; write fewer --months or a smaller --grow"
            ],
        ),
        (
            "month,label\n9999-11,5\n",
            ("--months", "2"),
            ["the added months would go beyond 9999-12; write fewer --months"],
        ),
    ],
)  # fmt: skip
def test_usage_that_the_options_do_not_fit_is_refused(
    run: Run, write: Write, table: str, options: tuple[str, ...], told: list[str]
) -> None:
    write("u.csv", table)
    assert refused(run, "u.csv", *options, "--counts", "c.csv") == told
    assert refused(run, "-", *options, stdin=table.encode()) == [line.replace("u.csv", "-") for line in told]
    for command, more in (("check", ("--budget", "5")), ("cashflow", ())):
        assert refused(run, "u.csv", *options, *more, command=command) == told


def test_counts_without_days_have_no_weekdays(run: Run) -> None:
    assert refused(run, *SO_FAR[:-1], "2026-11-14", "--pace", "weekday") == [
        "label=420000: these calls of label in 2026-11 have no days, and --pace weekday needs them; "
        "use a table with days, or leave --pace out"
    ]


def test_a_later_month_and_an_earlier_one_stay_as_they_are(run: Run, write: Write) -> None:
    write("past.csv", "month,label\n2026-10,5\n2026-12,7\n")
    write("daily.csv", HEADER + daily(1, 10))
    expected = {(None, "2026-10", "label"): 5, (None, "2026-11", "label"): 30_000, (None, "2026-12", "label"): 7}
    assert calls_of(estimated(run, "past.csv", "daily.csv", *AUTO)) == expected


def test_days_after_the_data_count_and_many_of_them_are_said(run: Run, write: Write) -> None:
    write("daily.csv", HEADER + daily(1, 12))
    # Through the 20th there are 12,000 calls: × 30 ÷ 20 = 18,000.
    result = estimated(run, "daily.csv", "--through", "2026-11-20")
    assert calls_of(result) == {(None, "2026-11", "label"): 18_000}
    assert [(one["from"], one["to"]) for one in result["days_without_calls"]] == [("2026-11-13", "2026-11-20")]
    assert "days_without_calls" not in estimated(run, "daily.csv", "--through", "2026-11-19")


DAYS = range(1, 13)
LONG = HEADER + daily() + daily(calls=7, service="porn")
FORMS = {
    "long.csv": LONG,
    "totals.csv": LONG + "合计,,12084\n",
    "wide.csv": "日期,图像标签,图像鉴黄,合计\n" + "".join(f"2026-11-{day:02},1000,7,1007\n" for day in DAYS),
    "across.csv": "\n".join(
        ",".join([name, *cells])
        for name, cells in (
            ("service", [f"2026-11-{day:02}" for day in DAYS]),
            ("label", ["1000"] * 12),
            ("porn", ["7"] * 12),
        )
    ),
    "units.csv": "日期,服务,调用量(千次)\n" + daily(calls=1) + "".join(f"2026-11-{day},porn,0.007\n" for day in DAYS),
    "days.jsonl": "".join(
        f'{{"date": "2026-11-{day:02}", "service": "{service}", "calls": {calls}}}\n'
        for day in DAYS
        for service, calls in (("label", 1000), ("porn", 7))
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_table_has_days(run: Run, write: Write, form: str) -> None:
    write(form, FORMS[form])
    result = estimated(run, form, *AUTO, "-q")
    assert result["projection"]["through"] == "2026-11-12"
    # 7 × 12 × 30 ÷ 12 = 210.
    assert calls_of(result) == {(None, "2026-11", "label"): 30_000, (None, "2026-11", "porn"): 210}


def test_bad_rows_are_put_aside_and_the_rest_is_projected(run: Run, write: Write, tmp_path: Path) -> None:
    write("u.csv", LONG + "2026-11-13,lable,5\nyesterday,label,5\n")
    result = estimated(run, "u.csv", *AUTO, "--bad-rows", "bad.csv", "-q")
    assert (result["projection"]["through"], calls_of(result)[None, "2026-11", "label"]) == ("2026-11-12", 30_000)
    assert len((tmp_path / "bad.csv").read_text().splitlines()) == 3


def log(numbers: random.Random) -> list[str]:
    """Return rows of a log of November: most times have an offset, some of which move them to another day."""
    return [
        f"2026-11-{numbers.randrange(2, 27):02}T{numbers.randrange(24):02}:{numbers.randrange(60):02}:00"
        f"{numbers.choice(('', '+08:00', 'Z', '-05:30'))},{numbers.choice(('100001', '100002'))},"
        f"{numbers.choice(('label', 'porn'))}\n"
        for _ in range(300)
    ]


@pytest.mark.parametrize("pace", [(), ("--pace", "weekday")])
def test_splitting_order_and_compression_of_a_log_change_nothing(run: Run, write: Write, pace: Sequence[str]) -> None:
    rows, head = log(random.Random(28)), "time,account,service\n"
    write("log.csv", head + "".join(rows))
    random.Random(29).shuffle(rows)
    write("a.csv", head + "".join(rows[:100]))
    write("b.csv.gz", gzip.compress((head + "".join(rows[100:])).encode()))
    expected = run("estimate", "log.csv", *AUTO, *pace, "-f", "csv", "--counts", "one.csv", "-q")
    assert expected.status == 0
    for usage in (("a.csv", "b.csv.gz"), ("b.csv.gz", "a.csv"), ("[ab].csv*",)):
        assert run("estimate", *usage, *AUTO, *pace, "-f", "csv", "-q") == expected
    whole = (head + "".join(rows)).encode()
    assert run("estimate", "-", *AUTO, *pace, "-f", "csv", "-q", stdin=whole) == expected


def test_counts_with_a_range_say_how_far_they_may_be_off_and_are_read_as_expected(
    run: Run, write: Write, tmp_path: Path
) -> None:
    write("daily.csv", HEADER + daily(1, 12, calls=10))
    options = (*AUTO, "--months", "1", "--grow", "5%", "--range", "10%", "--counts", "forecast.csv")
    first = run("estimate", "daily.csv", *options)
    # 120 calls so far, and 180 ± 10% to come; in December 300 × 1.05 = 315 ± 10%, rounded inward.
    assert (first.status, (tmp_path / "forecast.csv").read_text()) == (
        0,
        "month,service,calls,range_from,range_to\n2026-11,label,300,282,318\n2026-12,label,315,284,346\n",
    )
    again = run("estimate", "forecast.csv", "-f", "json")
    assert list(calls_of(json.loads(again.out)).values()) == [300, 315]
    assert again.err == "forecast.csv: the expected calls are used, not the range in range_from, range_to\n"
    # As one who has a column of the name.
    write("other.csv", "month,service,calls,range_from\n2026-11,label,300,282\n")
    assert run("estimate", "other.csv").err == "other.csv: columns not used: range_from\n"


def test_counts_are_written_only_if_all_went_well_and_over_no_input(run: Run, write: Write, tmp_path: Path) -> None:
    path = write("daily.csv", HEADER + daily())
    assert refused(run, "daily.csv", *AUTO, "--counts", "daily.csv") == [
        "--counts and USAGE are the same file, daily.csv; write to another one"
    ]
    refused(run, "daily.csv", *AUTO, "--pace", "weekday", "--counts", "c.csv")
    refused(run, "daily.csv", *AUTO, "--prices", "none.yaml", "--counts", "c.csv")
    assert path.read_text() == HEADER + daily()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["daily.csv"]


@pytest.mark.parametrize("bill", ["bill.csv", "bill.xlsx"])
def test_a_bill_of_a_forecast_reads_back_as_the_expected_calls(run: Run, write: Write, bill: str) -> None:
    write("daily.csv", HEADER + daily(1, 12, calls=30_001))
    options = (*AUTO, "--months", "2", "--grow", "5%")
    assert run("estimate", "daily.csv", *options, "--range", "5%", "-o", bill).status == 0
    again = estimated(run, bill)
    assert calls_of(again) == calls_of(estimated(run, "daily.csv", *options))
    assert "projection" not in again


def test_one_line_leads_from_a_log_in_parquet_to_a_forecast_for_check_and_cashflow(run: Run, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    # 100 calls an hour from the 1st to noon of the 13th, Beijing time: 2,400 a day, and of the 13th nobody knows the end.
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select timestamp '2026-11-01 00:00:00' + interval (i * 36) second as eventTime, '100001' as uin,"
            f" 'label' as action from range(29999) as t(i)) to '{tmp_path / 'log.parquet'}' (format parquet)"
        )
    forecast = ("--through", "auto", "--grow", "5%", "--months", "6", "--counts", "forecast.csv")
    result = estimated(run, "log.parquet", *forecast)
    counts = [72_000]  # 28,800 in twelve days × 30 ÷ 12
    for _ in range(6):
        counts.append(-(-counts[-1] * 105 // 100))
    assert list(calls_of(result).values()) == counts
    assert result["projection"]["through"] == "2026-11-12"
    assert calls_of(estimated(run, "forecast.csv")) == calls_of(result)
    assert (run("check", "forecast.csv", "--budget", "1000").status, run("cashflow", "forecast.csv").status) == (0, 0)


def test_check_fails_for_a_month_that_will_be_over_and_advises_cuts_of_calls_still_to_come(run: Run) -> None:
    done = run("check", *SO_FAR, "--budget", "2000", "-f", "json")
    # As many calls as 2,000.00 CNY buy at the price of tier 1: 10,000 + 2,000 ÷ 2.5 × 1,000 = 810,000, and one that
    # rounds down: 810,001 × 2.5 … 2,000.0025. So of 1,050,000 calls 1,050,000 − 810,001 have to go; 630,000 are to come.
    assert done.status == 3
    (finding,) = json.loads(done.out)["findings"]
    assert (finding["actual"], finding["calls_to_cut"]) == ("2288.00", {"label": 1_050_000 - 810_001})


def test_a_baseline_is_not_projected(run: Run, write: Write) -> None:
    write("before.csv", "month,label\n2026-11,1050000\n")
    done = run("check", *SO_FAR, "--baseline", "before.csv", "--max-increase", "0%", "-f", "json")
    assert done.status == 0
    assert {one["actual"] for one in json.loads(done.out)["findings"]} == {"0.00"}
