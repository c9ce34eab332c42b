"""The tables of training events: what is planned, who comes, who was told, and the material afterwards."""

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
    String,
    Table,
    UniqueConstraint,
    delete,
)

from bot.store import Moment, metadata
from bot.store.columns import Ages, Personal


def _forget(conn: Connection, number: int) -> None:
    """The event of a coordinator who is erased goes on without them; what they had not published goes."""
    conn.execute(delete(event).where(event.c.made_by == number, event.c.status == "drafted"))
    conn.execute(event.update().where(event.c.made_by == number).values(made_by=None))


def _is_old(before: datetime) -> ColumnElement[bool]:
    return event.c.ends_at < before


event = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("uid", String, nullable=False),
    Column("status", String, nullable=False),
    Column("title", String, nullable=False),
    Column("about", String, nullable=False),
    Column("location", String, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("for_whom", String, nullable=False),
    Column("language", String, nullable=False),
    Column("capacity", Integer),
    Column("revision", Integer, nullable=False),
    Column("made_by", Integer, ForeignKey("person.number"), index=True),
    Column("created_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("marked_at", Moment),
    CheckConstraint("status IN ('drafted', 'published', 'cancelled')", name="status"),
    Index("ix_event_status_ends_at", "status", "ends_at"),
    info=Personal(("made_by",), hidden=("uid",), erase=_forget).info
    | Ages("training events", "training events, with who was registered", _is_old).info,
    sqlite_autoincrement=True,  # an id that was said aloud is never another event's
)
"""`for_whom` is an audience (bot.audience); `capacity` is NULL where all fit in; `marked_at` is when it was marked who came."""
registration = Table(
    "registration",
    metadata,
    Column("event", Integer, ForeignKey("event.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("state", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("attended", Boolean),
    CheckConstraint("state IN ('registered', 'waiting')", name="state"),
    info=Personal(("person",)).info,
)
"""`position` is the order in which they came; `attended` is NULL while nobody has said."""
event_told = Table(
    "event_told",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("event", Integer, ForeignKey("event.number", ondelete="CASCADE"), primary_key=True),
    Column("what", String, primary_key=True),
    Column("told_on", Date, nullable=False),
    info=Personal(("person",)).info,
)
"""`what` is "new" for a new event, "over" for the question who came."""
event_material = Table(
    "event_material",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("event", Integer, ForeignKey("event.number", ondelete="CASCADE"), nullable=False),
    Column("url", String, nullable=False),
    Column("words", String, nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("event", "url", name="uq_event_material_event_url"),
    info=Personal(why="links to what was shown at an event").info,
)
