"""Cases for the fuzzer: command lines, with the files and standard input that they read, each made from one seed.

Half of an input is valid, so that its errors get past the first check.
"""

from __future__ import annotations

import os
import re
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.fuzz.mutate import mutated, pick, recoded
from tests.fuzz.pools import (
    ACCOUNTS,
    AMOUNTS,
    BOMB,
    BUDGETS,
    COUNTS,
    DAYS,
    LISTS,
    NAMES,
    NASTY,
    NUMBERS,
    PACK_LISTS,
    PERIODS,
    TABLES,
    YAML,
)
from tiia_cost.cli.check import FORMATS as CHECK_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KINDS = ("csv", "yaml", "arguments", "budget", "curve", "cashflow", "packs")


class Case(NamedTuple):
    """A run: arguments, the files in its folder by name, standard input, and settings in the environment."""

    arguments: tuple[str, ...]
    files: Mapping[str, bytes]
    stdin: bytes
    env: Mapping[str, str]


def case(kind: str, seed: int) -> Case:
    """Return the case of a kind and a seed; the same arguments always give the same case."""
    random = Random(f"{kind} {seed}")
    make: dict[str, Callable[[Random], Case]] = {
        "csv": _csv,
        "yaml": _yaml,
        "arguments": _arguments,
        "budget": _budget,
        "curve": _curve,
        "cashflow": _cashflow,
        "packs": _packs,
    }
    return make[kind](random)


KNOWN = ("2026-11-05", "2026/11/5", "2026-11-16", "2026-11-16T23:30:00", "2026-11-16T16:30:00Z", "2026-10-31")
"""Periods of a log through the middle of a month, so that it can be projected."""


def table(random: Random) -> bytes:
    """Return a table made cell by cell, so that most of its rows can be read."""
    delimiter, end = random.choice(",,,;\t"), random.choice(("\n", "\n", "\r\n", "\r"))
    pools = {"month": PERIODS, "service": NAMES, "account": NASTY}
    months = random.choice((("2026-11", "2026-11-05", "2026年10月", "2019-11"), KNOWN))
    right = {"month": months, "service": NAMES[:6], "account": ACCOUNTS}
    long = ["service", "calls", *random.sample(["month", "account", "note"], random.randrange(4))]
    wide = [
        *random.sample(["month", "account"], random.randrange(3)),
        *random.sample(NAMES[:3], random.randrange(1, 4)),
    ]
    header = random.choice((long, wide))
    random.shuffle(header)
    rows = [header]
    doubt = random.choice((0, 0, 0.02, 0.02, 0.3))
    for _ in range(random.choice((0, 1, 2, 5, 30))):
        cells = []
        for name in header:
            doubtful = random.random() < doubt
            cells.append(
                pick(random, pools.get(name, NUMBERS), NASTY) if doubtful else random.choice(right.get(name, COUNTS))
            )
        rows.append(cells if random.random() < 1 - doubt / 5 else cells[1:])
    quote = random.random() < 0.9
    return end.join(
        delimiter.join(_quoted(cell, delimiter) if quote else cell for cell in row) for row in rows
    ).encode()


def _quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & {delimiter, '"', "\n", "\r"} else cell


def _format(random: Random) -> tuple[str, ...]:
    name = random.choice(("table", "json", "csv", "markdown", "csv", "json", "xlsx", "html"))
    return random.choice((("-f", name), (f"--format={name}",), ("--format", name.upper()), ()))


def _drawn(random: Random) -> tuple[str, ...]:
    """Return a format, or a chart in some cases."""
    return random.choice(((), ("--plot",), ("-f", "svg"), _format(random), _format(random), _format(random)))


def _reading(random: Random) -> list[str]:
    """Return options of reading. Files beside the result go to /dev/null: the folder may hold one result at most."""
    engine = random.choice(((), (), (), ("--engine", "duckdb"), ("--engine", "python"), ("--verbose",), ("--quiet",)))
    beside = random.choice(((), (), (), ("--bad-rows", "/dev/null"), ("--counts", "/dev/null")))
    return [*engine, *beside]


