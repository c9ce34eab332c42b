"""Who did what to whom: role changes, links, exports, erasures, refusals. Kept apart from logs, without words of people.

When somebody is erased their lines stay, with date and action, and no longer say whom they are about.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
)

from bot.store.columns import Moment, Personal, metadata
from bot.store.people import number_of


def _forget(conn: Connection, number: int) -> None:
    """Lines that are about nobody else keep date and action only; in the others the person becomes "somebody"."""
    mine = or_(audit.c.actor == number, audit.c.subject == number)
    nobody_else = and_(
        or_(audit.c.actor.is_(None), audit.c.actor == number),
        or_(audit.c.subject.is_(None), audit.c.subject == number),
    )
    conn.execute(audit.update().where(mine, nobody_else).values(detail=""))
    for column in (audit.c.actor, audit.c.subject):
        conn.execute(audit.update().where(column == number).values({column: None}))


audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Integer, ForeignKey("person.number")),
    Column("subject", Integer, ForeignKey("person.number")),
    Column("action", String, nullable=False),
    Column("detail", String, nullable=False),
    Index("ix_audit_at", "at"),
    info=Personal(("actor", "subject"), erase=_forget).info,
)


@dataclass(frozen=True)
class Entry:
    """One line: `actor` and `subject` are ids like "P1", "" for the system or somebody erased since."""

    at: datetime
    actor: str
    subject: str
    action: str
    detail: str


def note(conn: Connection, at: datetime, action: str, *, actor: str = "", subject: str = "", detail: str = "") -> None:
    """Writes a line, in the transaction of what it tells of."""
    people = {
        "actor": number_of(actor) if actor else None,
        "subject": number_of(subject) if subject else None,
    }
    conn.execute(insert(audit).values(at=at, action=action, detail=detail[:500], **people))


def of_person(conn: Connection, person: str) -> list[Entry]:
    """What a person did and what was done to them, oldest first."""
    number = number_of(person)
    mine = select(audit).where(or_(audit.c.actor == number, audit.c.subject == number)).order_by(audit.c.number)
    return [
        Entry(
            row.at,
            f"P{row.actor}" if row.actor else "",
            f"P{row.subject}" if row.subject else "",
            row.action,
            row.detail,
        )
        for row in conn.execute(mine)
    ]


def count(conn: Connection, actor: str, action: str, since: datetime) -> int:
    """How often somebody has done something since then."""
    mine = audit.c.actor == number_of(actor), audit.c.action == action, audit.c.at >= since
    return conn.execute(select(func.count()).select_from(audit).where(*mine)).scalar_one()
