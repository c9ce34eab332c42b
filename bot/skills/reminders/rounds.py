"""A reminder goes out: who is due gets it, who is not yet waits for the next round, and what is not to come is left out.

A day of a reminder is one or more rounds, each at the moment the next of those concerned are due: local times and own hours
differ. A round reads and writes in one transaction, and keeps of each person that they got it, or why not, so that a restart, a
second worker or the same event again changes nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.people import Person, Role, WhyNot
from bot.skill import Section, morning
from bot.skills.reminders import records, sent_screens, times
from bot.skills.reminders.concerned import Concerned, concerned
from bot.skills.reminders.records import PAUSED, PLANNED, Occurrence, Reminder
from bot.skills.reminders.skill import reminders
from bot.store import Connection, enrolments, people
from bot.store.reminding import Wanted
from bot.texts import texts
from bot.turns import Effects, Later, Send, Tick, Turn
from bot.working import Hours, moment

LATE = timedelta(minutes=10)
"""After this a channel is not reminded any more: what stands there has been for a moment that is past."""
MANY = 500
"""To how many one round sends at most: the rest follow in the next, and other writers come between."""
GONE = "late"


def first_round(conn: Connection, found: Reminder, day: date) -> datetime:
    """When the first of anybody may be due on a day, in UTC."""
    plan = found.plan
    if plan.channel is not None:
        return Hours(zone=plan.zone).opening(moment(day, plan.at, plan.zone))
    zones = {plan.zone, *people.zones(conn)}
    return min(moment(day, plan.at, zone) for zone in zones)


def planned(conn: Connection, found: Reminder, now: datetime) -> tuple[date, datetime] | None:
    """The next day of a reminder that is not past and has not begun, and its first round; None if none is left."""
    begun = {one.day for one in records.occurrences(conn, found.number)}
    plan = found.plan
    for day in times.days(plan.first_on, plan.repeat, plan.until):
        at = first_round(conn, found, day)
        if at >= now and day not in begun:
            return day, at
    return None


def next_round(found: Reminder, day: date, at: datetime, step: int = 0) -> Later:
    """Has a round called; what was set to come for an earlier revision of the reminder does nothing."""
    arg = f"{found.number} {found.revision} {day}"
    return Later("reminders.round", at, f"reminder:{arg}:{at.isoformat()}:{step}", arg)


@reminders.due("round")
def round_(tick: Tick, arg: str) -> Effects:
    """One round of a day."""
    number, revision, written = arg.split(" ")
    day, closed = date.fromisoformat(written), tick.closed()
    conn = tick.store.write()
    found = records.get(conn, f"R{number}")
    if found is None or found.revision != int(revision) or found.state != PLANNED:
        return
    author = people.get(conn, found.author) if found.author else None
    if author is None or not (author.is_a(Role.COORDINATOR) or author.is_a(Role.ADMIN)):
        records.move(conn, found, PAUSED)
        return
    following = times.following(found.plan.first_on, found.plan.repeat, found.plan.until, day)
    after = first_round(conn, found, following) if following else None
    if following and after:
        yield next_round(found, following, after)
    if after and after <= tick.now:
        # a pause of the program was longer than the time between two days: only the last of them comes
        _finish(conn, found, day, tick.now, is_last=False)
        return
    records.begin(conn, found.number, day, tick.now)
    if found.plan.channel is not None:
        yield from _posted(tick, conn, found, author, day, is_last=following is None)
        return
    sends, waits = _sent(tick, conn, found, day, concerned(conn, author, found.plan, closed), author)
    yield from sends
    if waits:
        yield next_round(found, day, waits[0], waits[1])
    else:
        _finish(conn, found, day, tick.now, is_last=following is None)
        yield morning(author, Hours(zone=author.zone), tick.now)


def _sent(
    tick: Tick, conn: Connection, found: Reminder, day: date, those: Concerned, author: Person
) -> tuple[Sequence[Send], tuple[datetime, int] | None]:
    """The messages of a round, and when the next one is, if somebody waits for it."""
    kept = records.kept(conn, found.number, day)
    rows: dict[str, str] = {person.id: why for person, why in those.others if person.id not in kept}
    sends: list[Send] = []
    waiting: list[datetime] = []
    for person, wanted in those.reached:
        if person.id in kept:
            continue
        at = _due(day, found, wanted)
        if at > tick.now:
            waiting.append(at)
        elif len(sends) == MANY:
            waiting.append(tick.now)
        else:
            rows[person.id] = ""
            sends.append(_message(tick, found, day, person, author))
    records.keep(conn, found.number, day, rows, tick.now)
    return sends, (min(waiting), len(kept) + len(rows)) if waiting else None


def _due(day: date, found: Reminder, wanted: Wanted) -> datetime:
    at = times.due(day, found.plan.at, wanted)
    assert at, "whoever wants none is not among those who can be reached"
    return at


def _message(tick: Tick, found: Reminder, day: date, person: Person, author: Person) -> Send:
    module = next((one for one in tick.modules if one.id == found.plan.module), None)
    card = sent_screens.message(texts(person.language), found, author.name, module)
    return Send(person.address, card, once=f"reminder:{found.number}:{day}:{person.id}", must=True)


def _posted(tick: Tick, conn: Connection, found: Reminder, author: Person, day: date, *, is_last: bool) -> Effects:
    """Posts it in its channel; too late, or where nothing can be posted, its author is told instead."""
    due = first_round(conn, found, day)
    channel = next((one for one in records.channels(conn) if one.number == found.plan.channel), None)
    outcome = ""
    if channel is None or channel.address.lane in tick.closed():
        outcome = WhyNot.CLOSED
    elif tick.now - due > LATE:
        outcome = GONE
    _finish(conn, found, day, tick.now, outcome, is_last=is_last)
    if channel and not outcome:
        module = next((one for one in tick.modules if one.id == found.plan.module), None)
        card = sent_screens.post(found, author.name, module)
        yield Send(channel.address, card, once=f"reminder:{found.number}:{day}", drop_after=due + LATE)
        yield morning(author, Hours(zone=author.zone), tick.now)
    else:
        _ = texts(author.language)
        card = sent_screens.not_posted(_, found, channel.name if channel else "", due, author.zone, outcome)
        yield Send(author.address, card, once=f"reminder:{found.number}:{day}:not posted", must=True)


def _finish(conn: Connection, found: Reminder, day: date, now: datetime, outcome: str = "", *, is_last: bool) -> None:
    records.finish(conn, found.number, day, now, outcome)
    if is_last:
        records.end(conn, found.number, found.revision)


@reminders.morning
def section(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
    """What became of the reminders of a coordinator that have gone out."""
    if not (person.is_a(Role.COORDINATOR) or person.is_a(Role.ADMIN)):
        return None
    conn = turn.store.write()
    told = [one for one in records.untold(conn, person.id, day, is_new=is_new) if not one.outcome]
    if not told:
        return None
    moved = {one.reminder: _moved_on(conn, one) for one in told}
    return sent_screens.section(texts(person.language), told, moved)


def _moved_on(conn: Connection, one: Occurrence) -> int | None:
    """How many of those who got it have gone on with its module since; None if it names none."""
    found = records.get(conn, f"R{one.reminder}")
    if found is None or not found.plan.module or found.plan.channel is not None:
        return None
    got = {person for person, why in records.kept(conn, one.reminder, one.day).items() if not why}
    return len(got & enrolments.moved_on(conn, found.plan.module, one.begun_at))
