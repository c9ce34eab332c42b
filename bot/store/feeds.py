"""Secret addresses under which people's own calendars can be followed: kept by their hash, one a person, revoked by a new one."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, delete, insert, select

from bot.store.columns import Moment, Personal, metadata
from bot.store.people import number_of

feed = Table(
    "calendar_feed",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    info=Personal(("person",), hidden=("digest",)).info,
)


def make(conn: Connection, person: str, now: datetime) -> str:
    """A new address for somebody, in place of the one before; what it must hold. It is never shown again."""
    revoke(conn, person)
    token = secrets.token_urlsafe(32)
    conn.execute(insert(feed).values(person=number_of(person), digest=_digest(token), made_at=now))
    return token


def revoke(conn: Connection, person: str) -> bool:
    """Nothing is to be had under somebody's address any more; False if they had none."""
    return conn.execute(delete(feed).where(feed.c.person == number_of(person))).rowcount == 1


def made_at(conn: Connection, person: str) -> datetime | None:
    """Since when somebody has an address; None without one."""
    found: datetime | None = conn.execute(select(feed.c.made_at).where(feed.c.person == number_of(person))).scalar()
    return found


def whose(conn: Connection, token: str) -> str:
    """Whose calendar an address is; "" for none."""
    person = conn.execute(select(feed.c.person).where(feed.c.digest == _digest(token))).scalar()
    return "" if person is None else f"P{person}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
