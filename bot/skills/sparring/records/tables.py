"""The tables of sparring: partners, votes on times, what is prepared, and what came of it."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
)

from bot.store import Moment, metadata
from bot.store.columns import Personal


def _unsign(conn: Connection, number: int) -> None:
    """What somebody wrote down of a meeting stays the others', without them."""
    conn.execute(note.update().where(note.c.person == number).values(person=None))


def _leave(conn: Connection, number: int) -> None:
    """What somebody was to do is nobody's any more, and stays on the list."""
    conn.execute(step.update().where(step.c.owner == number).values(owner=None))


partner = Table(
    "sparring_partner",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("monthly_cap", Integer, nullable=False),
    Column("offered_at", Moment, nullable=False),
    info=Personal(("person",)).info,
)
"""Who spars with others, and how often a month; themes, languages and hours stand in the profile of an expert."""
ballot = Table(
    "ballot",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("session", Integer, ForeignKey("session.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("closed_at", Moment),
    info=Personal(why="until when is voted on the times of a session").info,
    sqlite_autoincrement=True,  # an old card must not vote in another ballot
)
time_option = Table(
    "time_option",
    metadata,
    Column("ballot", Integer, ForeignKey("ballot.number", ondelete="CASCADE"), primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    info=Personal(why="times that are voted on").info,
)
vote = Table(
    "vote",
    metadata,
    Column("ballot", Integer, ForeignKey("ballot.number", ondelete="CASCADE"), primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("says", String, nullable=False),
    CheckConstraint("says IN ('yes', 'maybe', 'no')", name="says"),
    info=Personal(("person",)).info,
)
prepared = Table(
    "prepared",
    metadata,
    Column("session", Integer, ForeignKey("session.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("asked", String, primary_key=True),
    Column("text", String, nullable=False),
    info=Personal(("person",)).info,
)
"""`asked` is the code of one of the questions by which one prepares."""
note = Table(
    "session_note",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("session", Integer, ForeignKey("session.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("text", String, nullable=False),
    Column("person", Integer, ForeignKey("person.number"), index=True),
    Column("written_at", Moment, nullable=False),
    Column("may_share", Boolean, nullable=False),
    Column("is_used", Boolean, nullable=False),
    CheckConstraint("kind IN ('notes', 'outcome')", name="kind"),
    info=Personal(("person",), erase=_unsign).info,
    sqlite_autoincrement=True,
)
"""Every version that was written, the newest counts. `may_share` says of an outcome that coordinators may make
material of it, `is_used` that they have."""
step = Table(
    "session_step",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("session", Integer, ForeignKey("session.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("owner", Integer, ForeignKey("person.number"), index=True),
    Column("due_on", Date, nullable=False),
    Column("done_at", Moment),
    Column("created_at", Moment, nullable=False),
    info=Personal(("owner",), erase=_leave).info,
    sqlite_autoincrement=True,
)
"""A next step; `owner` is NULL once they are erased."""
