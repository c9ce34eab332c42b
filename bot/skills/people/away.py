"""Once each working morning: coordinators hear of those in their scope whom no message reaches any more, one message a day.

Nothing but who was told of whom is remembered, in the commit of the message itself: whatever fell into a pause, a restart or
a holiday is told on the next morning, and nobody is told of twice until they were reached again.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from zoneinfo import ZoneInfo

from bot.people import Person, Role
from bot.skills.people import records, screens
from bot.skills.people.overview import FEW, in_order, is_in_care, is_in_reach
from bot.skills.people.skill import people
from bot.store import Connection
from bot.store import people as everyone
from bot.texts import texts
from bot.turns import Effects, Send, Tick

NOON = time(12)
"""A morning that is over (the server was off) is made up for on the next one."""


@people.due("away")
def away(tick: Tick, _arg: str = "") -> Effects:
    """Every coordinator's news of the day; nothing for whoever has none, or cannot be reached themselves."""
    local = tick.now.astimezone(ZoneInfo(everyone.ZONE))
    if local.date() != tick.day or local.time() >= NOON:
        return
    closed = tick.closed()
    conn = tick.store.write()
    everybody = everyone.all(conn)
    gone = _unreachable(conn, everybody, closed)
    coordinators = [person for person in everybody if person.is_a(Role.COORDINATOR)]
    records.are_away(conn, [person.id for person in gone], [person.id for person in coordinators])
    for coordinator in coordinators:
        if coordinator.address.lane not in closed:
            yield from _told(conn, coordinator, gone, f"away:{coordinator.id}:{tick.day}")


def _unreachable(conn: Connection, everybody: list[Person], closed: Mapping[str, str]) -> list[Person]:
    """Those none of whose addresses is open."""
    likely = (person for person in everybody if person.address.lane in closed)
    return [person for person in likely if all(at.lane in closed for at in everyone.addresses_of(conn, person.id))]


def _told(conn: Connection, coordinator: Person, gone: list[Person], once: str) -> Iterator[Send]:
    """Names where the coordinator sees names; elsewhere a count, as soon as it is large enough to hide who it is."""
    known = records.known_to(conn, coordinator.id)
    new = [person for person in gone if person.id not in known]
    named = [person for person in new if is_in_care(coordinator, person)]
    counted = [person for person in new if person not in named and is_in_reach(coordinator, person)]
    counted = counted if len(counted) >= FEW else []
    if named or counted:
        for person in (*named, *counted):
            records.told(conn, coordinator.id, person.id)
        card = screens.away(texts(coordinator.language), in_order(person.name for person in named), len(counted))
        yield Send(coordinator.address, card, once=once)
