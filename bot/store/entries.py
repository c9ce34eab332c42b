"""What was approved in chat to answer others from: experts' answers, later city cases and lessons.

Every process keeps all that is published in memory and follows it by revision: a counter that has no gaps, since whoever
changes an entry holds its row until the end of the transaction. (A sequence has gaps that are filled later: what is committed
late under a low number would be missed for ever.)
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    delete,
    insert,
    select,
)

from bot.people import Branch, Person
from bot.store import people, workspaces
from bot.store.columns import Moment, Personal, metadata
from bot.store.engine import insert_once
from bot.store.people import number_of

EVERYONE = ""
"""The audience of what anybody may read; else "organisation:…" or "branch:…"."""
EXPERT = "expert"
"""The kind of an expert's answer."""
MODEL = "model"
"""The kind of what worked somewhere and others can do too: its author's name is that of an organisation or a branch."""


def _nameless(conn: Connection, number: int) -> None:
    """What was approved stays, without whom it came from."""
    theirs = entry.c.author == number
    if conn.execute(select(entry.c.number).where(theirs, entry.c.revision > 0)).first():
        conn.execute(entry.update().where(theirs, entry.c.revision > 0).values(revision=_next(conn)))
    conn.execute(entry.update().where(theirs).values(author=None, author_name=""))
    conn.execute(entry.update().where(entry.c.approver == number).values(approver=None))


