"""What a coordinator does with a reminder: looks at it, tries it, saves it, takes it back, pauses, duplicates or cancels it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot import counts
from bot.people import Language, Person, Role
from bot.scope import is_in_care, is_in_scope
from bot.skill import Section
from bot.skills.reminders import compose_screens as screens
from bot.skills.reminders import records, sent_screens
from bot.skills.reminders.compose_screens import Seen
from bot.skills.reminders.concerned import concerned
from bot.skills.reminders.own import own_card
from bot.skills.reminders.posting import name_of
from bot.skills.reminders.records import DRAFT, ENDED, PAUSED, PLANNED, WITHDRAWN, Reminder
from bot.skills.reminders.rounds import next_round, planned, usual
from bot.skills.reminders.skill import reminders
from bot.skills.reminders.telling import went
from bot.skills.reminders.times import Repeat
from bot.store import Connection, people
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn
from training_modules.catalogue import Module

LATELY = 3
"""Reminders that are over in a coordinator's list."""
UNDO = timedelta(seconds=30)
"""How long what was saved can be taken back; nothing goes out before."""


def reminder_id(said: str) -> str | None:
    """ "R12" for what somebody says aloud: "r12"; None for anything else."""
    found = re.fullmatch(r"r([1-9]\d{0,7})", said.strip().casefold())
    return f"R{found[1]}" if found else None


@reminders.command(
    W_("word", "reminders, reminder, my reminders"),
    N_("what reminds you, and when; as a coordinator, composing reminders"),
    parse=reminder_id,
    bare=reminder_id,
)
@reminders.pressed("overview")
def overview(turn: Turn, arg: str = "") -> Effects:
    """A coordinator's reminders; for everybody else, what they are reminded of. In a channel a coordinator may have
    reminders posted there."""
    if not _is_coordinator(turn.person):
        yield Reply(own_card(turn), alone=True)
        return
    if not turn.address.is_private:
        with turn.store.read() as conn:
            name = name_of(turn, conn)
        yield Reply(screens.channel(turn.texts, name))
        return
    if arg:
        yield from show(turn, arg)
        return
    with turn.store.read() as conn:
        found = _mine(turn, conn)
        mine = [(one, coming[0] if (coming := _next(turn, conn, one)) else None) for one in found]
    yield Reply(screens.overview(turn.texts, mine, turn.person.zone), alone=True)


@reminders.form("choose")
def choose(turn: Turn, _arg: str = "") -> Effects:
    """Which one?"""
    with turn.store.read() as conn:
        mine = _mine(turn, conn)
    if mine:
        yield Show(screens.choose(turn.texts, mine))


