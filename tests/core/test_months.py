from __future__ import annotations

import pytest

from tiia_cost.core.months import Month, is_month, month_of, runs


@pytest.mark.parametrize(("year", "month", "text"), [(1, 1, "0001-01"), (2026, 11, "2026-11"), (9999, 12, "9999-12")])
def test_a_month_of_the_calendar_is_written_with_four_digits_and_two(year: int, month: int, text: str) -> None:
    assert month_of(year, month) == text
    assert is_month(text)


@pytest.mark.parametrize(("year", "month"), [(0, 1), (10_000, 1), (2026, 0), (2026, 13)])
def test_what_the_calendar_does_not_have_is_no_month(year: int, month: int) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        month_of(year, month)
    assert not is_month(f"{year:04d}-{month:02d}")


def test_months_in_a_row_are_one_run_whatever_their_order() -> None:
    months = [Month(text) for text in ("2027-01", "2026-11", "2026-12", "2026-11", "2027-03")]
    assert runs(months) == [("2026-11", "2027-01"), ("2027-03", "2027-03")]
    assert runs([]) == []
