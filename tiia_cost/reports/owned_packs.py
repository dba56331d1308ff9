"""Ledger of the packs that accounts own: what the bills use of them, what is left and what lapses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tiia_cost.formats.sheet import Column, Remark, Sheet
from tiia_cost.messages import say
from tiia_cost.reports.report import FEW_NOTES
from tiia_cost.reports.wording import called, count, joined, owner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.packs import PackUse
    from tiia_cost.core.ranges import Margin
    from tiia_cost.reports.report import Report


def with_ledger(report: Report, packs: Sequence[PackUse], book: PriceBook, lang: str) -> Report:
    """Return a report on bills with the ledger of their packs in every shape; the same report if there are none.

    JSON has it under `packs`, and beside `currency` the packs that the list of their month does not sell.
    """
    return _with(report, {"": (packs, book)}, lang)


def with_pack_remarks(report: Report, packs: Sequence[PackUse], book: PriceBook, lang: str) -> Report:
    """Return a report that is on no bill, so that it has no ledger, with what is to know of its packs."""
    return report._replace(remarks=(*report.remarks, *_remarks({"": (packs, book)}, lang)))


def with_ledgers(
    report: Report, bills: tuple[Estimate, Estimate], books: tuple[PriceBook, PriceBook], lang: str
) -> Report:
    """Return a report on changes with the ledgers of both sides, which is one for people if they are the same."""
    before, after = ((estimate.packs, book) for estimate, book in zip(bills, books, strict=True))
    return _with(report, {"before": before, "after": after}, lang)


def as_data(packs: Sequence[PackUse]) -> list[dict[str, object]]:
    """Return the JSON of a ledger: counts as numbers, months as text, null where the usage names none."""
    return [
        {
            "account": use.account,
            "service": use.service,
            "calls": use.calls,
            "from": use.first,
            "to": use.last,
            "used": use.used,
            "left": use.left,
            "lapsed": use.lapsed,
        }
        for use in packs
    ]


def as_sheet(title: str, packs: Sequence[PackUse], book: PriceBook, lang: str) -> Sheet:
    """Return a row for packs of one size, account and month of purchase, and below them what lapses."""
    columns = (
        Column(say("column-account", lang), figure=False, optional=True),
        Column(say("column-service", lang), figure=False, wraps=lang == "zh"),
        Column(say("column-calls", lang), spare=2),
        Column(say("column-valid-from", lang), figure=False, spare=3, optional=True),
        Column(say("column-valid-to", lang), figure=False, spare=1, optional=True),
        Column(say("column-used", lang), spare=2),
        Column(say("column-left", lang)),
        Column(say("column-lapsed", lang)),
    )
    rows = tuple(
        (
            use.account or "",
            _name(use, book, lang),
            count(use.calls),
            use.first or "",
            use.last or "",
            *map(count, (use.used, use.left, use.lapsed)),
        )
        for use in packs
    )
    return Sheet(title, columns, rows, notes=tuple(_notes(packs, book, lang))).without_empty_columns()


def remarks_on_ranges(estimate: Estimate, margin: Margin | None, lang: str) -> tuple[Remark, ...]:
    """Return a remark on cost ranges of several months of an account that share packs; empty if there are none.

    The range of each month takes what the forecast leaves of the packs; more calls in one month leave less to the next.
    """
    months = Counter(bill.account for bill in estimate.bills)
    if margin is None or not any(use.used and months[use.account] > 1 for use in estimate.packs):
        return ()
    text = say("packs-in-ranges", lang)
    title = say("packs-in-ranges-title", lang)
    return (Remark("packs_in_ranges", text, value={"text": text}, title=title, warns=True),)


def _with(report: Report, sides: Mapping[str, tuple[Sequence[PackUse], PriceBook]], lang: str) -> Report:
    if not any(packs for packs, _ in sides.values()):
        return report
    shown = dict(sides)
    if len({tuple(use._replace(unused_until=None) for use in packs) for packs, _ in sides.values()}) == 1:
        shown = {"": [*sides.values()][-1]}

    def data() -> Mapping[str, object]:
        ledgers = {f"packs_{side}".rstrip("_"): as_data(packs) for side, (packs, _) in sides.items()}
        return {**report.data(), **ledgers}

    def ledgers(code: str) -> list[Sheet]:
        return [
            as_sheet(say(f"{code}-{side}".rstrip("-"), lang), packs, book, lang)
            for side, (packs, book) in shown.items()
            if packs
        ]

    def sheets() -> Sequence[Sheet]:
        *others, last = report.sheets()
        *more, ledger = ledgers("ledger-title")
        return [*others, last._replace(closing=""), *more, ledger._replace(closing=last.closing)]

    def lists() -> Sequence[Sheet]:
        assert report.lists is not None  # noqa: S101 - asked for only where there are some
        return [*ledgers("tab-packs"), *report.lists()]

    return report._replace(
        data=data,
        sheets=sheets,
        lists=lists if report.lists is not None else None,
        tables=report.tables or report.sheets,
        remarks=(*report.remarks, *_remarks(sides, lang)),
        packs=True,
    )


def _name(use: PackUse, book: PriceBook, lang: str) -> str:
    return called(use.service, book.name_of(use.service), lang)[0]


def _notes(packs: Sequence[PackUse], book: PriceBook, lang: str) -> Iterator[str]:
    lapsing = [use for use in packs if use.lapsed]
    for use in lapsing if len(lapsing) <= FEW_NOTES else ():
        services = [*owner(use.account, lang), _name(use, book, lang)]
        yield say("pack-lapses", lang, services=services, count=use.lapsed, month=use.last)
    used = {(use.account, use.service) for use in packs if use.used}
    idle: dict[str | None, list[str]] = {}
    for use in packs:
        if (use.account, use.service) not in used:
            idle.setdefault(use.account, []).append(_name(use, book, lang))
    for account, names in idle.items():
        yield say("pack-pays-nothing", lang, services=[*owner(account, lang), *dict.fromkeys(names)])
    yield say("packs-not-in-bills", lang)


def _remarks(sides: Mapping[str, tuple[Sequence[PackUse], PriceBook]], lang: str) -> tuple[Remark, ...]:
    """Return what is to know of packs beside their ledger."""
    return (*_unused_until(sides, lang), *_not_on_sale(sides, lang))


def _unused_until(sides: Mapping[str, tuple[Sequence[PackUse], PriceBook]], lang: str) -> tuple[Remark, ...]:
    """Return a remark on packs that were bought before the usage begins, of which part may have been used by then."""
    names: dict[Month, dict[str, None]] = {}
    for packs, book in sides.values():
        for use in packs:
            if use.unused_until is not None:
                names.setdefault(use.unused_until, {})[_name(use, book, lang)] = None
    if not names:
        return ()
    value = [
        {"month": month, "text": say("packs-unused-until", lang, services=[*services], month=month)}
        for month, services in sorted(names.items())
    ]
    return (Remark("packs_unused_until", joined((one["text"] for one in value), lang), value=value),)


def _not_on_sale(sides: Mapping[str, tuple[Sequence[PackUse], PriceBook]], lang: str) -> tuple[Remark, ...]:
    """Return a remark on packs that the list of their month does not sell, if there are any: they may be old ones."""
    found = {
        (use.account, use.service, use.size, use.first): said
        for packs, book in sides.values()
        for use in packs
        if (said := _says_not_on_sale(use, book, lang)) is not None
    }
    if not found:
        return ()
    text = joined(dict.fromkeys(str(said["text"]) for said in found.values()), lang)
    return (Remark("packs_not_on_sale", text, value=list(found.values())),)


def _says_not_on_sale(use: PackUse, book: PriceBook, lang: str) -> dict[str, object] | None:
    prices = book.in_force(use.first).prices
    sizes = [pack.calls for pack in prices.services[use.service].packs]
    if use.size in sizes:
        return None
    text = say(
        "pack-size-not-on-sale" if sizes else "packs-none-on-sale",
        lang,
        service=_name(use, book, lang),
        prices=prices.name,
        calls=use.size,
        sizes=sizes,
    )
    return {
        "account": use.account,
        "service": use.service,
        "calls": use.size,
        "from": use.first,
        "prices": prices.name,
        "text": text,
    }