@reminders.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows it."""
    yield from show(turn, values.get("id", ""))


@reminders.pressed("show")
def show(turn: Turn, arg: str) -> Effects:
    """A reminder as it is now."""
    with turn.store.read() as conn:
        found, orphan = own(turn, conn, arg), _orphan(turn, conn, arg)
        if found:
            yield shown(turn, conn, found)
        elif orphan:
            yield Reply(screens.orphan(turn.texts, orphan), alone=True)
        else:
            yield said(turn, N_("There is no such reminder of yours."))


@reminders.pressed("test")
def test(turn: Turn, arg: str) -> Effects:
    """Sends it to whoever composes it, as a reader gets it, and to nobody else."""
    with turn.store.read() as conn:
        found = own(turn, conn, arg)
    if found is None or not _is_ready(found):
        yield said(turn, N_("There is no such reminder of yours."))
    elif found.plan.channel is not None:
        yield Reply(sent_screens.post(found, turn.person.name, _module(turn, found)), alone=True)
    else:
        yield Reply(sent_screens.message(turn.texts, found, turn.person.name, _module(turn, found)), alone=True)


@reminders.pressed("save")
def save(turn: Turn, arg: str) -> Effects:
    """From now on it goes out, after a moment in which it can be taken back."""
    closed = turn.closed()
    conn = turn.store.write()
    found = own(turn, conn, arg)
    if found and found.state == PLANNED:
        yield said(turn, N_("It is saved already."), found)
        return
    if found is None or not _is_ready(found) or found.state not in (DRAFT, PAUSED):
        yield said(turn, N_("That has changed meanwhile. Look at it again."), found)
        return
    following = planned(conn, found, turn.now)
    those = concerned(conn, turn.person, found.plan, closed)
    if following is None:
        yield said(turn, N_("Its time is past. Choose another day, then it can be saved."), found)
        return
    is_direct = found.plan.channel is None
    if is_direct and found.plan.repeat is Repeat.ONCE and not those.reached:
        yield said(turn, N_("There is nobody it reaches. Choose others, then it can be saved."), found)
        return
    if records.move(conn, found, PLANNED, turn.now):
        day, at = following
        after = replace(found, state=PLANNED, revision=found.revision + 1)
        yield next_round(after, day, max(at, turn.now + UNDO))
        channel = _channel(conn, found)
        coming, concerned_now = usual(after, day), counts.of(turn.person, those.reached)
        card = screens.saved(turn.texts, after, coming, turn.person.zone, concerned_now, UNDO.seconds, channel)
        yield Reply(card, alone=True)


@reminders.pressed("undo")
def undo(turn: Turn, arg: str) -> Effects:
    """Takes back that it was saved, within the moment there is for it."""
    conn = turn.store.write()
    found = own(turn, conn, arg)
    is_early = found is not None and found.planned_at is not None and turn.now - found.planned_at <= UNDO
    if found and found.state == PLANNED and is_early and records.move(conn, found, DRAFT):
        yield said(turn, N_("Taken back. Nothing goes out before you save it again."), found)
    elif found and found.state == PLANNED:
        yield said(turn, N_("It is too late to undo that. You can still pause or cancel what has not gone out."), found)
    else:
        yield said(turn, N_("There is nothing to undo."), found)


@reminders.pressed("pause")
def pause(turn: Turn, arg: str) -> Effects:
    """It rests until it is saved again."""
    conn = turn.store.write()
    found = own(turn, conn, arg)
    if found and found.state == PLANNED and records.move(conn, found, PAUSED):
        yield said(turn, N_("Paused. Nothing goes out before you save it again."), found)
    else:
        yield said(turn, N_("That has changed meanwhile. Look at it again."), found)


@reminders.pressed("cancel")
def cancel(turn: Turn, arg: str) -> Effects:
    """It comes no more."""
    conn = turn.store.write()
    found = own(turn, conn, arg)
    if found and found.state in (DRAFT, PLANNED, PAUSED) and records.move(conn, found, WITHDRAWN):
        yield said(turn, N_("Cancelled. What it said is kept: you can duplicate it."), found)
    else:
        yield said(turn, N_("It is cancelled already, or has gone out."), found)


@reminders.pressed("duplicate")
def duplicate(turn: Turn, arg: str) -> Effects:
    """A new draft that says the same."""
    conn = turn.store.write()
    found = own(turn, conn, arg)
    if found is None:
        yield said(turn, N_("There is no such reminder of yours."))
    else:
        yield shown(turn, conn, records.make(conn, turn.person.id, found.plan, turn.now))


@reminders.pressed("take")
def take(turn: Turn, arg: str) -> Effects:
    """Takes on a reminder whose author coordinates no more."""
    conn = turn.store.write()
    found = _orphan(turn, conn, arg)
    if found and records.take_on(conn, found, turn.person.id):
        yield shown(turn, conn, records.get(conn, found.id) or found)
    else:
        yield said(turn, N_("That has changed meanwhile. Look at it again."))


@reminders.desk
def section(turn: Turn) -> Section | None:
    """What goes out next, and which have nobody who looks after them."""
    with turn.store.read() as conn:
        mine = [one for one in _mine(turn, conn) if one.state in (PLANNED, PAUSED)]
        coming = [found[0] for one in mine if one.author and one.state == PLANNED and (found := _next(turn, conn, one))]
    orphans = [one.id for one in mine if not one.author]
    return (
        screens.section(turn.texts, len(coming), min(coming, default=None), turn.person.zone, orphans) if mine else None
    )


def own(turn: Turn, conn: Connection, id_: str) -> Reminder | None:
    """A reminder of the person's own, "R7"."""
    found = records.get(conn, id_)
    return found if found and found.author == turn.person.id else None


