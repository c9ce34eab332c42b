"""Sparring sessions and who takes part in them, by statements that can lose.

Belongs to the store since worksheets, risk sheets, peers and the desk ask who meets whom, and when.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
)

from bot.store.columns import Ages, Moment, Personal, metadata
from bot.store.engine import insert_once
from bot.store.people import number_of

STRENGTH = ("out", "knocked", "asked", "in")
"""What somebody may be in a session, the least first."""
MOST = 12
"""People in one session, the organiser and the partner among them."""


def _is_old(before: datetime) -> ColumnElement[bool]:
    return or_(session.c.ends_at < before, session.c.ends_at.is_(None) & (session.c.created_at < before))


def _of(number: int) -> ColumnElement[bool]:
    return session.c.number.in_(select(session_person.c.session).where(session_person.c.person == number))


def _forget(conn: Connection, number: int) -> None:
    """A session goes on without somebody who is erased; with nobody left in it, it goes too. Their own rows have gone by then."""
    conn.execute(session.update().where(session.c.organiser == number).values(organiser=None))
    conn.execute(delete(session).where(session.c.number.not_in(select(session_person.c.session))))


def _merge(conn: Connection, kept: int, gone: int) -> None:
    """Where both of two persons who are the same are in a session, the row that says more stays."""
    both = session_person.c.person.in_((kept, gone))
    rows: dict[int, list[Row[Any]]] = {}
    for row in conn.execute(select(session_person).where(both)):
        rows.setdefault(row.session, []).append(row)
    for number, pair in rows.items():
        weaker = sorted(pair, key=lambda row: (STRENGTH.index(row.state), row.part == Part.PARTNER.value))[:-1]
        for row in weaker:
            this = session_person.c.session == number, session_person.c.person == row.person
            conn.execute(delete(session_person).where(*this))


session = Table(
    "session",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("uid", String, nullable=False),
    Column("status", String, nullable=False),
    Column("theme", String, nullable=False),
    Column("about", String, nullable=False),
    Column("category", String, nullable=False),
    Column("branch", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("languages", String, nullable=False),
    Column("is_remote", Boolean, nullable=False),
    Column("location", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("starts_at", Moment),
    Column("ends_at", Moment),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("status IN ('proposed', 'confirmed', 'held', 'cancelled')", name="status"),
    Index("ix_session_status_ends_at", "status", "ends_at"),
    Column("organiser", Integer, ForeignKey("person.number"), index=True),
    info=Personal(("organiser",), hidden=("uid",), erase=_forget, also=_of).info
    | Ages("sparring sessions", "sparring sessions, with all that was prepared and agreed", _is_old).info,
    sqlite_autoincrement=True,  # an id that was said aloud is never another session's
)
"""`starts_at` and `ends_at` are NULL until a time is confirmed; `zone` is that in which it was asked for; `revision` is raised
by every change that a calendar must hear of."""
session_person = Table(
    "session_person",
    metadata,
    Column("session", Integer, ForeignKey("session.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("part", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("has_come", Boolean),
    CheckConstraint("part IN ('partner', 'participant')", name="part"),
    CheckConstraint("state IN ('asked', 'knocked', 'in', 'out')", name="state"),
    info=Personal(("person",), merge=lambda conn, kept, gone: _merge(conn, kept, gone)).info,
)
"""Who has "knocked" wants to be let in; `has_come` is NULL while nobody has said."""


class Part(StrEnum):
    """What somebody is to a session."""

    PARTNER = "partner"
    PARTICIPANT = "participant"


@dataclass(frozen=True)
class Wish:
    """What is asked for. `category` is one of the programme's or ""; days are inclusive and, like times, in `zone`; `location`
    is a place or an address on the web, "" while nobody has said."""

    theme: str
    about: str
    branch: str
    organisation: str
    minutes: int
    since: date
    until: date
    languages: tuple[str, ...]
    is_remote: bool
    zone: str
    category: str = ""
    location: str = ""

    @property
    def length(self) -> timedelta:
        """How long it takes."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Session:
    """A sparring session. `id` is "S" and a number, `status` proposed, confirmed, held or cancelled; `uid` is its name in
    calendars; `organiser` is a person's id, "" once they are erased."""

    id: str
    uid: str
    status: str
    wish: Wish
    revision: int
    created_at: datetime
    organiser: str
    starts_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, once that is confirmed."""
        return self.starts_at + self.wish.length if self.starts_at else None

    def is_over(self, now: datetime) -> bool:
        """Whether its time is past."""
        return self.ends_at is not None and now >= self.ends_at


@dataclass(frozen=True)
class Member:
    """Somebody in a session: "asked" to it, "knocked" at its door, "in" or "out" of it."""

    person: str
    part: Part
    state: str
    has_come: bool | None = None

    @property
    def is_in(self) -> bool:
        """Whether they take part."""
        return self.state == "in"


def number(session_id: str) -> int:
    """12 for "S12"; -1, which none has, for anything else."""
    return number_of("P" + session_id[1:]) if session_id[:1] == "S" else -1


def add(conn: Connection, wish: Wish, organiser: str, now: datetime) -> Session:
    """A new one, of which only the organiser knows."""
    values = _values(wish) | {"uid": f"{uuid4().hex}@sparri", "status": "proposed", "revision": 0, "created_at": now}
    values["organiser"] = number_of(organiser)
    made = _session(conn.execute(insert(session).values(values).returning(session)).one())
    invite(conn, made.id, organiser, Part.PARTICIPANT, now, state="in")
    return made


def get(conn: Connection, session_id: str) -> Session | None:
    """The session with an id like "S7"."""
    row = conn.execute(select(session).where(session.c.number == number(session_id))).one_or_none()
    return _session(row) if row else None


def all(conn: Connection) -> list[Session]:
    """Every one, the newest first."""
    return [_session(row) for row in conn.execute(select(session).order_by(session.c.number.desc()))]


def of_person(conn: Connection, person: str) -> list[tuple[Session, Member]]:
    """Those somebody is in or is asked to, the newest first."""
    mine = session_person.c.person == number_of(person), session_person.c.state.in_(("asked", "in"))
    theirs = {f"S{row.session}": _member(row) for row in conn.execute(select(session_person).where(*mine))}
    found = select(session).where(session.c.number.in_(map(number, theirs))).order_by(session.c.number.desc())
    return [(one, theirs[one.id]) for one in map(_session, conn.execute(found))]


def members(conn: Connection, session_id: str) -> list[Member]:
    """Everybody who was ever asked, in the order in which they were."""
    found = select(session_person).where(session_person.c.session == number(session_id))
    return [_member(row) for row in conn.execute(found.order_by(session_person.c.asked_at, session_person.c.person))]


def everybody(conn: Connection) -> dict[str, list[Member]]:
    """All members by session."""
    found: dict[str, list[Member]] = {}
    for row in conn.execute(select(session_person).order_by(session_person.c.asked_at, session_person.c.person)):
        found.setdefault(f"S{row.session}", []).append(_member(row))
    return found


def member(conn: Connection, session_id: str, person: str) -> Member | None:
    """What somebody is to a session."""
    row = conn.execute(select(session_person).where(*_this(session_id, person))).one_or_none()
    return _member(row) if row else None


def invite(conn: Connection, session_id: str, person: str, part: Part, now: datetime, *, state: str = "asked") -> bool:
    """Asks somebody to take part, or puts them in at once; False if they are asked or in already. Who was out or has knocked is
    asked anew."""
    values: dict[str, Any] = {"part": part.value, "state": state, "asked_at": now}
    if insert_once(conn, session_person, session=number(session_id), person=number_of(person), **values):
        return True
    again = session_person.update().where(*_this(session_id, person), session_person.c.state.in_(("out", "knocked")))
    return conn.execute(again.values(values)).rowcount == 1


def answer(conn: Connection, session_id: str, person: str, before: Collection[str], after: str) -> bool:
    """Somebody goes from one of the states to another; False if they were in none of them (any more)."""
    this = *_this(session_id, person), session_person.c.state.in_(before)
    return conn.execute(session_person.update().where(*this).values(state=after)).rowcount == 1


def mark(conn: Connection, session_id: str, came: Collection[str]) -> None:
    """Keeps who of those in it has come; who had not answered by then is out of it."""
    late = session_person.c.session == number(session_id), session_person.c.state.in_(("asked", "knocked"))
    conn.execute(session_person.update().where(*late).values(state="out"))
    here = session_person.c.session == number(session_id), session_person.c.state == "in"
    has_come = session_person.c.person.in_(map(number_of, came))
    conn.execute(session_person.update().where(*here).values(has_come=has_come))


def move(conn: Connection, session_id: str, before: Collection[str], after: str, **fields: object) -> Session | None:
    """Changes it from one of the states to another, which raises its revision; None if it is in none of them (any more)."""
    this = session.c.number == number(session_id), session.c.status.in_(before)
    change = session.update().where(*this).values(status=after, revision=session.c.revision + 1, **fields)
    row = conn.execute(change.returning(session)).one_or_none()
    return _session(row) if row else None


def touch(conn: Connection, found: Session) -> Session:
    """Raises its revision where somebody joins or leaves: their calendars must hear of it."""
    return move(conn, found.id, [found.status], found.status) or found


def change(conn: Connection, known: Session, wish: Wish) -> Session | None:
    """Changes what is said of it; None if somebody else has changed it since it was as it is `known`."""
    this = session.c.number == number(known.id), session.c.revision == known.revision, session.c.status == known.status
    changed = session.update().where(*this).values(_values(wish) | {"revision": known.revision + 1})
    row = conn.execute(changed.returning(session)).one_or_none()
    return _session(row) if row else None


def confirm(conn: Connection, found: Session, starts_at: datetime) -> Session | None:
    """Gives it a time at which nobody in it is in another one; None if somebody is, or it is not proposed any more.

    What it reads must not change until it is written: the transactions of a turn see to that (SERIALIZABLE, or alone)."""
    ends_at = starts_at + found.wish.length
    those = [one.person for one in members(conn, found.id) if one.is_in]
    if any(busy(conn, those, starts_at, ends_at).values()):
        return None
    return move(conn, found.id, ["proposed"], "confirmed", starts_at=starts_at, ends_at=ends_at)


def busy(
    conn: Connection, persons: Collection[str], since: datetime, until: datetime, but: str = ""
) -> dict[str, list[tuple[datetime, datetime]]]:
    """When people are in confirmed sessions that touch a time, by person; those of session `but` do not count."""
    found: dict[str, list[tuple[datetime, datetime]]] = {person: [] for person in persons}
    joined = select(session_person.c.person, session.c.starts_at, session.c.ends_at).join(
        session, session.c.number == session_person.c.session
    )
    theirs = session_person.c.person.in_(map(number_of, persons)), session_person.c.state == "in"
    then = session.c.status == "confirmed", session.c.starts_at < until, session.c.ends_at > since
    for row in conn.execute(
        joined.where(*theirs, *then, session.c.number != number(but)).order_by(session.c.starts_at)
    ):
        found.setdefault(f"P{row.person}", []).append((row.starts_at, row.ends_at))
    return found


def is_busy(conn: Connection, person: str, found: Session) -> bool:
    """Whether somebody is in another session at the time of one that has a time."""
    if found.status != "confirmed" or found.starts_at is None or found.ends_at is None:
        return False
    return any(busy(conn, [person], found.starts_at, found.ends_at, found.id).values())


def _this(session_id: str, person: str) -> tuple[Any, ...]:
    return session_person.c.session == number(session_id), session_person.c.person == number_of(person)


def _values(wish: Wish) -> dict[str, Any]:
    names = "theme about category branch organisation minutes since until is_remote zone location".split()
    return {name: getattr(wish, name) for name in names} | {"languages": ",".join(wish.languages)}


def _session(row: Row[Any]) -> Session:
    wish = Wish(
        row.theme,
        row.about,
        row.branch,
        row.organisation,
        row.minutes,
        row.since,
        row.until,
        tuple(filter(None, row.languages.split(","))),
        row.is_remote,
        row.zone,
        row.category,
        row.location,
    )
    organiser = f"P{row.organiser}" if row.organiser is not None else ""
    return Session(f"S{row.number}", row.uid, row.status, wish, row.revision, row.created_at, organiser, row.starts_at)


def _member(row: Row[Any]) -> Member:
    return Member(f"P{row.person}", Part(row.part), row.state, row.has_come)
