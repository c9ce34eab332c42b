"""The people Sparri has met: their tables and the statements on them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
)

from bot.people import INVITED, Address, Branch, Language, Person, Place, Reach, Role, Scope
from bot.scope import organisation_key
from bot.store.columns import Moment, Personal, metadata
from bot.store.engine import insert_once

ZONE = "Europe/Helsinki"

person = Table(
    "person",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("language", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("organisation_confirmed_at", Moment),
    Column("branch", String),
    Column("zone", String, nullable=False),
    Column("welcomed", Boolean, nullable=False),
    info=Personal(("number",)).info,
    sqlite_autoincrement=True,  # a number is never given twice, not even after the person is erased
)
"""`organisation_confirmed_at` is when the person told their organisation or confirmed it; NULL for one that only their
workspace or an administrator has told."""

role_of = Table(
    "role_of",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("reach", String, primary_key=True),
    Column("reach_value", String, primary_key=True),
    info=Personal(("person",)).info,
)

address = Table(
    "address",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
    Column("is_preferred", Boolean, nullable=False),
    Column("linked_at", Moment),
    info=Personal(("person",)).info,
)
"""`linked_at` is when an address was added to those of a person met before; NULL for the one they were met at."""


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
    conversation = at.conversation if at.is_private else ""
    conn.execute(
        insert(address).values(
            platform=at.platform,
            workspace=at.workspace,
            member=at.user,
            conversation=conversation,
            person=key,
            is_preferred=True,
        )
    )
    return Person(f"P{key}", name, language, frozenset(), "", None, zone, False, _private(at, conversation))


def invited(conn: Connection, email: str) -> Person | None:
    """Who was entered by an e-mail address and has not written yet."""
    return find_by_address(conn, invitation(email)) if email else None


def newest_invitation(conn: Connection) -> int:
    """Grows with each invitation by an e-mail address that nobody has taken up; 0 where there is none."""
    newest = select(address.c.person).where(address.c.platform == INVITED).order_by(address.c.person.desc()).limit(1)
    return conn.execute(newest).scalar() or 0


def invitation(email: str) -> Address:
    """The address of somebody of whom only an e-mail address is known."""
    return Address(INVITED, "", email.casefold(), "")


def accept(conn: Connection, email: str, at: Address) -> Person | None:
    """Whoever was invited by an e-mail address is met at an address, which takes the place of that; None if nobody was."""
    theirs = address.c.platform == INVITED, address.c.member == email.casefold()
    conversation = at.conversation if at.is_private else ""
    values = {"platform": at.platform, "workspace": at.workspace, "member": at.user, "conversation": conversation}
    met = address.update().where(*theirs).values(values)
    return find_by_address(conn, at) if email and conn.execute(met).rowcount == 1 else None


def met_at(conn: Connection, at: Address) -> bool:
    """Keeps the conversation somebody known writes from as their private one, if it is private and new; whether it was."""
    if not at.is_private or not at.conversation:
        return False
    change = address.update().where(
        address.c.platform == at.platform,
        address.c.workspace == at.workspace,
        address.c.member == at.user,
        address.c.conversation != at.conversation,
    )
    return conn.execute(change.values(conversation=at.conversation)).rowcount == 1


def private(conn: Connection, at: Address) -> Address:
    """Where the person who is heard at an address is alone with Sparri, on the same platform."""
    if at.is_private and at.conversation:
        return at
    known = select(address.c.conversation).where(
        address.c.platform == at.platform, address.c.workspace == at.workspace, address.c.member == at.user
    )
    return _private(at, conn.execute(known).scalar() or "")


def addresses_of(conn: Connection, person_id: str) -> list[Address]:
    """Every private address of a person, the preferred one first."""
    rows = conn.execute(select(address).where(address.c.person == number_of(person_id)).order_by(*_ORDER))
    return [_address(row) for row in rows]


def whose(conn: Connection) -> list[tuple[Address, str]]:
    """Every address there is, with the id of the person who is there."""
    return [(_address(row), f"P{row.person}") for row in conn.execute(select(address))]


def members(conn: Connection, platform: str) -> list[str]:
    """Who is known on a platform, by the platform's ids."""
    return list(
        conn.execute(select(address.c.member).where(address.c.platform == platform).order_by("member")).scalars()
    )


def linked(conn: Connection, person_id: str) -> list[Address]:
    """The addresses that were added to the one a person was met at: those that can be unlinked."""
    later = address.c.person == number_of(person_id), address.c.linked_at.is_not(None)
    return [_address(row) for row in conn.execute(select(address).where(*later).order_by(*_ORDER))]


def unlink(conn: Connection, person_id: str, at: Address) -> bool:
    """Takes an address that was added away from a person: who writes from there is met anew. False if it cannot be.

    Where messages arrived there, they arrive from now on at the address the person was met at.
    """
    own = address.c.person == number_of(person_id)
    this = (address.c.platform == at.platform) & (address.c.workspace == at.workspace) & (address.c.member == at.user)
    gone = delete(address).where(own, this, address.c.linked_at.is_not(None)).returning(address.c.is_preferred)
    was_preferred = conn.execute(gone).scalar()
    if was_preferred:
        conn.execute(address.update().where(own, address.c.linked_at.is_(None)).values(is_preferred=True))
    return was_preferred is not None


def prefer(conn: Connection, person_id: str, at: Address) -> bool:
    """Makes one of a person's addresses the one where messages arrive; False if it is not theirs."""
    own = address.c.person == number_of(person_id)
    this = (address.c.platform == at.platform) & (address.c.workspace == at.workspace) & (address.c.member == at.user)
    if conn.execute(address.update().where(own, this).values(is_preferred=True)).rowcount != 1:
        return False
    conn.execute(address.update().where(own, ~this).values(is_preferred=False))
    return True


