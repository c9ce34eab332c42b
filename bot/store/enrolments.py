"""Who is in which training module.

Belongs to the store since training keeps it, and reminders ask who is behind.
"""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, Integer, String, Table, select

from bot.store.columns import Ages, Moment, Personal, metadata


def _is_left(before: datetime) -> ColumnElement[bool]:
    return enrolment.c.seen_at < before


enrolment = Table(
    "enrolment",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("module", String, primary_key=True),
    Column("lesson", String, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("exercise", String, nullable=False),
    info=Personal(("person",)).info | Ages("enrolments", "training modules that were not touched since", _is_left).info,
)


def done(conn: Connection, module: str) -> set[str]:
    """Who has done a module."""
    rows = select(enrolment.c.person).where(enrolment.c.module == module, enrolment.c.done_at.is_not(None))
    return {f"P{number}" for number in conn.execute(rows).scalars()}


def behind(conn: Connection, module: str) -> set[str]:
    """Who is in a module and has not done it."""
    rows = select(enrolment.c.person).where(enrolment.c.module == module, enrolment.c.done_at.is_(None))
    return {f"P{number}" for number in conn.execute(rows).scalars()}


def moved_on(conn: Connection, module: str, since: datetime) -> set[str]:
    """Who has gone on with a module, or done it, since a moment."""
    rows = select(enrolment.c.person).where(enrolment.c.module == module, enrolment.c.seen_at > since)
    return {f"P{number}" for number in conn.execute(rows).scalars()}
