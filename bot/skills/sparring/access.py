"""Whose a session is: who sees it, who may change it, and how it looks to them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.people import Person, Role
from bot.scope import reaches
from bot.skills.sparring.records import results, voting
from bot.skills.sparring.words import View
from bot.store import Connection, people, sessions
from bot.store.sessions import Session
from bot.turns import Tick, Turn

Anybody = Turn | Tick


def looks_after(person: Person, found: Session) -> bool:
    """Whether it is a coordinator's to see to: one of their scopes covers those who asked for it; an admin's to see to all."""
    wish = found.wish
    is_scoped = any(reaches(scope, wish.organisation, wish.branch) for scope in person.scopes)
    return person.is_a(Role.ADMIN) or (person.is_a(Role.COORDINATOR) and is_scoped)


def may_change(person: Person, found: Session) -> bool:
    """Whether somebody may move, fill or cancel it."""
    return found.organiser == person.id or looks_after(person, found)


def keepers(everybody: Iterable[Person], found: Session) -> list[Person]:
    """The coordinators whose it is to see to: those in whose scope it is, else the admins."""
    everybody = list(everybody)
    near = [one for one in everybody if one.is_a(Role.COORDINATOR) and looks_after(one, found)]
    return near or [one for one in everybody if one.is_a(Role.ADMIN)]


def hosts(conn: Connection, found: Session) -> list[Person]:
    """Whoever asked for it; once they are gone, those whose it is to see to."""
    own = people.get(conn, found.organiser) if found.organiser else None
    return [own] if own else keepers(people.all(conn), found)


def view(conn: Connection, now: datetime, person: Person, found: Session) -> View:
    """A session as somebody sees it now; who is only asked to it does not see its way in, nor what was written of it."""
    members = sessions.members(conn, found.id)
    mine = next((one for one in members if one.person == person.id), None)
    if not ((mine and mine.is_in) or may_change(person, found)):
        bare = replace(found, wish=replace(found.wish, location=""))
        names = people.names(conn, [one.person for one in members])
        return View(bare, now, person.zone, mine=mine, members=tuple(members), names=names)
    return View(
        found,
        now,
        person.zone,
        mine=mine,
        may_manage=may_change(person, found),
        members=tuple(members),
        names=people.names(conn, [one.person for one in members]),
        ballot=voting.latest(conn, found.id) if found.status == "proposed" else None,
        prepared=results.preparation(conn, found.id),
        notes=results.written(conn, found.id, results.NOTES),
        outcome=results.written(conn, found.id, results.OUTCOME),
        steps=tuple(results.steps(conn, found.id)),
    )


def seen(conn: Connection, turn: Turn, session_id: str) -> View | None:
    """A session by its id, None for whoever is not in it, nor asked to, and does not look after it."""
    found = sessions.get(conn, session_id)
    if found is None:
        return None
    whole = view(conn, turn.now, turn.person, found)
    is_theirs = whole.mine is not None and whole.mine.state in ("asked", "in")
    return whole if is_theirs or looks_after(turn.person, found) or found.organiser == turn.person.id else None


def managed(conn: Connection, turn: Turn, session_id: str) -> View | None:
    """A session by its id, None for whoever may not change it."""
    whole = seen(conn, turn, session_id)
    return whole if whole and whole.may_manage else None


def inside(conn: Connection, turn: Turn, session_id: str) -> View | None:
    """A session by its id, None for whoever does not take part in it."""
    whole = seen(conn, turn, session_id)
    return whole if whole and whole.is_in else None


def after(conn: Connection, turn: Turn, session_id: str) -> View | None:
    """A session that was held, for those who were in it and who look after it."""
    whole = seen(conn, turn, session_id)
    return whole if whole and whole.found.status == "held" and (whole.is_in or whole.may_manage) else None


def again(conn: Connection, turn: Turn, known: View) -> View:
    """A session as it is by now."""
    return view(conn, turn.now, turn.person, sessions.get(conn, known.found.id) or known.found)