def _csv(random: Random) -> Case:
    data = table(random) if random.random() < 0.7 else random.choice(TABLES)
    if random.random() < 0.03:
        data = random.randbytes(random.randrange(300))
    if random.random() < 0.005:
        data = data.replace(b"5", b"5" * 140_000)
    pools = (NUMBERS, PERIODS, NAMES, NASTY)
    data = recoded(random, mutated(random, data, pools, random.choice((0, 0, 0, 0, 1, 1, 2, 8))))
    options = [
        *_drawn(random),
        *_range(random),
        *_by(random),
        *_pack(random),
        *_reading(random),
        *_forecast(random),
        *random.choice(((), (), (), (), (), ("--month", "2026-11"), ("--no-free-quota",), ("--lang", "zh"))),
    ]
    if random.random() < 0.1:
        options += [
            "--encoding",
            random.choice(("utf-8", "gbk", "utf-16", "latin-1", "utf-7", "idna", "punycode", "big5", "cp037")),
        ]
    if random.random() < 0.3:
        return Case(("estimate", "-", *options), {}, data, _env(random))
    return Case(("estimate", "u.csv", *options), {"u.csv": data}, b"", _env(random))


def _yaml(random: Random) -> Case:
    pools = (NUMBERS, NASTY, YAML)
    files = {}
    for name in ("p.yaml", "q.yaml")[: random.choice((1, 1, 1, 2))]:
        # Comments are removed: otherwise most changes would only change comments.
        data = re.sub(rb"(?m)^ *#.*\n", b"", random.choice(LISTS) if random.random() < 0.97 else BOMB)
        files[name] = recoded(random, mutated(random, data, pools, random.choice((0, 0, 1, 1, 1, 2, 5))))
    named = [argument for name in files for argument in ("--prices", name)]
    command = random.choice(("validate", "show", "estimate"))
    lang = random.choice(((), (), ("--lang", "zh")))
    usage = [
        f"{name}={random.choice(COUNTS)}" for name in random.sample(("label", "porn", "crop"), random.choice((1, 1, 2)))
    ]
    arguments = {
        "validate": ("prices", "validate", *files, *lang),
        "show": ("prices", "show", *random.choice(((), (), ("label",))), *named, *_format(random), *lang),
        "estimate": ("estimate", *usage, *named, *_drawn(random), *lang),
    }
    return Case(arguments[command], files, b"", _env(random))


def _budget(random: Random) -> Case:
    """Return a case of `check` or `diff`, with two tables or counts."""
    if random.random() < 0.2:
        so_far = (
            f"label={random.choice(COUNTS)}",
            "--month",
            "2026-11",
            "--through",
            random.choice(("2026-11-16", "auto")),
        )
        options = ["--budget", random.choice(AMOUNTS), *_range(random), *_pack(random)]
        return Case(("check", *so_far, *options), {}, b"", _env(random))
    made = random.choice((TABLES[0], table(random)))
    usage = random.choice(("u.csv", "u.csv", "-", f"label={random.choice(COUNTS)}"))
    other = random.choice(("v.csv", "v.csv", "-", f"porn={random.choice(COUNTS)}"))
    budget = mutated(random, random.choice(BUDGETS), (AMOUNTS, NUMBERS, NASTY, YAML), random.choice((0, 0, 1, 3)))
    files = {"u.csv": made, "v.csv": random.choice((made, table(random), TABLES[0])), "b.yaml": budget}
    month = random.choice(((), ("--month", "2026-11"), ("--no-free-quota",), ("--lang", "zh")))
    if random.random() < 0.3:
        after = random.choice(((other,), (other,), ("--prices-after", "p.yaml"), (other, "--prices-before", "p.yaml")))
        files["p.yaml"] = random.choice(LISTS)
        shown = [*_by(random), *_pack(random), *random.choice(((), ("--all",)))]
        return Case(("diff", usage, *after, *month, *shown, *_format(random)), files, made, _env(random))
    options = [*month, *_range(random), *_pack(random), *_forecast(random)]
    for option in ("--budget", "--max-increase", "--balance"):
        if random.random() < 0.4:
            amount = random.choice(AMOUNTS) if random.random() < 0.8 else pick(random, NUMBERS, NASTY)
            account = f"{random.choice(ACCOUNTS)}=" if option == "--balance" and random.random() < 0.7 else ""
            options += [option, account + amount]
    options += random.choice(((), ("--budgets", "b.yaml"), ("--baseline", other)))
    if "--max-increase" in options and random.random() < 0.8:
        options += ["--baseline", other]
    named = random.choice((*CHECK_FORMATS, *CHECK_FORMATS, "csv"))
    return Case(("check", usage, *options, "-f", named), files, made, _env(random))


