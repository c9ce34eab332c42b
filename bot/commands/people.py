"""`sparri people`: who is here, taking people in from a file, roles, and which workspace is whose."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bot.commands import CommandError, make_directory
from bot.commands.people_csv import Fault, Row, cells, faulty_who, read, scope, written
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.settings import Settings
from bot.skills.people.screens import LIMITS
from bot.store import Conflict, Connection, Store, audit, migrate, people, workspaces
from knowledge.documents import clean

RERUNS = 3
BY = "by command"
Result = TypeVar("Result")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Does what is asked on the database of the settings; the exit code."""
    make_directory(settings.data)
    store = Store(settings.database)
    try:
        migrate(store)
        match arguments.doing:
            case "list":
                return _listed(store, as_json=arguments.json)
            case "import":
                return _imported(store, arguments.file.read_bytes(), is_dry=arguments.dry_run)
            case "give":
                print(
                    _changed(store, lambda conn: _given(conn, arguments.who, Role(arguments.role), _asked(arguments)))
                )
            case "take":
                print(_changed(store, lambda conn: _taken(conn, arguments.who, Role(arguments.role))))
            case "organisation":
                print(_changed(store, lambda conn: _belongs(conn, arguments.workspace, arguments.name)))
        return 0
    finally:
        store.close()


def _changed(store: Store, change: Callable[[Connection], Result]) -> Result:
    """Makes a change in one transaction, again when somebody else was faster."""
    for _rerun in range(RERUNS):
        try:
            with store.writing() as conn:
                return change(conn)
        except Conflict:
            continue
    raise CommandError("Others change the same people right now: run the command again.")


def _listed(store: Store, as_json: bool) -> int:
    with store.reading() as conn:
        everybody = people.all(conn)
    if as_json:
        for person in everybody:
            print(json.dumps(cells(person), ensure_ascii=False))
    else:
        sys.stdout.write(written(everybody))
    return 0


def _imported(store: Store, data: bytes, is_dry: bool) -> int:
    rows, faults = read(data)
    faulty = {fault.row for fault in faults}
    with store.reading() as conn:
        faults += [fault for row in rows if row.number not in faulty and (fault := _faulty(conn, row))]
    if faults:
        for fault in sorted(faults, key=lambda fault: fault.row):
            print(fault, file=sys.stderr)
        print(f"{_counted(len(faults), 'fault')}. Nobody was taken in.", file=sys.stderr)
        return 1
    if is_dry:
        print(f"{_counted(len(rows), 'row')} without a fault; nothing was changed (--dry-run).")
        return 0
    new, roles = _changed(store, lambda conn: _taken_in(conn, rows))
    everybody = _counted(len(rows), "person", "people")
    print(f"{everybody}: {new} new, {len(rows) - new} known already; {_counted(roles, 'role')} given.")
    return 0


