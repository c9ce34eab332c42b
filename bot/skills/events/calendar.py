"""Training events in the calendars that people follow."""

from collections.abc import Iterator

from bot.calendar_file import Meeting
from bot.people import Person
from bot.skills.events.records import planned, registered
from bot.skills.events.skill import events
from bot.skills.events.words import meeting
from bot.store import Connection


@events.calendar
def own(conn: Connection, person: Person) -> Iterator[Meeting]:
    """Those for which somebody has a place."""
    for id_, mine in registered.of_person(conn, person.id).items():
        found = planned.get(conn, id_)
        if found and found.is_published and not mine.is_waiting:
            yield meeting(found)
