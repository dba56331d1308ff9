"""Material for the inputs of the fuzzer: whole files to change, and texts to put into them."""

from __future__ import annotations

from tests.conftest import ROOT


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(" "))


TABLES = [
    *(path.read_bytes() for path in sorted((ROOT / "examples").rglob("*.csv"))),
    b'month,service,calls\n2026-11,label,"1,\n500"\n2026-11,"la""bel",5\n',
    b"account,month,label\n=cmd|' /C calc'!A0,2026-11,5\n+1,2026-11,5\n@x,2026-11,1\n-1+2,2026-11,7\n",
    "account,month,label\n\x1b[31mred\x07,2026-11,5\n\u202eevil\u2066,2026-11,6\n\x85\u2028,2026-11,1\n".encode(),
    "月份\t图像标签\t图像鉴黄\r\n2026年11月\t150万\t３５万\r\n".encode("utf-16"),
    "month,label\rx,5\r2026-11,5\r".encode("utf-16-be"),
    "\ufeffservice;calls\nlabel;1.5e6\n\n;;\n".encode(),
    "月份,接口,备注\n2026年11月,图像标签,一\n".encode("gb18030"),
    b"month,label\n2026-11,5\0\n",
    b'month,label\n2026-11,"5\n2026-12,5\n',
    b"month,label,porn\n2026-11,5\n2026-11,5,6,7\n",
]
SHORT_LIST = b"""name: a
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1
tiers: {from: [0, 5]}
services: {label: {name: Image tagging, prices: [2, 1]}}
"""
PACK_LISTS = [
    SHORT_LIST.replace(b"[2, 1]}", b"[2, 1], packs: [{calls: 3, price: 4}, {calls: 50, price: 40}]}") + more
    for more in (b"", b"pack_months: 2\npack_calls_count: true\n", b"before_effective: free\n")
]
LISTS = [
    (ROOT / "pricing.yaml").read_bytes(),
    (ROOT / "tiia_cost/charged/2022-09.yaml").read_bytes(),
    (ROOT / "examples/prices/pricing-2026-11.yaml").read_bytes(),
    SHORT_LIST,
]
BOMB = b"".join(b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 8)) for name in b"bcdefghi")
BOMB = b"a: &a [x, x, x, x, x, x, x, x]\n" + BOMB

BUDGETS = [
    (ROOT / "examples/budgets.yaml").read_bytes(),
    b"monthly: 5000\nservices: {label: 3000, porn: 500}\naccounts: {1001: {monthly: 80}, '1002': {balance: 9}}\nwarn_at: 80%\n",
    b"total: 4e4\nmax_increase: 10%\n",
    "max_increase: 500\nbalance: 1.5万\nservices: {图像标签: 0.01}\n".encode(),
]
AMOUNTS = _words("0 0.01 5 2178 2178.00 4,378 5000 1.5万 1k 99999999999 10% 0% 150% 12.5%")

NUMBERS = (
    *_words(
        "0 1 -1 +5 1.5 .5 5. 1e5 1e9999 1E-3 0x10 0b1 010 1_000 1__0 NaN inf 1,500 1,50 150万 1.5M 3.2千万 ９９ ² ٣ −5"
    ),
    *("9" * 18, "1" + "0" * 18, "1" + "0" * 19, "9" * 30, "9" * 200, "0.000000000001", "999999999999.999999999999"),
)
COUNTS = _words("0 1 9999 10000 999999 1000000 1500000 3000001 15000000 1.5M 150万 100000000000000")
PERIODS = (
    *_words("2026-11 2026-1 2026/11 202611 2026年11月 2019-11 0001-01 9999-12 2026-13 0000-01 2026-11-05 20261131"),
    *_words("2026-11-05T23:00:00-08:00 2026-11-30T24:00:00 1-1-01T00:00:00+23:59 11/05/2026 9999-12-31T23:59:59-23:59"),
    *_words("0001-01-01T00:00:00+14:00 1793836800 9999999999 9999999999999 2026-11-05T13:45:60.9Z 2026-11-05T25:00Z"),
)
DAYS = _words("2026-09-01 2026-10-01 2026-10-02 2026/11/3 20261104 2026年12月1日 2027-01-31 0001-01-01 9999-12-31")
NAMES = _words("label porn crop DetectLabel 图像标签 ＬＡＢＥＬ lable ImageModeration QPS 并发 product")
ACCOUNTS = (*_words("1001 1001 1001 1002 1002 -5 =1+1 @x 中国 |a`b [red]x a\u200bb"), "x" * 200, " 1 \t 2 ")
NASTY = (
    *("", " ", '"', '""', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\0", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u202e"),
    *_words(
        "\ufeff \u3000 \u200b \U0001f600 \ud7ff \uffff ß ﷺ İ é =cmd|'/C!A0 +1 @x -x \t=1 | ` <b> [red]x {x} %s {} {0} \\ a=b"
    ),
    *("x" * 150, "中" * 130, "e\u0301" * 9),
)
YAML = (
    *(
        "&a ",
        "*a",
        "<<: *a",
        "!!int ",
        "!x ",
        "!!python/object:os.system ",
        "? ",
        ": ",
        "- ",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
    ),
    *(
        "[" * 30,
        "{a: " * 25,
        "|\n",
        ">-\n ",
        "# ",
        "from: ",
        "en: ",
        "{from: [0]}",
        "{up_to: []}",
        "{basis: cost, rate: 0.5}",
    ),
    *_words(
        "] } null ~ yes {} [] volume graduated billable total free CNY JPY 2026-02-30 2026-11-01 9999-12-31 0001-01-01"
    ),
)
