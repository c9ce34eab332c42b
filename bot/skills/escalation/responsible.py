"""Who sees to what is to become knowledge, and to what has become it."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.people import Person
from bot.skills.escalation.records import escalations, proposals
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.proposals import Proposal
from bot.skills.escalation.scope import concerned, may_coordinate
from bot.store import Connection, entries, people
from bot.store.entries import Entry

AHEAD = timedelta(days=30)
"""How long before an answer runs out it is looked at again."""


def in_charge(everybody: Iterable[Person], found: Escalation | None) -> list[Person]:
    """The coordinators whom a question concerns. One that is forgotten is the network's."""
    return concerned(everybody, *_place(found))


def may_decide(everybody: list[Person], person: Person, found: Escalation | None) -> bool:
    """Whether somebody may approve, return, change and withdraw what was answered to a question."""
    return may_coordinate(person, *_place(found)) or person in in_charge(everybody, found)


def may_approve(everybody: list[Person], person: Person, found: Escalation | None, author: str) -> bool:
    """As `may_decide`; but nobody approves their own answer as long as there is somebody else who may."""
    if not may_decide(everybody, person, found):
        return False
    return person.id != author or not any(
        may_decide(everybody, other, found) for other in everybody if other.id != author
    )


def proposed(conn: Connection, person: Person) -> list[Proposal]:
    """What waits for approval and somebody may approve, oldest first."""
    everybody, every = people.all(conn), proposals.every(conn, "proposed")
    origins = _origins(conn, [one.escalation for one in every])
    return [one for one in every if may_approve(everybody, person, origins.get(one.escalation), one.entry.author)]


def waiting(conn: Connection, person: Person) -> list[Entry]:
    """What waits for approval and is somebody's to see to, oldest first: for a morning or a desk."""
    everybody, every = people.all(conn), proposed(conn, person)
    origins = _origins(conn, [one.escalation for one in every])
    return [one.entry for one in every if person in in_charge(everybody, origins.get(one.escalation))]


def published(conn: Connection, person: Person) -> list[Entry]:
    """Experts' answers that are shared and that somebody may see to; those that run out first come first."""
    everybody, every = people.all(conn), _answers(conn)
    origins = _origins(conn, [one.escalation for one in every])
    return _sorted(one for one in every if may_decide(everybody, person, origins.get(one.escalation)))


def reviews(conn: Connection, person: Person, day: date) -> list[Entry]:
    """Answers that run out within AHEAD of a day and that somebody wrote or has in their charge, the first ones first."""
    everybody, every = people.all(conn), [one for one in _answers(conn) if is_due(one, day)]
    origins = _origins(conn, [one.escalation for one in every])
    mine = (person.id == one.author or person in in_charge(everybody, origins.get(one.escalation)) for one in every)
    return _sorted(one for one, is_mine in zip(every, mine, strict=True) if is_mine)


def is_due(found: Entry, day: date) -> bool:
    """Whether an answer that is still in force runs out soon."""
    return found.is_valid(day) and found.valid_until is not None and found.valid_until <= day + AHEAD


def keepers(conn: Connection, found: Entry) -> list[Person]:
    """Who looks at a published answer again: its author and those in charge."""
    everybody = people.all(conn)
    others = in_charge(everybody, escalations.get(conn, found.escalation))
    return [*(one for one in everybody if one.id == found.author and one not in others), *others]


def _place(found: Escalation | None) -> tuple[str, str]:
    return (found.organisation, found.branch) if found else ("", "")


def _sorted(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda one: (one.valid_until or date.max, entries.number(one.id)))


def _answers(conn: Connection) -> list[Entry]:
    return [one for one in entries.in_state(conn, "published") if one.kind == entries.EXPERT]


def _origins(conn: Connection, ids: Iterable[str]) -> dict[str, Escalation]:
    return {one.id: one for one in escalations.some(conn, [escalations.number(one) for one in ids if one])}
