"""The tables of training beside enrolments: checks, who enrolled whom, and exercises that were sent to coordinators."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    select,
)

from bot.store import Moment, metadata
from bot.store.columns import Ages, Personal


def _is_over(before: datetime) -> ColumnElement[bool]:
    return enrolling.c.is_standing.is_(False) & (enrolling.c.drafted_at < before)


def _forget(conn: Connection, number: int) -> None:
    """What somebody ordered goes, and those they have enrolled stay enrolled; so does every draft that names them."""
    conn.execute(delete(enrolling).where(enrolling.c.author == number))
    drafts = select(enrolling.c.number, enrolling.c.audience).where(enrolling.c.state == "draft")
    named = [row.number for row in conn.execute(drafts) if f"P{number}" in row.audience.partition(":")[2].split()]
    conn.execute(delete(enrolling).where(enrolling.c.number.in_(named)))


def _is_old(before: datetime) -> ColumnElement[bool]:
    return checked.c.checked_at < before


def _was_sent(before: datetime) -> ColumnElement[bool]:
    return handed.c.sent_at < before


enrolling = Table(
    "enrolling",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("author", Integer, ForeignKey("person.number"), index=True),
    Column("module", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("due_on", Date),
    Column("is_standing", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("made_at", Moment),
    CheckConstraint("state IN ('draft', 'made', 'undone', 'ended')", name="state"),
    info=Personal(("author",), hidden=("audience",), erase=_forget).info
    | Ages("enrollings", "orders of coordinators to enrol others, but standing ones", _is_over).info,
    sqlite_autoincrement=True,
)
"""One order of a coordinator's to enrol others; `author` is NULL for one given at the command line. With `is_standing` those who
join `audience` later are enrolled too, as long as its state is made. Once made, an audience of single people names nobody."""

checked = Table(
    "checked",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("module", String, primary_key=True),
    Column("lesson", String, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("passed_at", Moment),
    info=Personal(("person",)).info | Ages("checks", "check questions of training that were answered", _is_old).info,
)
handed = Table(
    "handed",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
    Column("module", String, nullable=False),
    Column("text", String, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("answered_at", Moment),
    info=Personal(("person",)).info
    | Ages("exercises", "exercises sent to coordinators, with their answers", _was_sent).info,
    sqlite_autoincrement=True,
)
handed_to = Table(
    "handed_to",
    metadata,
    Column("handed", Integer, ForeignKey("handed.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("told_on", Date),
    Column("answer", String, nullable=False),
    Column("answered_at", Moment),
    info=Personal(("person",), also=lambda number: _of_theirs(number)).info,
)
"""Who was promised to be the ones who read an exercise, in the digest of which day they found it, and what they answered."""


def _of_theirs(number: int) -> ColumnElement[bool]:
    return handed_to.c.handed.in_(select(handed.c.number).where(handed.c.person == number))
