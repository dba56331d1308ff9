"""Report of `check`: the verdict, and a line for each limit and month. Its sentences are in `finding_sentences`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.core.money import subtract
from tiia_cost.formats.sheet import EXTRA, Case, Column, Fact, Sheet, toned
from tiia_cost.messages import say
from tiia_cost.reports import all_bills, free_months, owned_packs
from tiia_cost.reports.charts.bills import as_chart
from tiia_cost.reports.expected import at_pace, remark_on_range
from tiia_cost.reports.finding_sentences import TONES, Sentences, told_first
from tiia_cost.reports.ranges import margin_as_data, margin_text
from tiia_cost.reports.report import Report
from tiia_cost.reports.wording import amount, called, currency_name, joined, listed, money, percentage, scope

if TYPE_CHECKING:
    from tiia_cost.core.additions import Addition
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.budget import Finding, FindingState, Verdict
    from tiia_cost.core.cuts import Cut
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.formats.chart import Chart
    from tiia_cost.formats.sheet import Tone


_STATES: tuple[FindingState, ...] = ("over", "near", "within", "no-baseline")
"""States of findings, the most telling first."""


def as_report(verdict: Verdict, estimate: Estimate, book: PriceBook, lang: str = "en") -> Report:
    """Return the report of a verdict on the bills of an estimate; `book` holds the lists that it was priced by."""
    done = Report(
        partial(as_data, verdict, lang),
        partial(as_sheets, verdict, book, lang),
        cases=partial(as_cases, verdict, book, lang),
        remarks=(
            *free_months.remarks((free for finding in verdict.findings for free in finding.free), lang),
            *owned_packs.remarks_on_ranges(estimate, verdict.margin, lang),
            *remark_on_range(verdict.projection, verdict.margin, lang),
        ),
        freezes=any(finding.limit == "balance" for finding in verdict.findings),
        chart=partial(_chart, verdict, estimate, book, lang),
        kind="check",
        answer=lambda: toned(_conditions(_counted(verdict, lang), verdict, lang), _tone(verdict)),
        lead=partial(_lead, verdict, book, lang),
        scope=partial(scope, estimate.bills, lang),
        facts=partial(_facts, verdict, book, lang),
        lists=lambda: [all_bills.as_sheet(say("tab-bills", lang), estimate, book, lang)],
    )
    return owned_packs.with_ledger(done, estimate.packs, book, lang)


def as_data(verdict: Verdict, lang: str = "en") -> dict[str, object]:
    """Return the JSON of a verdict: amounts and shares as decimal text."""
    return {
        "currency": verdict.currency,
        **({} if verdict.margin is None else {"range": margin_as_data(verdict.margin)}),
        "within_budget": verdict.within_budget,
        "findings": [_finding(finding, lang) for finding in verdict.findings],
    }


def as_sheets(verdict: Verdict, book: PriceBook, lang: str = "en") -> list[Sheet]:
    """Return one sheet: the verdict, a row for each finding, sentences on those that are not within, and the answer."""
    has_balance = any(finding.limit == "balance" for finding in verdict.findings)
    several_limits = len({finding.limit for finding in verdict.findings}) > 1
    columns = (
        Column(say("column-limit", lang), figure=False, spare=1 if several_limits else 2),
        Column(say("column-account", lang), figure=False, optional=True),
        Column(say("column-month", lang), figure=False, wraps=True),
        Column(say("column-service", lang), figure=False, optional=True),
        Column(say("column-allowed-or-balance" if has_balance else "column-allowed", lang)),
        Column(say("column-actual", lang)),
        Column(say("column-share", lang), spare=EXTRA),
        # The sentences below tell each state but "within".
        Column(say("column-state", lang), figure=False, spare=2 if several_limits else 1),
    )
    rows = tuple(
        (
            say(f"limit-{finding.limit}", lang),
            finding.account or "",
            finding.month or say("all-months" if finding.limit == "total" else "unknown-month", lang),
            _called(finding.service, book, lang) if finding.service else "",
            say("no-value", lang) if finding.allowed is None else amount(finding.allowed),
            amount(finding.actual),
            percentage(finding.share),
            toned(say(f"state-{finding.state}", lang), TONES.get(finding.state)),
        )
        for finding in verdict.findings
    )
    return [
        Sheet(
            _title(verdict, lang),
            columns,
            rows,
            notes=tuple(Sentences(verdict, book, lang).below()),
            closing=_closing(verdict, book, lang),
            caption=say("limits-title", lang, currency=currency_name(verdict.currency)),
        ).without_empty_columns()
    ]


def _title(verdict: Verdict, lang: str) -> str:
    title = say(
        "answer-titled",
        lang,
        answer=at_pace(_counted(verdict, lang), verdict.projection, lang),
        title=currency_name(verdict.currency),
    )
    if verdict.margin is not None:
        title = say("verdict-worst-case", lang, title=title, margin=margin_text(verdict.margin, lang))
    return toned(title, _tone(verdict))


def _counted(verdict: Verdict, lang: str) -> str:
    """Return how many checks have the states that matter."""
    states = [finding.state for finding in verdict.findings]
    over = states.count("over")
    if over:
        return say("verdict-over", lang, over=over, count=len(states))
    within = say("verdict-within", lang, count=len(states))
    others = [
        say(f"verdict-{state}", lang, count=states.count(state)) for state in ("near", "no-baseline") if state in states
    ]
    return say("verdict-with", lang, verdict=within, others=others) if others else within


def _tone(verdict: Verdict) -> Tone | None:
    """Return the tone of the worst state among the findings."""
    states = {finding.state for finding in verdict.findings}
    return next((tone for state, tone in TONES.items() if state in states), None)


def _closing(verdict: Verdict, book: PriceBook, lang: str) -> str:
    """Return the last line: the verdict, and the finding that is most over its limit, or else the closest to it."""
    answer = _conditions(_counted(verdict, lang), verdict, lang)
    said = [say("closing-verdict", lang, verdict=answer), _lead(verdict, book, lang)]
    return toned(joined(filter(None, said), lang), _tone(verdict))


def _conditions(answer: str, verdict: Verdict, lang: str) -> str:
    """Return an answer that says of which day its pace is, and of which range it is the worst case."""
    projection, margin = verdict.projection, verdict.margin
    if margin is None:
        return at_pace(answer, projection, lang)
    if projection is None or not projection.days_left:
        return say("in-worst-case", lang, where=answer, margin=margin_text(margin, lang))
    through = str(projection.through)
    return say("at-pace-in-worst-case", lang, answer=answer, through=through, margin=margin_text(margin, lang))


def _lead(verdict: Verdict, book: PriceBook, lang: str) -> str:
    """Return the sentence about the worst or the tightest finding; "" if there is none to tell."""
    told = told_first(verdict)
    return "" if told is None else Sentences(verdict, book, lang).closing(told)


def _chart(verdict: Verdict, estimate: Estimate, book: PriceBook, lang: str) -> Chart:
    """Return the chart of the bills, with a line at the monthly limit if all bars have the same."""
    limits = {finding.allowed for finding in verdict.findings if finding.limit == "monthly"}
    accounts = {bill.account for bill in estimate.bills}
    limit = limits.pop() if len(limits) == len(accounts) == 1 else None
    chart = as_chart(estimate, book, lang, limit, verdict.margin)
    if verdict.margin is None or chart.whole is None or not chart.whole.bars:
        return chart
    note = say("bars-without-range", lang, margin=margin_text(verdict.margin, lang))
    return chart._replace(notes=(*chart.notes, note))


def _facts(verdict: Verdict, book: PriceBook, lang: str) -> list[Fact]:
    """Return how many limits are over or near, the worst finding with its amounts, and what to cut or what is left."""
    states = [finding.state for finding in verdict.findings]
    worst = min(states, key=_STATES.index)
    sentences, told = Sentences(verdict, book, lang), told_first(verdict)
    tone = TONES.get(worst)
    checks = say("fact-checks", lang, part=states.count(worst), count=len(states))
    facts = [Fact(say(f"fact-{worst}", lang), toned(checks, tone))]
    if told is None or told.allowed is None:
        return [*facts, *(Fact(say(f"fact-{name}", lang), say("no-value", lang)) for name in ("tightest", "left"))]
    code = "fact-needed" if told.limit == "balance" else "fact-allowed"
    over = told.state == "over"
    label = say("fact-worst" if over else "fact-tightest", lang)
    actual, allowed = (money(figure, verdict.currency) for figure in (told.actual, told.allowed))
    limit = say(code, lang, allowed=allowed)
    facts.append(Fact(label, toned(actual[lang], tone), listed([limit, *sentences.which(told)], lang)))
    if not over:
        left = subtract(told.allowed, told.actual)
        return [*facts, Fact(say("fact-left", lang), money(left, verdict.currency)[lang])]
    changes = sentences.least_changes(told)
    enough = changes[0] if changes else say("fact-cuts-together" if told.cuts.cuts else "fact-no-cut", lang)
    return [*facts, Fact(say("fact-enough", lang), enough)]


def as_cases(verdict: Verdict, book: PriceBook, lang: str = "en") -> list[Case]:
    """Return a case for each finding."""
    sentences = Sentences(verdict, book, lang)
    return [
        Case(
            "tiia-cost" if finding.account is None else f"tiia-cost.{finding.account}",
            " ".join(filter(None, (finding.limit, finding.service, finding.month))),
            finding.state,
            say(f"title-{finding.state}", lang, limit=say(f"limit-{finding.limit}", lang)),
            sentences.text(finding),
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
