"""Training events: made, found, changed by statements that can lose, and what was told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select

from bot.audience import Audience
from bot.people import Language
from bot.skills.events.records.tables import event, event_material, event_told
from bot.store import insert_once
from bot.store.people import number_of

NEW, OVER = "new", "over"
"""What is told of an event in the morning: that there is one, and the question who came."""


@dataclass(frozen=True)
class Plan:
    """What a coordinator says of an event. `location` is a place or an address on the web; `capacity` None if all fit in."""

    title: str
    about: str
    location: str
    starts_at: datetime
    ends_at: datetime
    audience: Audience
    language: Language
    capacity: int | None = None


@dataclass(frozen=True)
class Event:
    """A training event. `id` is "T" and a number; `revision` is raised by every change; `made_by` is a person's id, "" once they
    are erased; `marked_at` is when it was marked who came; `uid` is its name in calendars."""

    id: str
    uid: str
    status: str
    plan: Plan
    revision: int
    made_by: str
    marked_at: datetime | None = None

    @property
    def is_published(self) -> bool:
        """Whether it takes place, or has."""
        return self.status == "published"

    def is_open(self, now: datetime) -> bool:
        """Whether one can register: it is published and has not begun."""
        return self.is_published and now < self.plan.starts_at

    def is_over(self, now: datetime) -> bool:
        """Whether it has taken place."""
        return self.is_published and now >= self.plan.ends_at


@dataclass(frozen=True)
class Material:
    """What was shown, or a recording."""

    number: int
    url: str
    words: str


def number(event_id: str) -> int:
    """12 for "T12"; -1, which none has, for anything else."""
    return number_of("P" + event_id[1:]) if event_id[:1] == "T" else -1


def add(conn: Connection, plan: Plan, made_by: str, now: datetime) -> Event:
    """A new one, not published yet."""
    values = _values(plan) | {"made_by": number_of(made_by), "created_at": now}
    values |= {"uid": f"{uuid4().hex}@sparri", "status": "drafted", "revision": 0}
    return _event(conn.execute(insert(event).values(values).returning(event)).one())


def get(conn: Connection, event_id: str) -> Event | None:
    """The event with an id like "T12"."""
    row = conn.execute(select(event).where(event.c.number == number(event_id))).one_or_none()
    return _event(row) if row else None


def since(conn: Connection, ended_after: datetime) -> list[Event]:
    """All that are not cancelled and were not over by then, in the order in which they take place."""
    found = select(event).where(event.c.status != "cancelled", event.c.ends_at > ended_after)
    return [_event(row) for row in conn.execute(found.order_by(event.c.starts_at, event.c.number))]


def move(conn: Connection, event_id: str, before: Collection[str], after: str, **fields: object) -> Event | None:
    """Changes it from one of the states to another, which raises its revision; None if it is in none of them (any more)."""
    this = event.c.number == number(event_id), event.c.status.in_(before)
    change = event.update().where(*this).values(status=after, revision=event.c.revision + 1, **fields)
    row = conn.execute(change.returning(event)).one_or_none()
    return _event(row) if row else None


def change(conn: Connection, known: Event, plan: Plan) -> Event | None:
    """Changes what is said of it; None if somebody else has changed it since it was as it is `known`."""
    this = event.c.number == number(known.id), event.c.revision == known.revision, event.c.status == known.status
    again = {"marked_at": None} if plan.starts_at != known.plan.starts_at else {}
    changed = event.update().where(*this).values(_values(plan) | again | {"revision": known.revision + 1})
    row = conn.execute(changed.returning(event)).one_or_none()
    return _event(row) if row else None


def mark(conn: Connection, event_id: str, now: datetime) -> None:
    """Keeps that it was marked who came."""
    conn.execute(event.update().where(event.c.number == number(event_id)).values(marked_at=now))


def tell(conn: Connection, event_id: str, person: str, what: str, day: date) -> None:
    """Keeps that somebody is told of it in the morning digest of a day; once."""
    insert_once(conn, event_told, person=number_of(person), event=number(event_id), what=what, told_on=day)


def told(conn: Connection, person: str, what: str) -> dict[str, date]:
    """Of which events somebody was told, and in the digest of which day."""
    mine = select(event_told).where(event_told.c.person == number_of(person), event_told.c.what == what)
    return {f"T{row.event}": row.told_on for row in conn.execute(mine)}


def materials(conn: Connection, event_id: str) -> list[Material]:
    """All that was added, in order."""
    found = select(event_material).where(event_material.c.event == number(event_id)).order_by(event_material.c.number)
    return [Material(row.number, row.url, row.words) for row in conn.execute(found)]


def add_material(conn: Connection, event_id: str, url: str, words: str, now: datetime) -> Material | None:
    """Adds a link with words; None if the link is there already."""
    if any(one.url == url for one in materials(conn, event_id)):
        return None
    values = {"event": number(event_id), "url": url, "words": words, "added_at": now}
    made = conn.execute(insert(event_material).values(values).returning(event_material.c.number)).scalar_one()
    return Material(made, url, words)


def _values(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "about": plan.about,
        "location": plan.location,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "for_whom": str(plan.audience),
        "language": plan.language.value,
        "capacity": plan.capacity,
    }


def _event(row: Row[Any]) -> Event:
    plan = Plan(
        row.title,
        row.about,
        row.location,
        row.starts_at,
        row.ends_at,
        Audience.parsed(row.for_whom),
        Language(row.language),
        row.capacity,
    )
    made_by = f"P{row.made_by}" if row.made_by is not None else ""
    return Event(f"T{row.number}", row.uid, row.status, plan, row.revision, made_by, row.marked_at)
