"""Report of `diff`: the change of each service, and the totals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tiia_cost.core.diff import ChangeTotal
from tiia_cost.core.grouping import KEYS, grouped
from tiia_cost.core.money import in_percent
from tiia_cost.formats.sheet import EXTRA, Column, Sheet, toned
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.report import FEW_NOTES, MOST_BILLS, Report
from tiia_cost.reports.wording import (
    amount,
    called,
    count,
    difference,
    in_currency,
    joined,
    money,
    months_text,
    owner,
    percentage,
    price_per,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, FreeMonth
    from tiia_cost.core.diff import Change, Diff
    from tiia_cost.core.months import Month
    from tiia_cost.formats.sheet import Tone

CSV_COLUMNS = (
    *("account", "month", "service", "state", "calls_before", "calls_after", "cost_before", "cost_after"),
    *("change", "percent", "tier_before", "tier_after", "notes"),
)
"""Columns of a row per change, with the codes of its notes."""


def as_report(
    diff: Diff, books: Sequence[PriceBook], lang: str = "en", *, by: Sequence[str] = (), unchanged: bool = False
) -> Report:
    """Return the report of changes; `books` are those of both sides, which have the names of services.

    `by` are the keys of one table grouped so: see `core.grouping`. `unchanged` shows rows that did not change, too.
    """
    return Report(
        partial(as_data, diff, lang),
        partial(as_sheets, diff, books, lang, by=by, unchanged=unchanged),
        CSV_COLUMNS,
        partial(as_records, diff),
        remarks=tuple(
            free_months.remark(_free_text(sides, months, lang), lang)
            for sides, months in _free_sides(diff.changes).items()
        ),
    )


def as_data(diff: Diff, lang: str = "en") -> dict[str, object]:
    """Return the JSON of changes: amounts and percentages as decimal text, missing values as null."""
    return {
        "currency": diff.currency,
        "changes": [
            {**_change(change), **({"notes": notes} if (notes := _notes(change, lang)) else {})}
            for change in diff.changes
        ],
        "total": {
            "cost_before": str(diff.cost_before),
            "cost_after": str(diff.cost_after),
            "change": str(diff.change),
        },
    }


def as_records(diff: Diff) -> Iterator[tuple[object, ...]]:
    """Yield a row of `CSV_COLUMNS` for each change."""
    for change in diff.changes:
        yield (*_change(change).values(), " ".join(dict.fromkeys(note["code"] for note in _notes(change))))


def as_sheets(
    diff: Diff, books: Sequence[PriceBook], lang: str = "en", *, by: Sequence[str] = (), unchanged: bool = False
) -> list[Sheet]:
    """Return one sheet: a row for each change with subtotals, or for each group `by` keys, the totals, and the tiers.

    What does not change is one row, with its costs, so that all rows add up; with `unchanged` it has rows of its own.
    """
    bills = {(change.account, change.month) for change in diff.changes}
    crowded = len(bills) > MOST_BILLS and not by
    keys = tuple(by) or (KEYS[:2] if crowded else KEYS)
    table = _Table(diff, books, keys, lang, unchanged=unchanged)
    rows = table.subtotalled() if not by and not crowded and len(bills) > 1 else table.rows(diff.changes)
    columns = (
        *(
            # The last of these columns may say that nothing changes.
            Column(
                say(f"column-{key}", lang), figure=False, wraps=key in ("account", keys[-1]), optional=key != "service"
            )
            for key in keys
        ),
        Column(say("column-state", lang), figure=False, spare=4, optional=True),
        Column(say("column-calls-before", lang), spare=5),
        Column(say("column-calls-after", lang), spare=5),
        Column(say("column-tier", lang), spare=EXTRA, optional=True),
        Column(say("column-cost-before", lang), spare=1),
        Column(say("column-cost-after", lang)),
        Column(say("column-change", lang)),
        Column(say("column-percent", lang), spare=EXTRA + 1),
    )
    notes = [say("changes-summarised", lang, count=len(bills))] if crowded else []
    tiers = _tier_notes(diff, table.name, lang)
    if "service" in keys or len(tiers) <= FEW_NOTES:
        notes += tiers
    total = table.row([say("row-total", lang), *[""] * (len(keys) - 1)], diff.changes)
    title = _title(diff, lang)
    sheet = Sheet(title, columns, tuple(rows), total, tuple(notes), _closing(diff, table.name, lang))
    return [sheet.without_empty_columns()]


def _key_column(key: str, lang: str, *, wraps: bool) -> Column:
    """Return the column of a key. The last one wraps, for it may say that nothing changes."""
    return Column(say(f"column-{key}", lang), figure=False, wraps=wraps, optional=key != "service")


class _Table:
    """Rows of changes, grouped by `keys`."""

    def __init__(
        self, diff: Diff, books: Sequence[PriceBook], keys: Sequence[str], lang: str, *, unchanged: bool
    ) -> None:
        self._diff, self._keys, self._lang, self._unchanged = diff, keys, lang, unchanged
        self._names = {service: book.name_of(service) for book in reversed(books) for service in book.services}
        self._services = list(dict.fromkeys(service for book in books for service in book.services))

    def name(self, change: Change) -> str:
        """Return the name of the service of a change."""
        return called(change.service, self._names[change.service], self._lang)[0]

    def subtotalled(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of each account and month, with a subtotal where there are several."""
        for _, changes in grouped(self._diff.changes, self._keys[:-1], self._services):
            rows = list(self.rows(changes))
            yield from rows
            if len(rows) > 1:
                yield self.row([*rows[0][: len(self._keys) - 1], say("row-subtotal", self._lang)], changes)

    def rows(self, changes: Sequence[Change]) -> Iterator[tuple[str, ...]]:
        """Yield a row for each group that changes, and one for all that do not."""
        still: list[tuple[tuple[str | None, ...], list[Change]]] = []
        for names, group in grouped(changes, self._keys, self._services):
            if self._unchanged or any(change.state != "same" for change in group):
                yield self.row([self._cell(group[0], key) for key in self._keys], group, *self._state_and_tiers(group))
            else:
                still.append((names, group))
        if still:
            common = [self._cell(still[0][1][0], key) for key in self._keys[:-1]]
            if len({names[:-1] for names, _ in still}) > 1:
                common = [""] * len(common)
            everything = sum(len(group) for _, group in still) == len(changes)
            label = "nothing-changes" if everything else "rows-unchanged"
            said = say(label, self._lang, count=len(still))
            yield self.row([*common, said], [change for _, group in still for change in group])

    def row(self, names: Sequence[str], changes: Sequence[Change], state: str = "", tiers: str = "") -> tuple[str, ...]:
        """Return a row with the sums of changes."""
        total = ChangeTotal.of(changes)
        return (
            *(*names, state),
            *("" if calls is None else count(calls) for calls in (total.calls_before, total.calls_after)),
            tiers,
            *("" if cost is None else amount(cost) for cost in (total.cost_before, total.cost_after)),
            toned(difference(total.change), _tone(total.change)),
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


def _tone(change: Decimal) -> Tone | None:
    """Return the tone of a change: growth is bad, a saving is good."""
    return None if not change else "bad" if change > 0 else "good"


def _title(diff: Diff, lang: str) -> str:
    if all(change.state == "same" for change in diff.changes):
        return say("diff-title-same", lang, total=money(diff.cost_after, diff.currency))
    return toned(say("diff-title", lang, change=_with_ratio(diff, lang)), _tone(diff.change))


def _with_ratio(diff: Diff, lang: str) -> str:
    change = str(in_currency(difference(diff.change), diff.currency)[lang])
    return change if diff.ratio is None else say("change-with-ratio", lang, change=change, ratio=percentage(diff.ratio))


def _closing(diff: Diff, name: Callable[[Change], str], lang: str) -> str:
    """Return the last line: both totals, and the largest change, if several services change."""
    if all(change.state == "same" for change in diff.changes):
        return say("closing-same", lang, total=money(diff.cost_after, diff.currency))
    before, after = money(diff.cost_before, diff.currency), money(diff.cost_after, diff.currency)
    moved = [change for change in diff.changes if change.change]
    sentences = [say("closing-diff", lang, before=before, after=after, change=_with_ratio(diff, lang))]
    if len(moved) > 1:
        most = max(moved, key=lambda change: abs(change.change))
        change = in_currency(difference(most.change), diff.currency)
        sentences.append(say("closing-largest", lang, where=_where(most, name(most), lang), change=change))
    return toned(joined(sentences, lang), _tone(diff.change))


def _where(change: Change, name: str, lang: str) -> list[str]:
    return [*owner(change.account, lang), name, *filter(None, [change.month])]


def _change(change: Change) -> dict[str, object]:
    before, after, ratio = change.before, change.after, change.ratio
    return {
        "account": change.account,
        "month": change.month,
        "service": change.service,
        "state": change.state,
        "calls_before": before and before.calls,
        "calls_after": after and after.calls,
        "cost_before": before and str(before.cost),
        "cost_after": after and str(after.cost),
        "change": str(change.change),
        "percent": None if ratio is None else str(in_percent(ratio)),
        "tier_before": before and before.tier,
        "tier_after": after and after.tier,
    }


def _notes(change: Change, lang: str = "en") -> list[dict[str, Any]]:
    """Return the JSON of the notes on a change: the sides on which its month is free of charge."""
    return [
        {
            "code": "free-beta",
            "sides": list(sides),
            "prices": free.prices,
            "effective_from": free.effective_from,
            "text": _free_text(sides, [free], lang),
        }
        for sides, (free,) in _free_sides([change]).items()
    ]


def _free_sides(changes: Sequence[Change]) -> dict[tuple[str, ...], list[FreeMonth]]:
    """Return the free months of each side that has any, under both sides together if they are the same."""
    before = sorted({change.free_before for change in changes if change.free_before is not None})
    after = sorted({change.free_after for change in changes if change.free_after is not None})
    sides = {("before", "after"): before} if before == after else {("before",): before, ("after",): after}
    return {side: months for side, months in sides.items() if months}


def _free_text(sides: tuple[str, ...], months: Sequence[FreeMonth], lang: str) -> str:
    said = free_months.text(months, lang)
    return say("on-side", lang, side=say(f"side-{sides[0]}", lang), note=said) if len(sides) == 1 else said


def _tier_notes(diff: Diff, name: Callable[[Change], str], lang: str) -> list[str]:
    """Return a sentence for each change of tier; the same one of several months is told once with its months."""
    told: dict[tuple[str | None, str, str], list[Month]] = {}
    for change in diff.changes:
        if change.before is not None and change.after is not None and change.reaches_another_tier:
            sentence = _tiers(change.before, change.after, diff.currency, lang)
            months = told.setdefault((change.account, name(change), sentence), [])
            months += [] if change.month is None else [change.month]
    notes = []
    for (account, service, sentence), months in told.items():
        about = [*owner(account, lang), service, *months_text(months)]
        notes.append(say("note-of", lang, services=about, note=sentence))
    return notes


def _tiers(before: Charge, after: Charge, currency: str, lang: str) -> str:
    def price(charge: Charge) -> str:
        return price_per(charge.unit_price, charge.per, currency, lang)

    return say(
        "diff-tier", lang, tier=before.tier, other_tier=after.tier, price=price(before), other_price=price(after)
    )