def may_change(conn: Connection, found: Reminder) -> bool:
    """Whether a reminder may still be changed: what has gone out once and for all, or was cancelled, may not."""
    is_once = found.plan.repeat is Repeat.ONCE
    return found.state in (DRAFT, PLANNED, PAUSED) and not (is_once and records.occurrences(conn, found.number))


def shown(turn: Turn, conn: Connection, found: Reminder, masked: tuple[str, ...] = ()) -> Reply:
    """The card of a reminder as it is at this moment."""
    those, who = concerned(conn, turn.person, found.plan, turn.closed()), turn.person
    named = [(one.name, why) for one, why in those.others if is_in_care(who, one)]
    hidden = counts.of(who, [one for one, _why in those.others if not is_in_care(who, one)])
    readers = {one: counts.of(who, [person for person in those.reached if person.language is one]) for one in Language}
    every = counts.of(who, [person for person, _wanted, _why in those.every])
    seen = Seen(every, named, hidden, readers, _next(turn, conn, found), who.zone)
    past = [went(conn, who, one) for one in records.occurrences(conn, found.number)[: screens.PAST] if not one.outcome]
    card = screens.card(turn.texts, found, seen, _channel(conn, found), _module(turn, found), past, masked)
    return Reply(card, alone=True)


def said(turn: Turn, text: str, found: Reminder | None = None) -> Reply:
    """A sentence about a reminder."""
    return Reply(screens.told(turn.texts, turn.texts(text), found), alone=True)


def _mine(turn: Turn, conn: Connection) -> list[Reminder]:
    """Those of the coordinator that are not over, those without one, and the last few that are."""
    every = records.every(conn, DRAFT, PLANNED, PAUSED)
    lately = [one for one in records.every(conn, ENDED) if one.author == turn.person.id][:LATELY]
    orphans = [replace(one, author="") for one in every if _is_orphan(turn, conn, one)]
    return [*orphans, *(one for one in every if one.author == turn.person.id), *lately]


def _orphan(turn: Turn, conn: Connection, id_: str) -> Reminder | None:
    found = records.get(conn, id_)
    return found if found and _is_orphan(turn, conn, found) else None


def _is_orphan(turn: Turn, conn: Connection, one: Reminder) -> bool:
    """Whether its author coordinates no more, and all whom it concerned are in this coordinator's scope."""
    author = people.get(conn, one.author) if one.author else None
    if one.state not in (PLANNED, PAUSED) or (author and _is_coordinator(author)):
        return False
    those = [person for person in people.all(conn) if one.plan.audience.has(person)]
    return bool(those) and all(is_in_scope(turn.person, person) for person in those)


def _is_coordinator(person: Person) -> bool:
    return person.is_a(Role.COORDINATOR) or person.is_a(Role.ADMIN)


def _is_ready(found: Reminder) -> bool:
    return found.plan.words != "own" or bool(found.plan.texts)


def _next(turn: Turn, conn: Connection, found: Reminder) -> tuple[datetime, bool] | None:
    """When it comes next, and whether that is later than was asked for."""
    following = planned(conn, found, turn.now) if found.state in (DRAFT, PLANNED, PAUSED) else None
    return usual(found, following[0]) if following else None


def _channel(conn: Connection, found: Reminder) -> str:
    return next((one.name for one in records.channels(conn) if one.number == found.plan.channel), "")


def _module(turn: Turn, found: Reminder) -> Module | None:
    return next((one for one in turn.modules if one.id == found.plan.module), None)
