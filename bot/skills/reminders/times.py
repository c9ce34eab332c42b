"""When a reminder comes: its days, in local time, and when that is for somebody. Pure.

Which days those are follows RFC 5545 (iCalendar), as dateutil works it out; what a month does not have is its last day.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from bot.store.reminding import Kind, Wanted
from bot.working import moment

LONGEST = timedelta(days=366)
"""How long reminders come again at most: whoever still wants them then says so again."""
_FIFTH = 5


class Repeat(StrEnum):
    """How often: once, every week or every second on the same weekday, every month on the same day of it, or on the same
    weekday of it (the second Tuesday; the fifth is the last)."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    MONTHLY_WEEKDAY = "weekday"


def days(first: date, repeat: Repeat, until: date | None = None) -> Iterator[date]:
    """The local days of a reminder from the first on, up to `until` and never longer than LONGEST."""
    end = min(until or first + LONGEST, first + LONGEST)
    start = datetime.combine(first, time())
    last = datetime.combine(end, time())
    nth = (first.day - 1) // 7 + 1
    match repeat:
        case Repeat.ONCE:
            yield first
            return
        case Repeat.WEEKLY | Repeat.FORTNIGHTLY:
            found = rrule(WEEKLY, start, interval=1 if repeat is Repeat.WEEKLY else 2, until=last)
        case Repeat.MONTHLY:
            # of the days up to the wanted one that a month has, the last
            found = rrule(MONTHLY, start, bymonthday=range(min(first.day, 28), first.day + 1), bysetpos=-1, until=last)
        case Repeat.MONTHLY_WEEKDAY:
            found = rrule(MONTHLY, start, byweekday=weekday(first.weekday(), -1 if nth == _FIFTH else nth), until=last)
    yield from (at.date() for at in found)


def following(first: date, repeat: Repeat, until: date | None, after: date) -> date | None:
    """The first day of a reminder after another; None if there is none."""
    return next((day for day in days(first, repeat, until) if day > after), None)


def due(day: date, at: time, wanted: Wanted) -> datetime | None:
    """When the reminder of a day comes to somebody, in UTC: at its local time where they are, but never in their nights,
    on their days off or before what they have put off is over; None if they want none."""
    return wanted.moment(Kind.COORDINATORS, moment(day, at, wanted.hours.zone))
