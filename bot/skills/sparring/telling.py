"""What is told of a session, to whom: each in their own language and zone, once."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.cards import Card
from bot.people import Person
from bot.skill import morning
from bot.skills.sparring.access import Anybody, hosts, keepers, view
from bot.skills.sparring.words import View
from bot.store import Connection, people, sessions
from bot.store.sessions import Session
from bot.texts import Texts, texts
from bot.turns import Later, Send
from bot.working import Hours

Draw = Callable[[Texts, View], Card]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
RESULTS = timedelta(weeks=6)
"""How long after a meeting it is asked what came of it."""


def everybody(turn: Anybody, conn: Connection, found: Session, key: str, draw: Draw, but: str = "") -> Iterator[Send]:
    """A card to everybody who takes part, once by its key; not to `but`, who has just been shown it."""
    those = [one.person for one in sessions.members(conn, found.id) if one.is_in and one.person != but]
    for person in people.some(conn, those).values():
        yield to(turn, conn, person, found, key, draw)


def to(turn: Anybody, conn: Connection, person: Person, found: Session, key: str, draw: Draw) -> Send:
    """A card to one of them."""
    card = draw(texts(person.language), view(conn, turn.now, person, found))
    return Send(person.address, card, once=f"session:{found.id}:{key}:{person.id}", must=True)


def to_hosts(turn: Anybody, conn: Connection, found: Session, key: str, draw: Draw, but: str = "") -> Iterator[Send]:
    """A card to whoever asked for it; once they are gone, to those whose it is to see to."""
    for person in hosts(conn, found):
        if person.id != but:
            yield to(turn, conn, person, found, key, draw)


def coordinators(turn: Anybody, conn: Connection, found: Session) -> Iterator[Later]:
    """Has it stand in the next morning digest of those whose it is to see to."""
    for person in keepers(people.all(conn), found):
        yield morning(person, Hours(zone=person.zone), turn.now)


def clock(turn: Anybody, found: Session) -> Iterator[Later]:
    """What comes at its hours: the reminders, its end, and the question what came of it. Once its time is another, the handlers
    find that out."""
    if found.starts_at is None or found.ends_at is None:
        return
    hours = {
        "day": found.starts_at - DAY,
        "hour": found.starts_at - HOUR,
        "over": found.ends_at,
        "later": found.ends_at + RESULTS,
    }
    for name, at in hours.items():
        if at > turn.now:
            yield Later(
                f"sparring.{name}", at, f"session:{found.id}:{stamp(found)}:{name}", f"{found.id} {stamp(found)}"
            )


def stamp(found: Session) -> str:
    """When a session begins, as it stands in arguments and keys."""
    return f"{found.starts_at.timestamp():.0f}" if found.starts_at else ""
