"""Which coordinators a question concerns: those of its organisation or branch, and of the whole network."""

from collections.abc import Iterable

from bot.people import Person, Role
from bot.scope import reaches
from bot.skills.escalation.records.escalations import Escalation
from bot.store import Connection, people


def may_coordinate(person: Person, organisation: str, branch: str) -> bool:
    """Whether somebody looks after what comes from there. An admin does where nobody else would."""
    is_scoped = any(reaches(scope, organisation, branch) for scope in person.scopes)
    return (person.is_a(Role.COORDINATOR) and is_scoped) or person.is_a(Role.ADMIN)


def coordinators(conn: Connection, found: Escalation) -> list[Person]:
    """Whom to tell of a question. What it must not depend on is who asked."""
    return concerned(people.all(conn), found.organisation, found.branch)


def is_concerned(everybody: Iterable[Person], person: Person, found: Escalation) -> bool:
    """Whether somebody is one of those whom to tell of a question."""
    return any(one.id == person.id for one in concerned(everybody, found.organisation, found.branch))


def concerned(everybody: Iterable[Person], organisation: str, branch: str) -> list[Person]:
    """Those whose it is to see to what comes from there: the coordinators in whose scope it is, all coordinators where it is
    in nobody's, else the admins."""
    everybody = list(everybody)
    every = [one for one in everybody if one.is_a(Role.COORDINATOR)]
    near = [one for one in every if any(reaches(scope, organisation, branch) for scope in one.scopes)]
    return near or every or [one for one in everybody if one.is_a(Role.ADMIN)]
