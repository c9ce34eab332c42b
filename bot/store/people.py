"""The people Sparri has met: their tables and the statements on them."""

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, Row, String, Table, insert, select

from bot.people import Address, Branch, Language, Person, Role
from bot.store.columns import metadata
from bot.store.engine import insert_once

ZONE = "Europe/Helsinki"

person = Table(
    "person",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("language", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("branch", String),
    Column("zone", String, nullable=False),
    Column("welcomed", Boolean, nullable=False),
)

role_of = Table(
    "role_of",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("role", String, primary_key=True),
)

address = Table(
    "address",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
)


def number_of(person_id: str) -> int:
    """12 for "P12"; -1, which nobody has, for anything else."""
    digits = person_id[1:]
    return int(digits) if person_id[:1] == "P" and digits.isdecimal() and len(digits) < 10 else -1


def find_by_address(conn: Connection, at: Address) -> Person | None:
    """Who writes from an address: the platform's user counts, not the conversation."""
    found = conn.execute(
        select(address.c.person).where(
            address.c.platform == at.platform, address.c.workspace == at.workspace, address.c.member == at.user
        )
    ).scalar()
    return None if found is None else get(conn, f"P{found}")


def add(conn: Connection, at: Address, language: Language, name: str = "", zone: str = ZONE) -> Person:
    """A new person, reached at an address from now on."""
    values = {"name": name, "language": language.value, "organisation": "", "zone": zone, "welcomed": False}
    key = conn.execute(insert(person).values(values).returning(person.c.number)).scalar_one()
    conn.execute(
        insert(address).values(
            platform=at.platform, workspace=at.workspace, member=at.user, conversation=at.conversation, person=key
        )
    )
    return Person(f"P{key}", name, language, frozenset(), "", None, zone, False, at)


def get(conn: Connection, person_id: str) -> Person | None:
    """The person with an id like "P12"."""
    found = _found(conn, number_of(person_id))
    return found[0] if found else None


def all(conn: Connection) -> list[Person]:
    """Everybody, in the order they were met."""
    return _found(conn)


def update(conn: Connection, person_id: str, **fields: object) -> None:
    """Sets name, language, organisation, branch, zone or welcomed; ValueError for another field."""
    unknown = fields.keys() - {"name", "language", "organisation", "branch", "zone", "welcomed"}
    if unknown:
        raise ValueError(f"a person has no {', '.join(sorted(unknown))}")
    if fields:
        plain = {name: str(value) if isinstance(value, str) else value for name, value in fields.items()}
        conn.execute(person.update().where(person.c.number == number_of(person_id)).values(plain))


def give(conn: Connection, person_id: str, role: Role) -> None:
    """Gives a role; nothing happens if the person has it."""
    insert_once(conn, role_of, person=number_of(person_id), role=role.value)


def _found(conn: Connection, number: int | None = None) -> list[Person]:
    people, roles, addresses = select(person).order_by(person.c.number), select(role_of), select(address)
    if number is not None:
        people = people.where(person.c.number == number)
        roles = roles.where(role_of.c.person == number)
        addresses = addresses.where(address.c.person == number)
    roles_by: dict[int, set[Role]] = {}
    for row in conn.execute(roles):
        roles_by.setdefault(row.person, set()).add(Role(row.role))
    at_by = {
        row.person: Address(row.platform, row.workspace, row.member, row.conversation)
        for row in conn.execute(addresses)
    }
    return [_person(row, roles_by.get(row.number, set()), at_by[row.number]) for row in conn.execute(people)]


def _person(row: Row[tuple[object, ...]], roles: set[Role], at: Address) -> Person:
    return Person(
        id=f"P{row.number}",
        name=row.name,
        language=Language(row.language),
        roles=frozenset(roles),
        organisation=row.organisation,
        branch=Branch(row.branch) if row.branch else None,
        zone=row.zone,
        welcomed=row.welcomed,
        address=at,
    )
