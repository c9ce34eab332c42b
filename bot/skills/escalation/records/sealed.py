"""The sealed return address of an escalation: who asked it. No other row, key, log or export names them.

A message to the asker is keyed by `key`, which says nothing to whoever reads the outbox. The row goes when the matter closes.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from bot.people import Person
from bot.skills.escalation.records.tables import escalation, sealed
from bot.store.people import get, number_of


def seal(conn: Connection, escalation: int, person: str, question: str) -> None:
    """Keeps who asked, and from which question of theirs ("" for none)."""
    values = {"escalation": escalation, "person": number_of(person), "question": question}
    conn.execute(insert(sealed).values(**values, token=secrets.token_hex(16), heard=0))


def asker(conn: Connection, escalation: int) -> Person | None:
    """Whom an answer goes to; None once the matter is closed or they are erased. For a message's address only."""
    found = conn.execute(select(sealed.c.person).where(sealed.c.escalation == escalation)).scalar()
    return get(conn, f"P{found}") if found else None


def is_asker(conn: Connection, escalation: int, person: str) -> bool:
    """Whether somebody asked an escalation that is not closed."""
    mine = select(sealed.c.escalation).where(sealed.c.escalation == escalation, sealed.c.person == number_of(person))
    return conn.execute(mine).first() is not None


def asked_by(conn: Connection, person: str) -> list[int]:
    """The numbers of a person's own escalations, newest first."""
    mine = select(sealed.c.escalation).where(sealed.c.person == number_of(person))
    return list(conn.execute(mine.order_by(sealed.c.escalation.desc())).scalars())


def heard(conn: Connection, escalation: int) -> int:
    """The last line of talk after which free words of the asker's were asked about."""
    return conn.execute(select(sealed.c.heard).where(sealed.c.escalation == escalation)).scalar() or 0


def hear(conn: Connection, escalation: int, line: int) -> None:
    """Keeps that free words were asked about after a line."""
    conn.execute(sealed.update().where(sealed.c.escalation == escalation).values(heard=line))


def question_of(conn: Connection, escalation: int) -> str:
    """The id of the question it grew out of, "" for none."""
    return conn.execute(select(sealed.c.question).where(sealed.c.escalation == escalation)).scalar() or ""


def of_question(conn: Connection, person: str, question: str) -> int | None:
    """The number of the escalation that a person made of a question."""
    mine = sealed.c.person == number_of(person), sealed.c.question == question
    found: int | None = conn.execute(select(func.max(sealed.c.escalation)).where(*mine)).scalar()
    return found


def count(conn: Connection, person: str, since: datetime) -> int:
    """How many questions somebody has sent to experts since a moment."""
    mine = select(func.count()).select_from(sealed.join(escalation, escalation.c.number == sealed.c.escalation))
    return conn.execute(mine.where(sealed.c.person == number_of(person), escalation.c.asked_at >= since)).scalar_one()


def key(conn: Connection, escalation: int, what: str) -> str:
    """A name for one message to the asker that names neither them nor the escalation; "" once it is closed."""
    token = conn.execute(select(sealed.c.token).where(sealed.c.escalation == escalation)).scalar()
    return hashlib.sha256(f"{token}:{what}".encode()).hexdigest()[:32] if token else ""


def open_up(conn: Connection, escalation: int) -> None:
    """Forgets who asked, for good."""
    conn.execute(delete(sealed).where(sealed.c.escalation == escalation))
