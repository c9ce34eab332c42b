"""What a coordinator hears of the reminders that have gone out, as far as they may count people."""

from collections.abc import Collection
from datetime import date

from bot import counts
from bot.people import Person, Role
from bot.skill import Section
from bot.skills.reminders import records, sent_screens
from bot.skills.reminders.records import WAITS, Occurrence
from bot.skills.reminders.sent_screens import Went
from bot.skills.reminders.skill import reminders
from bot.store import Connection, enrolments, people
from bot.texts import texts
from bot.turns import Tick, Turn


@reminders.morning
def section(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
    """What became of the reminders of a coordinator that have gone out."""
    if not (person.is_a(Role.COORDINATOR) or person.is_a(Role.ADMIN)):
        return None
    conn = turn.store.write()
    told = [one for one in records.untold(conn, person.id, day, is_new=is_new) if not one.outcome]
    return sent_screens.section(texts(person.language), [went(conn, person, one) for one in told]) if told else None


def went(conn: Connection, author: Person, one: Occurrence) -> Went:
    """What became of one day of a reminder."""
    found = records.get(conn, f"R{one.reminder}")
    if found is None or found.plan.channel is not None:
        return Went(one.reminder, one.day, is_post=True)
    kept = records.kept(conn, one.reminder, one.day)
    got = [person for person, why in kept.items() if not why]
    waits = [person for person, why in kept.items() if why == WAITS]
    left = [person for person, why in kept.items() if why and why != WAITS]
    moved = enrolments.moved_on(conn, found.plan.module, one.begun_at) if found.plan.module else set()
    by_id = {person.id: person for person in people.all(conn)}

    def counted(ids: Collection[str]) -> counts.Count:
        return counts.of(author, [by_id[id_] for id_ in ids if id_ in by_id])

    gone_on = counted([id_ for id_ in got if id_ in moved]) if found.plan.module else None
    return Went(one.reminder, one.day, counted(got), counted(waits), counted(left), gone_on)
