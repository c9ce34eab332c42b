"""Which coordinators have been told of whom that they cannot be reached: once, until they were reached again."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, delete, or_, select

from bot.store import Connection, insert_once, metadata
from bot.store.columns import Personal
from bot.store.people import number_of

told_away = Table(
    "told_away",
    metadata,
    Column("coordinator", Integer, ForeignKey("person.number"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("told_on", Date),
    info=Personal(("coordinator", "person")).info,
)


def known_to(conn: Connection, coordinator: str) -> set[str]:
    """Of whom a coordinator has been told."""
    mine = select(told_away.c.person).where(told_away.c.coordinator == number_of(coordinator))
    return {f"P{number}" for number in conn.execute(mine).scalars()}


def told(conn: Connection, coordinator: str, person: str, day: date) -> None:
    """Keeps that a coordinator is told of somebody in the digest of a day."""
    insert_once(conn, told_away, coordinator=number_of(coordinator), person=number_of(person), told_on=day)


def told_on(conn: Connection, coordinator: str, day: date) -> list[str]:
    """Of whom a coordinator was told in the digest of a day."""
    mine = (told_away.c.coordinator == number_of(coordinator)) & (told_away.c.told_on == day)
    return [f"P{number}" for number in conn.execute(select(told_away.c.person).where(mine)).scalars()]


def are_away(conn: Connection, people: Collection[str], coordinators: Collection[str]) -> None:
    """Forgets everybody who is not (any more) one of the people away, and whoever is no coordinator (any more)."""
    numbers, tellers = [list(map(number_of, ids)) for ids in (people, coordinators)]
    gone = or_(told_away.c.person.not_in(numbers), told_away.c.coordinator.not_in(tellers))
    conn.execute(delete(told_away).where(gone))
