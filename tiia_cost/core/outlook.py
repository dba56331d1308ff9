"""Value types of usage that is expected in part: a month that is known up to a day, and months that were added."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

    from tiia_cost.core.months import Month

Pace = Literal["plain", "weekday"]
PACES: tuple[Pace, ...] = ("plain", "weekday")


class Outlook(NamedTuple):
    """Calls of a service in a month that is known up to a day, and what the days after it are expected to add.

    `so_far` are the calls through that day, and `days` those of each day, None if only their sum is known. `to_come`
    has a number for each later day of the month: divided by `parts` it is how many calls are expected on that day, an
    exact fraction.
    """

    so_far: int
    days: tuple[int, ...] | None
    to_come: tuple[int, ...]
    parts: int = 1

    @property
    def calls(self) -> int:
        """Calls of the whole month, as far as is known and expected; rounded up, once."""
        return self.so_far + -(-sum(self.to_come) // self.parts)

    def by_end_of_days(self) -> list[int]:
        """Return how many calls there are expected to be at the end of each day still to come, each rounded up."""
        return [self.so_far + -(-expected // self.parts) for expected in accumulate(self.to_come)]

    def days_until(self, calls: int) -> int:
        """Return after how many days still to come there are so many calls, which the month will have."""
        return 1 + bisect_left(self.by_end_of_days(), calls)

    def plus(self, other: Outlook) -> Outlook:
        """Return the outlook on both together, which are for the same month and day at the same pace."""
        days = None
        if self.days is not None and other.days is not None:
            days = tuple(map(sum, zip(self.days, other.days, strict=True)))
        to_come = tuple(map(sum, zip(self.to_come, other.to_come, strict=True)))
        return Outlook(self.so_far + other.so_far, days, to_come, self.parts)


class LeftOut(NamedTuple):
    """Calls of a day that was not over when the last of them was made, and that are in no bill."""

    date: datetime.date
    calls: int


class Silence(NamedTuple):
    """Days in a row, from `first` to `last` of the month, without calls of these accounts."""

    first: int
    last: int
    accounts: tuple[str | None, ...]


class Projection(NamedTuple):
    """The month that was projected: known through day `days`, of as many days as it has (`of`), at which pace.

    `found` says that the day is the last one that the usage knows fully, and was not given. `left_out` are calls after
    it. `silences` are long times without calls, which count as days like any other. `called` are the first and the last
    day that have calls, None if that is unknown.
    """

    month: Month
    days: int
    of: int
    pace: Pace = "plain"
    found: bool = False
    left_out: LeftOut | None = None
    silences: tuple[Silence, ...] = ()
    called: tuple[int, int] | None = None

    @property
    def days_left(self) -> int:
        """Number of days still to come; 0 of a month that is known to its end."""
        return self.of - self.days

    @property
    def through(self) -> datetime.date:
        """The last day that is known."""
        return self.date(self.days)

    def date(self, day: int) -> datetime.date:
        """Return the date of a day of the month."""
        import datetime  # noqa: PLC0415 - every start of the command line imports this module

        return datetime.date(int(self.month[:4]), int(self.month[5:]), day)


class Ended(NamedTuple):
    """A service that an account did not use in the last month, so that nothing follows; `last` is when it did."""

    account: str | None
    service: str
    last: Month


class Growth(NamedTuple):
    """Months that were added after the month `since`, each `percent` percent larger than the one before.

    `months` are all of them; `kept` are those of them that some account had before, and that stay there as they are.
    `ended` is what does not go on. `known_to` is the last day of the month `since` that has calls, if that was not
    projected and has more days: then part of its calls may be missing.
    """

    percent: Decimal
    since: Month
    months: tuple[Month, ...]
    ended: tuple[Ended, ...] = ()
    kept: tuple[Month, ...] = ()
    known_to: int | None = None
