"""Times at which several people can meet: all there are, and the few worth voting on. Pure; the clock is the caller's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.working import Hours, moment

STEP = timedelta(minutes=30)
"""Meetings begin at the full and the half hour."""
MOST, FEWEST = 6, 3
"""Options that are put to the vote."""
LIKED = (time(10), time(13))
"""What options come near to, in turn: in the middle of the morning and after lunch."""
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Attendee:
    """When somebody can meet: in their `hours`, but not on days `away` (both inclusive) nor while `busy`. A meeting takes place
    without somebody who is not `is_needed` rather than not at all."""

    person: str
    hours: Hours
    away: tuple[tuple[date, date], ...] = ()
    busy: tuple[Span, ...] = ()
    is_needed: bool = True

    def free(self, since: date, until: date) -> Iterator[Span]:
        """When they can meet on local days, in order, in UTC."""
        busy = sorted(self.busy)
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            if self.hours.is_on(day) and not any(first <= day <= last for first, last in self.away):
                opens = moment(day, self.hours.starts, self.hours.zone)
                closes = moment(day, self.hours.ends, self.hours.zone)
                for begins, ends in busy:
                    if opens < begins < closes:
                        yield opens, begins
                    if begins < closes and ends > opens:
                        opens = max(opens, ends)
                if opens < closes:
                    yield opens, closes


@dataclass(frozen=True)
class Option:
    """A time at which all who are needed can meet; `missing` are the others who cannot."""

    starts_at: datetime
    missing: tuple[str, ...] = ()


def possible(
    attendees: Sequence[Attendee], since: date, until: date, zone: str, length: timedelta, earliest: datetime
) -> list[Option]:
    """Every time that begins on a day from `since` to `until` in `zone`, not before `earliest`, in order."""
    begins = max(moment(since, time(0), zone), earliest.astimezone(UTC))
    ends = moment(until + timedelta(days=1), time(0), zone)
    day = timedelta(days=1)
    spans = [list(one.free(since - day, until + day)) for one in attendees]
    found = []
    at, positions = _step(begins), [0] * len(attendees)
    while at < ends:
        missing = []
        for row, attendee in enumerate(attendees):
            free = spans[row]
            while positions[row] < len(free) and free[positions[row]][1] < at + length:
                positions[row] += 1
            if positions[row] == len(free) or free[positions[row]][0] > at:
                missing.append(attendee)
        if not any(one.is_needed for one in missing):
            found.append(Option(at, tuple(one.person for one in missing)))
        at += STEP
    return found


def chosen(options: Sequence[Option], zone: str, length: timedelta, count: int = MOST) -> list[Option]:
    """The few that are put to the vote, in order: those that fewest people miss, spread over the days, none at the time of
    another. Where fewer than FEWEST suit as many, those come in that the next few miss."""
    picked: list[Option] = []
    for missed in sorted({len(one.missing) for one in options}):
        picked += _spread([one for one in options if len(one.missing) == missed], picked, zone, length, count)
        if len(picked) >= FEWEST:
            break
    return sorted(picked, key=lambda one: one.starts_at)


def _spread(
    options: Sequence[Option], before: Sequence[Option], zone: str, length: timedelta, count: int
) -> list[Option]:
    by_day: dict[date, list[Option]] = {}
    for one in options:
        by_day.setdefault(_local(one, zone).date(), []).append(one)
    picked: list[Option] = []
    while len(before) + len(picked) < count and by_day:
        room = count - len(before) - len(picked)
        days = sorted(by_day)
        for day in (
            days
            if len(days) <= room
            else [days[number * (len(days) - 1) // max(room - 1, 1)] for number in range(room)]
        ):
            taken = [*before, *picked]
            free = [
                one for one in by_day[day] if all(abs(one.starts_at - other.starts_at) >= length for other in taken)
            ]
            if free:
                picked.append(min(free, key=lambda one: _distance(_local(one, zone), LIKED[len(picked) % len(LIKED)])))
                by_day[day] = free
            else:
                del by_day[day]
    return picked


def _distance(local: datetime, liked: time) -> tuple[int, datetime]:
    return abs((local.hour - liked.hour) * 60 + local.minute - liked.minute), local


def _local(option: Option, zone: str) -> datetime:
    return option.starts_at.astimezone(ZoneInfo(zone))


def _step(at: datetime) -> datetime:
    """The first full or half hour from a moment on."""
    over = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + STEP
