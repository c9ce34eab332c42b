"""The tables of escalations: what was asked, whom it was offered to, what both sides wrote, drafts, and the sealed address."""

from datetime import datetime

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
    Select,
    String,
    Table,
    delete,
    func,
    select,
)

from bot.store import Moment, entries, metadata
from bot.store.columns import Ages, Personal


def _forget(conn: Connection, number: int) -> None:
    """What somebody asked under their name goes as a whole (what they asked without it: see `sealed`); what they had in
    hand is open again, and a coordinator's to see to, since no clock runs for it."""
    _drop(conn, select(escalation.c.number).where(escalation.c.asker == number))
    back = escalation.c.owner == number, escalation.c.state == "taken"
    conn.execute(escalation.update().where(*back).values(state="open", owner=None, is_late=True))
    conn.execute(escalation.update().where(escalation.c.owner == number).values(owner=None))


def _drop(conn: Connection, numbers: Select[tuple[int]]) -> None:
    entries.forget(conn, numbers)
    conn.execute(delete(escalation).where(escalation.c.number.in_(numbers)))


def _asked_by(number: int) -> Select[tuple[int]]:
    return select(sealed.c.escalation).where(sealed.c.person == number)


def _is_over(before: datetime) -> ColumnElement[bool]:
    ended_at = func.coalesce(escalation.c.ended_at, escalation.c.answered_at, escalation.c.asked_at)
    return escalation.c.state.not_in(("open", "taken")) & (ended_at < before)


escalation = Table(
    "escalation",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("text", String, nullable=False),
    Column("tried", String, nullable=False),
    Column("language", String, nullable=False),
    Column("asker", Integer, ForeignKey("person.number"), index=True),
    Column("organisation", String, nullable=False),
    Column("branch", String, nullable=False),
    Column("is_urgent", Boolean, nullable=False),
    Column("may_share", Boolean, nullable=False),
    Column("owner", Integer, ForeignKey("person.number"), index=True),
    Column("round", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("freed_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("answered_at", Moment),
    Column("ended_at", Moment),
    Column("answer", String, nullable=False),
    Column("answer_language", String, nullable=False),
    Column("sources", String, nullable=False),
    Column("valid_until", Date),
    Column("audience", String, nullable=False),
    Column("shows_author", Boolean, nullable=False),
    Column("is_solved", Boolean, nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("next_days", Integer, nullable=False),
    Column("coordinator_days", Integer, nullable=False),
    Column("owner_days", Integer, nullable=False),
    CheckConstraint("state IN ('open', 'taken', 'answered', 'shared', 'withdrawn')", name="state"),
    Index("ix_escalation_state", "state"),
    info=Personal(
        ("asker", "owner"),
        hidden=("round", "freed_at", "next_days", "coordinator_days", "owner_days"),
        erase=_forget,
        also=lambda number: _is_theirs(number),
    ).info
    | Ages("escalations", "questions to experts that are closed, with all that was said", _is_over).info,
    sqlite_autoincrement=True,
)
offer = Table(
    "offer",
    metadata,
    Column("escalation", Integer, ForeignKey("escalation.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("round", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False),
    Column("score", Integer, nullable=False),
    Column("offered_at", Moment, nullable=False),
    Column("digest_on", Date),
    Column("is_shown", Boolean, nullable=False),
    Column("wakes_on", Date),
    Column("reason", String, nullable=False),
    Column("heard", Integer, nullable=False),
    CheckConstraint("state IN ('offered', 'declined', 'passed')", name="state"),
    info=Personal(
        ("person",),
        hidden=("score", "round", "why", "heard"),
        erase=lambda conn, number: _erase_offers(conn, number),
    ).info,
)
said = Table(
    "said",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("escalation", Integer, ForeignKey("escalation.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("person", Integer, ForeignKey("person.number"), index=True),
    Column("is_asker", Boolean, nullable=False),
    Column("text", String, nullable=False),
    Column("language", String, nullable=False),
    Column("said_at", Moment, nullable=False),
    info=Personal(
        ("person",),
        erase=lambda conn, number: _erase_said(conn, number),
        also=lambda number: _is_said_in_theirs(number),
    ).info,
)
"""What the two sides wrote to each other. An asker's lines name nobody: whose they are, only the sealed address knows."""
draft = Table(
    "draft",
    metadata,
    Column("escalation", Integer, ForeignKey("escalation.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("text", String, nullable=False),
    Column("sources", String, nullable=False),
    Column("valid_until", Date),
    Column("audience", String, nullable=False),
    Column("shows_author", Boolean, nullable=False),
    Column("is_from_material", Boolean, nullable=False),
    Column("kept_at", Moment, nullable=False),
    info=Personal(("person",)).info,
)
policy = Table(
    "policy",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
    info=Personal(why="figures that a coordinator has set; who set them is in the log of actions").info,
)


def _forget_asker(conn: Connection, number: int) -> None:
    """What somebody asked goes with them, and everything that hangs on it."""
    _drop(conn, _asked_by(number))


sealed = Table(
    "sealed",
    metadata,
    Column("escalation", Integer, ForeignKey("escalation.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
    Column("question", String, nullable=False),
    Column("token", String, nullable=False),
    Column("heard", Integer, nullable=False),
    info=Personal(("person",), hidden=("token", "heard"), erase=_forget_asker).info,
)


def _is_theirs(number: int) -> ColumnElement[bool]:
    return escalation.c.number.in_(_asked_by(number))


def _is_said_in_theirs(number: int) -> ColumnElement[bool]:
    return said.c.escalation.in_(_asked_by(number))


def _erase_said(conn: Connection, number: int) -> None:
    conn.execute(said.update().where(said.c.person == number).values(person=None, text=""))


def _erase_offers(conn: Connection, number: int) -> None:
    """Those made to somebody go; those made in their place, or on their word, no longer say so."""
    conn.execute(delete(offer).where(offer.c.person == number))
    conn.execute(offer.update().where(offer.c.why.endswith(f':"P{number}"}}')).values(why=""))
