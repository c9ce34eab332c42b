"""Whom no message reaches any more: coordinators find it in their morning digest, once about each person in their scope.

Who was told of whom, and on which morning, is kept in the commit of the digest itself: whatever fell into a pause, a restart or
a holiday is told on the next morning, and nobody is told of twice until they were reached again.
"""

from collections.abc import Mapping
from datetime import date

from bot.cards import Button
from bot.people import Person, Role
from bot.scope import FEW, is_in_care, is_in_scope
from bot.skill import Section, morning
from bot.skills.people import records, screens
from bot.skills.people.overview import in_order
from bot.skills.people.skill import people
from bot.store import Connection
from bot.store import people as everyone
from bot.texts import texts
from bot.turns import Effects, Tick, Turn
from bot.working import Hours


@people.due("away")
def away(tick: Tick, _arg: str = "") -> Effects:
    """Before the digests: every coordinator with news gets one."""
    closed = tick.closed()
    conn = tick.store.write()
    everybody = everyone.all(conn)
    gone = _unreachable(conn, everybody, closed)
    coordinators = [person for person in everybody if person.is_a(Role.COORDINATOR)]
    records.are_away(conn, [person.id for person in gone], [person.id for person in coordinators])
    for coordinator in coordinators:
        if _news(conn, coordinator, gone):
            yield morning(coordinator, Hours(zone=coordinator.zone), tick.now)


@people.morning
def section(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
    """Names where the coordinator sees names; elsewhere a count, as soon as it is large enough to hide who it is."""
    if not person.is_a(Role.COORDINATOR):
        return None
    closed = turn.closed() if is_new else {}
    conn = turn.store.write()
    if is_new:
        for one in _news(conn, person, _unreachable(conn, everyone.all(conn), closed)):
            records.told(conn, person.id, one.id, day)
    told = [one for one in map(lambda id_: everyone.get(conn, id_), records.told_on(conn, person.id, day)) if one]
    if not told:
        return None
    _ = texts(person.language)
    named = in_order(one.name for one in told if is_in_care(person, one))
    return Section(screens.away(_, named, len(told) - len(named)), (Button(_("Who uses Sparri"), "people.overview"),))


def _unreachable(conn: Connection, everybody: list[Person], closed: Mapping[str, str]) -> list[Person]:
    """Those none of whose addresses is open."""
    likely = (person for person in everybody if person.address.lane in closed)
    return [person for person in likely if all(at.lane in closed for at in everyone.addresses_of(conn, person.id))]


def _news(conn: Connection, coordinator: Person, gone: list[Person]) -> list[Person]:
    """Of whom a coordinator is to be told."""
    known = records.known_to(conn, coordinator.id)
    new = [person for person in gone if person.id not in known]
    named = [person for person in new if is_in_care(coordinator, person)]
    counted = [person for person in new if person not in named and is_in_scope(coordinator, person)]
    return [*named, *(counted if len(counted) >= FEW else [])]
