"""Whom a reminder concerns at a moment, who of them can be reached, and what somebody reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.people import Language, Person, WhyNot
from bot.skills.reminders.records import Plan
from bot.store import Connection, enrolments, people, reminding
from bot.store.reminding import Kind, Wanted


@dataclass(frozen=True)
class Concerned:
    """People a reminder is for: those it can be sent to, with what they have chosen, and the others with why not."""

    reached: Sequence[tuple[Person, Wanted]]
    others: Sequence[tuple[Person, WhyNot]]


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
        why = reminding.why_not(person, wanted[person.id], Kind.COORDINATORS, closed)
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
