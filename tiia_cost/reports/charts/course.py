"""Chart of a month that is known up to a day: calls so far and expected over its days, and where tiers begin."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from tiia_cost.formats.chart import PARTING, SYMBOL, Axis, Band, Chart, Dot, Level, Panel, Section
from tiia_cost.messages import say
from tiia_cost.reports.charts.axes import axis
from tiia_cost.reports.ranges import margin_text
from tiia_cost.reports.wording import called, count, money, owner, price_per

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.outlook import Outlook, Projection
    from tiia_cost.core.ranges import Margin

MOST = 6
"""Largest number of accounts and services drawn: what costs less hardly matters."""

_NAMED = 6
"""Largest number of those not drawn that a note names."""

_STEP = 5
"""Days between two ticks."""


def as_chart(
    estimate: Estimate, projection: Projection, book: PriceBook, lang: str = "en", margin: Margin | None = None
) -> Chart:
    """Return the chart of the projected month of an estimate, which `book` priced; `margin` is of the calls to come.

    A service of an account that is alone fills it; several have a panel each, the dearest at least.
    """
    charges = [
        (bill, charge)
        for bill in estimate.bills
        if bill.month == projection.month
        for charge in bill.charges
        if charge.outlook is not None
    ]
    dearest = sorted(charges, key=lambda pair: (pair[1].cost, pair[1].calls), reverse=True)[:MOST]
    drawn = [pair for pair in charges if pair in dearest]
    courses = [_Course(*pair, projection, book, lang, margin) for pair in drawn]
    others = [_name(*pair, book, lang) for pair in charges if pair not in dearest]
    alone = len(charges) == 1
    month = {"month": projection.month}
    return Chart(
        say("course-title-of", lang, of=courses[0].name, **month) if alone else say("course-title", lang, **month),
        (
            *([PARTING.join(courses[0].sums())] if alone else []),
            *_notes(courses, projection, lang),
            *_shaded(margin if projection.days < projection.of else None, lang),
            *_marked(courses, lang, alone=alone),
            *_not_drawn(others, lang),
        ),
        courses[0].panel(whole=True) if alone else None,
        () if alone else tuple(course.panel(whole=False) for course in courses),
        tuple(
            say(code, lang)
            for code in ("axis-date", "course-so-far", "course-expected", "course-range", "course-reached")
        ),
    )


def _name(bill: Bill, charge: Charge, book: PriceBook, lang: str) -> str:
    """Return the name of a service, after that of its account if the usage names it."""
    return PARTING.join([*owner(bill.account, lang), called(charge.service, book.name_of(charge.service), lang)[0]])


class _Course:
    """Course of the calls of a service of an account through the month."""

    def __init__(
        self, bill: Bill, charge: Charge, projection: Projection, book: PriceBook, lang: str, margin: Margin | None
    ) -> None:
        assert charge.outlook is not None  # noqa: S101 - only such charges are drawn
        self.outlook: Outlook = charge.outlook
        self.name = _name(bill, charge, book, lang)
        self._charge, self._projection, self._lang, self._currency = charge, projection, lang, book.currency
        in_force, free_quota = book.in_force(bill.month), all(note.code != "no-free-quota" for note in bill.notes)
        tariff = in_force.tariff(charge.service)
        starts = () if in_force.free else tariff.tier_starts(free_quota=free_quota, prepaid=charge.prepaid)
        self._tiers = [
            (tier, start, price_per(tariff.prices[tier - 1], tariff.per, book.currency, lang))
            for tier, start in enumerate(starts, start=1)
            if start
        ]
        by_day = self.outlook.days
        known = list(accumulate(by_day)) if by_day is not None else [self.outlook.so_far]
        first = projection.days + 1 - len(known)
        self._so_far = dict(enumerate(known, start=first))
        self._range = None if margin is None else margin.around_count(charge)
        self._expected = dict(enumerate(self.outlook.by_end_of_days(), start=projection.days + 1))

    @property
    def straight(self) -> bool:
        """True if only the sum of the calls so far is known."""
        return self.outlook.days is None

    @property
    def levels(self) -> list[tuple[int, int, str]]:
        """Tiers that are reached, or nearly, each with its first count and its price: a tenth more calls are near."""
        most = self._highest * 11 // 10
        return [(tier, start, price) for tier, start, price in self._tiers if start <= most]

    @property
    def reached(self) -> Iterator[tuple[int, int, str]]:
        """Yield the day at whose end a tier is reached, the tier and its price; not of days that are unknown."""
        calls = {**({} if self.straight else self._so_far), **self._expected}
        for tier, start, price in self._tiers:
            if not (self.straight and start <= self.outlook.so_far):
                day = next((day for day, reached in calls.items() if reached >= start), None)
                if day is not None:
                    yield day, tier, price

    def date(self, day: int) -> str:
        """Return the date of a day of the month."""
        return str(self._projection.date(day))

    def sums(self) -> Iterator[str]:
        """Yield what the month comes to, and what is known of it."""
        told = {"calls": self._charge.calls, "cost": money(self._charge.cost, self._currency)}
        if not self.outlook.to_come:
            yield say("course-over", self._lang, **told)
            return
        yield say("course-sum", self._lang, **told)
        if self._range is not None:
            yield say("course-between", self._lang, first=self._range[0], last=self._range[1])
        yield say("course-known", self._lang, calls=self.outlook.so_far)

    def tiers(self) -> list[str]:
        """Return on which day each tier is reached."""
        return [say("course-tier", self._lang, tier=tier, date=self.date(day)) for day, tier, _ in self.reached]

    @property
    def _highest(self) -> int:
        return self._charge.calls if self._range is None else self._range[1]

    def panel(self, *, whole: bool) -> Panel:
        """Draw the lines, from no calls before the first day to the end of the last one."""
        last, known = self._projection.of, self._projection.days
        band = self._band()
        between = {} if band is None else {low.x: (low.y, high.y) for low, high in zip(*band, strict=True)}
        tips = {day: self._tip(day, between.get(day)) for day in (*self._so_far, *self._expected)}
        for day, tier, price in self.reached:
            reached = say("curve-tier", self._lang, tier=tier, price=price)
            tips[day] = tips[day]._replace(texts=(*tips[day].texts[:-1], reached))
        highest = max(self._highest, *(start for _, start, _ in self.levels), 1)
        return Panel(
            () if whole else (self.name, *self.sums(), *self.tiers()),
            Axis(
                say("axis-day", self._lang, month=self._projection.month),
                0,
                last,
                tuple((day, str(day)) for day in range(_STEP, last + 1, _STEP)),
            ),
            axis(
                say("axis-calls-so-far", self._lang), 0, highest, lang=self._lang, ticks=6 if whole else 4, whole=True
            ),
            ((Dot(0, 0), *(Dot(*point) for point in self._so_far.items())),),
            self._sections() if known < last else (),
            levels=tuple(
                Level(
                    0,
                    last,
                    start,
                    say("curve-tier", self._lang, tier=tier, price=price),
                    say("course-tier-short", self._lang, tier=tier),
                )
                for tier, start, price in self.levels
            ),
            marks=tuple(tips[day] for day in sorted({day for day, _, _ in self.reached})),
            tips=tuple(tips.values()),
            dotted=((Dot(known, self.outlook.so_far), *(Dot(*point) for point in self._expected.items())),)
            if self._expected
            else (),
            bands=() if band is None else (band,),
        )

    def _sections(self) -> tuple[Section, ...]:
        last, known = self._projection.of, self._projection.days
        return (
            Section(0, known - 1, say("course-so-far", self._lang), ""),
            Section(known, last, say("course-expected", self._lang), ""),
        )

    def _tip(self, day: int, between: tuple[int, int] | None) -> Dot:
        so_far, expected = self._so_far.get(day), self._expected.get(day)
        calls = so_far if so_far is not None else self._expected[day]
        texts = ("" if number is None else count(number) for number in (so_far, expected))
        spread = "" if between is None or expected is None else " – ".join(map(count, between))
        return Dot(day, calls, (self.date(day), *texts, spread, ""))

    def _band(self) -> Band | None:
        """Return the band from the last known day to the range of the month: calls to come are shared as expected."""
        so_far = self.outlook.so_far
        if self._range is None or not self._expected:
            return None
        # If none are expected, those that may come all the same are shared evenly.
        expected = {day: calls - so_far for day, calls in self._expected.items()}
        if self._charge.calls == so_far:
            expected = {day: number for number, day in enumerate(self._expected, start=1)}
        more, ends = expected[self._projection.of], [end - so_far for end in self._range]
        low = (Dot(day, so_far + calls * ends[0] // more) for day, calls in expected.items())
        high = (Dot(day, so_far - (-calls * ends[1] // more)) for day, calls in expected.items())
        start = Dot(self._projection.days, so_far)
        return Band((start, *low), (start, *high))


def _notes(courses: Sequence[_Course], projection: Projection, lang: str) -> Iterator[str]:
    """Yield what the lines mean."""
    if projection.days == projection.of:
        if not all(course.straight for course in courses):
            yield say("course-line-known", lang)
    else:
        code = "course-lines-weekday" if projection.pace == "weekday" else "course-lines"
        yield say(code, lang, date=str(projection.through))
    if any(course.straight for course in courses):
        yield say("course-straight", lang)
    if any(course.levels for course in courses):
        yield say("course-levels", lang)


def _shaded(margin: Margin | None, lang: str) -> Iterator[str]:
    if margin is not None:
        yield say("course-band", lang, margin=margin_text(margin, lang))


def _marked(courses: Sequence[_Course], lang: str, *, alone: bool) -> Iterator[str]:
    """Yield what the marks mean; of several panels each says it by itself."""
    tiers = [tier for course in courses for tier in course.tiers()]
    if alone:
        yield from (f"{SYMBOL} {tier}" for tier in tiers)
    elif tiers:
        yield say("course-marks", lang)


def _not_drawn(names: Sequence[str], lang: str) -> Iterator[str]:
    if len(names) > _NAMED + 1:
        yield say("course-others-more", lang, names=names[:_NAMED], count=len(names) - _NAMED)
    elif names:
        yield say("course-others", lang, names=names)
