"""Escalations: made, found, and moved from state to state by one statement that can lose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.skills.escalation.records.policy import figures
from bot.skills.escalation.records.tables import escalation
from bot.store.people import number_of


@dataclass(frozen=True)
class Escalation:
    """A question handed to experts. `id` is "E" and a number; `asker` a person's id only if they show their name.

    `organisation` and `branch` are "" where they would tell who asked. `owner` has taken it. `round` counts how often it was
    opened: offers and steps of an earlier round no longer count. It could be taken since `freed_at`: opened then, or given
    back. `answer_language`, `audience`, `sources`, `valid_until` and `shows_author` belong to the answer. `is_late` says that
    its time is past: its owner was asked what became of it, or a coordinator sees to it.
    """

    id: str
    state: str
    text: str
    tried: str
    language: str
    asker: str
    organisation: str
    branch: str
    is_urgent: bool
    may_share: bool
    owner: str
    round: int
    asked_at: datetime
    opened_at: datetime
    freed_at: datetime
    taken_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    answer: str
    answer_language: str
    sources: str
    valid_until: date | None
    audience: str
    shows_author: bool
    is_solved: bool
    is_late: bool
    next_days: int
    coordinator_days: int
    owner_days: int

    @property
    def number(self) -> int:
        """41 of E41."""
        return number(self.id)


def number(escalation_id: str) -> int:
    """41 for "E41"; -1, which none has, for anything else."""
    return number_of("P" + escalation_id[1:]) if escalation_id[:1] == "E" else -1


def add(
    conn: Connection,
    *,
    text: str,
    tried: str,
    language: str,
    asker: str,
    organisation: str,
    branch: str,
    is_urgent: bool,
    may_share: bool,
    asked_at: datetime,
) -> Escalation:
    """A new one, open, with today's figures of `figures`."""
    values = {
        "state": "open",
        "text": text,
        "tried": tried,
        "language": language,
        "asker": number_of(asker) if asker else None,
        "organisation": organisation,
        "branch": branch,
        "is_urgent": is_urgent,
        "may_share": may_share,
        "round": 1,
        "asked_at": asked_at,
        "opened_at": asked_at,
        "freed_at": asked_at,
        "answer": "",
        "answer_language": "",
        "sources": "",
        "audience": "",
        "shows_author": False,
        "is_solved": False,
        "is_late": False,
        **figures(conn),
    }
    return made(conn.execute(insert(escalation).values(values).returning(escalation)).one())


def get(conn: Connection, escalation_id: str) -> Escalation | None:
    """The escalation with an id like "E41", whatever its state."""
    row = conn.execute(select(escalation).where(escalation.c.number == number(escalation_id))).one_or_none()
    return made(row) if row else None


def some(conn: Connection, numbers: Collection[int]) -> list[Escalation]:
    """Those with the numbers, newest first."""
    rows = conn.execute(select(escalation).where(escalation.c.number.in_(numbers)).order_by(escalation.c.number.desc()))
    return [made(row) for row in rows]


def in_state(conn: Connection, *states: str) -> list[Escalation]:
    """All in one of the states, oldest first."""
    rows = conn.execute(select(escalation).where(escalation.c.state.in_(states)).order_by(escalation.c.number))
    return [made(row) for row in rows]


def owned_by(conn: Connection, person: str, *states: str) -> list[Escalation]:
    """What an expert has in hand, or had, oldest first."""
    mine = escalation.c.owner == number_of(person), escalation.c.state.in_(states)
    return [made(row) for row in conn.execute(select(escalation).where(*mine).order_by(escalation.c.number))]


def move(
    conn: Connection, escalation_id: str, before: Collection[str], after: str, *, owner: str = "", **fields: object
) -> Escalation | None:
    """Changes it from one of the states to another, with new fields; None if it is in none of them (any more).

    With `owner` only if that person has it in hand."""
    where = escalation.c.number == number(escalation_id), escalation.c.state.in_(before)
    if owner:
        where = (*where, escalation.c.owner == number_of(owner))  # type: ignore[assignment]
    if "owner_is" in fields:
        is_now = str(fields.pop("owner_is"))
        fields["owner"] = number_of(is_now) if is_now else None
    change = escalation.update().where(*where).values(state=after, **fields)
    row = conn.execute(change.returning(escalation)).one_or_none()
    return made(row) if row else None


def reopen(conn: Connection, found: Escalation, now: datetime) -> Escalation | None:
    """Begins a new round without an answer; None if it is under way (already)."""
    afresh: dict[str, Any] = {
        "round": found.round + 1, "opened_at": now, "freed_at": now, "taken_at": None, "answered_at": None, "ended_at": None,
        "answer": "", "answer_language": "", "sources": "", "valid_until": None, "is_solved": False, "is_late": False,
    }  # fmt: skip
    return move(conn, found.id, ("withdrawn", "answered", "shared"), "open", owner_is="", **afresh)


def made(row: Row[Any]) -> Escalation:
    """The escalation of a row that has all its columns."""
    values = {column.name: row._mapping[column.name] for column in escalation.c}
    asker, owner = values.pop("asker"), values.pop("owner")
    return Escalation(
        id=f"E{values.pop('number')}",
        asker=f"P{asker}" if asker else "",
        owner=f"P{owner}" if owner else "",
        **values,
    )
