"""When somebody wants to be reminded, and of what: their hours, and what they have put off or turned off.

Belongs to the store since whatever reminds asks it: reminders of coordinators, training modules, training events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Boolean, Column, Connection, Date, ForeignKey, Integer, String, Table, Time, select

from bot.people import Person, WhyNot
from bot.store.columns import Personal, metadata
from bot.store.engine import insert_once
from bot.store.people import number_of
from bot.working import Hours, moment

reminding_hours = Table(
    "reminding_hours",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("opens", Time, nullable=False),
    Column("closes", Time, nullable=False),
    Column("days", String, nullable=False),
    info=Personal(("person",)).info,
)
reminding = Table(
    "reminding",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("is_off", Boolean, nullable=False),
    Column("not_before", Date),
    info=Personal(("person",)).info,
)
"""`not_before` is the first day on which reminders of the kind come again; past days and NULL put nothing off."""


class Kind(StrEnum):
    """What one may be reminded of."""

    COORDINATORS = "coordinators"
    TRAINING = "training"
    EVENTS = "events"


@dataclass(frozen=True)
class Wanted:
    """What somebody has chosen; who has chosen nothing is reminded of everything between 8 and 16 on working days."""

    hours: Hours
    off: frozenset[Kind] = frozenset()
    not_before: tuple[tuple[Kind, date], ...] = ()

    def put_off(self, kind: Kind, today: date) -> date | None:
        """The first day on which reminders of a kind come again, None if they are not put off."""
        return next((day for one, day in self.not_before if one is kind and day > today), None)

    def moment(self, kind: Kind, at: datetime) -> datetime | None:
        """The first moment from `at` on, in UTC, when a reminder of the kind may come; None if none may."""
        if kind in self.off:
            return None
        later = self.put_off(kind, self.hours.day_of(at))
        return self.hours.opening(max(at, moment(later, time(0), self.hours.zone)) if later else at)


def why_not(person: Person, wanted: Wanted, kind: Kind, closed: Mapping[str, str]) -> WhyNot | None:
    """What keeps reminders of a kind from a person; None if nothing does."""
    if not person.welcomed:
        return WhyNot.INVITED
    if person.address.lane in closed:
        return WhyNot.CLOSED
    return WhyNot.OFF if kind in wanted.off else None


def of(conn: Connection, person: Person) -> Wanted:
    """What a person has chosen."""
    return of_all(conn, [person])[person.id]


def of_all(conn: Connection, persons: list[Person]) -> dict[str, Wanted]:
    """What each of some people has chosen, by their ids; two statements however many they are."""
    hours = {row.person: row for row in conn.execute(select(reminding_hours))}
    kinds: dict[int, list[tuple[Kind, bool, date | None]]] = {}
    for row in conn.execute(select(reminding)):
        kinds.setdefault(row.person, []).append((Kind(row.kind), row.is_off, row.not_before))
    found = {}
    for person in persons:
        number = number_of(person.id)
        own, chosen = hours.get(number), kinds.get(number, [])
        base = Hours(zone=person.zone)
        if own:
            base = replace(base, starts=own.opens, ends=own.closes, days=frozenset(map(int, own.days)))
        off = frozenset(kind for kind, is_off, _day in chosen if is_off)
        found[person.id] = Wanted(base, off, tuple((kind, day) for kind, _off, day in chosen if day))
    return found


def keep_hours(conn: Connection, person: str, starts: time, ends: time, days: frozenset[int]) -> None:
    """Reminders come within these hours from now on; ValueError for hours or days that are none."""
    Hours(starts, ends, days)
    _put(
        conn,
        reminding_hours,
        {"person": number_of(person)},
        opens=starts,
        closes=ends,
        days="".join(map(str, sorted(days))),
    )


def turn(conn: Connection, person: str, kind: Kind, *, is_off: bool) -> None:
    """Turns reminders of a kind off or on; on again, they are not put off either."""
    _put(conn, reminding, {"person": number_of(person), "kind": kind.value}, is_off=is_off, not_before=None)


def put_off(conn: Connection, person: str, kind: Kind, until: date) -> None:
    """No reminder of a kind comes before a day."""
    _put(conn, reminding, {"person": number_of(person), "kind": kind.value}, is_off=False, not_before=until)


def _put(conn: Connection, table: Table, key: dict[str, object], **values: object) -> None:
    if not insert_once(conn, table, **key, **values):
        this = [table.c[name] == value for name, value in key.items()]
        conn.execute(table.update().where(*this).values(values))


DAY, WEEK = timedelta(days=1), timedelta(days=7)
"""What reminders are put off by most."""
