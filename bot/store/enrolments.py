"""Who is in which training module.

Belongs to the store since training keeps it, and reminders ask who is behind.
"""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    select,
)

from bot.store.columns import Ages, Moment, Personal, metadata
from bot.store.people import number_of


def _is_left(before: datetime) -> ColumnElement[bool]:
    return enrolment.c.seen_at < before


enrolment = Table(
    "enrolment",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("module", String, primary_key=True),
    Column("lesson", String, nullable=False),
    Column("begun_at", Moment),
    Column("seen_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("exercise", String, nullable=False),
    Column("enrolling", Integer, ForeignKey("enrolling.number", ondelete="SET NULL"), index=True),
    Column("enrolled_at", Moment),
    Column("told_on", Date),
    Column("due_on", Date, index=True),
    Column("stage", Integer),
    Column("reminded_on", Date),
    Column("is_nudged", Boolean, nullable=False),
    Column("is_off", Boolean, nullable=False),
    Column("not_before", Date),
    Index("ix_enrolment_module", "module"),
    info=Personal(("person",), hidden=("enrolling", "stage")).info
    | Ages("enrolments", "training modules that were not touched since", _is_left).info,
)
"""`begun_at` is NULL for who was enrolled and has not begun; `enrolled_at` for who began without being enrolled; `told_on` is the day
whose digest said so. `stage` is the last of the series for `due_on` that they were reminded by, and `reminded_on` the day of the
last reminder of any kind; with `is_nudged` a coordinator wants them reminded in the next digest. `is_off` and `not_before` are what
the person wants of reminders of this module."""


def done(conn: Connection, module: str) -> set[str]:
    """Who has done a module."""
    rows = select(enrolment.c.person).where(enrolment.c.module == module, enrolment.c.done_at.is_not(None))
    return {f"P{number}" for number in conn.execute(rows).scalars()}


def behind(conn: Connection, module: str) -> set[str]:
    """Who is in a module and has not done it."""
    rows = select(enrolment.c.person).where(enrolment.c.module == module, enrolment.c.done_at.is_(None))
    return {f"P{number}" for number in conn.execute(rows).scalars()}


def begun(conn: Connection, module: str) -> set[str]:
    """Who has begun a module and not done it."""
    this = enrolment.c.module == module, enrolment.c.begun_at.is_not(None), enrolment.c.done_at.is_(None)
    return {f"P{number}" for number in conn.execute(select(enrolment.c.person).where(*this)).scalars()}


def moved_on(conn: Connection, module: str, since: datetime) -> set[str]:
    """Who has gone on with a module, or done it, since a moment."""
    rows = select(enrolment.c.person).where(
        enrolment.c.module == module, enrolment.c.begun_at.is_not(None), enrolment.c.seen_at > since
    )
    return {f"P{number}" for number in conn.execute(rows).scalars()}


def exercise(conn: Connection, person: str, module: str) -> str:
    """What somebody wrote as their exercise in a module; "" for nothing."""
    mine = enrolment.c.person == number_of(person), enrolment.c.module == module
    return conn.execute(select(enrolment.c.exercise).where(*mine)).scalar() or ""
