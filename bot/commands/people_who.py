"""Who a command, or a row of a file, is about; and giving them roles."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from bot.commands import CommandError
from bot.commands.people_rows import address_cell, faulty_who, is_email
from bot.delivery import outbox
from bot.people import INVITED, Address, Language, Person, Reach, Role, Scope
from bot.store import Conflict, Connection, Store, audit, people, workspaces

BY = "by command"
RERUNS = 3
Result = TypeVar("Result")


def changed(store: Store, change: Callable[[Connection], Result]) -> Result:
    """Makes a change in one transaction, again when somebody else was faster."""
    for _rerun in range(RERUNS):
        try:
            with store.writing() as conn:
                return change(conn)
        except Conflict:
            continue
    raise CommandError("Others change the same people right now: run the command again.")


def address(who: str) -> Address:
    """The address that is meant by "slack:T1:U1", or by an e-mail address."""
    if is_email(who):
        return people.invitation(who)
    platform, workspace, user = who.split(":", 2)
    return Address(platform, workspace, user, "")


def found(conn: Connection, who: str) -> Person | None:
    """Somebody known, by id or address; None where there is nobody, or no such address."""
    if faulty_who(who):
        return None
    return (
        people.get(conn, who) if who[:1] == "P" and who[1:].isdecimal() else people.find_by_address(conn, address(who))
    )


def everybody(conn: Connection) -> dict[str, Person]:
    """Everybody who is known, by id and by each of their addresses, as a row names them."""
    here = {person.id: person for person in people.all(conn)}
    return here | {address_cell(at): here[person] for at, person in people.whose(conn)}


def checked(who: str) -> str:
    """The same, if it is an id or an address. Raises CommandError."""
    fault = faulty_who(who)
    if fault:
        wrong, fix = fault
        raise CommandError(f"{wrong[0].upper()}{wrong[1:]}: {fix}.")
    return who


def organisation_of(conn: Connection, who: str) -> str:
    """The organisation that a workspace belongs to; "" for an id or an e-mail address."""
    return "" if ":" not in who else workspaces.organisation_of(conn, address(who))


def added(conn: Connection, who: str) -> Person:
    """Somebody who has not written yet: they are met, and welcomed, when they do. Raises CommandError for an id."""
    if ":" not in who and not is_email(who):
        raise CommandError(f"There is no {who}: `sparri people list` shows who is here.")
    at = address(who)
    person = people.add(conn, at, Language.FI)
    people.update(conn, person.id, organisation=organisation_of(conn, who))
    if at.platform == INVITED:
        outbox.close(conn, at, "has not written yet")
    return people.get(conn, person.id) or person


def give(conn: Connection, person: Person, role: Role, reach: Scope | None) -> bool:
    """Gives a role and writes down that it was given; whether it is new."""
    is_new = people.give(conn, person.id, role, reach)
    if is_new:
        audit.note(conn, datetime.now(UTC), "role given", subject=person.id, detail=f"{named(role, reach)} {BY}")
    return is_new


def own(person: Person) -> Scope:
    """The scope of somebody who coordinates their own organisation."""
    return Scope(Reach.ORGANISATION, person.organisation)


def named(role: Role, reach: Scope | None) -> str:
    """A role with its reach, as the log of actions names it."""
    return f"{role} ({reach.reach}{': ' if reach.value else ''}{reach.value})" if reach else str(role)
