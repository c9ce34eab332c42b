"""What a coordinator sees of those who come: by name who is in their care, the others as counts."""

from collections.abc import Iterable

from bot.people import Person
from bot.scope import is_in_care
from bot.skills.events import telling
from bot.skills.events.planning_screens import Group, Seen
from bot.skills.events.records import registered
from bot.skills.events.records.planned import Event
from bot.skills.events.records.registered import Registration
from bot.store import Connection, people
from bot.turns import Turn


def seen(turn: Turn, found: Event) -> Seen:
    """Of an event that is published, who comes; of a draft, who will read of it."""
    closed = turn.closed()
    with turn.store.read() as conn:
        if found.status == "drafted":
            reached, by_reason = telling.audience(conn, found, closed)
            return Seen(reached=group(turn.person, reached), unreached=_reasons(turn, by_reason))
        known = {person.id: person for person in people.all(conn)}
        every = registered.of_event(conn, found.id)
        missed = telling.unreached(conn, [known[one.person] for one in every], closed)
    return Seen(
        registered=group(turn.person, (known[one.person] for one in every if not one.is_waiting)),
        waiting=group(turn.person, (known[one.person] for one in every if one.is_waiting)),
        attended=group(turn.person, (known[one.person] for one in every if one.attended)),
        unreached=_reasons(turn, missed),
    )


def group(who: Person, persons: Iterable[Person]) -> Group:
    """People as a coordinator sees them."""
    persons = list(persons)
    own = [person for person in persons if is_in_care(who, person)]
    names = sorted((person.name or person.id for person in own), key=str.casefold)
    return Group(tuple(names), len(persons) - len(own))


def in_care(conn: Connection, who: Person, event_id: str) -> list[tuple[Person, Registration]]:
    """Those in somebody's care who come or wait, in the order of their names."""
    known = {person.id: person for person in people.all(conn)}
    every = [(known[one.person], one) for one in registered.of_event(conn, event_id)]
    own = [(person, one) for person, one in every if is_in_care(who, person)]
    return sorted(own, key=lambda pair: (pair[0].name.casefold(), pair[0].id))


def _reasons(turn: Turn, by_reason: dict[str, list[Person]]) -> tuple[tuple[str, Group], ...]:
    return tuple((reason, group(turn.person, persons)) for reason, persons in by_reason.items())
