"""Files behind a link that expires, for a platform that cannot take a file in: kept by the hash of what the link holds."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, ForeignKey, Integer, LargeBinary, String, Table, insert, select

from bot.cards import File
from bot.people import Address
from bot.store import keeping
from bot.store.columns import Moment, Personal, metadata
from bot.store.people import find_by_address, number_of

file = Table(
    "file",
    metadata,
    Column("digest", String, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), index=True),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
    info=Personal(("person",), hidden=("digest", "content")).info,
)


@dataclass(frozen=True)
class Kept:
    """A file as it is given out."""

    name: str
    media_type: str
    content: bytes


def keep(conn: Connection, to: Address, given: File, now: datetime, kept: timedelta = keeping.FILES) -> str:
    """Keeps a file for `kept`; what its link must hold. Whoever holds the link may open it: it goes to the person alone.

    "", and nothing is kept, for somebody Sparri does not know: who was erased while their file was on its way.
    """
    token = secrets.token_urlsafe(32)
    person = find_by_address(conn, to)
    if person is None:
        return ""
    conn.execute(
        insert(file).values(
            digest=_digest(token),
            person=number_of(person.id),
            name=given.name,
            media_type=given.media_type,
            content=given.content,
            expires_at=now + kept,
        )
    )
    return token


def find(conn: Connection, token: str, now: datetime) -> Kept | None:
    """The file behind a link; None if it has expired or never was."""
    found = select(file).where(file.c.digest == _digest(token), file.c.expires_at > now)
    row = conn.execute(found).one_or_none()
    return Kept(row.name, row.media_type, row.content) if row else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