def _curve(random: Random) -> Case:
    """Return a case of `tiers`, `afford` or `explain`, with a price list that may be changed."""
    data = re.sub(rb"(?m)^ *#.*\n", b"", random.choice(LISTS))
    data = mutated(random, data, (NUMBERS, NUMBERS, NASTY, YAML), random.choice((0, 0, 1, 1, 2)))
    options: tuple[str, ...] = random.choice(((), ("--prices", "p.yaml"), ("--prices", "p.yaml")))
    options += random.choice(((), (), ("--month", random.choice(PERIODS)), ("--no-free-quota",), ("--lang", "zh")))
    options += tuple(_pack(random))
    service = random.choice(("label", "porn", "crop", random.choice(NAMES)))
    if random.random() < 0.4:
        budget = random.choice(AMOUNTS) if random.random() < 0.9 else pick(random, NUMBERS, NASTY)
        return Case(
            ("afford", service, "--budget", budget, *options, *_format(random)), {"p.yaml": data}, b"", _env(random)
        )
    if random.random() < 0.3:
        count = random.choice(COUNTS) if random.random() < 0.9 else pick(random, NUMBERS, NASTY)
        options += tuple(_forecast(random, adds=False))
        return Case(("explain", f"{service}={count}", *options, *_format(random)), {"p.yaml": data}, b"", _env(random))
    if random.random() < 0.5:
        mark = random.choice(COUNTS) if random.random() < 0.8 else pick(random, NUMBERS, NASTY)
        options += random.choice(
            (("--plot=zones",), ("-f", "svg"), ("--plot", "--mark", mark), ("-f", "svg", "--mark", mark))
        )
        return Case(("tiers", service, *options), {"p.yaml": data}, b"", _env(random))
    return Case(("tiers", service, *options, *_format(random)), {"p.yaml": data}, b"", _env(random))


def _cashflow(random: Random) -> Case:
    """Return a case of `cashflow`, with a table or a count, and money of accounts that the usage may not have."""
    made = random.choice((TABLES[0], TABLES[0], table(random)))
    usage: tuple[str, ...] = random.choice((("u.csv",), ("u.csv",), ("-",), (f"label={random.choice(COUNTS)}",)))
    if usage[0].startswith("label") and random.random() < 0.7:
        usage += ("--month", random.choice(PERIODS[:8]))
    options: list[str] = []
    for option in random.choices(("--balance", "--frozen", "--top-up", "--top-up"), k=random.choice((0, 1, 2, 3, 6))):
        amount = random.choice(AMOUNTS[:9]) if random.random() < 0.95 else pick(random, NUMBERS, NASTY)
        account = random.choice(ACCOUNTS) if random.random() < 0.2 else ""
        if option == "--top-up":
            day = random.choice(DAYS) if random.random() < 0.95 else pick(random, PERIODS, NASTY)
            options += [option, f"{account}:{day}={amount}" if account else f"{day}={amount}"]
        else:
            options += [option, f"{account}={amount}" if account else amount]
    if random.random() < 0.3:
        options += ["--prices", "p.yaml"]
    options += _drawn(random)
    options += random.choice(((), (), ("--lang", "zh"), ("--no-free-quota",)))
    options += [*_by(random), *_pack(random), *_forecast(random)]
    files = {"u.csv": made, "p.yaml": random.choice(LISTS)}
    return Case(("cashflow", *usage, *options), files, made, _env(random))


