"""Table of changes, grouped by account, month and service, in which all rows add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.diff import ChangeTotal
from tiia_cost.core.grouping import KEYS, grouped
from tiia_cost.formats.sheet import EXTRA, Column, Sheet, toned
from tiia_cost.messages import say
from tiia_cost.reports.wording import amount, called, count, difference, percentage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.diff import Change, Diff
    from tiia_cost.formats.sheet import Tone


class ChangesTable:
    """Changes grouped by `keys`; `books` have the names of services, `unchanged` shows what does not change, too."""

    def __init__(
        self, diff: Diff, books: Sequence[PriceBook], keys: Sequence[str], lang: str, *, unchanged: bool
    ) -> None:
        self._diff, self._keys, self._lang, self._unchanged = diff, keys, lang, unchanged
        self._names = {service: book.name_of(service) for book in reversed(books) for service in book.services}
        self._services = list(dict.fromkeys(service for book in books for service in book.services))

    def name(self, change: Change) -> str:
        """Return the name of the service of a change."""
        return called(change.service, self._names[change.service], self._lang)[0]

    def as_sheet(self, *, subtotals: bool) -> Sheet:
        """Return the rows with their totals, under no title; `subtotals` adds one for each account and month."""
        lang, changes = self._lang, self._diff.changes
        columns = (
            *map(self._key_column, self._keys),
            Column(say("column-state", lang), figure=False, spare=4, optional=True),
            Column(say("column-calls-before", lang), spare=5),
            Column(say("column-calls-after", lang), spare=5),
            Column(say("column-tier", lang), spare=EXTRA, optional=True),
            Column(say("column-cost-before", lang), spare=1),
            Column(say("column-cost-after", lang)),
            Column(say("column-change", lang)),
            Column(say("column-percent", lang), spare=EXTRA + 1),
        )
        rows = tuple(self._subtotalled() if subtotals else self._rows(changes))
        total = self._row([say("row-total", lang), *[""] * (len(self._keys) - 1)], changes)
        return Sheet("", columns, rows, total).without_empty_columns()

    def _key_column(self, key: str) -> Column:
        """Return the column of a key. The last one wraps, for it may say that nothing changes."""
        wraps = key in ("account", self._keys[-1])
        return Column(say(f"column-{key}", self._lang), figure=False, wraps=wraps, optional=key != "service")

    def _subtotalled(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of each account and month, with a subtotal where there are several."""
        for _, changes in grouped(self._diff.changes, self._keys[:-1], self._services):
            rows = list(self._rows(changes))
            yield from rows
            if len(rows) > 1:
                yield self._row([*rows[0][: len(self._keys) - 1], say("row-subtotal", self._lang)], changes)

    def _rows(self, changes: Sequence[Change]) -> Iterator[tuple[str, ...]]:
        """Yield a row for each group that changes, and one for all that do not."""
        still: list[tuple[tuple[str | None, ...], list[Change]]] = []
        for names, group in grouped(changes, self._keys, self._services):
            if self._unchanged or any(change.state != "same" for change in group):
                yield self._row([self._cell(group[0], key) for key in self._keys], group, *self._state_and_tiers(group))
            else:
                still.append((names, group))
        if still:
            common = [self._cell(still[0][1][0], key) for key in self._keys[:-1]]
            if len({names[:-1] for names, _ in still}) > 1:
                common = [""] * len(common)
            everything = sum(len(group) for _, group in still) == len(changes)
            label = "nothing-changes" if everything else "rows-unchanged"
            said = say(label, self._lang, count=len(still))
            yield self._row([*common, said], [change for _, group in still for change in group])

    def _row(
        self, names: Sequence[str], changes: Sequence[Change], state: str = "", tiers: str = ""
    ) -> tuple[str, ...]:
        """Return a row with the sums of changes."""
        total = ChangeTotal.of(changes)
        return (
            *(*names, state),
            *("" if calls is None else count(calls) for calls in (total.calls_before, total.calls_after)),
            tiers,
            *("" if cost is None else amount(cost) for cost in (total.cost_before, total.cost_after)),
            toned(difference(total.change), tone_of_change(total.change)),
            percentage(total.ratio),
        )

    def _state_and_tiers(self, changes: Sequence[Change]) -> tuple[str, str]:
        """Return the state and the tiers of a change; groups of them have none."""
        if len(self._keys) < len(KEYS):
            return "", ""
        (change,) = changes
        tiers = (charge.tier for charge in (change.before, change.after) if charge is not None and charge.tier)
        return say(f"state-{change.state}", self._lang), " → ".join(dict.fromkeys(map(str, tiers)))

    def _cell(self, change: Change, key: str) -> str:
        return self.name(change) if key == "service" else getattr(change, key) or ""


def tone_of_change(change: Decimal) -> Tone | None:
    """Return the tone of a change: growth is bad, a saving is good."""
    return None if not change else "bad" if change > 0 else "good"


def largest_change(diff: Diff) -> Change | None:
    """Return the change whose cost moves most, up or down; None unless the costs of several change."""
    moved = [change for change in diff.changes if change.change]
    return max(moved, key=lambda change: abs(change.change)) if len(moved) > 1 else None
