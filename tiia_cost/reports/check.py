"""Report of `check`: a line for each limit and month, and the calls to add or cut to bring it back within budget."""

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
    from tiia_cost.core.additions import Addition
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.budget import Finding, Verdict
    from tiia_cost.core.cuts import Cut


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
    additions, cuts = finding.additions, finding.cuts
    data: dict[str, object] = {
        "limit": finding.limit,
        "account": finding.account,
        "month": finding.month,
        "service": finding.service,
        "allowed": None if finding.allowed is None else str(finding.allowed),
        "actual": str(finding.actual),
        "share": None if finding.share is None else str(finding.share),
        "state": finding.state,
        "calls_to_cut": cuts.by_service(),
    }
    if additions:
        data["calls_to_add"] = {addition.service: addition.calls for addition in additions}
    if finding.limit == "total":
        # This limit is not about a single month, so each cut and addition must name its month.
        if cuts.cuts:
            data["cuts"] = [_in_month(cut) for cut in cuts.cuts]
        if additions:
            data["additions"] = [_in_month(addition) for addition in additions]
    if finding.free:
        data["notes"] = [free_months.as_data(finding.free, lang)]
    return data


def _in_month(change: Addition | Cut) -> dict[str, object]:
    return {"account": change.account, "month": change.month, "service": change.service, "calls": change.calls}


def _called(service: str, book: PriceBook, lang: str) -> str:
    return called(service, book.name_of(service), lang)[0]


def _text(finding: Finding, verdict: Verdict, book: PriceBook, lang: str) -> str:
    """Return the sentences about a finding: account, month, actual amount, and calls to add or cut."""
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
            [say(code, lang, finding=sentence, excess=excess), *_advice(finding, verdict, book, lang)]
        )
    if finding.state == "near":
        return say("finding-near", lang, finding=sentence, share=percentage(finding.share))
    return sentence


def _where(account: str | None, month: str | None, lang: str) -> list[str]:
    named = [] if account is None else [say("of-account", lang, account=account)]
    return [*named, month or say("unknown-month", lang)]


def _advice(finding: Finding, verdict: Verdict, book: PriceBook, lang: str) -> list[str]:
    """Return the sentences about the calls to add, then to cut; for the limit `total`, each with account and month."""
    additions = _additions(finding, verdict, book, lang)
    fewer = [
        _change("fewer-calls", cut.calls, cut.service, _month_of(cut, finding, lang), book, lang)
        for cut in finding.cuts.cuts
    ]
    match fewer:
        case [] if additions:
            return additions
        case []:
            how = _no_cut(finding, verdict)
        case [_]:
            how = "cuts-one"
        case _:
            how = "cuts-together" if finding.cuts.together else "cuts-each"
    return [*additions, say(f"or-{how}" if additions else how, lang, cuts=fewer)]


def _additions(finding: Finding, verdict: Verdict, book: PriceBook, lang: str) -> list[str]:
    """Return a sentence for each addition: the calls to add, and what their month would cost or need then."""
    outcome = "then-need" if finding.limit == "balance" else "then-cost"
    return [
        say(
            "addition-enough" if index == 0 else "addition-or",
            lang,
            addition=_change("more-calls", one.calls, one.service, _month_of(one, finding, lang), book, lang),
            outcome=say(
                outcome if verdict.margin is None else f"{outcome}-at-most",
                lang,
                count=one.calls_then,
                amount=money(one.amount_then, verdict.currency),
            ),
        )
        for index, one in enumerate(finding.additions)
    ]


def _month_of(change: Addition | Cut, finding: Finding, lang: str) -> list[str]:
    """Return account and month of a change, if the finding does not say them: the limit `total` is about all months."""
    return _where(change.account, change.month, lang) if finding.limit == "total" else []


def _change(code: str, calls: int, service: str, where: list[str], book: PriceBook, lang: str) -> str:
    change = say(code, lang, count=calls, service=_called(service, book, lang))
    return say("calls-in", lang, change=change, where=where) if where else change


def _no_cut(finding: Finding, verdict: Verdict) -> str:
    if verdict.margin is None:
        return "cuts-none"
    return "cuts-none-in-range" if finding.limit != "balance" else "cuts-none-balance-in-range"
