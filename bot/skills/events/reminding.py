"""What comes by the clock: reminders a day and an hour before, the morning news, and the question who came."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.cards import Button
from bot.people import Person
from bot.skill import Section, morning
from bot.skills.events import access, planning_screens, telling
from bot.skills.events import event_screens as screens
from bot.skills.events.access import Anybody
from bot.skills.events.records import planned, registered
from bot.skills.events.records.planned import NEW, OVER, Event
from bot.skills.events.skill import events
from bot.store import Connection, people, reminding
from bot.store.reminding import Kind
from bot.texts import Texts, texts
from bot.turns import Effects, Later, Send, Tick, Turn
from bot.working import Hours

ASKED = timedelta(days=30)
"""How long after its end it is still asked who came."""


@events.due("day")
def day_before(tick: Tick, arg: str) -> Effects:
    """Reminds those who come a day before, in the hours in which they want to be: some of them a while later."""
    conn = tick.store.write()
    found = _still(conn, tick, arg)
    if found is None:
        return
    for person in _coming(conn, found):
        at = reminding.of(conn, person).moment(Kind.EVENTS, tick.now)
        if at is None or at >= found.plan.starts_at - access.HOUR:
            continue
        if at > tick.now:
            yield Later(
                "events.remind", at, f"event:{found.id}:{telling.stamp(found)}:day:{person.id}", f"{arg} {person.id}"
            )
        else:
            yield _reminder(conn, tick, found, person, "day")


@events.due("remind")
def remind(tick: Tick, arg: str) -> Effects:
    """ "T1 1764572400 P5": the reminder of the day before, to one whose hours had not begun; if they still come."""
    event, _space, person_id = arg.rpartition(" ")
    conn = tick.store.write()
    found, person = _still(conn, tick, event), people.get(conn, person_id)
    if found and person and Kind.EVENTS not in reminding.of(conn, person).off:
        mine = registered.get(conn, found.id, person_id)
        if mine and not mine.is_waiting:
            yield _reminder(conn, tick, found, person, "day")


@events.due("hour")
def hour_before(tick: Tick, arg: str) -> Effects:
    """Reminds those who come an hour before, whatever their hours: they come at that time."""
    conn = tick.store.write()
    found = _still(conn, tick, arg)
    for person in _coming(conn, found) if found else ():
        if found and Kind.EVENTS not in reminding.of(conn, person).off:
            yield _reminder(conn, tick, found, person, "hour")


@events.due("over")
def over(tick: Tick, arg: str) -> Effects:
    """It has taken place: whoever looks after it is asked in the morning who came."""
    conn = tick.store.write()
    found = planned.get(conn, arg.partition(" ")[0])
    if found and found.is_over(tick.now) and registered.counts(conn).get(found.id):
        for person in access.keepers(found, people.all(conn)):
            yield morning(person, Hours(zone=person.zone), tick.now)


@events.morning
def new(turn: Anybody, person: Person, day: date, is_new: bool) -> Section | None:
    """New events for somebody; those for which they have registered meanwhile are dealt with."""
    conn = turn.store.write()
    mine = registered.of_person(conn, person.id)
    told = planned.told(conn, person.id, NEW)
    open_ = [one for one in planned.since(conn, turn.now) if one.is_open(turn.now) and one.id not in mine]
    if is_new and _wants(conn, person, day):
        fresh = [one for one in open_ if one.id not in told and one.made_by != person.id]
        for one in [one for one in fresh if one.plan.audience.has(person)]:
            planned.tell(conn, one.id, person.id, NEW, day)
            told[one.id] = day
    views = [access.view(conn, turn, person, one) for one in open_ if told.get(one.id) == day]
    _ = texts(person.language)
    return Section(screens.new(_, views), screens.new_buttons(_, views)) if views else None


@events.morning
def who_came(turn: Anybody, person: Person, day: date, is_new: bool) -> Section | None:
    """Events that have taken place, for whoever looks after them, until it is marked who came."""
    conn = turn.store.write()
    told = planned.told(conn, person.id, OVER)
    counts = registered.counts(conn)
    past = [one for one in planned.since(conn, turn.now - ASKED) if _waits(turn, one) and counts.get(one.id)]
    if is_new:
        everybody = people.all(conn) if past else []
        for one in past:
            if one.id not in told and person.id in {keeper.id for keeper in access.keepers(one, everybody)}:
                planned.tell(conn, one.id, person.id, OVER, day)
                told[one.id] = day
    found = [one for one in past if told.get(one.id) == day and access.looks_after(person, one)]
    if not found:
        return None
    _ = texts(person.language)
    return Section(planning_screens.over(_, found), _opening(_, found))


@events.desk
def to_mark(turn: Turn) -> Section | None:
    """Events that a coordinator looks after and of which nobody has said who came."""
    with turn.store.read() as conn:
        counts = registered.counts(conn)
        past = [one for one in planned.since(conn, turn.now - ASKED) if _waits(turn, one) and counts.get(one.id)]
    found = [one for one in past if access.looks_after(turn.person, one)]
    return Section(planning_screens.over(turn.texts, found), _opening(turn.texts, found)) if found else None


def _opening(_: Texts, found: Sequence[Event]) -> tuple[Button, ...]:
    return (Button(_("Open {id}", id=found[0].id), "events.manage", found[0].id),)


def _waits(turn: Anybody, found: Event) -> bool:
    return found.is_over(turn.now) and found.marked_at is None


def _wants(conn: Connection, person: Person, day: date) -> bool:
    wanted = reminding.of(conn, person)
    return Kind.EVENTS not in wanted.off and wanted.put_off(Kind.EVENTS, day) is None


def _still(conn: Connection, tick: Tick, arg: str) -> Event | None:
    """The event of "T1 1764572400" if it still begins then and has not yet."""
    id_, _space, start = arg.partition(" ")
    found = planned.get(conn, id_)
    return found if found and found.is_open(tick.now) and telling.stamp(found) == start else None


def _coming(conn: Connection, found: Event) -> list[Person]:
    those = (people.get(conn, one.person) for one in registered.of_event(conn, found.id) if not one.is_waiting)
    return [person for person in those if person]


def _reminder(conn: Connection, tick: Tick, found: Event, person: Person, which: str) -> Send:
    card = screens.reminder(texts(person.language), access.view(conn, tick, person, found))
    once = f"event:{found.id}:{telling.stamp(found)}:{which}:{person.id}"
    return Send(person.address, card, once=once, drop_after=found.plan.starts_at)
