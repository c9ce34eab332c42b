"""Orders of coordinators to enrol others: drafted, made, undone; and those that also enrol whoever joins later."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Integer,
    Row,
    String,
    delete,
    exists,
    false,
    insert,
    literal,
    select,
)

from bot.audience import Audience, Whom
from bot.skills.training.records.tables import enrolling
from bot.store import Moment
from bot.store.enrolments import enrolment
from bot.store.people import number_of, person

AT_ONCE = 5_000
"""How many people one statement names: SQLite takes no more than 32,766 values."""


@dataclass(frozen=True)
class Enrolling:
    """An order to enrol others. `author` is "" for one given at the command line."""

    number: int
    author: str
    module: str
    audience: Audience
    due_on: date | None
    is_standing: bool
    state: str
    made_at: datetime | None


def draft(
    conn: Connection, author: str, module: str, audience: Audience, due_on: date | None, is_standing: bool, at: datetime
) -> Enrolling:
    """A new draft, which takes the place of the author's others."""
    mine = enrolling.c.author == number_of(author), enrolling.c.state == "draft"
    conn.execute(delete(enrolling).where(*mine))
    return _added(conn, author, module, audience, due_on, is_standing, at, "draft")


def given(conn: Connection, module: str, due_on: date | None, at: datetime) -> Enrolling:
    """One given at the command line, made at once."""
    return _added(conn, "", module, Audience(Whom.PEOPLE), due_on, False, at, "made")


def open_to_all(conn: Connection, author: str, module: str, due_on: date | None, at: datetime) -> Enrolling:
    """An invitation, made at once: it enrols whoever accepts it, until it ends."""
    return _added(conn, author, module, Audience(Whom.PEOPLE), due_on, True, at, "made")


def invitation(conn: Connection, number: int) -> Enrolling | None:
    """An invitation that stands, by its number."""
    is_open = enrolling.c.is_standing, enrolling.c.state == "made", enrolling.c.audience == str(Audience(Whom.PEOPLE))
    found = conn.execute(select(enrolling).where(enrolling.c.number == number, *is_open)).first()
    return _made(found) if found else None


def accept(conn: Connection, person_id: str, order: Enrolling, at: datetime, due_on: date | None, today: date) -> bool:
    """Enrols somebody who has accepted an invitation, and need not be told of it; False if they are in the module already."""
    if not enrol(conn, [person_id], order.module, at, due_on, order.number):
        return False
    theirs = enrolment.c.person == number_of(person_id), enrolment.c.module == order.module
    conn.execute(enrolment.update().where(*theirs).values(told_on=today))
    return True


def _added(
    conn: Connection,
    author: str,
    module: str,
    audience: Audience,
    due_on: date | None,
    is_standing: bool,
    at: datetime,
    state: str,
) -> Enrolling:
    values = {
        "author": number_of(author) if author else None,
        "module": module,
        "audience": str(audience),
        "due_on": due_on,
        "is_standing": is_standing,
        "state": state,
        "drafted_at": at,
        "made_at": at if state == "made" else None,
    }
    number = conn.execute(insert(enrolling).values(values).returning(enrolling.c.number)).scalar_one()
    return Enrolling(number, author, module, audience, due_on, is_standing, state, at if state == "made" else None)


def get(conn: Connection, number: int, author: str) -> Enrolling | None:
    """An order by its number, for whoever gave it; to anybody else it does not exist."""
    this = select(enrolling).where(enrolling.c.number == number, enrolling.c.author == number_of(author))
    found = conn.execute(this).first()
    return _made(found) if found else None


def move(conn: Connection, number: int, before: str, after: str, at: datetime | None = None) -> bool:
    """Changes the state if it is the one before; whether it was. Made, an audience of single people is forgotten."""
    this = (enrolling.c.number == number) & (enrolling.c.state == before)
    values: dict[str, object] = {"state": after} | ({"made_at": at} if at else {})
    if conn.execute(enrolling.update().where(this).values(values)).rowcount != 1:
        return False
    people = (enrolling.c.number == number) & enrolling.c.audience.startswith(f"{Whom.PEOPLE}:")
    conn.execute(enrolling.update().where(people).values(audience=str(Whom.PEOPLE)))
    return True


def discard(conn: Connection, number: int, author: str) -> bool:
    """Takes a draft away; whether there was one."""
    this = enrolling.c.number == number, enrolling.c.author == number_of(author), enrolling.c.state == "draft"
    return conn.execute(delete(enrolling).where(*this)).rowcount == 1


def drop_drafts(conn: Connection, before: datetime) -> None:
    """Drafts that nobody has come back to go."""
    conn.execute(delete(enrolling).where(enrolling.c.state == "draft", enrolling.c.drafted_at < before))


def standing(conn: Connection) -> list[Enrolling]:
    """Those that enrol whoever joins."""
    here = enrolling.c.is_standing, enrolling.c.state == "made"
    return [_made(row) for row in conn.execute(select(enrolling).where(*here).order_by(enrolling.c.number))]


def enrol(
    conn: Connection, people: Iterable[str], module: str, at: datetime, due_on: date | None, order: int | None
) -> int:
    """Enrols people by their ids, those who are not in the module yet; how many that were. A few statements for however many."""
    total = 0
    for numbers in parts(people):
        there = exists().where(enrolment.c.person == person.c.number, enrolment.c.module == module)
        new = select(
            person.c.number,
            literal(module, String),
            literal("", String),
            literal(at, Moment()),
            literal("", String),
            literal(order, Integer),
            literal(at, Moment()),
            literal(due_on, Date),
            false(),
            false(),
        ).where(person.c.number.in_(numbers), ~there)
        columns = "person module lesson seen_at exercise enrolling enrolled_at due_on is_nudged is_off".split()
        # rowcount would not tell: SQLAlchemy may add a RETURNING of its own
        adding = insert(enrolment).from_select(columns, new).returning(enrolment.c.person)
        total += len(conn.execute(adding).all())
    return total


def parts(people: Iterable[str]) -> Iterator[list[int]]:
    """The numbers of people, as many at once as a statement takes."""
    numbers = [number_of(one) for one in people]
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def enrolled(conn: Connection, module: str) -> dict[str, bool]:
    """Who is in a module, by id, and whether they are done."""
    rows = conn.execute(select(enrolment.c.person, enrolment.c.done_at).where(enrolment.c.module == module))
    return {f"P{row.person}": row.done_at is not None for row in rows}


def members(conn: Connection, number: int) -> set[str]:
    """Whom an order has enrolled, by id."""
    rows = conn.execute(select(enrolment.c.person).where(enrolment.c.enrolling == number)).scalars()
    return {f"P{person_number}" for person_number in rows}


def take_out(conn: Connection, number: int) -> int:
    """Takes out whom an order has enrolled and who has not begun meanwhile; how many."""
    this = enrolment.c.enrolling == number, enrolment.c.begun_at.is_(None), enrolment.c.done_at.is_(None)
    return conn.execute(delete(enrolment).where(*this)).rowcount


def authors(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Who gave orders, by number; whoever is not known (any more) is left out."""
    rows = select(enrolling.c.number, enrolling.c.author).where(
        enrolling.c.number.in_(numbers), enrolling.c.author.is_not(None)
    )
    return {row.number: f"P{row.author}" for row in conn.execute(rows)}


def _made(row: Row[Any]) -> Enrolling:
    return Enrolling(
        row.number,
        f"P{row.author}" if row.author else "",
        row.module,
        Audience.parsed(row.audience),
        row.due_on,
        row.is_standing,
        row.state,
        row.made_at,
    )
