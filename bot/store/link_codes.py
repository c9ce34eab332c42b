"""Codes that link two addresses: kept as a digest, for minutes, for one use."""

import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, delete, insert, select

from bot.store.columns import Moment, Personal, metadata
from bot.store.keeping import LINK_CODE
from bot.store.people import number_of

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = "23456789"
"""Without those that are read or heard as another: I, L, O, U, 0, 1."""
_SHAPE = re.compile(rf"([{LETTERS}{DIGITS}]{{4}})[ –-]?([{LETTERS}{DIGITS}]{{4}})")

link_code = Table(
    "link_code",
    metadata,
    Column("token", String, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False),
    Column("typed_by", Integer, ForeignKey("person.number")),
    Column("expires_at", Moment, nullable=False),
    info=Personal(("person", "typed_by"), hidden=("token", "digest"), is_moved=False).info,
)


def new_code() -> str:
    """A code as people see it, ABCD-2345: 8 characters of 30, one of them a digit at least, so that no word is one."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(8))
        if set(code) & set(DIGITS):
            return f"{code[:4]}-{code[4:]}"


def read_code(said: str) -> str | None:
    """The code somebody typed, as `new_code` writes it, whatever the case and the dash; None for other words."""
    found = _SHAPE.fullmatch(said.strip().rstrip("!.?").upper())
    return f"{found[1]}-{found[2]}" if found and set(found.group()) & set(DIGITS) else None


def read_bare_code(said: str) -> str | None:
    """The code that a whole message is, written as it was shown, with its dash; None for anything else."""
    return read_code(said) if "-" in said and not said.replace("-", "").isdecimal() else None


def digest_of(code: str) -> str:
    """What is kept of a code. Slow on purpose: from a copy of the database no code can be worked out while it lives.

    Takes some 50 ms: call it before the write transaction.
    """
    return hashlib.scrypt(code.encode(), salt=b"sparri link code", n=2**14, r=8, p=1, dklen=24).hex()


def keep(conn: Connection, person_id: str, digest: str, now: datetime) -> None:
    """Keeps a person's code, in place of one they had and of what has expired."""
    number = number_of(person_id)
    conn.execute(delete(link_code).where((link_code.c.person == number) | (link_code.c.expires_at <= now)))
    values = {"token": secrets.token_hex(8), "digest": digest, "person": number, "expires_at": now + LINK_CODE}
    conn.execute(insert(link_code).values(values))


def maker_of(conn: Connection, digest: str, now: datetime) -> str | None:
    """The id of the person who made a code that can still be typed."""
    fresh = link_code.c.digest == digest, link_code.c.typed_by.is_(None), link_code.c.expires_at > now
    number = conn.execute(select(link_code.c.person).where(*fresh)).scalar()
    return None if number is None else f"P{number}"


def typed(conn: Connection, digest: str, by: str, now: datetime) -> str:
    """Uses a code up for the person who typed it; the token by which they confirm, "" if it is used or expired."""
    fresh = link_code.c.digest == digest, link_code.c.typed_by.is_(None), link_code.c.expires_at > now
    change = link_code.update().where(*fresh).values(typed_by=number_of(by), expires_at=now + LINK_CODE)
    return conn.execute(change.returning(link_code.c.token)).scalar() or ""


def confirmed(conn: Connection, token: str, by: str, now: datetime) -> str | None:
    """Takes what somebody typed out, for good; the id of the person who made the code, None if there is none for them."""
    mine = link_code.c.token == token, link_code.c.typed_by == number_of(by), link_code.c.expires_at > now
    number = conn.execute(delete(link_code).where(*mine).returning(link_code.c.person)).scalar()
    return None if number is None else f"P{number}"
