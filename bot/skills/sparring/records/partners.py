"""Who spars with others, and how much of it they have in a month."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select

from bot.skills.sparring.records.tables import partner
from bot.store import insert_once
from bot.store.people import number_of
from bot.store.sessions import Part, session, session_person

CAP = 2
"""Sessions a month, unless a partner says otherwise."""
CAPS = range(1, 21)
"""What they may say."""


def caps(conn: Connection) -> dict[str, int]:
    """How many sessions a month every partner has at most."""
    return {f"P{row.person}": row.monthly_cap for row in conn.execute(select(partner))}


def offer(conn: Connection, person: str, cap: int, now: datetime) -> None:
    """Somebody spars with others from now on, or as often as they say now."""
    number = number_of(person)
    if not insert_once(conn, partner, person=number, monthly_cap=cap, offered_at=now):
        conn.execute(partner.update().where(partner.c.person == number).values(monthly_cap=cap))


def stop(conn: Connection, person: str) -> bool:
    """They do so no more; False if they did not."""
    return conn.execute(delete(partner).where(partner.c.person == number_of(person))).rowcount == 1


def loads(conn: Connection, month: date) -> dict[str, int]:
    """How many sessions each partner has or is asked to in the month of a day: by the first of the days asked for, since the
    time comes later."""
    first = month.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    joined = select(session_person.c.person, func.count()).join(session, session.c.number == session_person.c.session)
    theirs = session_person.c.part == Part.PARTNER.value, session_person.c.state != "out"
    then = session.c.status != "cancelled", session.c.since >= first, session.c.since < after
    return {
        f"P{person}": count
        for person, count in conn.execute(joined.where(*theirs, *then).group_by(session_person.c.person))
    }


def are(conn: Connection, persons: Iterable[str]) -> set[str]:
    """Those of some people who spar with others."""
    numbers = [number_of(person) for person in persons]
    return {
        f"P{number}" for number in conn.execute(select(partner.c.person).where(partner.c.person.in_(numbers))).scalars()
    }
