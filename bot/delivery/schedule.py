"""What comes later: again at a local time on certain weekdays, or once. A due occurrence becomes an event, once."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Date, Index, Row, String, Table, Time, select

from bot.delivery import inbox
from bot.store import Moment, insert_once, metadata
from bot.store.columns import Personal
from bot.turns import Due, Later
from bot.working import ALAND, FINLAND, is_working
from bot.working import moment as moment_of

EVERY_DAY = frozenset(range(7))
_LOOKS_BACK = 14
"""Days within which a row of holidays and weekends ends: Christmas moves nothing further than a week."""

schedule = Table(
    "schedule",
    metadata,
    Column("name", String, primary_key=True),
    Column("action", String, nullable=False),
    Column("arg", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("days", String, nullable=False),
    Column("holidays", String, nullable=False),
    Column("next_on", Date, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("is_active", Boolean, nullable=False),
    CheckConstraint("holidays IN ('', 'FI', 'AX')", name="holidays"),
    Index("ix_schedule_is_active_next_at", "is_active", "next_at"),
    info=Personal(
        why="names, actions and times of what comes again; whom it concerns is looked up when it is due"
    ).info,
)


@dataclass(frozen=True)
class Rule:
    """When something comes again: at a local time on weekdays (Monday is 0). With `holidays` (FINLAND or ALAND) an
    occurrence on a weekend or a public holiday moves to the next working day, and two on one day are one."""

    at: time
    zone: str = "Europe/Helsinki"
    days: frozenset[int] = EVERY_DAY
    holidays: str = ""

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("weekdays are 0–6, at least one of them")
        if self.holidays not in ("", FINLAND, ALAND):
            raise ValueError(f"whose holidays are {self.holidays!r}?")

    def first(self, after: date) -> date:
        """The first local day after that one on which it is due."""
        # moving keeps the order of days, so the first that ends up late enough is the one
        day = after - timedelta(days=_LOOKS_BACK)
        while day.weekday() not in self.days or self._moved(day) <= after:
            day += timedelta(days=1)
        return self._moved(day)

    def moment(self, day: date) -> datetime:
        """When that is, in UTC: a time that the clocks leave out is the next one they show, one they show twice the first."""
        return moment_of(day, self.at, self.zone)

    def _moved(self, day: date) -> date:
        while self.holidays and not is_working(day, self.holidays):
            day += timedelta(days=1)
        return day


def put(conn: Connection, name: str, action: str, rule: Rule, now: datetime, arg: str = "") -> None:
    """Has `action` called with `arg` by a rule, from now on, under a name. The same again changes nothing; another rule
    under the name replaces the one before, and one that was cancelled begins anew."""
    values = {
        "action": action,
        "arg": arg,
        "zone": rule.zone,
        "local_time": rule.at,
        "days": "".join(map(str, sorted(rule.days))),
        "holidays": rule.holidays,
        "is_active": True,
    }
    known = conn.execute(select(schedule).where(schedule.c.name == name)).one_or_none()
    if known and all(known._mapping[column] == value for column, value in values.items()):
        return
    values |= _next(rule, now)
    if not insert_once(conn, schedule, name=name, **values):
        conn.execute(schedule.update().where(schedule.c.name == name).values(values))


def put_once(conn: Connection, later: Later, now: datetime) -> bool:
    """Has an action called at one moment (at once, if that is past); False if its `once` is known, come or not."""
    at = max(later.at, now)
    values = {
        "action": later.action,
        "arg": later.arg,
        "zone": "UTC",
        "local_time": time(0),
        "days": "",
        "holidays": "",
    }
    return insert_once(
        conn, schedule, name=f"once:{later.once}", **values, next_on=later.at.date(), next_at=at, is_active=True
    )


def cancel(conn: Connection, name: str) -> bool:
    """What has this name comes no more; False if it did not anyway."""
    change = schedule.update().where(schedule.c.name == name, schedule.c.is_active)
    return conn.execute(change.values(is_active=False)).rowcount == 1


def tick(conn: Connection, now: datetime) -> int:
    """Turns what is due into events, the earliest first, and sets when each comes next; how many there were.

    After a pause what comes again comes once, for the last day that was missed. Two workers may do this at the same time: the row is
    locked by one, and the event's id holds the day.
    """
    due = select(schedule).where(schedule.c.is_active, schedule.c.next_at <= now)
    rows = conn.execute(due.order_by(schedule.c.next_at).with_for_update(skip_locked=True)).all()
    for row in rows:
        rule = _rule(row) if row.days else None
        day = _latest(rule, row.next_on, now) if rule else row.next_on
        inbox.put(conn, Due(f"schedule:{row.name}:{day}", row.action, row.arg, day), now)
        following = _after(rule, day) if rule else {"is_active": False}
        conn.execute(schedule.update().where(schedule.c.name == row.name).values(following))
    return len(rows)


def _rule(row: Row[Any]) -> Rule:
    return Rule(row.local_time, row.zone, frozenset(map(int, row.days)), row.holidays)


def _latest(rule: Rule, day: date, now: datetime) -> date:
    """The last day due by now, `day` being one."""
    while rule.moment(following := rule.first(day)) <= now:
        day = following
    return day


def _next(rule: Rule, now: datetime) -> dict[str, object]:
    """The first occurrence from now on; one that is due this very moment counts."""
    yesterday = now.astimezone(ZoneInfo(rule.zone)).date() - timedelta(days=1)
    found = _after(rule, yesterday)
    return found if rule.moment(rule.first(yesterday)) >= now else _after(rule, rule.first(yesterday))


def _after(rule: Rule, day: date) -> dict[str, object]:
    following = rule.first(day)
    return {"next_on": following, "next_at": rule.moment(following)}
