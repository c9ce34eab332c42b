"""What the two sides wrote to each other, and answers that are not sent yet."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.skills.escalation.records.escalations import number
from bot.skills.escalation.records.tables import draft, said
from bot.store.people import number_of


@dataclass(frozen=True)
class Line:
    """One thing the two sides wrote to each other; `number` counts all such lines."""

    is_asker: bool
    text: str
    language: str
    said_at: datetime
    number: int = 0


@dataclass(frozen=True)
class Draft:
    """An answer that is not sent. `is_from_material`: the program's proposal, which the expert has not touched."""

    text: str = ""
    sources: str = ""
    valid_until: date | None = None
    audience: str = ""
    shows_author: bool = True
    is_from_material: bool = False


def say(conn: Connection, escalation_id: str, text: str, language: str, at: datetime, *, expert: str = "") -> None:
    """Keeps a line of one side: the expert's with their id, the asker's without any."""
    person = number_of(expert) if expert else None
    values = {"escalation": number(escalation_id), "person": person, "is_asker": not expert, "text": text}
    conn.execute(insert(said).values(**values, language=language, said_at=at))


def lines(conn: Connection, escalation_id: str) -> list[Line]:
    """What was said on both sides, oldest first."""
    rows = conn.execute(select(said).where(said.c.escalation == number(escalation_id)).order_by(said.c.number))
    return [Line(row.is_asker, row.text, row.language, row.said_at, row.number) for row in rows]


def keep_draft(conn: Connection, escalation_id: str, person: str, kept: Draft, at: datetime) -> None:
    """Keeps an answer that is not sent, in place of the one before."""
    drop_draft(conn, escalation_id, person)
    mine = {"escalation": number(escalation_id), "person": number_of(person), "kept_at": at}
    conn.execute(insert(draft).values(**mine, **vars(kept)))


def drop_draft(conn: Connection, escalation_id: str, person: str) -> None:
    """Forgets it."""
    conn.execute(delete(draft).where(draft.c.escalation == number(escalation_id), draft.c.person == number_of(person)))


def draft_of(conn: Connection, escalation_id: str, person: str) -> Draft | None:
    """What somebody has written of an answer so far."""
    mine = draft.c.escalation == number(escalation_id), draft.c.person == number_of(person)
    row = conn.execute(select(draft).where(*mine)).one_or_none()
    if row is None:
        return None
    names = ("text", "sources", "valid_until", "audience", "shows_author", "is_from_material")
    return Draft(**{name: row._mapping[name] for name in names})
