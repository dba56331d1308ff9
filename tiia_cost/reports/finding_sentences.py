"""Sentences about the findings of `check`: amounts that are not within their limit, and the calls to add or cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, add
from tiia_cost.messages import say
from tiia_cost.reports.ranges import margin_text
from tiia_cost.reports.wording import called, joined, money, months_text, owner, percentage

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from decimal import Decimal

    from tiia_cost.core.additions import Addition
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.budget import Finding, Verdict
    from tiia_cost.core.cuts import Cut
    from tiia_cost.core.months import Month
    from tiia_cost.formats.sheet import Tone

MOST_SENTENCES = 12
"""Largest number of sentences below the table; of more, the worst are told."""

TONES: dict[str, Tone] = {"over": "bad", "near": "warning", "within": "good"}
"""Tones of states, the worst first."""

_RANKS = {"over": 2, "near": 1}


def severity(finding: Finding) -> tuple[int, Decimal]:
    """Return how bad a finding is, to compare with others: its state, then the excess, or the share if it is near."""
    return _RANKS.get(finding.state, 0), finding.excess or finding.share or ZERO


def told_first(verdict: Verdict) -> Finding | None:
    """Return the finding that is most over its limit, or else the closest to it; None if none has a share."""
    if not verdict.within_budget:
        return max(verdict.findings, key=severity)
    shares = ((finding.share, finding) for finding in verdict.findings if finding.share is not None)
    return max(shares, key=lambda pair: pair[0], default=(None, None))[1]


class Sentences(NamedTuple):
    """Sentences about the findings of a verdict in one language; `book` has the names of the services."""

    verdict: Verdict
    book: PriceBook
    lang: str

    def below(self) -> list[str]:
        """Return the sentences below the table, in its order; those of several months that say the same are one."""
        alike: dict[Hashable, list[Finding]] = {}
        for finding in self.verdict.findings:
            if finding.state != "within":
                alike.setdefault(self._reason(finding), []).append(finding)
        groups = list(alike.values())
        ranked = sorted(range(len(groups)), key=lambda index: max(map(severity, groups[index])), reverse=True)
        told = [self._of_months(groups[index]) for index in sorted(ranked[:MOST_SENTENCES])]
        left_out = sum(len(groups[index]) for index in ranked[MOST_SENTENCES:])
        return [*told, say("findings-more", self.lang, count=left_out)] if left_out else told

    def _reason(self, finding: Finding) -> Hashable:
        """Return what findings have in common that one sentence can tell."""
        if finding.state == "no-baseline":
            return finding.account, finding.state
        if finding.state == "over" and not finding.additions and not finding.cuts.cuts:
            return finding.account, finding.limit, finding.service, self._goes_on(finding.month)
        return self.text(finding, months=())

    def _of_months(self, findings: Sequence[Finding]) -> str:
        """Return the sentences about findings of one account that have their reason in common."""
        finding = findings[0]
        if len(findings) == 1:
            return self.text(finding)
        months = months_text(one.month for one in findings if one.month is not None)
        where = self._in_range(self._where(finding.account, months))
        if finding.state == "no-baseline":
            return say("findings-no-baseline", self.lang, where=where)
        if finding.additions or finding.cuts.cuts or finding.state != "over":
            return self.text(finding, months)
        by = self._excess(max(findings, key=severity))
        sentence = say("findings-over", self.lang, where=where, limit=self._limit(finding), by=by)
        return self._joined([sentence, self._no_cut(finding, len(findings))])

    def text(self, finding: Finding, months: Sequence[str] | None = None) -> str:
        """Return the sentences about a finding: account and month, the amounts, and the calls to add or cut.

        `months` are told in place of its month.
        """
        lang, currency = self.lang, self.verdict.currency
        allowed = finding.allowed if finding.allowed is not None else ZERO
        code = "finding-no-baseline" if finding.state == "no-baseline" else f"finding-{finding.limit}"
        margin = None if self.verdict.margin is None else margin_text(self.verdict.margin, lang)
        if finding.limit == "total":
            code += "" if margin is None else "-worst-case"
            code += "-at-pace" if self._days_left else ""
        sentence = say(
            code,
            lang,
            where=self._in_range(
                self._where(finding.account, self._at_pace(finding.month) if months is None else months)
            ),
            margin=margin,
            service=self._called(finding.service) if finding.service else None,
            actual=money(finding.actual, currency),
            allowed=money(allowed, currency),
        )
        if finding.state == "over":
            over = say("finding-over", lang, finding=sentence, by=self._excess(finding))
            return self._joined([over, *self._advice(finding)])
        if finding.state == "near":
            return say("finding-near", lang, finding=sentence, share=percentage(finding.share))
        return sentence

    def closing(self, finding: Finding) -> str:
        """Return the sentence about the worst or the tightest finding that closes the report."""
        lang = self.lang
        if finding.state != "over":
            return say("closing-tightest", lang, which=self.which(finding), share=percentage(finding.share))
        by = self._excess(finding)
        match self.least_changes(finding):
            case []:
                return say("closing-worst", lang, which=self.which(finding), by=by)
            case [change]:
                pass
            case [addition, cut]:
                change = say("add-or-cut", lang, addition=addition, cut=cut)
        return say("closing-worst-enough", lang, which=self.which(finding), by=by, change=change)

    def least_changes(self, finding: Finding) -> list[str]:
        """Return the fewest calls to add, then the fewest to cut, of those that are enough by themselves."""
        changes = []
        if finding.additions:
            changes.append(self._more(min(finding.additions, key=lambda one: one.calls), finding))
        if finding.cuts.cuts and not finding.cuts.together:
            changes.append(self._cut(min(finding.cuts.cuts, key=lambda one: one.calls), finding))
        return changes

    def _joined(self, sentences: Sequence[str]) -> str:
        return joined(sentences, self.lang)

    def _called(self, service: str) -> str:
        return called(service, self.book.name_of(service), self.lang)[0]

    def _limit(self, finding: Finding) -> str:
        if finding.service is not None:
            return say("limit-of-service", self.lang, service=self._called(finding.service))
        return say(f"limit-{finding.limit}", self.lang)

    def which(self, finding: Finding) -> list[str]:
        """Return account, month and limit of a finding, without the limit if all findings are about the same one."""
        limit = self._limit(finding)
        if finding.month is None:
            return self._where(finding.account, [limit])
        if len({(one.limit, one.service) for one in self.verdict.findings}) == 1:
            return self._where(finding.account, [finding.month])
        return self._where(finding.account, [say("month-limit", self.lang, month=finding.month, limit=limit)])

    def _month(self, month: Month | None) -> list[str]:
        return [month or say("unknown-month", self.lang)]

    @property
    def _days_left(self) -> int:
        """Number of days still to come of a month that is known up to a day."""
        projection = self.verdict.projection
        return 0 if projection is None else projection.days_left

    def _goes_on(self, month: Month | None) -> bool:
        """Return whether a month is known up to a day, and has days still to come."""
        projection = self.verdict.projection
        return projection is not None and projection.month == month and projection.days_left > 0

    def _is_over(self, month: Month | None) -> bool:
        """Return whether a month is known to its end, because one that is known up to a day, or its end, follows."""
        projection = self.verdict.projection
        if projection is None or month is None:
            return False
        return month < projection.month or (month == projection.month and not projection.days_left)

    def _at_pace(self, month: Month | None) -> list[str]:
        """Return a month for a sentence about its cost, which of a month that goes on is what it comes to."""
        named = self._month(month)
        return [say("month-at-pace", self.lang, month=named)] if self._goes_on(month) else named

    def _where(self, account: str | None, months: Sequence[str]) -> list[str]:
        return [*owner(account, self.lang), *months]

    def _in_range(self, where: list[str]) -> list[str]:
        """Return the account and months of a sentence, with the range whose worst case it is about, if there is one."""
        margin = self.verdict.margin
        if margin is None:
            return where
        return [say("in-worst-case", self.lang, where=where, margin=margin_text(margin, self.lang))]

    def _excess(self, finding: Finding) -> str:
        code = "excess-short" if finding.limit == "balance" else "excess-over"
        return say(code, self.lang, excess=money(finding.excess, self.verdict.currency))

    def _advice(self, finding: Finding) -> list[str]:
        """Return the sentences about the calls to add, then to cut."""
        additions = [self._addition(index, addition, finding) for index, addition in enumerate(finding.additions)]
        fewer = [self._cut(cut, finding) for cut in finding.cuts.cuts]
        match fewer:
            case [] if additions:
                return additions
            case []:
                return [self._no_cut(finding)]
            case [_]:
                how = "cuts-one"
            case _:
                how = "cuts-together" if finding.cuts.together else "cuts-each"
        return [*additions, say(f"or-{how}" if additions else how, self.lang, cuts=fewer)]

    def _addition(self, index: int, addition: Addition, finding: Finding) -> str:
        """Return the sentence about an addition: the calls to add, and what their month would cost or need then."""
        outcome = "then-need" if finding.limit == "balance" else "then-cost"
        return say(
            "addition-enough" if index == 0 else "addition-or",
            self.lang,
            addition=self._more(addition, finding),
            outcome=say(
                outcome if self.verdict.margin is None else f"{outcome}-at-most",
                self.lang,
                count=addition.calls_then,
                amount=money(addition.amount_then, self.verdict.currency),
            ),
        )

    def _more(self, addition: Addition, finding: Finding) -> str:
        """Return the calls to add; of a month that goes on they are more than those expected."""
        code = "more-calls-expected" if self._goes_on(addition.month) else "more-calls"
        return self._change(code, addition, finding)

    def _cut(self, cut: Cut, finding: Finding) -> str:
        """Return the calls to cut; of a month that goes on they are some of those still to come."""
        if not cut.to_come:
            return self._change("fewer-calls", cut, finding)
        left = cut.to_come - cut.calls
        daily = left // self._days_left
        code = "fewer-calls-to-come" if daily else "fewer-calls-leaving"
        service = self._placed(self._called(cut.service), cut, finding)
        return say(code, self.lang, count=cut.calls, service=service, to_come=cut.to_come, daily=daily, left=left)

    def _change(self, code: str, change: Addition | Cut, finding: Finding) -> str:
        """Return the calls to add or cut."""
        calls = say(code, self.lang, count=change.calls, service=self._called(change.service))
        return self._placed(calls, change, finding)

    def _placed(self, text: str, change: Addition | Cut, finding: Finding) -> str:
        """Return what to change; for the limit `total`, which is about all months, with account and month."""
        if finding.limit != "total":
            return text
        return say("calls-in", self.lang, change=text, where=self._where(change.account, self._month(change.month)))

    def _no_cut(self, finding: Finding, count: int = 1) -> str:
        """Return the sentence that no cut is enough in a month, or in each of `count` months."""
        of_balance, in_range = finding.limit == "balance", self.verdict.margin is not None
        if finding.allowed is not None and (
            self._goes_on(finding.month) or (finding.month is None and self._days_left)
        ):
            code = "cuts-none-to-come" if of_balance or in_range else "cuts-none-so-far"
            least = money(add((finding.allowed, finding.cuts.lacking)), self.verdict.currency)
            return say(code, self.lang, least=least)
        if self._is_over(finding.month):
            return say("cuts-none-known", self.lang, count=count)
        if not in_range:
            return say("cuts-none", self.lang, count=count)
        return say("cuts-none-balance-in-range" if of_balance else "cuts-none-in-range", self.lang, count=count)
