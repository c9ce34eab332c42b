"""When people are at work: weekdays, hours, zones and Finnish holidays. Pure; the clock is the caller's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

FINLAND, ALAND = "FI", "AX"
"""Whose public holidays are free; Åland has its Autonomy Day besides."""
WORKING_DAYS = frozenset(range(5))
"""Monday is 0."""


@cache
def _calendar(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays("FI", subdiv="01" if country == ALAND else None)


def is_working(day: date, country: str = FINLAND) -> bool:
    """Whether people are at work: Monday to Friday and no public holiday, Christmas Eve and Midsummer Eve being such."""
    return day.weekday() in WORKING_DAYS and day not in _calendar(country)


def moment(day: date, at: time, zone: str) -> datetime:
    """A local time in UTC: one that the clocks leave out is the next they show, one they show twice the first."""
    there, local = ZoneInfo(zone), datetime.combine(day, at)
    while (found := local.replace(tzinfo=there).astimezone(UTC)).astimezone(there).replace(tzinfo=None) != local:
        local = (local + timedelta(minutes=1)).replace(second=0, microsecond=0)
    return found


@dataclass(frozen=True)
class Hours:
    """Somebody's working hours: from `starts` to `ends` local time on `days` (Monday is 0) that are no holiday."""

    starts: time = time(8)
    ends: time = time(16)
    days: frozenset[int] = WORKING_DAYS
    zone: str = "Europe/Helsinki"
    country: str = FINLAND

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("weekdays are 0–6, at least one of them")
        if not self.starts < self.ends:
            raise ValueError("work ends after it has begun")

    def is_on(self, day: date) -> bool:
        """Whether they work on a local day."""
        return day.weekday() in self.days and day not in _calendar(self.country)

    def day_of(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def is_at(self, at: datetime) -> bool:
        """Whether they are at work at a moment."""
        local = at.astimezone(ZoneInfo(self.zone))
        return self.is_on(local.date()) and self.starts <= local.time() < self.ends

    def opening(self, at: datetime) -> datetime:
        """The moment itself if they are at work, else when they next begin, in UTC."""
        if self.is_at(at):
            return at
        day = self.day_of(at)
        while not self.is_on(day) or moment(day, self.starts, self.zone) < at:
            day += timedelta(days=1)
        return moment(day, self.starts, self.zone)

    def after(self, day: date, days: int) -> date:
        """The day that comes so many working days after another, which need not be one."""
        for _ in range(days):
            day += timedelta(days=1)
            while not self.is_on(day):
                day += timedelta(days=1)
        return day

    def days_between(self, since: date, until: date) -> int:
        """How many working days come after a day, up to another."""
        days = ((since + timedelta(days=n)) for n in range(1, (until - since).days + 1))
        return sum(map(self.is_on, days))

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """How much working time lies between two moments."""
        total, day = timedelta(0), self.day_of(since)
        while day <= self.day_of(until):
            if self.is_on(day):
                begins, ends = moment(day, self.starts, self.zone), moment(day, self.ends, self.zone)
                total += max(min(until, ends) - max(since, begins), timedelta(0))
            day += timedelta(days=1)
        return total

    def beginning(self, day: date) -> datetime:
        """When they begin on a day, in UTC."""
        return moment(day, self.starts, self.zone)

    def morning(self, at: datetime, clock: time = time(8, 30)) -> datetime:
        """The next working morning after a moment: at `clock`, or when they begin if that is later, in UTC."""
        day = self.day_of(at)
        while True:
            morning = moment(day, max(clock, self.starts), self.zone)
            if self.is_on(day) and morning > at:
                return morning
            day += timedelta(days=1)
