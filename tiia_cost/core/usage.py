"""Usage: how often each service was called, by account and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.months import Month
    from tiia_cost.errors import Place

MAX_CALLS = 10**18
"""The most calls one service can have in one month; beyond it nobody counts calls."""


class Count(NamedTuple):
    """The calls of one service in one month of one account, and the first place they came from."""

    calls: int
    first: Place | None


class Usage:
    """Calls by account, month and service. Adding is commutative: the order of rows never matters."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str | None, Month | None], dict[str, Count]] = {}

    def add(
        self,
        service: str,
        calls: int,
        *,
        month: Month | None = None,
        account: str | None = None,
        place: Place | None = None,
    ) -> bool:
        """Add calls of a service, named by its id. Return False, and add nothing, beyond `MAX_CALLS`.

        `calls` is 0 or more; `month` None is an unknown month, `account` None usage that names no account.
        `place` is where the calls come from, for the errors.
        """
        counts = self._counts.setdefault((account, month), {})
        known = counts.get(service, Count(0, place))
        total = known.calls + calls
        if total > MAX_CALLS:
            return False
        counts[service] = Count(total, known.first)
        return True

    def has(self, account: str | None, month: Month | None, service: str) -> bool:
        """Say whether there is a count of this already."""
        return service in self._counts.get((account, month), {})

    def months(self) -> Iterator[tuple[str | None, Month | None, dict[str, Count]]]:
        """Yield account, month and the counts by service; accounts and months in order, unknown ones first."""
        for account, month in sorted(self._counts, key=lambda key: (key[0] or "", key[1] or "")):
            yield account, month, self._counts[account, month]

    def __eq__(self, other: object) -> bool:
        """Equal when the same calls are counted, wherever they came from."""
        return isinstance(other, Usage) and self._calls() == other._calls()

    __hash__ = None  # type: ignore[assignment]  # it grows

    def _calls(self) -> dict[tuple[str | None, str | None, str], int]:
        return {
            (account, month, service): count.calls
            for account, month, counts in self.months()
            for service, count in counts.items()
        }
