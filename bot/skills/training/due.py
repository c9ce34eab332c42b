"""Reminders of a module that is to be done by a day: seven and two days before, on the day, then weekly three times at most.

They stand in the morning digest and nowhere else. Every working day before the digests `daily` finds who has something in theirs;
what stands there is worked out and kept when the digest is made, in its own commit: each stage once, the latest one alone where
several have passed, none once the module is done. A stage on a free day comes on the next working morning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.people import Person
from bot.skill import Section, morning
from bot.skills.training import due_screens as screens
from bot.skills.training.enrolling import join
from bot.skills.training.reach import why_not
from bot.skills.training.records import due
from bot.skills.training.records.due import Open
from bot.skills.training.skill import training
from bot.store import people, reminding
from bot.store.reminding import Kind, Wanted
from bot.texts import texts
from bot.turns import Effects, Tick, Turn
from training_modules.catalogue import Module

STAGES = (-7, -2, 0, 7, 14, 21)
"""Days after the day by which a module is to be done."""
AHEAD = timedelta(days=30)
"""How far ahead a digest may lie that is asked for today: people choose their days, and there are holidays."""


@dataclass(frozen=True)
class Waiting:
    """What of somebody's training stands in a digest: who enrolled them, and what they are reminded of."""

    news: tuple[Open, ...] = ()
    reminders: tuple[Open, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.news or self.reminders)


def stage_on(due_on: date | None, day: date) -> int | None:
    """The last stage of the series that has come by a day; None before the first."""
    passed = [number for number, days in enumerate(STAGES) if due_on and due_on + timedelta(days=days) <= day]
    return passed[-1] if passed else None


def waiting(mine: Sequence[Open], wanted: Wanted, day: date, here: frozenset[str]) -> Waiting:
    """What of it belongs into the digest of a day that is new. That one was enrolled is no reminder: it is told whatever one
    wants of reminders. A module that was taken away is nothing to be told of."""
    known = [one for one in mine if one.module in here]
    news = [one for one in known if one.is_enrolled and one.told_on is None and not one.has_begun]
    if Kind.TRAINING in wanted.off or wanted.put_off(Kind.TRAINING, day):
        return Waiting(tuple(news))
    left = [one for one in known if one not in news and not _is_quiet(one, day) and one.reminded_on != day]
    return Waiting(tuple(news), tuple(one for one in left if one.is_nudged or _is_next(one, day)))


def _is_next(one: Open, day: date) -> bool:
    stage = stage_on(one.due_on, day)
    return stage is not None and (one.stage is None or stage > one.stage)


def _is_quiet(one: Open, day: date) -> bool:
    return one.is_off or (one.not_before is not None and one.not_before > day)


@training.due("daily")
def daily(tick: Tick, _arg: str = "") -> Effects:
    """Before the digests: whoever joins a standing order is enrolled, and everybody with something to be told gets a digest."""
    closed = tick.closed()
    conn = tick.store.write()
    everybody = people.all(conn)
    join(conn, everybody, tick.now, tick.day)
    by_person: dict[str, list[Open]] = {}
    for one in due.may_wait(conn, tick.day + AHEAD):
        by_person.setdefault(one.person, []).append(one)
    concerned = [person for person in everybody if person.id in by_person]
    wants, here = reminding.of_all(conn, concerned), _here(tick.modules)
    for person in concerned:
        wanted = wants[person.id]
        day = wanted.hours.day_of(wanted.hours.morning(tick.now))
        is_reached = not why_not(person, wanted, closed, day)
        if is_reached and waiting(by_person[person.id], wanted, day, here):
            yield morning(person, wanted.hours, tick.now)


@training.morning
def section(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
    """Who has enrolled somebody, and what they are to have done by when."""
    conn = turn.store.write()
    mine, here = due.open_to(conn, person.id), _here(turn.modules)
    if is_new and mine:
        new = waiting(mine, reminding.of(conn, person), day, here)
        for one in new.news:
            due.told(conn, person.id, one.module, day, stage_on(one.due_on, day))
        for one in new.reminders:
            due.reminded(conn, person.id, one.module, day, stage_on(one.due_on, day))
        mine = due.open_to(conn, person.id) if new else mine
    # one that has been begun since is no news any more
    news = [one for one in mine if one.told_on == day and not one.has_begun and one.module in here]
    reminders = [one for one in mine if one.reminded_on == day and one.module in here]
    _ = texts(person.language)
    return screens.section(_, turn.modules, news, reminders, day) if news or reminders else None


def _here(modules: Sequence[Module]) -> frozenset[str]:
    return frozenset(one.id for one in modules)
