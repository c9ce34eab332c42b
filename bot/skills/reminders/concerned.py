"""Whom a reminder concerns at a moment, who of them can be reached, and what somebody reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.people import Language, Person, WhyNot
from bot.skills.reminders.records import Plan
from bot.store import Connection, enrolments, people, reminding
from bot.store.reminding import Kind, Wanted


@dataclass(frozen=True)
class Concerned:
    """People a reminder is for, what each has chosen, and why it cannot be sent to them; None if it can."""

    every: Sequence[tuple[Person, Wanted, WhyNot | None]]

    @property
    def reached(self) -> list[Person]:
        """Those it can be sent to."""
        return [person for person, _wanted, why in self.every if why is None]

    @property
    def others(self) -> list[tuple[Person, WhyNot]]:
        """Those it cannot be sent to, and why."""
        return [(person, why) for person, _wanted, why in self.every if why]


def concerned(conn: Connection, author: Person, plan: Plan, closed: Mapping[str, str]) -> Concerned:
    """Those in the audience and in the author's scope, at this moment. Nobody is reminded of a module that they have done."""
    found = plan.audience.within(author, people.all(conn))
    if plan.module:
        behind = enrolments.behind(conn, plan.module) if plan.only_behind else None
        if plan.words == "go_on":  # it says that they have begun
            behind = enrolments.begun(conn, plan.module)
        done = enrolments.done(conn, plan.module)
        found = [one for one in found if one.id not in done and (behind is None or one.id in behind)]
    wanted = reminding.of_all(conn, found)
    return Concerned(
        [(one, wanted[one.id], reminding.why_not(one, wanted[one.id], Kind.COORDINATORS, closed)) for one in found]
    )


def language_for(plan: Plan, language: Language) -> Language:
    """The language of the words that somebody gets: their own, else the first there is."""
    if plan.words != "own" or language in plan.texts:
        return language
    return next((one for one in Language if one in plan.texts), language)
