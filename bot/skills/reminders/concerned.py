"""Whom a reminder concerns at a moment, who of them can be reached, and what somebody reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.people import Language, Person
from bot.skills.reminders.records import Plan
from bot.store import Connection, enrolments, people, reminding
from bot.store.reminding import Kind, Wanted

OFF, UNMET, CLOSED = "off", "unmet", "closed"
"""Why a reminder cannot be sent to somebody: they have turned reminders off, have never written to Sparri, or no message
reaches them any more."""


@dataclass(frozen=True)
class Concerned:
    """People a reminder is for: those it can be sent to, with what they have chosen, and the others with why not."""

    reached: Sequence[tuple[Person, Wanted]]
    others: Sequence[tuple[Person, str]]


def concerned(conn: Connection, author: Person, plan: Plan, closed: Mapping[str, str]) -> Concerned:
    """Those in the audience and in the author's scope, at this moment. Nobody is reminded of a module that they have done."""
    found = plan.audience.within(author, people.all(conn))
    if plan.module:
        behind = enrolments.behind(conn, plan.module) if plan.only_behind else None
        done = enrolments.done(conn, plan.module)
        found = [one for one in found if one.id not in done and (behind is None or one.id in behind)]
    wanted = reminding.of_all(conn, found)
    reached, others = [], []
    for person in found:
        why = _why_not(person, wanted[person.id], closed)
        if why:
            others.append((person, why))
        else:
            reached.append((person, wanted[person.id]))
    return Concerned(reached, others)


def language_for(plan: Plan, language: Language) -> Language:
    """The language of the words that somebody gets: their own, else the first there is."""
    if plan.words != "own" or language in plan.texts:
        return language
    return next((one for one in Language if one in plan.texts), language)


def _why_not(person: Person, wanted: Wanted, closed: Mapping[str, str]) -> str:
    if not person.welcomed:
        return UNMET
    if Kind.COORDINATORS in wanted.off:
        return OFF
    return CLOSED if person.address.lane in closed else ""