def _packs(random: Random) -> Case:
    """Return a case of `packs`, with a list that sells packs of `label` and may be changed."""
    prices = mutated(random, random.choice(PACK_LISTS), (NUMBERS, NUMBERS, YAML), random.choice((0, 0, 0, 0, 0, 1)))
    counts = random.choices(("0", "1", "7", "120", "999"), k=random.choice((1, 2, 13)))
    owners = random.choice(((), ("a",), ACCOUNTS, [str(number) for number in range(30)]))
    rows = [
        f"{owner}{',' if owner else ''}20{20 + month // 12}-{month % 12 + 1:02d},{calls}\n"
        for owner in owners or ("",)
        for month, calls in enumerate(counts, start=random.choice((-3, 0, 0, 5, 5)))
    ]
    made = "".join([f"{'account,' if owners else ''}month,label\n", *rows]).encode()
    alone = (f"label={random.choice(('7', '120', *COUNTS))}", *random.choice(((), ("--month", "2026-11"))))
    usage = random.choice((("u.csv",), ("u.csv",), ("u.csv",), alone))
    options = random.choice(((), (), ("--no-free-quota",), ("--lang", "zh")))
    shown = _drawn(random)
    return Case(
        ("packs", *usage, "--prices", "p.yaml", *options, *shown), {"u.csv": made, "p.yaml": prices}, b"", _env(random)
    )


def _range(random: Random) -> tuple[str, ...]:
    """Return the option `--range` in some cases, with a value that may be invalid."""
    if random.random() < 0.8:
        return ()
    return ("--range", random.choice(("10%", "0%", "250%", "0.1%", "500000", "1", "99999999999", *NUMBERS[:6])))


def _forecast(random: Random, *, adds: bool = True) -> list[str]:
    """Return options of a month that is known up to a day, and of months to add, in some cases."""
    if random.random() < 0.8:
        return []
    days = ("auto", "auto", "2026-11-16", "2026-11-30", *DAYS)
    pools: dict[str, Sequence[str]] = {
        "--through": days if random.random() < 0.9 else (*PERIODS, *NASTY),
        "--pace": ("weekday", "plain") if random.random() < 0.9 else NASTY,
    }
    if adds:
        pools["--months"] = ("1", "3", "13", "120") if random.random() < 0.9 else NUMBERS
        pools["--grow"] = ("5%", "-12.5%", "250%/month", "0%") if random.random() < 0.9 else (*NUMBERS, *NASTY)
    asked = [name for name in pools if random.random() < 0.7]
    return [argument for name in asked for argument in (name, random.choice(list(pools[name])))]


def _pack(random: Random) -> list[str]:
    """Return the option `--pack` in some cases: packs of accounts and services that the usage may not have."""
    options = []
    for _ in range(random.choice((0, 0, 0, 1, 2, 4))):
        account = f"{random.choice(ACCOUNTS)}:" if random.random() < 0.3 else ""
        service = random.choice(("label", "porn", random.choice(NAMES)))
        month = f"@{random.choice(PERIODS)}" if random.random() < 0.3 else ""
        pack = f"{account}{service}={random.choice(COUNTS)}{month}"
        options += ["--pack", pack if random.random() < 0.9 else pick(random, NAMES, NASTY, NUMBERS)]
    return options


def _by(random: Random) -> list[str]:
    """Return the option `--by` in some cases, with keys that a command may not have."""
    keys = random.sample(("month", "account", "service", "moth"), random.choice((0, 0, 0, 1, 2, 3)))
    return [argument for key in keys for argument in ("--by", key)]


def _env(random: Random) -> dict[str, str]:
    env = {"COLUMNS": str(random.choice((1, 10, 40, 80, 200)))} if random.random() < 0.3 else {}
    return {**env, "TIIA_COST_LANG": random.choice(("zh", "EN", "zh", "x\x1b"))} if random.random() < 0.1 else env


