"""Sessions in the calendars that people follow."""

from collections.abc import Iterator

from bot.calendar_file import Meeting
from bot.people import Person
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import meeting
from bot.store import Connection, sessions
from bot.texts import texts


@sparring.calendar
def own(conn: Connection, person: Person) -> Iterator[Meeting]:
    """Those somebody is in and that have a time."""
    for found, member in sessions.of_person(conn, person.id):
        if member.is_in and found.starts_at and found.status in ("confirmed", "held"):
            yield meeting(texts(person.language), found)
