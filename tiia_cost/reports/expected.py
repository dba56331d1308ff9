"""Remarks on usage that is expected in part: a month that is known up to a day, and months that were added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import shortest
from tiia_cost.formats.sheet import Remark
from tiia_cost.messages import say
from tiia_cost.reports.wording import joined, months_text, owner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.outlook import Growth, Projection


def remarks(sides: Mapping[str, Estimate], lang: str) -> Iterator[Remark]:
    """Yield what is to know of bills that are expected in part; nothing of others."""
    for estimate in sides.values():
        if estimate.projection is not None:
            yield from of_projection(estimate.projection, lang)
        if estimate.growth is not None:
            yield from _of_growth(estimate.growth, lang)


def of_projection(projection: Projection, lang: str) -> Iterator[Remark]:
    """Yield how a month was projected, which calls were left out, and long times without calls."""
    told = {"month": projection.month, "through": str(projection.through)}
    days = {"days": projection.days, "of": projection.of}
    by_weekday = projection.pace == "weekday"
    text = say(
        "projection-weekday" if by_weekday else "projection", lang, **told, count=projection.days, of=projection.of
    )
    yield Remark("projection", text, value={**told, **days, **({"pace": projection.pace} if by_weekday else {})})
    if projection.left_out is not None:
        date, calls = str(projection.left_out.date), projection.left_out.calls
        text = say("calls-left-out", lang, date=date, count=calls)
        yield Remark("calls_left_out", text, value={"date": date, "calls": calls, "text": text})
    if projection.silences:
        value = []
        for silence in projection.silences:
            first, last = (str(projection.date(day)) for day in (silence.first, silence.last))
            accounts = [name for account in silence.accounts for name in owner(account, lang)]
            text = say(
                "days-without-calls-of" if accounts else "days-without-calls",
                lang,
                accounts=accounts,
                first=first,
                last=last,
                count=silence.last - silence.first + 1,
            )
            value.append({"accounts": list(silence.accounts), "from": first, "to": last, "text": text})
        title = say("days-without-calls-title", lang)
        texts = joined((str(one["text"]) for one in value), lang)
        yield Remark("days_without_calls", texts, value=value, title=title, warns=True)


def _of_growth(growth: Growth, lang: str) -> Iterator[Remark]:
    months = months_text(growth.months)
    percent = shortest(growth.percent)
    text = say("growth-percent" if growth.percent else "growth", lang, months=months, percent=percent)
    yield Remark("growth", text, value={"since": growth.since, "percent": percent, "months": list(growth.months)})
    for last in sorted({one.last for one in growth.ended}):
        services = list(dict.fromkeys(one.service for one in growth.ended if one.last == last))
        yield Remark("not_continued", say("not-continued", lang, services=services, month=last))
