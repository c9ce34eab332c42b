"""Which morning digests were sent: one per person and local day, whatever happens."""

from datetime import date, datetime

from sqlalchemy import Column, ColumnElement, Connection, Date, ForeignKey, Integer, String, Table, insert, select

from bot.store import Moment, metadata
from bot.store.columns import Ages, Personal
from bot.store.people import number_of


def _is_old(before: datetime) -> ColumnElement[bool]:
    return digest.c.day < before.date()


digest = Table(
    "digest",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("lane", String, nullable=False),
    Column("sent_at", Moment, nullable=False),
    info=Personal(("person",), hidden=("lane",)).info | Ages("digests", "that a morning digest was sent", _is_old).info,
)


def keep(conn: Connection, person: str, day: date, lane: str, at: datetime) -> None:
    """Keeps that the digest of a day goes out, and in which conversation."""
    conn.execute(insert(digest).values(person=number_of(person), day=day, lane=lane, sent_at=at))


def lane_of(conn: Connection, person: str, day: date) -> str:
    """The conversation in which the digest of a day stands, "" if there was none."""
    sent = select(digest.c.lane).where(digest.c.person == number_of(person), digest.c.day == day)
    return conn.execute(sent).scalar() or ""
