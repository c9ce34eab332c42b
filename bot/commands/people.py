"""`sparri people`: who is here, taking people in from a file, roles, and which workspace is whose."""

import argparse
import json
import sys
from datetime import UTC, datetime

from bot.commands import CommandError, make_directory, people_import
from bot.commands.people_rows import cells, scope, written
from bot.commands.people_who import BY, added, changed, checked, found, give, named, own
from bot.people import Branch, Person, Reach, Role, Scope
from bot.settings import Settings
from bot.skills.people.screens import LIMITS
from bot.store import Connection, Store, audit, experts, migrate, people, workspaces
from knowledge.documents import clean


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
                return people_import.run(store, arguments.file.read_bytes(), is_dry=arguments.dry_run)
            case "give":
                print(changed(store, lambda conn: _given(conn, arguments.who, Role(arguments.role), _asked(arguments))))
            case "take":
                print(changed(store, lambda conn: _taken(conn, arguments.who, Role(arguments.role))))
            case "organisation":
                print(changed(store, lambda conn: _belongs(conn, arguments.workspace, arguments.name)))
        return 0
    finally:
        store.close()


def _listed(store: Store, as_json: bool) -> int:
    with store.reading() as conn:
        everybody, asked = people.all(conn), experts.all(conn)
    if as_json:
        for person in everybody:
            print(json.dumps(cells(person, asked.get(person.id)), ensure_ascii=False))
    else:
        sys.stdout.write(written(everybody, asked))
    return 0


def _given(conn: Connection, who: str, role: Role, wanted: Scope | None) -> str:
    if wanted and role is not Role.COORDINATOR:
        raise CommandError("Only a coordinator has an organisation, a branch or the network: leave that out.")
    person = found(conn, who) or added(conn, checked(who))
    reach = wanted or (own(person) if role is Role.COORDINATOR else None)
    if role is Role.COORDINATOR and reach == Scope(Reach.ORGANISATION):
        raise CommandError(f"{person.id} has no organisation yet: say --organisation NAME, --branch or --network.")
    what = named(role, reach)
    return f"{person.id} is now {what}." if give(conn, person, role, reach) else f"{person.id} is {what} already."


def _taken(conn: Connection, who: str, role: Role) -> str:
    person = found(conn, checked(who))
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
