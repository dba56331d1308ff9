"""The option `--by`: keys to group by, in the order given, and what is refused."""

from __future__ import annotations

import pytest

from tiia_cost.cli.options import OutputOptions
from tiia_cost.cli.run import Run
from tiia_cost.core.grouping import KEYS
from tiia_cost.errors import InputError

SETTLED = ("month", "account")


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (None, ()),
        ([], ()),
        (["account"], ("account",)),
        (["account", "month"], ("account", "month")),
        (["month", "account", "month"], ("month", "account")),
        ([" Month ", "ＡＣＣＯＵＮＴ"], ("month", "account")),
    ],
)
def test_keys_come_in_the_order_given_and_each_once(given: list[str] | None, keys: tuple[str, ...]) -> None:
    run = Run(OutputOptions())
    assert run.by(given, SETTLED) == keys
    assert not run.problems


@pytest.mark.parametrize(
    ("given", "known", "told"),
    [
        ("moth", KEYS, "--by: cannot group by moth; did you mean month? Known: month, service, account"),
        ("service", SETTLED, "--by: cannot group by service; known: month, account"),
        ("", SETTLED, "--by: cannot group by ''; known: month, account"),
    ],
)
def test_any_other_key_is_refused_with_the_nearest_and_those_known(
    given: str, known: tuple[str, ...], told: str
) -> None:
    run = Run(OutputOptions())
    assert run.by(["account", given], known) == ("account",)
    assert str(run.problems.as_error(InputError)) == told


def test_the_refusal_is_in_chinese_too() -> None:
    run = Run(OutputOptions())
    run.by(["moth", "x"], SETTLED)
    assert run.problems.as_error(InputError).lines("zh") == [
        "--by: 不能按 moth 汇总；是否指 month？可用：month、account",
        "--by: 不能按 x 汇总；可用：month、account",
    ]
