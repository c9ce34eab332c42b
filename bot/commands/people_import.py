"""`sparri people import`: everybody in a file, or nobody."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.commands.people_rows import Row, is_email, read
from bot.commands.people_who import added, changed, everybody, give, organisation_of, own
from bot.commands.sheet import Fault
from bot.delivery import lanes
from bot.people import Person, Role
from bot.store import Connection, Store, audit, experts, people, personal


def run(store: Store, data: bytes, *, is_dry: bool) -> int:
    """Takes in a file, or says what is wrong with it; the exit code."""
    rows, faults = read(data)
    faulty = {fault.row for fault in faults}
    with store.reading() as conn:
        here = everybody(conn)
        faults += _faults(conn, here, [row for row in rows if row.number not in faulty])
        notes = list(_notes(here, rows))
    if faults:
        for fault in sorted(faults, key=lambda fault: fault.row):
            print(fault, file=sys.stderr)
        print(f"Faults: {len(faults)}. Nobody was taken in.", file=sys.stderr)
        return 1
    for note in notes:
        print(note)
    if is_dry:
        print(f"{len(rows)} rows without a fault; nothing was changed (--dry-run).")
        return 0
    new, roles = changed(store, lambda conn: _taken_in(conn, rows))
    print(f"{len(rows)} people: {new} new, {len(rows) - new} known already; {roles} roles given.")
    with store.reading() as conn:
        asked = [person for person in people.all(conn) if person.is_a(Role.EXPERT)]
        closed = lanes.unreachable(conn)
    met = sum(person.welcomed and person.address.lane not in closed for person in asked)
    if asked:
        print(f"Experts: {met} of {len(asked)} can be reached; the others have not written to Sparri, or blocked it.")
    return 0


def _faults(conn: Connection, here: Mapping[str, Person], rows: Sequence[Row]) -> Iterator[Fault]:
    """What the database has against rows that are well written."""
    seen: dict[str, int] = {}
    for row in rows:
        person = here.get(row.who)
        if person is None and ":" not in row.who and "@" not in row.who:
            yield Fault(row.number, "id", f"there is no {row.who}", "give the address instead")
        for about in {about.id for about in (person, here.get(row.email)) if about}:
            if about in seen:
                yield Fault(row.number, "address", f"{about} is in row {seen[about]} too", "keep one of the two")
            seen.setdefault(about, row.number)
        organisation = row.organisation or (person.organisation if person else "") or organisation_of(conn, row.who)
        if Role.COORDINATOR in row.roles and not row.scopes and not organisation:
            fix = "write network, organisation:NAME or branch:BRANCH, or give an organisation"
            yield Fault(row.number, "reach", "a coordinator of what?", fix)
        if row.expert and Role.EXPERT not in row.roles and not (person and person.is_a(Role.EXPERT)):
            first = next(iter(row.expert))
            column = {"starts": "hours", "takes_any": "fallback"}.get(first, first)
            yield Fault(row.number, column, "only an expert is asked", "add the role expert, or leave it empty")


def _notes(here: Mapping[str, Person], rows: Sequence[Row]) -> Iterator[str]:
    """Somebody invited by e-mail may be here already under an account: only a person can tell."""
    named = {person.name.casefold(): person.id for person in here.values() if person.name and person.welcomed}
    for row in rows:
        known = named.get(row.name.casefold())
        if known and is_email(row.who) and row.who not in here:
            yield (
                f"row {row.number}: is this {known}, who has the same name and has written already? Then write "
                f"{known} in the column id too."
            )


def _taken_in(conn: Connection, rows: Sequence[Row]) -> tuple[int, int]:
    """Adds and completes everybody; how many are new, how many roles were given. What somebody met has told Sparri stays."""
    here, asked, new, roles = everybody(conn), experts.all(conn), 0, 0
    for row in rows:
        person = here.get(row.who)
        if person is None:
            person, new = added(conn, row.who), new + 1
        now = datetime.now(UTC)
        if row.email and personal.take_up(conn, person.id, row.email, now):
            audit.note(conn, now, "invited", subject=person.id)
            person, asked = people.get(conn, person.id) or person, experts.all(conn)
        person = _told(conn, person, row)
        for role in row.roles:
            scopes = (row.scopes or (own(person),)) if role is Role.COORDINATOR else (None,)
            roles += sum(give(conn, person, role, each) for each in scopes)
        _asked(conn, person, asked.get(person.id), row)
    return new, roles


def _told(conn: Connection, person: Person, row: Row) -> Person:
    """The person with what the row says of them, kept."""
    told: dict[str, object] = {"name": row.name, "organisation": row.organisation, "branch": row.branch}
    if not person.welcomed:
        told["language"] = row.language
        keep = {name: value for name, value in told.items() if value}
    else:
        keep = {name: value for name, value in told.items() if value and not getattr(person, name)}
    people.update(conn, person.id, **keep)
    return replace(person, **keep)  # type: ignore[arg-type]


def _asked(conn: Connection, person: Person, known: experts.Expert | None, row: Row) -> None:
    """How an expert is asked; somebody who has been met and has said so themselves is asked as they said."""
    if row.expert and not (known and person.welcomed):
        profile = known or experts.Expert(person.id, (person.language.value,))
        experts.keep(conn, replace(profile, **row.expert))  # type: ignore[arg-type]