def _counted(number: int, one: str, many: str = "") -> str:
    """ "1 fault", "2 faults"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _faulty(conn: Connection, row: Row) -> Fault | None:
    """What the database has against a row that is well written."""
    person = _found(conn, row.who)
    if person is None and row.who[:1] == "P":
        return Fault(row.number, "id", f"there is no {row.who}", "give the address instead")
    organisation = row.organisation or (person.organisation if person else "") or _of_workspace(conn, row.who)
    if Role.COORDINATOR in row.roles and not row.scopes and not organisation:
        fix = "write network, organisation:NAME or branch:BRANCH, or give an organisation"
        return Fault(row.number, "reach", "a coordinator of what?", fix)
    return None


def _taken_in(conn: Connection, rows: Sequence[Row]) -> tuple[int, int]:
    """Adds and completes everybody; how many are new, how many roles were given. What somebody met has told Sparri stays."""
    new = roles = 0
    for row in rows:
        person = _found(conn, row.who)
        if person is None:
            person, new = _added(conn, row.who), new + 1
        told = {"name": row.name, "organisation": row.organisation, "branch": row.branch and row.branch.value}
        if not person.welcomed:
            told["language"] = row.language and row.language.value
            keep = {name: value for name, value in told.items() if value}
        else:
            keep = {name: value for name, value in told.items() if value and not getattr(person, name)}
        people.update(conn, person.id, **keep)
        person = people.get(conn, person.id) or person
        for role in row.roles:
            scopes = (row.scopes or (_own(person),)) if role is Role.COORDINATOR else (None,)
            roles += sum(_give(conn, person, role, each) for each in scopes)
    return new, roles


def _given(conn: Connection, who: str, role: Role, wanted: Scope | None) -> str:
    if wanted and role is not Role.COORDINATOR:
        raise CommandError("Only a coordinator has an organisation, a branch or the network: leave that out.")
    person = _found(conn, who) or _added(conn, _checked(who))
    reach = wanted or (_own(person) if role is Role.COORDINATOR else None)
    if role is Role.COORDINATOR and reach == Scope(Reach.ORGANISATION):
        raise CommandError(f"{person.id} has no organisation yet: say --organisation NAME, --branch or --network.")
    what = _named(role, reach)
    return f"{person.id} is now {what}." if _give(conn, person, role, reach) else f"{person.id} is {what} already."


def _give(conn: Connection, person: Person, role: Role, reach: Scope | None) -> bool:
    """Gives a role and writes down that it was given; whether it is new."""
    is_new = people.give(conn, person.id, role, reach)
    if is_new:
        audit.note(conn, datetime.now(UTC), "role given", subject=person.id, detail=f"{_named(role, reach)} {BY}")
    return is_new


def _taken(conn: Connection, who: str, role: Role) -> str:
    person = _found(conn, _checked(who))
    if person is None:
        raise CommandError(f"There is nobody with {who}: `sparri people list` shows who is here.")
    try:
        is_gone = people.take(conn, person.id, role)
    except ValueError as error:
        raise CommandError(f"{person.id} is the last admin: give somebody else the role first.") from error
    if not is_gone:
        return f"{person.id} was no {role}."
    audit.note(conn, datetime.now(UTC), "role taken", subject=person.id, detail=f"{role} {BY}")
    return f"{person.id} is no longer {role}."


def _belongs(conn: Connection, workspace: str, name: str) -> str:
    platform, _colon, workspace_id = workspace.partition(":")
    organisation = clean(name).strip()
    if platform not in ("slack", "teams") or not workspace_id:
        raise CommandError("Name the workspace as slack:T0123, or the tenant as teams:TENANT.")
    if not 0 < len(organisation) <= LIMITS["organisation"]:
        raise CommandError(f"The name of an organisation has 1 to {LIMITS['organisation']} characters.")
    workspaces.belongs(conn, platform, workspace_id, organisation)
    audit.note(conn, datetime.now(UTC), "workspace named", detail=f"{workspace}: {organisation} {BY}")
    here = [person for person in people.all(conn) if _is_in(person, platform, workspace_id) and not person.organisation]
    for person in here:
        people.update(conn, person.id, organisation=organisation)
    do = "does" if len(here) == 1 else "do"
    return f"People of {workspace} belong to {organisation}; {len(here)} who had none {do} from now on."


def _is_in(person: Person, platform: str, workspace_id: str) -> bool:
    return (person.address.platform, person.address.workspace) == (platform, workspace_id)


def _asked(arguments: argparse.Namespace) -> Scope | None:
    """The reach that was asked for on the command line."""
    if arguments.network:
        return Scope(Reach.NETWORK)
    if arguments.organisation:
        return Scope(Reach.ORGANISATION, clean(arguments.organisation).strip())
    if arguments.branch:
        asked = scope(f"branch:{arguments.branch.casefold()}")
        if asked is None:
            raise CommandError(f"{arguments.branch} is no branch: write one of {', '.join(Branch)}.")
        return asked
    return None


def _own(person: Person) -> Scope:
    return Scope(Reach.ORGANISATION, person.organisation)


def _named(role: Role, reach: Scope | None) -> str:
    return f"{role} ({reach.reach}{': ' if reach.value else ''}{reach.value})" if reach else str(role)


def _checked(who: str) -> str:
    fault = faulty_who(who)
    if fault:
        wrong, fix = fault
        raise CommandError(f"{wrong[0].upper()}{wrong[1:]}: {fix}.")
    return who


def _address(who: str) -> Address:
    platform, workspace, user = who.split(":", 2)
    return Address(platform, workspace, user, "")


def _found(conn: Connection, who: str) -> Person | None:
    if faulty_who(who):
        return None
    return people.get(conn, who) if who[:1] == "P" else people.find_by_address(conn, _address(who))


def _of_workspace(conn: Connection, who: str) -> str:
    return "" if who[:1] == "P" else workspaces.organisation_of(conn, _address(who))


def _added(conn: Connection, who: str) -> Person:
    """Somebody who has not written yet: they are met, and welcomed, when they do."""
    if who[:1] == "P":
        raise CommandError(f"There is no {who}: `sparri people list` shows who is here.")
    person = people.add(conn, _address(who), Language.FI)
    people.update(conn, person.id, organisation=_of_workspace(conn, who))
    return people.get(conn, person.id) or person
