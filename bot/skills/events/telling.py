"""What is told of an event, to whom: in a message at once what they have asked for, in the morning what nobody has."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time

from bot.cards import Card
from bot.people import Person
from bot.skill import morning
from bot.skills.events import event_screens as screens
from bot.skills.events.access import DAY, HOUR, Anybody, view
from bot.skills.events.event_screens import View
from bot.skills.events.records import planned, registered
from bot.skills.events.records.planned import Event, Plan
from bot.skills.events.words import UNREACHED, changes
from bot.store import Connection, people, reminding
from bot.store.reminding import Kind, Wanted
from bot.texts import Texts, texts
from bot.turns import Effects, Later, Send
from bot.working import moment

Draw = Callable[[Texts, View], Card]


def clock(turn: Anybody, found: Event) -> Iterator[Later]:
    """What comes at its hours: the reminders, and its end. Once its time is another, the handlers find that out."""
    plan, start = found.plan, stamp(found)
    hours = {"day": plan.starts_at - DAY, "hour": plan.starts_at - HOUR, "over": plan.ends_at}
    for name, at in hours.items():
        if at > turn.now:
            until = f":{plan.ends_at.timestamp():.0f}" if name == "over" else ""
            yield Later(f"events.{name}", at, f"event:{found.id}:{start}:{name}{until}", f"{found.id} {start}")


def stamp(found: Event) -> str:
    """When an event begins, as it stands in arguments and keys."""
    return f"{found.plan.starts_at.timestamp():.0f}"


def promote(turn: Anybody, conn: Connection, found: Event) -> Effects:
    """Gives free places to those who wait longest, and tells them at once: they have asked for it."""
    if not found.is_open(turn.now):
        return
    for one in registered.promote(conn, found):
        person = people.get(conn, one.person)
        if person:
            _ = texts(person.language)
            card = screens.with_calendar(
                _, view(conn, turn, person, found), _("A place has become free, and it is yours.")
            )
            once = f"event:{found.id}:place:{person.id}:{one.registered_at.timestamp()}"
            yield Send(person.address, card, once=once, must=True)


def changed(turn: Anybody, conn: Connection, before: Plan, found: Event) -> Effects:
    """Tells those who come what has changed; those who wait only when it is held at another time or place."""
    is_moved = (before.starts_at, before.ends_at, before.location) != (
        found.plan.starts_at, found.plan.ends_at, found.plan.location,
    )  # fmt: skip
    for person, seen in _everybody(turn, conn, found):
        _ = texts(person.language)
        if (seen.has_place or is_moved) and any(changes(_, before, found.plan, person.zone, has_place=seen.has_place)):
            once = f"event:{found.id}:{found.revision}:{person.id}"
            yield Send(person.address, screens.changed(_, before, seen), once=once, must=True)


def cancelled(turn: Anybody, conn: Connection, found: Event) -> Effects:
    """Tells those who come or wait that it does not take place."""
    for person, seen in _everybody(turn, conn, found):
        card = screens.cancelled(texts(person.language), seen)
        yield Send(person.address, card, once=f"event:{found.id}:{found.revision}:{person.id}", must=True)


def to_registered(turn: Anybody, conn: Connection, found: Event, key: str, draw: Draw) -> Iterator[Send]:
    """A card to everybody with a place, once by its key."""
    for person, seen in _everybody(turn, conn, found):
        if seen.has_place:
            once = f"event:{found.id}:{key}:{person.id}"
            yield Send(person.address, draw(texts(person.language), seen), once=once, must=True)


def audience(conn: Connection, found: Event, closed: Mapping[str, str]) -> tuple[list[Person], dict[str, list[Person]]]:
    """Those whom a new event is for and who will read of it; and those who will not, by reason, in English."""
    concerned = [
        person for person in people.all(conn) if found.plan.audience.has(person) and person.id != found.made_by
    ]
    return _by_reason(conn, concerned, closed)


def in_the_morning(person: Person, wanted: Wanted, now: datetime) -> Later:
    """Has somebody find what is new in their next morning digest; who has put such news off, in that of the day they named."""
    later = wanted.put_off(Kind.EVENTS, wanted.hours.day_of(now))
    return morning(person, wanted.hours, moment(later, time(0), wanted.hours.zone) if later else now)


def unreached(conn: Connection, persons: list[Person], closed: Mapping[str, str]) -> dict[str, list[Person]]:
    """Those of some people who are not told or not reminded, by reason."""
    return _by_reason(conn, persons, closed)[1]


def _by_reason(
    conn: Connection, persons: list[Person], closed: Mapping[str, str]
) -> tuple[list[Person], dict[str, list[Person]]]:
    wanted = reminding.of_all(conn, persons)
    reached: list[Person] = []
    found: dict[str, list[Person]] = {}
    for person in persons:
        why = reminding.why_not(person, wanted[person.id], Kind.EVENTS, closed)
        if why:
            found.setdefault(UNREACHED[why], []).append(person)
        else:
            reached.append(person)
    return reached, found


def _everybody(turn: Anybody, conn: Connection, found: Event) -> Iterator[tuple[Person, View]]:
    """Everybody who comes or waits, with the event as they see it."""
    known, queue, added = (
        {person.id: person for person in people.all(conn)},
        0,
        tuple(planned.materials(conn, found.id)),
    )
    for one in registered.of_event(conn, found.id):
        queue += one.is_waiting
        person = known[one.person]
        yield person, View(found, turn.now, person.zone, one, queue if one.is_waiting else 0, materials=added)
