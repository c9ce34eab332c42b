"""Who comes to an event, and who waits for a place, in the order in which they came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from bot.skills.events.records.planned import Event, number
from bot.skills.events.records.tables import registration
from bot.store import insert_once
from bot.store.people import number_of


@dataclass(frozen=True)
class Registration:
    """Somebody in an event: `is_waiting` for a place, or with one; `attended` is None while nobody has said."""

    event: str
    person: str
    is_waiting: bool
    registered_at: datetime
    attended: bool | None = None


def of_event(conn: Connection, event_id: str) -> list[Registration]:
    """All who come or wait, the first first."""
    found = select(registration).where(registration.c.event == number(event_id)).order_by(registration.c.position)
    return [_registration(row) for row in conn.execute(found)]


def of_person(conn: Connection, person: str) -> dict[str, Registration]:
    """What somebody comes to or waits for, by event."""
    found = select(registration).where(registration.c.person == number_of(person))
    return {f"T{row.event}": _registration(row) for row in conn.execute(found)}


def counts(conn: Connection) -> dict[str, int]:
    """How many have a place, by event."""
    with_place = registration.c.state == "registered"
    counted = select(registration.c.event, func.count()).where(with_place).group_by(registration.c.event)
    return {f"T{event}": count for event, count in conn.execute(counted)}


def get(conn: Connection, event_id: str, person: str) -> Registration | None:
    """Somebody's in an event."""
    row = conn.execute(select(registration).where(*_this(event_id, person))).one_or_none()
    return _registration(row) if row else None


def queue(conn: Connection, event_id: str, person: str) -> int:
    """Which one in the queue somebody is, 0 if they do not wait."""
    waiting = [one.person for one in of_event(conn, event_id) if one.is_waiting]
    return waiting.index(person) + 1 if person in waiting else 0


def join(conn: Connection, event: Event, person: str, now: datetime) -> bool:
    """Gives somebody a place, or one in the queue where all are taken; False if they have either already.

    What it counts must not change until it is written: the transactions of a turn see to that (SERIALIZABLE, or alone)."""
    last = select(func.max(registration.c.position)).where(registration.c.event == number(event.id))
    values = {
        "event": number(event.id),
        "person": number_of(person),
        "state": "registered" if _free(conn, event) else "waiting",
        "position": (conn.execute(last).scalar() or 0) + 1,
        "registered_at": now,
    }
    return insert_once(conn, registration, **values)


def leave(conn: Connection, event_id: str, person: str) -> Registration | None:
    """Takes somebody out; what they had, None if nothing (any more)."""
    row = conn.execute(delete(registration).where(*_this(event_id, person)).returning(registration)).one_or_none()
    return _registration(row) if row else None


def promote(conn: Connection, event: Event) -> list[Registration]:
    """Gives the places that are free to the first in the queue; whom."""
    moved = []
    for one in of_event(conn, event.id):
        if not one.is_waiting:
            continue
        if not _free(conn, event):
            break
        waits = *_this(event.id, one.person), registration.c.state == "waiting"
        change = registration.update().where(*waits).values(state="registered")
        row = conn.execute(change.returning(registration)).one_or_none()
        moved += [_registration(row)] if row else []
    return moved


def mark(conn: Connection, event_id: str, persons: Collection[str], *, has_attended: bool) -> None:
    """Keeps of people with a place whether they came."""
    here = registration.c.event == number(event_id), registration.c.person.in_(map(number_of, persons))
    change = registration.update().where(*here, registration.c.state == "registered")
    conn.execute(change.values(attended=has_attended))


def _free(conn: Connection, event: Event) -> bool:
    capacity = event.plan.capacity
    return capacity is None or counts(conn).get(event.id, 0) < capacity


def _this(event_id: str, person: str) -> tuple[Any, ...]:
    return registration.c.event == number(event_id), registration.c.person == number_of(person)


def _registration(row: Row[Any]) -> Registration:
    return Registration(f"T{row.event}", f"P{row.person}", row.state == "waiting", row.registered_at, row.attended)
