"""What Sparri holds of one person, over all tables: exported, moved when two persons become one, erased.

Driven by what each table declares (see Personal), so that a table added later is covered, or fails a test.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, UniqueConstraint, and_, delete, or_, select

from bot.people import INVITED, Address
from bot.store.columns import Personal, metadata
from bot.store.people import address, addresses_of, invited, number_of, person


def declared(table: Table) -> Personal:
    """What a table says it holds of people; LookupError if it does not say."""
    said = table.info.get(Personal)
    if not isinstance(said, Personal):
        raise LookupError(f"the table {table.name} does not say what it holds of people")
    return said


def export(conn: Connection, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every row that is about a person, by table, without the columns that are hidden; {} for nobody.

    Numbers of other people are left out of the rows they share: they are not the person's to know.
    """
    number = number_of(person_id)
    lanes = [at.lane for at in addresses_of(conn, person_id)]
    found = {}
    for table, said in _tables():
        about = _about(table, said, number, lanes)
        mine = or_(about, said.also(number)) if said.also else about
        rows = conn.execute(select(table).where(mine).order_by(*table.primary_key))
        shown = [_shown(dict(row._mapping), said, number) for row in rows]
        if shown:
            found[table.name] = shown
    return found


def merge(conn: Connection, kept_id: str, gone_id: str, now: datetime) -> None:
    """Makes two persons one, in one transaction: all rows of `gone_id` become those of `kept_id`, and the former is no more.

    Where both have the same row (a role), one stays. What the person who stays has not told, the other tells. The
    addresses that come are not the preferred one and count as linked now.
    """
    kept, gone = number_of(kept_id), number_of(gone_id)
    if kept == gone:
        raise ValueError("one person cannot be made one with themselves")
    _fill_in(conn, kept, gone)
    conn.execute(address.update().where(address.c.person == gone).values(is_preferred=False, linked_at=now))
    for table, said in _tables():
        if said.merge:
            said.merge(conn, kept, gone)
        for name in said.columns if table is not person else ():
            if not said.is_moved:
                conn.execute(delete(table).where(table.c[name].in_((kept, gone))))
                continue
            for key in _keys(table, name):
                conn.execute(delete(table).where(_clashes(table, name, key, kept, gone)))
            conn.execute(table.update().where(table.c[name] == gone).values({name: kept}))
    conn.execute(delete(person).where(person.c.number == gone))


def take_up(conn: Connection, kept_id: str, email: str, now: datetime) -> bool:
    """Makes whoever was invited by an e-mail address one with somebody met already; False if nobody was."""
    gone = invited(conn, email)
    if gone is None or gone.id == kept_id:
        return False
    merge(conn, kept_id, gone.id, now)
    conn.execute(delete(address).where(address.c.platform == INVITED, address.c.member == email.casefold()))
    return True


def erase(conn: Connection, person_id: str) -> list[Address]:
    """Erases a person from every table but delivery's; gives their addresses, by which delivery knows them."""
    number, addresses = number_of(person_id), addresses_of(conn, person_id)
    for table, said in reversed(list(_tables())):
        if said.erase:
            said.erase(conn, number)
        elif said.columns:
            conn.execute(delete(table).where(_about(table, said, number, [])))
    return addresses


def _tables() -> Iterator[tuple[Table, Personal]]:
    """Every table with what it holds, those that others hang on first."""
    return ((table, declared(table)) for table in metadata.sorted_tables)


def _about(table: Table, said: Personal, number: int, lanes: list[str]) -> ColumnElement[bool]:
    named = [table.c[name] == number for name in said.columns]
    return or_(*named, table.c[said.lane].in_(lanes)) if said.lane else or_(False, *named)


def _shown(row: dict[str, Any], said: Personal, number: int) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in said.hidden}
    for name in said.columns:
        shown[name] = f"P{number}" if shown[name] == number else ""
    return shown


def _fill_in(conn: Connection, kept: int, gone: int) -> None:
    rows = {row.number: row for row in conn.execute(select(person).where(person.c.number.in_((kept, gone))))}
    told = {name: getattr(rows[kept], name) or getattr(rows[gone], name) for name in ("name", "branch")}
    whose = rows[kept if rows[kept].organisation else gone]
    told |= {name: getattr(whose, name) for name in ("organisation", "organisation_confirmed_at")}
    conn.execute(person.update().where(person.c.number == kept).values(told))


def _keys(table: Table, name: str) -> Iterator[tuple[str, ...]]:
    """The columns of each unique key that a column is part of."""
    keys = [table.primary_key.columns]
    keys += [constraint.columns for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    keys += [index.columns for index in table.indexes if index.unique]
    for key in keys:
        if name in key:
            yield tuple(column.name for column in key)


def _clashes(table: Table, name: str, key: tuple[str, ...], kept: int, gone: int) -> ColumnElement[bool]:
    """Rows of the one who goes whose key the other has already."""
    other = table.alias()
    same = [other.c[column] == table.c[column] for column in key if column != name]
    return and_(table.c[name] == gone, select(other).where(other.c[name] == kept, *same).exists())