entry = Table(
    "entry",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("language", String, nullable=False),
    Column("question", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("sources", String, nullable=False),
    Column("author", Integer, ForeignKey("person.number"), index=True),
    Column("author_name", String, nullable=False),
    Column("approver", Integer, ForeignKey("person.number"), index=True),
    Column("audience", String, nullable=False),
    Column("written_on", Date, nullable=False),
    Column("valid_until", Date),
    Column("escalation", Integer, unique=True),
    Column("revision", Integer, nullable=False),
    Column("encoder", String, nullable=False),
    Column("vectors", LargeBinary),
    CheckConstraint("state IN ('proposed', 'returned', 'published', 'withdrawn')", name="state"),
    Index("ix_entry_revision", "revision"),
    info=Personal(("author", "approver"), hidden=("encoder", "vectors", "revision"), erase=_nameless).info,
    sqlite_autoincrement=True,
)
revision = Table(
    "revision",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
    info=Personal(why="one number: how often published entries have changed").info,
)
given = Table(
    "given_entry",
    metadata,
    Column("entry", Integer, ForeignKey("entry.number"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("given_at", Moment, nullable=False),
    info=Personal(("person",)).info,
)


@dataclass(frozen=True)
class Entry:
    """One piece of what people know. `id` is "K" and a number; `author` a person's id, "" where unknown or erased.

    `state` is proposed (waits for a coordinator), returned, published or withdrawn. `author_name` is what is shown, "" for
    "an expert". `question` is in general words; `sources` as the expert wrote them. `escalation` is an id like "E41" or "".
    `encoder` says of which encoder `vectors` (float16, row by row) are: question first, then the passages of the answer.
    """

    id: str
    kind: str
    state: str
    language: str
    question: str
    answer: str
    sources: str
    author: str
    author_name: str
    audience: str
    written_on: date
    valid_until: date | None
    escalation: str
    revision: int
    encoder: str = ""
    vectors: bytes = b""

    def is_valid(self, today: date) -> bool:
        """Whether it may be answered from."""
        return self.state == "published" and (self.valid_until is None or today <= self.valid_until)


def audiences(conn: Connection, person: Person) -> frozenset[str]:
    """Whose entries a person may read, besides those for EVERYONE. An organisation's are for those who write from a workspace
    of its own: what somebody writes into their profile opens nothing. A branch hides nothing, it is what one asks to see."""
    own = {workspaces.organisation_of(conn, at) for at in people.addresses_of(conn, person.id)} - {""}
    branch = {audience_of_branch(person.branch)} if person.branch else set()
    return frozenset({audience_of_organisation(name) for name in own} | branch)


def audience_of_organisation(name: str) -> str:
    """The audience of everybody in an organisation, however its name is written."""
    return f"organisation:{' '.join(name.split()).casefold()}"


def audience_of_branch(branch: Branch) -> str:
    """The audience of everybody in a branch."""
    return f"branch:{branch.value}"


def number(entry_id: str) -> int:
    """7 for "K7"; -1, which none has, for anything else."""
    return number_of("P" + entry_id[1:]) if entry_id[:1] == "K" else -1


def propose(
    conn: Connection,
    *,
    kind: str,
    language: str,
    question: str,
    answer: str,
    written_on: date,
    sources: str = "",
    author: str = "",
    author_name: str = "",
    audience: str = EVERYONE,
    valid_until: date | None = None,
    escalation: int | None = None,
) -> Entry:
    """A new entry that waits for a coordinator."""
    values = {
        "kind": kind,
        "state": "proposed",
        "language": language,
        "question": question,
        "answer": answer,
        "sources": sources,
        "author": number_of(author) if author else None,
        "author_name": author_name,
        "audience": audience,
        "written_on": written_on,
        "valid_until": valid_until,
        "escalation": escalation,
        "revision": 0,
        "encoder": "",
    }
    return _entry(conn.execute(insert(entry).values(values).returning(entry)).one())


def get(conn: Connection, entry_id: str) -> Entry | None:
    """The entry with an id like "K7", whatever its state."""
    row = conn.execute(select(entry).where(entry.c.number == number(entry_id))).one_or_none()
    return _entry(row) if row else None


def of_escalation(conn: Connection, escalation: int) -> Entry | None:
    """The entry that was made of an escalation."""
    row = conn.execute(select(entry).where(entry.c.escalation == escalation)).one_or_none()
    return _entry(row) if row else None


def in_state(conn: Connection, *states: str) -> list[Entry]:
    """All entries in one of the states, oldest first."""
    rows = conn.execute(select(entry).where(entry.c.state.in_(states)).order_by(entry.c.number))
    return [_entry(row) for row in rows]


def move(
    conn: Connection, entry_id: str, before: tuple[str, ...], after: str, by: str = "", **fields: object
) -> Entry | None:
    """Changes an entry from one of the states to another, with new fields; None if it is in none of them (any more).

    What was, is or is to be published gets a new revision, so that every process takes it up."""
    if by:
        fields["approver"] = number_of(by)
    fields["state"] = after
    if "published" in (*before, after):
        fields["revision"] = _next(conn)
    change = entry.update().where(entry.c.number == number(entry_id), entry.c.state.in_(before))
    row = conn.execute(change.values(fields).returning(entry)).one_or_none()
    return _entry(row) if row else None


def forget(conn: Connection, escalations: Select[tuple[int]]) -> None:
    """Forgets what was made of escalations and has never been published: whoever asked is gone, and their consent with
    them. What others have read stays."""
    conn.execute(delete(entry).where(entry.c.escalation.in_(escalations), entry.c.revision == 0))


def newest(conn: Connection) -> int:
    """The latest revision; 0 before anything was published."""
    return conn.execute(select(revision.c.value).where(revision.c.name == "entries")).scalar() or 0


def since(conn: Connection, known: int) -> list[Entry]:
    """What has been published, changed or withdrawn after a revision, in its order."""
    rows = conn.execute(select(entry).where(entry.c.revision > known).order_by(entry.c.revision))
    return [_entry(row) for row in rows]


def give(conn: Connection, entry_id: str, person: str, at: datetime) -> None:
    """Keeps that somebody was answered from an entry."""
    insert_once(conn, given, entry=number(entry_id), person=number_of(person), given_at=at)


def given_to(conn: Connection, entry_id: str) -> list[str]:
    """The ids of those who were answered from an entry."""
    found = conn.execute(select(given.c.person).where(given.c.entry == number(entry_id)).order_by(given.c.person))
    return [f"P{person}" for person in found.scalars()]


def _next(conn: Connection) -> int:
    insert_once(conn, revision, name="entries", value=0)
    raised = revision.update().where(revision.c.name == "entries").values(value=revision.c.value + 1)
    value: int = conn.execute(raised.returning(revision.c.value)).scalar_one()
    return value


def _entry(row: Row[Any]) -> Entry:
    values = dict(row._mapping)
    del values["approver"]
    author, escalation = values.pop("author"), values.pop("escalation")
    return Entry(
        id=f"K{values.pop('number')}",
        author=f"P{author}" if author else "",
        escalation=f"E{escalation}" if escalation else "",
        vectors=values.pop("vectors") or b"",
        **values,
    )
