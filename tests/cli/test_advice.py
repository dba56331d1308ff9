"""Each piece of advice, followed to the letter, gives what it promised."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.support.cases import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Run

Usage = dict[tuple[str, str], int]
SERVICES = ("label", "porn", "car", "crop")
MONTHS = ("2026-10", "2026-11", "2026-12")


def usages(seed: int) -> Iterator[Usage]:
    """Yield usage by month and service, mostly below a cliff."""
    drawn = random.Random(seed)
    while True:
        yield {
            (month, service): drawn.choice((1_000_000, 3_000_000, 15_000_000)) - drawn.randrange(0, 400_000)
            for month in drawn.sample(MONTHS, drawn.randrange(1, 4))
            for service in drawn.sample(SERVICES, drawn.randrange(1, 4))
        }


def priced(run: Run, usage: Usage, *options: str, command: str = "estimate") -> str:
    rows = "".join(f"{month},{service},{calls}\n" for (month, service), calls in usage.items())
    done = run(command, "-", *options, stdin=f"month,service,calls\n{rows}".encode())
    assert done.err == ""
    return done.out


def total(run: Run, usage: Usage) -> Decimal:
    return Decimal(priced(run, usage, "--total"))


def drawn_usages(seed: int) -> list[Usage]:
    source = usages(seed)
    return [next(source) for _ in range(cases(30))]


def test_the_best_saving_in_the_last_line_saves_what_it_says(run: Run) -> None:
    followed = 0
    for usage in drawn_usages(1):
        words = " ".join(priced(run, usage).split())
        advice = re.search(
            r"Best saving: ([\d,]+) more calls? of (\w+)(?: \((\S+)\))? would save ([\d,.]+) CNY\.$", words
        )
        if advice is None:
            continue
        followed += 1
        more, service, month, saving = advice.groups()
        changed = (month or next(iter(usage))[0], service)
        better = {**usage, changed: usage[changed] + int(more.replace(",", ""))}
        assert total(run, usage) - total(run, better) == Decimal(saving.replace(",", ""))
    assert followed


def test_every_note_that_more_calls_cost_less_holds(run: Run) -> None:
    followed = 0
    for usage in drawn_usages(2):
        for bill in json.loads(priced(run, usage, "-f", "json"))["bills"]:
            for charge in bill["charges"]:
                for note in charge["notes"]:
                    alone = {(bill["month"], charge["service"]): note.get("calls", 0)}
                    if note["code"] == "cheaper-above":
                        followed += 1
                        assert total(run, alone) == Decimal(note["cost"]) < Decimal(charge["cost"])
                    if note["code"] == "next-tier":
                        followed += 1
                        alone = {(bill["month"], charge["service"]): charge["calls"] + note["calls_to_go"]}
                        (there,) = json.loads(priced(run, alone, "-f", "json"))["bills"][0]["charges"]
                        assert there["tier"] == charge["tier"] + 1
    assert followed


@pytest.mark.parametrize("service", SERVICES)
def test_a_budget_allows_the_calls_that_afford_says_and_not_one_more(run: Run, service: str) -> None:
    said = run("afford", service, "--budget", "2000").out
    most = re.search(r"At most ([\d,]+) calls", said)
    assert most is not None
    calls = int(most[1].replace(",", ""))
    month = MONTHS[0]
    assert total(run, {(month, service): calls}) <= 2000 < total(run, {(month, service): calls + 1})


@pytest.mark.parametrize("service", SERVICES)
def test_from_the_end_of_a_zone_to_where_it_is_cheaper_the_bill_falls_by_what_tiers_says(
    run: Run, service: str
) -> None:
    words = " ".join(run("tiers", service).out.split())
    last, there, saving = re.findall(r"from ([\d,]+) calls to ([\d,]+) the bill falls by ([\d,.]+) CNY\.$", words)[0]
    costs = [total(run, {(MONTHS[0], service): int(calls.replace(",", ""))}) for calls in (last, there)]
    assert costs[0] - costs[1] == Decimal(saving.replace(",", ""))
