"""Whose an event is: for whom it is, who looks after it, and how it looks to somebody."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.audience import Audience, Whom
from bot.people import Branch, Person, Reach, Role
from bot.scope import reaches
from bot.skills.events.event_screens import View
from bot.skills.events.records import planned, registered
from bot.skills.events.records.planned import Event
from bot.store import Connection, reminding
from bot.store.reminding import Kind
from bot.turns import Tick, Turn

Anybody = Turn | Tick
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
"""How long before an event those who come are reminded."""


def looks_after(person: Person, found: Event) -> bool:
    """Whether an event is a coordinator's to see to: one of their scopes covers those whom it is for, whoever made it."""
    return covers(person, found.plan.audience)


def covers(person: Person, audience: Audience) -> bool:
    """Whether somebody may speak to an audience."""
    if person.is_a(Role.ADMIN):
        return True
    organisation = audience.value if audience.whom is Whom.ORGANISATION else ""
    branch = audience.value if audience.whom is Whom.BRANCH else ""
    return person.is_a(Role.COORDINATOR) and any(reaches(scope, organisation, branch) for scope in person.scopes)


def audiences(person: Person) -> list[Audience]:
    """For whom somebody may plan: those of their scopes; with the whole network in it also each branch."""
    return list(dict.fromkeys(_audiences(person)))


def _audiences(person: Person) -> Iterator[Audience]:
    is_coordinator = person.is_a(Role.COORDINATOR)
    if covers(person, Audience()):
        yield Audience()
        for branch in Branch:
            yield Audience(Whom.BRANCH, branch.value)
    for scope in person.scopes if is_coordinator else ():
        if scope.reach is Reach.BRANCH:
            yield Audience(Whom.BRANCH, scope.value)
        elif scope.reach is Reach.ORGANISATION:
            yield Audience(Whom.ORGANISATION, scope.value)


def keepers(found: Event, everybody: Iterable[Person]) -> list[Person]:
    """Who is asked about an event: whoever made it, as long as it is theirs to see to; then those whose it is."""
    able = [person for person in everybody if looks_after(person, found)]
    maker = [person for person in able if person.id == found.made_by]
    return maker or [person for person in able if not person.is_a(Role.ADMIN)] or able


def view(conn: Connection, turn: Anybody, person: Person, found: Event) -> View:
    """An event as somebody sees it now."""
    mine = registered.get(conn, found.id, person.id)
    capacity = found.plan.capacity
    return View(
        found,
        turn.now,
        person.zone,
        mine,
        registered.queue(conn, found.id, person.id) if mine and mine.is_waiting else 0,
        is_full=capacity is not None and registered.counts(conn).get(found.id, 0) >= capacity,
        may_manage=looks_after(person, found),
        materials=tuple(planned.materials(conn, found.id)),
        is_reminded=(
            day_before(conn, person, found, turn.now) is not None,
            turn.now < found.plan.starts_at - HOUR and Kind.EVENTS not in reminding.of(conn, person).off,
        ),
    )


def day_before(conn: Connection, person: Person, found: Event, now: datetime) -> datetime | None:
    """When somebody is reminded a day before, in their hours; None where that is past, or so late that the reminder of an
    hour before says it, or they want none."""
    due = found.plan.starts_at - DAY
    at = reminding.of(conn, person).moment(Kind.EVENTS, due) if now <= due else None
    return at if at and at < found.plan.starts_at - HOUR else None


def seen(conn: Connection, turn: Anybody, person: Person, event_id: str) -> View | None:
    """An event by its id, None if it is none that somebody may open: a draft, or one for others."""
    found = planned.get(conn, event_id)
    if found is None:
        return None
    whole = view(conn, turn, person, found)
    is_theirs = found.status != "drafted" and (whole.mine is not None or found.plan.audience.has(person))
    return whole if is_theirs or whole.may_manage else None


def managed(conn: Connection, turn: Turn, event_id: str) -> Event | None:
    """An event by its id, None if it is not the presser's to see to."""
    found = planned.get(conn, event_id)
    return found if found and looks_after(turn.person, found) else None
