"""Who hears of it: those who waited for an answer, those who were given one that changes, and whoever looks at it again."""

import re
from collections.abc import Iterable
from datetime import time
from typing import TypeVar

from bot.cards import Card
from bot.people import Person
from bot.skill import morning
from bot.skills.escalation import entry_screens as screens
from bot.skills.escalation import offering
from bot.skills.escalation.records import escalations, proposals, sealed
from bot.skills.escalation.responsible import AHEAD, is_due, keepers
from bot.skills.escalation.skill import escalation
from bot.store import Connection, entries, people, wishes
from bot.store.entries import Entry
from bot.texts import texts
from bot.turns import Effects, Later, Send, Tick, Turn
from bot.working import Hours, moment

_PARTS = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")


def mornings(turn: Turn | Tick, conn: Connection, persons: Iterable[Person]) -> Effects:
    """They find it in their next morning message."""
    for person in persons:
        yield morning(person, offering.hours_of(conn, person), turn.now)


def published(turn: Turn | Tick, found: Entry) -> Effects:
    """What follows once an entry is in force: those who waited are told, and it is looked at before it runs out."""
    yield Later("escalation.tell", turn.now, f"tell:{found.id}:{found.revision}", found.id)
    yield from review_later(turn, found)


def review_later(turn: Turn | Tick, found: Entry) -> Effects:
    """It is looked at again before it runs out, on a working morning."""
    if found.valid_until:
        at = max(moment(found.valid_until - AHEAD, time(6), Hours().zone), turn.now)
        yield Later("escalation.review", at, f"review:{found.id}:{found.valid_until}", found.id)


@escalation.due("review")
def review(tick: Tick, arg: str) -> Effects:
    """An answer runs out soon: its author and those in charge find it in their next morning message."""
    with tick.store.read() as conn:
        found = entries.get(conn, arg)
        if found and is_due(found, tick.day):
            yield from mornings(tick, conn, keepers(conn, found))


@escalation.due("tell")
def tell(tick: Tick, arg: str) -> Effects:
    """Those whose question an entry answers, and who wished to know, are told: once, and only what they may read."""
    with tick.store.read() as conn:
        found = entries.get(conn, arg)
        if found is None or not found.is_valid(tick.day):
            return
        open_ones = [wish for wish in wishes.open_ones(conn) if _may_hear(conn, found, wish.person)]
    met = [wish for wish in open_ones if tick.library.is_answered_by(wish.text, wish.language, found.id, tick.day)]
    if not met:
        return
    conn = tick.store.write()
    now = entries.get(conn, arg)
    if now is None or now.revision != found.revision:
        return
    for wish in met:
        person = people.get(conn, wish.person)
        if person and wishes.told(conn, wish.question, tick.now):
            card = screens.wished(texts(person.language), found, wish.text, wish.asked_at, person.zone)
            yield Send(person.address, card, once=f"wish:{wish.question}", must=True)


def withdraw(turn: Turn, conn: Connection, found: Entry) -> Effects:
    """A published entry is answered from no more, from this commit on; what was to change it goes with it."""
    change = proposals.changing(conn, found.id)
    if change:
        proposals.drop(conn, change.entry.id)
    now = entries.move(conn, found.id, ("published",), "withdrawn")
    if now:
        yield from changed(turn, conn, found, now)


def changed(turn: Turn, conn: Connection, before: Entry, now: Entry) -> Effects:
    """Those who were given an entry hear what it says now, if that is something else or nothing any more: once for each
    revision. So does its asker, who was the first to be given it."""
    for person in _to_tell(turn, conn, before, now):
        yield Send(
            person.address, _news(conn, person, before, now), once=f"changed:{now.id}:{now.revision}:{person.id}"
        )
    number = escalations.number(now.escalation)
    asker = sealed.asker(conn, number)
    if asker and asker.id != turn.person.id and now.answer != before.answer:
        key = sealed.key(conn, number, f"changed {now.revision}")
        yield Send(asker.address, _news(conn, asker, before, now), once=key)


def to_tell(turn: Turn, conn: Connection, before: Entry, now: Entry) -> int:
    """How many hear of a change besides the asker, who is told without being counted."""
    return len(_to_tell(turn, conn, before, now))


def _to_tell(turn: Turn, conn: Connection, before: Entry, now: Entry) -> list[Person]:
    number = escalations.number(now.escalation)
    given = (people.get(conn, one) for one in entries.given_to(conn, now.id) if one != turn.person.id)
    others = [one for one in given if one and not sealed.is_asker(conn, number, one.id)]
    return [one for one in others if may_read(conn, one, before) and _is_other(conn, one, before, now)]


def _is_other(conn: Connection, person: Person, before: Entry, now: Entry) -> bool:
    """Whether somebody who was given an entry would now be given something else, or nothing."""
    is_same = (before.answer, before.sources) == (now.answer, now.sources)
    return now.state != "published" or not may_read(conn, person, now) or not is_same


def difference(before: str, now: str) -> tuple[str, str]:
    """The sentences in which two texts differ, from the first to the last one; "" where one has none of its own."""
    was, is_now = _PARTS.split(before.strip()), _PARTS.split(now.strip())
    same = _common(was, is_now)
    was, is_now = was[same:], is_now[same:]
    end = _common(was[::-1], is_now[::-1])
    return " ".join(was[: len(was) - end]), " ".join(is_now[: len(is_now) - end])


_T = TypeVar("_T")


def _common(one: list[_T], other: list[_T]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def _news(conn: Connection, person: Person, before: Entry, now: Entry) -> Card:
    _ = texts(person.language)
    if now.state != "published" or not may_read(conn, person, now):
        return screens.no_longer(_, now)
    pairs = [difference(before.answer, now.answer), difference(before.sources, now.sources)]
    return screens.changed(_, now, *next((pair for pair in pairs if any(pair)), ("", "")))


def may_read(conn: Connection, person: Person, found: Entry) -> bool:
    """Whether an entry is for somebody."""
    return found.audience == entries.EVERYONE or found.audience in entries.audiences(conn, person)


def _may_hear(conn: Connection, found: Entry, person_id: str) -> bool:
    person = people.get(conn, person_id)
    is_asker = sealed.is_asker(conn, escalations.number(found.escalation), person_id)
    return person is not None and not is_asker and may_read(conn, person, found)
