"""Remarks on usage that is expected in part: a month that is known up to a day, and months that were added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import shortest
from tiia_cost.formats.sheet import Remark
from tiia_cost.messages import say
from tiia_cost.reports.wording import joined, listed, months_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.outlook import Growth, Projection
    from tiia_cost.core.ranges import Margin


MOST_NAMED = 3
"""Largest number of accounts, and of times without calls, that a sentence names."""

MOST_ENDED = 6
"""Largest number of services that a sentence says are not continued."""


def at_pace(answer: str, projection: Projection | None, lang: str) -> str:
    """Return an answer that says of which day its pace is, if a month of it goes on; else the answer itself."""
    if projection is None or not projection.days_left:
        return answer
    return say("at-pace", lang, answer=answer, through=str(projection.through))


def of_growth(answer: str, growth: Growth | None, lang: str) -> str:
    """Return an answer that says how months were added, if they were; else the answer itself."""
    if growth is None:
        return answer
    code = "then-same" if not growth.percent else "then-grown" if growth.percent > 0 else "then-declined"
    return say(code, lang, answer=answer, percent=shortest(abs(growth.percent)))


def remarks(sides: Mapping[str, Estimate], name_of: Callable[[str], str], lang: str) -> Iterator[Remark]:
    """Yield what is to know of bills that are expected in part; nothing of others.

    `name_of` gives a service, by its id, the name that people know.
    """
    for estimate in sides.values():
        if estimate.projection is not None:
            yield from of_projection(estimate.projection, lang)
        if estimate.growth is not None:
            yield from _of_growth(estimate.growth, name_of, lang)


def remark_on_range(projection: Projection | None, margin: Margin | None, lang: str) -> tuple[Remark, ...]:
    """Return the remark that a range is of the calls still to come alone; empty without a range or such calls."""
    if projection is None or margin is None or not projection.days_left:
        return ()
    return (Remark("range_of_calls_to_come", say("range-to-come", lang, month=projection.month)),)


def of_projection(projection: Projection, lang: str) -> Iterator[Remark]:
    """Yield how a month was projected, which calls were left out, and long times without calls."""
    told = {"month": projection.month, "through": str(projection.through)}
    days = {"days": projection.days, "of": projection.of}
    pace = {"pace": projection.pace} if projection.pace == "weekday" else {}
    text = joined(filter(None, (_how(projection, lang), _called(projection, lang))), lang)
    yield Remark("projection", text, value={**told, **days, **pace})
    if projection.left_out is not None:
        date, calls = str(projection.left_out.date), projection.left_out.calls
        text = say("calls-left-out", lang, date=date, count=calls)
        yield Remark("calls_left_out", text, value={"date": date, "calls": calls, "text": text})
    if projection.silences:
        yield _of_silences(projection, lang)


def _how(projection: Projection, lang: str) -> str:
    """Return the sentence on the day through which a month is known, why that day, and how it is expected to go on."""
    if not projection.found:
        code = "known-through"
    else:
        code = "known-through-last-day" if projection.left_out is None else "known-through-full-day"
    count, of = projection.days, projection.of
    known = say(code, lang, month=projection.month, through=str(projection.through), count=count, of=of)
    if not projection.days_left:
        return say("projection-complete", lang, known=known)
    by_weekday = projection.pace == "weekday"
    return say("projection-weekday" if by_weekday else "projection", lang, known=known, count=count, of=of)


def _called(projection: Projection, lang: str) -> str:
    """Return the sentence on the first and the last day with calls; "" if these are the first and the last known.

    A log that keeps a week, or that ends before the day, looks like a month with fewer calls.
    """
    if projection.called is None or projection.called == (1, projection.days):
        return ""
    first, last = (str(projection.date(day)) for day in projection.called)
    return say("calls-from-to", lang, first=first, last=last)


def _of_silences(projection: Projection, lang: str) -> Remark:
    value = []
    for silence in projection.silences:
        first, last = (str(projection.date(day)) for day in (silence.first, silence.last))
        accounts = _accounts(silence.accounts, lang)
        text = say(
            "days-without-calls-of" if accounts else "days-without-calls",
            lang,
            accounts=accounts,
            first=first,
            last=last,
            count=silence.last - silence.first + 1,
        )
        value.append({"accounts": list(silence.accounts), "from": first, "to": last, "text": text})
    texts = [str(one["text"]) for one in value[:MOST_NAMED]]
    more = len(value) - len(texts)
    texts += [say("days-without-calls-more", lang, count=more)] if more else []
    texts.append(say("days-without-calls-count", lang))
    title = say("days-without-calls-title", lang)
    return Remark("days_without_calls", joined(texts, lang), value=value, title=title, warns=True)


def _accounts(accounts: Sequence[str | None], lang: str) -> str:
    """Return accounts by name, or how many they are; "" if the usage names none."""
    named = [account for account in accounts if account is not None]
    if not named:
        return ""
    return say(
        "accounts-named" if len(named) <= MOST_NAMED else "accounts-counted", lang, count=len(named), names=named
    )


def _of_growth(growth: Growth, name_of: Callable[[str], str], lang: str) -> Iterator[Remark]:
    percent = growth.percent
    code = "growth" if not percent else "growth-percent" if percent > 0 else "growth-decline"
    said = [say(code, lang, since=growth.since, months=months_text(growth.months), percent=shortest(abs(percent)))]
    if growth.kept:
        said.append(say("growth-kept", lang, months=months_text(growth.kept)))
    value = {"since": growth.since, "percent": shortest(percent), "months": list(growth.months)}
    yield Remark("growth", joined(said, lang), value=value)
    if growth.known_to is not None:
        day = f"{growth.since}-{growth.known_to:02d}"
        text = say("growth-from-part", lang, month=growth.since, date=day)
        title = say("growth-from-part-title", lang)
        value = {"month": growth.since, "through": day, "text": text}
        yield Remark("growth_from_part", text, value=value, title=title, warns=True)
    if growth.ended:
        yield _of_ended(growth, name_of, lang)


def _of_ended(growth: Growth, name_of: Callable[[str], str], lang: str) -> Remark:
    """Return the remark on services that do not go on, with the month of their last calls."""
    accounts: dict[tuple[str, Month], list[str | None]] = {}
    for account, service, last in growth.ended:
        accounts.setdefault((service, last), []).append(account)
    services = []
    for (service, last), owners in list(accounts.items())[:MOST_ENDED]:
        named = _accounts(owners, lang)
        where = listed([*([named] if named else []), last], lang)
        services.append(say("last-in", lang, service=name_of(service), where=where))
    more = len(accounts) - len(services)
    services += [say("not-continued-more", lang, count=more)] if more else []
    text = say("not-continued", lang, services=services)
    return Remark("not_continued", text, value=[one._asdict() for one in growth.ended])
