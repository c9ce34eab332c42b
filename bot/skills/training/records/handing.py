"""Exercises that were sent to coordinators: who was promised to read them, who has found them in a digest, what they answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.skills.training.records.tables import handed, handed_to
from bot.store.people import number_of


@dataclass(frozen=True)
class Handed:
    """An exercise as it was sent. `person` wrote it."""

    number: int
    person: str
    module: str
    text: str
    sent_at: datetime
    answered_at: datetime | None


def send(conn: Connection, person: str, module: str, text: str, readers: Iterable[str], at: datetime) -> bool:
    """Sends an exercise to its readers. One to a module that nobody has answered yet takes the new text; whether anything is new."""
    mine = handed.c.person == number_of(person), handed.c.module == module, handed.c.answered_at.is_(None)
    waiting = conn.execute(select(handed).where(*mine)).first()
    if waiting:
        if waiting.text == text:
            return False
        conn.execute(handed.update().where(handed.c.number == waiting.number).values(text=text, sent_at=at))
        # whoever was told of the former text is told again; that they may read it was promised then
        conn.execute(handed_to.update().where(handed_to.c.handed == waiting.number).values(told_on=None))
        return True
    values = {"person": number_of(person), "module": module, "text": text, "sent_at": at}
    number = conn.execute(insert(handed).values(values).returning(handed.c.number)).scalar_one()
    rows = [{"handed": number, "person": number_of(one), "answer": ""} for one in readers]
    conn.execute(insert(handed_to), rows)
    return True


def readers(conn: Connection, person: str, module: str) -> list[str]:
    """Who was told to be the readers of what waits for an answer, by id."""
    mine = handed.c.person == number_of(person), handed.c.module == module, handed.c.answered_at.is_(None)
    joined = handed.join(handed_to, handed.c.number == handed_to.c.handed)
    rows = conn.execute(select(handed_to.c.person).select_from(joined).where(*mine).order_by(handed_to.c.person))
    return [f"P{number}" for number in rows.scalars()]


def waiting(conn: Connection, reader: str) -> list[Handed]:
    """What nobody has answered yet, the oldest first."""
    here = handed_to.c.person == number_of(reader), handed.c.answered_at.is_(None)
    return [_made(row) for row in conn.execute(_to().where(*here).order_by(handed.c.number))]


def get(conn: Connection, number: int, reader: str) -> Handed | None:
    """An exercise, for one of its readers; to anybody else it does not exist."""
    this = handed.c.number == number, handed_to.c.person == number_of(reader)
    found = conn.execute(_to().where(*this)).first()
    return _made(found) if found else None


def tell(conn: Connection, reader: str, day: date) -> None:
    """The digest of a day tells a reader of all that is new."""
    new = handed_to.c.person == number_of(reader), handed_to.c.told_on.is_(None)
    conn.execute(handed_to.update().where(*new).values(told_on=day))


def told(conn: Connection, reader: str, day: date) -> list[Handed]:
    """What the digest of a day tells a reader of, as far as nobody has answered it since."""
    here = handed_to.c.person == number_of(reader), handed_to.c.told_on == day, handed.c.answered_at.is_(None)
    return [_made(row) for row in conn.execute(_to().where(*here).order_by(handed.c.number))]


def answer(conn: Connection, number: int, reader: str, text: str, at: datetime) -> bool:
    """Keeps the answer of the first reader who gives one; whether this one was."""
    this = handed.c.number == number, handed.c.answered_at.is_(None)
    if conn.execute(handed.update().where(*this).values(answered_at=at)).rowcount != 1:
        return False
    mine = handed_to.c.handed == number, handed_to.c.person == number_of(reader)
    conn.execute(handed_to.update().where(*mine).values(answer=text, answered_at=at))
    return True


def _to() -> Any:
    return select(handed).select_from(handed.join(handed_to, handed.c.number == handed_to.c.handed))


def _made(row: Row[Any]) -> Handed:
    return Handed(row.number, f"P{row.person}", row.module, row.text, row.sent_at, row.answered_at)
