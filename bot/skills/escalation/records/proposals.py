"""What is on its way into knowledge: an entry that waits for its asker, its expert or a coordinator.

The row of an entry stands here as long as it is proposed or returned. What changes a published entry is an entry of its own
until it is approved: the published one stays as it is, and is answered from, in the meantime.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Column, Connection, ForeignKey, Integer, Row, String, Table, delete, insert, or_, select

from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.tables import escalation, sealed
from bot.store import entries, metadata
from bot.store.columns import Personal
from bot.store.entries import Entry, entry
from bot.store.people import number_of

WAITING = ("proposed", "returned")


def _forget_asked(conn: Connection, number: int) -> None:
    """What an asker agreed to goes with them, unless others have read it."""
    theirs = or_(
        proposal.c.escalation.in_(select(sealed.c.escalation).where(sealed.c.person == number)),
        proposal.c.escalation.in_(select(escalation.c.number).where(escalation.c.asker == number)),
    )
    conn.execute(delete(entry).where(entry.c.number.in_(select(proposal.c.entry).where(theirs)), entry.c.revision == 0))


proposal = Table(
    "proposal",
    metadata,
    Column("entry", Integer, ForeignKey("entry.number", ondelete="CASCADE"), primary_key=True),
    Column("escalation", Integer, ForeignKey("escalation.number", ondelete="SET NULL"), index=True),
    Column("replaces", Integer, ForeignKey("entry.number", ondelete="CASCADE"), index=True),
    Column("note", String, nullable=False),
    info=Personal(why="what waits to become knowledge; whose it is, the entry says", erase=_forget_asked).info,
)
proposal.add_is_dependent_on(sealed)  # erasing a person goes by it: whose questions these are must still be known


@dataclass(frozen=True)
class Proposal:
    """An entry on its way. `escalation` is an id or "", `replaces` the id of the published entry it changes or "".

    With a `note` a coordinator has returned it to its expert; returned without one, it waits for the asker.
    """

    entry: Entry
    escalation: str
    replaces: str
    note: str

    @property
    def state(self) -> str:
        """Whom it waits for: "coordinator", "expert" or "asker"."""
        return "coordinator" if self.entry.state == "proposed" else "expert" if self.note else "asker"


@dataclass(frozen=True)
class Standing:
    """How far the sharing of an escalation has come: what is published of it, and what is on its way. `question` and
    `answer` are the words to be agreed to."""

    published: Entry | None
    waiting: Proposal | None
    question: str
    answer: str

    @property
    def words(self) -> str:
        """Stands for exactly these words in the argument of a button."""
        return digest(self.question, self.answer)

    @property
    def is_shared(self) -> bool:
        """Whether exactly these words are published."""
        now = self.published
        return now is not None and (now.question, now.answer) == (self.question, self.answer)


def digest(*parts: object) -> str:
    """A short name for some words: other words have another one."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def content(found: Entry) -> str:
    """Stands for all that is approved with an entry."""
    return digest(
        found.question, found.answer, found.sources, found.valid_until, found.audience, found.author, found.author_name
    )


def get(conn: Connection, entry_id: str) -> Proposal | None:
    """What is on its way under an id like "K7"."""
    row = conn.execute(select(proposal).where(proposal.c.entry == entries.number(entry_id))).one_or_none()
    return _proposal(conn, row)


def every(conn: Connection, state: str) -> list[Proposal]:
    """All that wait in a state, "proposed" or "returned", oldest first."""
    rows = {f"K{row.entry}": row for row in conn.execute(select(proposal))}
    return [_made(found, rows[found.id]) for found in entries.in_state(conn, state) if found.id in rows]


def changing(conn: Connection, entry_id: str) -> Proposal | None:
    """The change of a published entry that is on its way."""
    mine = select(proposal).where(proposal.c.replaces == entries.number(entry_id))
    return _proposal(conn, conn.execute(mine.order_by(proposal.c.entry.desc()).limit(1)).one_or_none())


def standing(conn: Connection, found: Escalation) -> Standing:
    """How far the sharing of an escalation has come. The words are those agreed to or proposed last, with the answer of now."""
    mine = select(proposal).where(proposal.c.escalation == found.number).order_by(proposal.c.entry.desc()).limit(1)
    waiting = _proposal(conn, conn.execute(mine).one_or_none())
    made = entries.of_escalation(conn, found.number)
    last = waiting.entry if waiting else made
    published = made if made and made.state == "published" else None
    return Standing(published, waiting, last.question if last else found.text, found.answer)


def add(conn: Connection, entry_id: str, escalation_id: str, replaces: str = "") -> None:
    """Keeps that an entry is on its way."""
    numbers = {
        "entry": entries.number(entry_id),
        "escalation": number_of("P" + escalation_id[1:]) if escalation_id else None,
        "replaces": entries.number(replaces) if replaces else None,
    }
    conn.execute(insert(proposal).values(**numbers, note=""))


def note(conn: Connection, entry_id: str, text: str) -> None:
    """Keeps what a coordinator asks the expert to correct; "" once that is done."""
    conn.execute(proposal.update().where(proposal.c.entry == entries.number(entry_id)).values(note=text))


def arrived(conn: Connection, entry_id: str) -> None:
    """It is on its way no more: it is published. What changed another entry has become that one, and goes."""
    mine = entries.number(entry_id)
    conn.execute(delete(proposal).where(proposal.c.entry == mine))
    conn.execute(delete(entry).where(entry.c.number == mine, entry.c.revision == 0))


def drop(conn: Connection, entry_id: str) -> None:
    """It is not to be shared: nothing stays of what was never published."""
    entries.move(conn, entry_id, WAITING, "withdrawn")
    arrived(conn, entry_id)


def _proposal(conn: Connection, row: Row[tuple[object, ...]] | None) -> Proposal | None:
    found = entries.get(conn, f"K{row.entry}") if row else None
    return _made(found, row) if row and found and found.state in WAITING else None


def _made(found: Entry, row: Row[tuple[object, ...]]) -> Proposal:
    of, replaces = (f"E{row.escalation}" if row.escalation else ""), (f"K{row.replaces}" if row.replaces else "")
    return Proposal(found, of, replaces, row.note)
