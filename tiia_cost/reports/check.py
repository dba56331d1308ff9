"""Report of `check`: a line for each limit and month, and the cuts that would bring it back within budget."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import ZERO, subtract
from tiia_cost.formats.sheet import Case, Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports import free_months
from tiia_cost.reports.ranges import margin_as_data, margin_text
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import amount, called, money, percentage

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.budget import Finding, Verdict


def as_report(verdict: Verdict, book: PriceBook, lang: str = "en") -> Report:
    """Return the report of a verdict; `book` holds the lists that its bills were priced by."""
    return Report(
        partial(as_data, verdict, lang),
        partial(as_sheets, verdict, book, lang),
        cases=partial(as_cases, verdict, book, lang),
        remarks=free_months.remarks((free for finding in verdict.findings for free in finding.free), lang),
        freezes=any(finding.limit == "balance" for finding in verdict.findings),
    )


def as_data(verdict: Verdict, lang: str = "en") -> dict[str, object]:
    """Return the JSON of a verdict: amounts and shares as decimal text."""
    return {
        "currency": verdict.currency,
        **({} if verdict.margin is None else {"range": margin_as_data(verdict.margin)}),
        "within_budget": verdict.within_budget,
        "findings": [_finding(finding, lang) for finding in verdict.findings],
    }


def as_sheets(verdict: Verdict, book: PriceBook, lang: str = "en") -> list[Sheet]:
    """Return one sheet: a row for each finding, and below it sentences on those that are not within."""
    has_balance = any(finding.limit == "balance" for finding in verdict.findings)
    columns = (
        Column(say("column-limit", lang), figure=False),
        Column(say("column-account", lang), figure=False, optional=True),
        Column(say("column-month", lang), figure=False),
        Column(say("column-service", lang), figure=False, optional=True),
        Column(say("column-allowed-or-balance" if has_balance else "column-allowed", lang), spare=2),
        Column(say("column-actual", lang), spare=1),
        Column(say("column-share", lang), spare=3),
        Column(say("column-state", lang), figure=False),
    )
    rows = tuple(
        (
            say(f"limit-{finding.limit}", lang),
            finding.account or "",
            finding.month or ("" if finding.limit == "total" else say("unknown-month", lang)),
            _called(finding.service, book, lang) if finding.service else "",
            say("no-value", lang) if finding.allowed is None else amount(finding.allowed),
            amount(finding.actual),
            percentage(finding.share),
            say(f"state-{finding.state}", lang),
        )
        for finding in verdict.findings
    )
    over = sum(finding.state == "over" for finding in verdict.findings)
    code = "verdict-over" if over else "verdict-within"
    notes = (_text(finding, verdict, book, lang) for finding in verdict.findings if finding.state != "within")
    title = say(code, lang, over=over, count=len(verdict.findings), currency=verdict.currency)
    if verdict.margin is not None:
        title = say("verdict-worst-case", lang, title=title, margin=margin_text(verdict.margin, lang))
    return [Sheet(title, columns, rows, notes=tuple(notes)).without_empty_columns()]


def as_cases(verdict: Verdict, book: PriceBook, lang: str = "en") -> list[Case]:
    """Return a case for each finding."""
    return [
        Case(
            "tiia-cost" if finding.account is None else f"tiia-cost.{finding.account}",
            " ".join(filter(None, (finding.limit, finding.service, finding.month))),
            finding.state,
            say(f"title-{finding.state}", lang, limit=say(f"limit-{finding.limit}", lang)),
            _text(finding, verdict, book, lang),
            finding.place,
            (("free-beta", " ".join(free.month for free in finding.free)),) if finding.free else (),
            (free_months.text(finding.free, lang),) if finding.free else (),
        )
        for finding in verdict.findings
    ]


def _finding(finding: Finding, lang: str) -> dict[str, object]:
    data: dict[str, object] = {
        "limit": finding.limit,
        "account": finding.account,
        "month": finding.month,
        "service": finding.service,
        "allowed": None if finding.allowed is None else str(finding.allowed),
        "actual": str(finding.actual),
        "share": None if finding.share is None else str(finding.share),
        "state": finding.state,
        "calls_to_cut": finding.cuts.by_service(),
    }
    if finding.limit == "total" and finding.cuts.cuts:
        # This limit is not about a single month, so each cut must name its month.
        data["cuts"] = [cut._asdict() for cut in finding.cuts.cuts]
    if finding.free:
        data["notes"] = [free_months.as_data(finding.free, lang)]
    return data


def _called(service: str, book: PriceBook, lang: str) -> str:
    return called(service, book.name_of(service), lang)[0]


def _text(finding: Finding, verdict: Verdict, book: PriceBook, lang: str) -> str:
    """Return the sentences about a finding: account and month, actual amount, and cuts back to within budget."""
    currency = verdict.currency
    allowed = finding.allowed if finding.allowed is not None else ZERO
    where = _where(finding.account, finding.month, lang)
    code = "finding-no-baseline" if finding.state == "no-baseline" else f"finding-{finding.limit}"
    margin = None if verdict.margin is None else margin_text(verdict.margin, lang)
    if margin is not None:
        where = [say("in-worst-case", lang, where=where, margin=margin)]
        code = "finding-total-worst-case" if finding.limit == "total" else code
    sentence = say(
        code,
        lang,
        where=where,
        margin=margin,
        service=_called(finding.service, book, lang) if finding.service else None,
        actual=money(finding.actual, currency),
        allowed=money(allowed, currency),
    )
    if finding.state == "over":
        excess = money(subtract(finding.actual, allowed), currency)
        code = "finding-lacking" if finding.limit == "balance" else "finding-over"
        return (" " if lang == "en" else "").join(
            [say(code, lang, finding=sentence, excess=excess), _cuts(finding, verdict, book, lang)]
        )
    if finding.state == "near":
        return say("finding-near", lang, finding=sentence, share=percentage(finding.share))
    return sentence


def _where(account: str | None, month: str | None, lang: str) -> list[str]:
    named = [] if account is None else [say("of-account", lang, account=account)]
    return [*named, month or say("unknown-month", lang)]


def _cuts(finding: Finding, verdict: Verdict, book: PriceBook, lang: str) -> str:
    """Return the sentence about the calls to cut; for the limit `total`, each with its account and month."""
    cuts, together = finding.cuts
    fewer = [say("fewer-calls", lang, count=cut.calls, service=_called(cut.service, book, lang)) for cut in cuts]
    if finding.limit == "total":
        fewer = [
            say("fewer-calls-in", lang, cut=text, where=_where(cut.account, cut.month, lang))
            for text, cut in zip(fewer, cuts, strict=True)
        ]
    match fewer:
        case []:
            if verdict.margin is None:
                return say("cuts-none", lang)
            return say("cuts-none-in-range" if finding.limit != "balance" else "cuts-none-balance-in-range", lang)
        case [_]:
            return say("cuts-one", lang, cuts=fewer)
        case _:
            return say("cuts-together" if together else "cuts-each", lang, cuts=fewer)