def get(conn: Connection, person_id: str) -> Person | None:
    """The person with an id like "P12"."""
    found = _found(conn, [number_of(person_id)])
    return found[0] if found else None


def some(conn: Connection, person_ids: Collection[str]) -> dict[str, Person]:
    """Those of some ids who are here, by id; three statements however many they are."""
    return {one.id: one for one in _found(conn, [number_of(id_) for id_ in person_ids])}


def names(conn: Connection, person_ids: Collection[str]) -> dict[str, str]:
    """What people of some ids are called."""
    those = person.c.number.in_([number_of(id_) for id_ in person_ids])
    return {f"P{row.number}": row.name for row in conn.execute(select(person.c.number, person.c.name).where(those))}


def all(conn: Connection) -> list[Person]:
    """Everybody, in the order they were met."""
    return _found(conn)


def zones(conn: Connection) -> list[str]:
    """The time zones people are in."""
    return list(conn.execute(select(person.c.zone).distinct().order_by(person.c.zone)).scalars())


def alike(conn: Connection, who: Person) -> Counter[str]:
    """How many people have met Sparri: in somebody's "organisation", in each branch ("branch:…"), and in both ("both:…").
    Who is only invited cannot have asked anything, and hides nobody."""
    found: Counter[str] = Counter()
    own = organisation_key(who.organisation)
    for name, branch in conn.execute(select(person.c.organisation, person.c.branch).where(person.c.welcomed)):
        is_own = bool(own) and organisation_key(name) == own
        found.update(["organisation"] * is_own + [f"branch:{branch}"] + [f"both:{branch}"] * is_own)
    return found


def update(conn: Connection, person_id: str, **fields: object) -> None:
    """Sets columns of a person, all but the number; ValueError for another field."""
    unknown = fields.keys() - set(person.columns.keys()) | fields.keys() & {"number"}
    if unknown:
        raise ValueError(f"a person has no {', '.join(sorted(unknown))}")
    if fields:
        plain = {name: str(value) if isinstance(value, str) else value for name, value in fields.items()}
        conn.execute(person.update().where(person.c.number == number_of(person_id)).values(plain))


def welcomed(conn: Connection, person_id: str) -> bool:
    """Keeps that the first message was shown to somebody; False if it was already, or they are no more."""
    new = person.c.number == number_of(person_id), person.c.welcomed.is_(False)
    return conn.execute(person.update().where(*new).values(welcomed=True)).rowcount == 1


def give(conn: Connection, person_id: str, role: Role, scope: Scope | None = None) -> bool:
    """Gives a role, a coordinator's for a scope; False if the person has it already."""
    reach, value = (scope.reach.value, scope.value) if scope else ("", "")
    return insert_once(conn, role_of, person=number_of(person_id), role=role.value, reach=reach, reach_value=value)


def has_admin(conn: Connection) -> bool:
    """Whether anybody is an admin."""
    return conn.execute(select(role_of.c.person).where(role_of.c.role == Role.ADMIN.value).limit(1)).first() is not None


def take(conn: Connection, person_id: str, role: Role) -> bool:
    """Takes a role with all its scopes; False if the person does not have it. The last admin stays: ValueError."""
    if role is Role.ADMIN:
        # counted in one statement with the change's transaction: two admins who take each other's right meet a Conflict
        others = select(role_of.c.person).where(role_of.c.role == role.value, role_of.c.person != number_of(person_id))
        if conn.execute(others.limit(1)).first() is None:
            raise ValueError("the last admin stays one")
    gone = delete(role_of).where(role_of.c.person == number_of(person_id), role_of.c.role == role.value)
    return conn.execute(gone).rowcount > 0


_ORDER = (address.c.is_preferred.desc(), address.c.platform, address.c.workspace, address.c.member)


def _private(at: Address, conversation: str) -> Address:
    return replace(at, conversation=conversation, thread="", place=Place.PRIVATE)


def _address(row: Row[tuple[object, ...]]) -> Address:
    return Address(row.platform, row.workspace, row.member, row.conversation)


def _found(conn: Connection, numbers: Collection[int] | None = None) -> list[Person]:
    people, roles = select(person).order_by(person.c.number), select(role_of)
    addresses = select(address).order_by(address.c.is_preferred, *_ORDER[1:])  # the last one counts
    if numbers is not None:
        people = people.where(person.c.number.in_(numbers))
        roles = roles.where(role_of.c.person.in_(numbers))
        addresses = addresses.where(address.c.person.in_(numbers))
    roles_by: dict[int, set[Role]] = {}
    scopes_by: dict[int, list[Scope]] = {}
    for row in conn.execute(roles.order_by(role_of.c.reach, role_of.c.reach_value)):
        roles_by.setdefault(row.person, set()).add(Role(row.role))
        if row.reach:
            scopes_by.setdefault(row.person, []).append(Scope(Reach(row.reach), row.reach_value))
    at_by = {row.person: _address(row) for row in conn.execute(addresses)}
    return [
        Person(
            id=f"P{row.number}",
            name=row.name,
            language=Language(row.language),
            roles=frozenset(roles_by.get(row.number, ())),
            organisation=row.organisation,
            branch=Branch(row.branch) if row.branch else None,
            zone=row.zone,
            welcomed=row.welcomed,
            address=at_by[row.number],
            scopes=tuple(scopes_by.get(row.number, ())),
            is_confirmed=row.organisation_confirmed_at is not None,
        )
        for row in conn.execute(people)
    ]
