"""What is prepared for a session, written down of it, and to be done after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.skills.sparring.records.tables import note, prepared, step
from bot.store.people import number_of
from bot.store.sessions import number

NOTES, OUTCOME = "notes", "outcome"
"""What is written of a meeting, and what came of it weeks later."""


@dataclass(frozen=True)
class Note:
    """What somebody wrote; `person` is "" once they are erased."""

    number: int
    kind: str
    text: str
    person: str
    written_at: datetime
    may_share: bool
    is_used: bool = False


@dataclass(frozen=True)
class Step:
    """A next step; `owner` is "" once they are erased, `done_at` None while it is open."""

    number: int
    session: str
    text: str
    owner: str
    due_on: date
    done_at: datetime | None


def prepare(conn: Connection, session: str, person: str, answers: Mapping[str, str]) -> None:
    """Keeps what somebody answered to the questions by which one prepares, in place of what they answered before."""
    mine = prepared.c.session == number(session), prepared.c.person == number_of(person)
    conn.execute(delete(prepared).where(*mine))
    rows = [
        {"session": number(session), "person": number_of(person), "asked": asked, "text": text}
        for asked, text in answers.items()
        if text
    ]
    if rows:
        conn.execute(insert(prepared), rows)


def preparation(conn: Connection, session: str) -> dict[str, dict[str, str]]:
    """What each has answered, by person and question."""
    found: dict[str, dict[str, str]] = {}
    for row in conn.execute(select(prepared).where(prepared.c.session == number(session)).order_by(prepared.c.person)):
        found.setdefault(f"P{row.person}", {})[row.asked] = row.text
    return found


def write(
    conn: Connection, session: str, kind: str, text: str, person: str, now: datetime, *, may_share: bool = False
) -> Note:
    """A new version, which counts from now on."""
    values = {"session": number(session), "kind": kind, "text": text, "person": number_of(person)}
    values |= {"written_at": now, "may_share": may_share, "is_used": False}
    return _note(conn.execute(insert(note).values(values).returning(note)).one())


def written(conn: Connection, session: str, kind: str) -> Note | None:
    """The newest version."""
    found = select(note).where(note.c.session == number(session), note.c.kind == kind)
    row = conn.execute(found.order_by(note.c.number.desc()).limit(1)).one_or_none()
    return _note(row) if row else None


def use(conn: Connection, found: Note) -> bool:
    """Material is made of it; False if it may not be, or was already."""
    free = note.c.number == found.number, note.c.may_share, note.c.is_used.is_(False)
    return conn.execute(note.update().where(*free).values(is_used=True)).rowcount == 1


def outcomes(conn: Connection) -> dict[str, Note]:
    """The newest outcome of every session that has one."""
    found = select(note).where(note.c.kind == OUTCOME).order_by(note.c.number)
    return {f"S{row.session}": _note(row) for row in conn.execute(found)}


def add_step(conn: Connection, session: str, text: str, owner: str, due_on: date, now: datetime) -> Step:
    """A next step of somebody."""
    values = {"session": number(session), "text": text, "owner": number_of(owner), "due_on": due_on, "created_at": now}
    return _step(conn.execute(insert(step).values(values).returning(step)).one())


def steps(conn: Connection, session: str = "", owner: str = "") -> list[Step]:
    """Those of a session or of somebody (or all there are), in the order in which they are due."""
    found = select(step)
    found = found.where(step.c.session == number(session)) if session else found
    found = found.where(step.c.owner == number_of(owner)) if owner else found
    return [_step(row) for row in conn.execute(found.order_by(step.c.due_on, step.c.number))]


def get_step(conn: Connection, number_: int) -> Step | None:
    """One by its number."""
    row = conn.execute(select(step).where(step.c.number == number_)).one_or_none()
    return _step(row) if row else None


def tick(conn: Connection, number_: int, now: datetime) -> bool:
    """It is done; False if it was already."""
    open_ = step.c.number == number_, step.c.done_at.is_(None)
    return conn.execute(step.update().where(*open_).values(done_at=now)).rowcount == 1


def _note(row: Row[Any]) -> Note:
    person = f"P{row.person}" if row.person is not None else ""
    return Note(row.number, row.kind, row.text, person, row.written_at, row.may_share, row.is_used)


def _step(row: Row[Any]) -> Step:
    owner = f"P{row.owner}" if row.owner is not None else ""
    return Step(row.number, f"S{row.session}", row.text, owner, row.due_on, row.done_at)
