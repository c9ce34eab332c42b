"""A reminder goes out: who is due gets it, who is not yet waits for the next round, and what is not to come is left out.

A day of a reminder is one or more rounds, each at the moment the next of those concerned are due: local times and own hours
differ. A round reads and writes in one transaction, and keeps of each person that they got it, or why not, so that a restart, a
second worker or the same event again changes nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.people import Person, Role, WhyNot
from bot.skill import morning
from bot.skills.reminders import records, sent_screens, times
from bot.skills.reminders.concerned import Concerned, concerned
from bot.skills.reminders.records import PAUSED, PLANNED, WAITS, Reminder
from bot.skills.reminders.skill import reminders
from bot.store import Connection, people, reminding
from bot.store.reminding import Kind, Wanted
from bot.texts import texts
from bot.turns import Effects, Later, Send, Tick
from bot.working import Hours, moment
from training_modules.catalogue import Module

LATE = timedelta(minutes=10)
"""After this a channel is not reminded any more: what stands there has been for a moment that is past."""
MANY = 500
"""To how many one round sends at most: the rest follow in the next, and other writers come between."""
GONE, LOST = "late", "lost"


def first_round(conn: Connection, found: Reminder, day: date) -> datetime:
    """When the first of anybody may be due on a day, in UTC."""
    plan = found.plan
    if plan.channel is not None:
        return usual(found, day)[0]
    zones = {plan.zone, people.ZONE, *people.zones(conn)}
    return min(moment(day, plan.at, zone) for zone in zones)


def planned(conn: Connection, found: Reminder, now: datetime) -> tuple[date, datetime] | None:
    """The next day of a reminder that is not over, and its next round; None if none is left. A day is past once it is where its
    author is; one that has begun goes on, for those who wait."""
    known = {one.day: one for one in records.occurrences(conn, found.number)}
    plan = found.plan
    for day in times.days(plan.first_on, plan.repeat, plan.until):
        is_open = day in known and known[day].ended_at is None
        if is_open or (day not in known and usual(found, day)[0] >= now):
            return day, max(first_round(conn, found, day), now)
    return None


def usual(found: Reminder, day: date) -> tuple[datetime, bool]:
    """When it comes on a day to whoever keeps the usual hours where its author is, and whether that is later than was asked for."""
    plan = found.plan
    asked = moment(day, plan.at, plan.zone)
    at = Hours(zone=plan.zone).opening(asked)
    return at, at != asked


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
    module = next((one for one in tick.modules if one.id == found.plan.module), None)
    if found.plan.module and module is None:
        records.move(conn, found, PAUSED)
        card = sent_screens.without_module(texts(author.language), found)
        yield Send(author.address, card, once=f"reminder:{found.number}:{day}:no module", must=True)
        return
    if found.plan.channel is not None:
        yield from _posted(tick, conn, found, author, day, module, is_last=following is None)
        return
    sends, waits = _sent(tick, conn, found, day, concerned(conn, author, found.plan, closed))
    for person in sends:
        card = sent_screens.message(texts(person.language), found, author.name, module)
        yield Send(person.address, card, once=f"reminder:{found.number}:{day}:{person.id}", must=True)
    if sends:
        yield morning(author, Hours(zone=author.zone), tick.now)
    if waits:
        yield next_round(found, day, *waits)
    else:
        _finish(conn, found, day, tick.now, is_last=following is None)


def _sent(
    tick: Tick, conn: Connection, found: Reminder, day: date, those: Concerned
) -> tuple[Sequence[Person], tuple[datetime, int] | None]:
    """To whom it goes in this round, and when the next one is, if somebody waits for it. Whoever comes to be concerned after their
    hour, when the day had begun, is not reminded of what was before."""
    kept, begun_at = records.kept(conn, found.number, day), records.begun_at(conn, found.number, day)
    rows: dict[str, str] = {}
    sends: list[Person] = []
    waiting: list[datetime] = []
    for person, wanted, why in those.every:
        before, hour = kept.get(person.id), moment(day, found.plan.at, person.zone)
        if before is None and hour > tick.now:
            waiting.append(hour)
        if before not in (None, WAITS) or (before is None and (hour > tick.now or (begun_at and hour <= begun_at))):
            continue
        if why:
            rows[person.id] = why
            continue
        at = _due(day, found, wanted, tick.now)
        if at <= tick.now and len(sends) < MANY:
            rows[person.id] = ""
            sends.append(person)
        else:
            waiting.append(at)
            if before is None:
                rows[person.id] = WAITS
    if rows:
        records.begin(conn, found.number, day, tick.now)
    records.keep(conn, found.number, day, rows, tick.now)
    gone = sum(why != WAITS for why in kept.values()) + len(sends)
    return sends, (min(waiting), gone) if waiting else None


def _due(day: date, found: Reminder, wanted: Wanted, now: datetime) -> datetime:
    """When somebody is to get it: at its hour, or, where that is past, at the next that suits them."""
    at = times.due(day, found.plan.at, wanted)
    if at and at <= now:
        at = wanted.moment(Kind.COORDINATORS, now)
    assert at, "whoever wants none is not among those who can be reached"
    return at


def _posted(
    tick: Tick, conn: Connection, found: Reminder, author: Person, day: date, module: Module | None, *, is_last: bool
) -> Effects:
    """Posts it in its channel; too late, or where nothing can be posted, its author is told instead."""
    due, _is_moved = usual(found, day)
    channel = next((one for one in records.channels(conn) if one.number == found.plan.channel), None)
    outcome = ""
    if channel is None or channel.address.lane in tick.closed():
        outcome = WhyNot.CLOSED
    elif tick.now - due > LATE:
        outcome = GONE
    records.begin(conn, found.number, day, tick.now)
    _finish(conn, found, day, tick.now, outcome, is_last=is_last)
    if channel and not outcome:
        card = sent_screens.post(found, author.name, module)
        yield Send(channel.address, card, once=f"reminder:{found.number}:{day}", drop_after=due + LATE)
        yield Later("reminders.posted", due + 2 * LATE, f"reminder:{found.number}:{day}:posted", f"{found.id} {day}")
        yield morning(author, Hours(zone=author.zone), tick.now)
    else:
        _ = texts(author.language)
        card = sent_screens.not_posted(_, found, channel.name if channel else "", due, author.zone, outcome)
        yield Send(author.address, card, once=f"reminder:{found.number}:{day}:not posted", must=True)


@reminders.due("posted")
def posted(tick: Tick, arg: str) -> Effects:
    """ "R7 2026-12-01": what was to be posted and has not arrived by now was left out; its author is told."""
    id_, _space, written = arg.partition(" ")
    conn, day = tick.store.write(), date.fromisoformat(written)
    found = records.get(conn, id_)
    author = people.get(conn, found.author) if found and found.author else None
    if found is None or author is None or tick.has_arrived(f"reminder:{found.number}:{day}"):
        return
    channel = next((one for one in records.channels(conn) if one.number == found.plan.channel), None)
    due, _is_moved = usual(found, day)
    why = WhyNot.CLOSED if channel is None or channel.address.lane in tick.closed() else LOST
    card = sent_screens.not_posted(
        texts(author.language), found, channel.name if channel else "", due, author.zone, why
    )
    yield Send(author.address, card, once=f"reminder:{found.number}:{day}:not posted", must=True)


def _finish(conn: Connection, found: Reminder, day: date, now: datetime, outcome: str = "", *, is_last: bool) -> None:
    records.finish(conn, found.number, day, now, outcome)
    if is_last:
        records.end(conn, found.number, found.revision)


@reminders.due("again")
def again(tick: Tick, arg: str) -> Effects:
    """ "R7 P12": one that somebody has put off comes to them again, if it still concerns them; once."""
    id_, _space, person_id = arg.partition(" ")
    closed, conn = tick.closed(), tick.store.write()
    found = records.get(conn, id_)
    author = people.get(conn, found.author) if found and found.author else None
    if found is None or author is None:
        return
    module = next((one for one in tick.modules if one.id == found.plan.module), None)
    those = concerned(conn, author, found.plan, closed).reached
    person = next((one for one in those if one.id == person_id), None)
    if person and (module or not found.plan.module):
        at = reminding.of(conn, person).moment(Kind.COORDINATORS, tick.now)
        if at and at > tick.now:
            yield Later("reminders.again", at, f"again:{arg}:{at.isoformat()}", arg)
        else:
            card = sent_screens.message(texts(person.language), found, author.name, module)
            yield Send(person.address, card, once=f"reminder:{found.number}:again:{tick.day}:{person.id}", must=True)