_CHECK = "--budget --budgets --baseline --max-increase --balance -fjunit -f=github"
COMMANDS = {
    (
        "estimate",
    ): "--by --plot --pack --prices --month -f --format -o --output --lang --encoding --no-free-quota -q -fjson -o=out.md -fsvg --through --pace --grow --months",
    (
        "tiers",
    ): "label car --plot --plot=zones --mark --pack --prices --month -f -o --lang --encoding --no-free-quota -q -fsvg",
    ("afford",): "label --budget --pack --prices --month -f -o --lang --encoding --no-free-quota -q",
    ("explain",): "label=5 --through --pace --pack --prices --month -f -o --lang --encoding --no-free-quota -q",
    (
        "cashflow",
    ): "--through --pace --grow --months --by --balance --frozen --top-up --plot --pack --prices --month -f -o --lang --encoding --no-free-quota -q -fsvg",
    (
        "check",
    ): f"--range --through --pace --grow --months {_CHECK} --pack --prices --month -o --output --lang --encoding --no-free-quota -q",
    ("diff",): "--by --all --pack --prices-before --prices-after --prices --month -f -o --lang --encoding",
    (
        "packs",
    ): "car-pro=1500000 u.csv --prices --month -f --format -o --plot --lang --encoding --no-free-quota -q -fsvg",
    ("prices", "show"): "--prices --month -f --format -o --output --lang -fcsv",
    ("prices", "list"): "-f --format -o --output --lang -fcsv",
    ("prices", "diff"): "p.yaml charged announced --month -f --format -o --output --lang -fcsv",
    ("prices", "validate"): "--lang -- p.yaml",
    ("prices", "schema"): "-o --output --lang",
    ("budgets", "validate"): "--prices --lang -q -- p.yaml u.csv",
    ("budgets", "schema"): "-o --output --lang",
    ("prices",): "--help show",
    (): "--help --version --verbose",
}
VALUES = (
    "p.yaml",
    "charged",
    "u.csv",
    "-",
    "5000",
    "10%",
    "2026-11",
    "2026-11-12",
    "auto",
    "3",
    "json",
    "csv",
    "out.csv",
    "out.md",
    "nowhere/x",
    "/dev/full",
    "zh",
    "gbk",
    "x" * 300,
)
RIGHT = (
    ("-f", "json"),
    ("--format", "markdown"),
    ("-o", "out.csv"),
    ("--prices", "p.yaml"),
    ("--prices", "charged"),
    ("--lang", "zh"),
    ("--month", "2026-11"),
)
PATHS = {"nowhere/x", "/dev/full"}


def _arguments(random: Random) -> Case:
    command = random.choice(list(COMMANDS) if random.random() < 0.4 else list(COMMANDS)[:6])
    arguments = list(command)
    if command in (("estimate",), ("check",), ("diff",), ("cashflow",), ("explain",), ("packs",)):
        arguments.append(f"{random.choice(NAMES[:6])}={pick(random, COUNTS, COUNTS, COUNTS, NUMBERS)}")
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        option = random.choice(COMMANDS[command].split())
        value = pick(random, VALUES, VALUES, VALUES, NAMES, NASTY, PERIODS, NUMBERS)
        count = f"{pick(random, NAMES)}={pick(random, NUMBERS, COUNTS, COUNTS, NASTY)}"
        strange = random.choice(((count,), (value,), (option, value), (f"{option}={value}",), (option,), ("--help",)))
        arguments += random.choice(RIGHT) if random.random() < 0.6 else strange
    if random.random() < 0.1:
        random.shuffle(arguments)
    files = {"u.csv": table(random), "p.yaml": random.choice(LISTS)}
    stdin = random.choice((b"", random.choice(TABLES), table(random), random.randbytes(20)))
    return Case(tuple(_argument(random, argument) for argument in arguments), files, stdin, _env(random))


def _argument(random: Random, text: str) -> str:
    """Return an argument as the system passes it, sometimes changed. Only those in `PATHS` have a slash."""
    data = text.encode()
    if random.random() < 0.05:
        data = mutated(random, data, (NASTY, NUMBERS), 2)
    text = os.fsdecode(data.replace(b"\0", b""))
    # A random path might exist outside the folder of the case.
    return text if text in PATHS else text.replace("/", "")
