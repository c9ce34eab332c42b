"""`sparri training enrol`: everybody in a file into a module, or nobody."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.commands import CommandError, make_directory
from bot.commands.people_rows import Row, read
from bot.commands.people_who import changed, everybody
from bot.commands.sheet import Fault
from bot.people import Person
from bot.settings import Settings
from bot.skills.training.records import enrollings
from bot.store import Connection, Store, audit, migrate, people
from training_modules.reading import shipped


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Enrols those in a file, or says what is wrong with it; the exit code. Raises CommandError and OSError."""
    now = datetime.now(UTC)
    due_on = _day(arguments.due, now) if arguments.due else None
    known = [module.id for module in shipped()]
    if arguments.module not in known:
        raise CommandError(f"There is no module {arguments.module}: write one of {', '.join(known)}.")
    data = arguments.file.read_bytes()
    make_directory(settings.data)
    store = Store(settings.database)
    try:
        migrate(store)
        return _enrolled(store, data, arguments.module, due_on, now, is_dry=arguments.dry_run)
    finally:
        store.close()


def _enrolled(store: Store, data: bytes, module: str, due_on: date | None, now: datetime, *, is_dry: bool) -> int:
    rows, faults = read(data)
    faulty = {fault.row for fault in faults}
    with store.reading() as conn:
        here, there = everybody(conn), enrollings.enrolled(conn, module)
    faults += _faults(here, [row for row in rows if row.number not in faulty])
    if faults:
        for fault in sorted(faults, key=lambda fault: fault.row):
            print(fault, file=sys.stderr)
        print(f"Faults: {len(faults)}. Nobody was enrolled.", file=sys.stderr)
        return 1
    ids = [here[row.who].id for row in rows]
    already = sum(one in there for one in ids)
    if is_dry:
        print(
            f"{len(rows)} rows without a fault, {already} of them in {module} already; nothing was changed (--dry-run)."
        )
        return 0
    new = changed(store, lambda conn: _enrol(conn, ids, module, due_on, now))
    print(f"{new} people enrolled in {module}, {len(ids) - new} were in it already.")
    return 0


def _enrol(conn: Connection, ids: Sequence[str], module: str, due_on: date | None, now: datetime) -> int:
    order = enrollings.given(conn, module, due_on, now)
    new = enrollings.enrol(conn, ids, module, now, due_on, order.number)
    audit.note(conn, now, "people enrolled", detail=f"{module}, {new} by command")
    return new


def _faults(here: Mapping[str, Person], rows: Sequence[Row]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        person = here.get(row.who)
        if person is None:
            fix = "take them in first with `sparri people import`"
            yield Fault(row.number, "address", f"nobody here is {row.who}", fix)
        elif person.id in seen:
            yield Fault(row.number, "address", f"{person.id} is in row {seen[person.id]} too", "keep one of the two")
        else:
            seen[person.id] = row.number


def _day(written: str, now: datetime) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise CommandError(f"“{written}” is no day: write it as 2026-12-01.") from None
    if day < now.astimezone(ZoneInfo(people.ZONE)).date():
        raise CommandError(f"{day} has passed: name a day that is ahead, or leave --due out.")
    return day
