from __future__ import annotations

import itertools

import pytest

from tiia_cost.core.usage import Count
from tiia_cost.errors import Problem


def count(calls: int, *, whole: bool | None) -> Count:
    return Count(calls, 1, None, whole)


@pytest.mark.parametrize("order", list(itertools.permutations((None, True, False))))
def test_days_and_the_whole_of_a_month_are_refused_also_with_an_argument_among_them(order: tuple[bool | None]) -> None:
    added: Count | Problem = count(0, whole=None)
    for whole in order:
        assert isinstance(added, Count)
        added = added.plus(count(5, whole=whole), "label", None)
        if isinstance(added, Problem):
            break
    assert isinstance(added, Problem)
    assert added.code in {"days-of-whole-month", "whole-month-of-days"}


def test_what_is_known_of_a_month_stays_known_when_calls_are_added() -> None:
    both = count(5, whole=True).plus(count(6, whole=None), "label", None)
    assert both == Count(11, 2, None, whole=True)
