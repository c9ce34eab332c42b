"""What stands in the digest and on the desk: steps that are due, what to tell of a session, and what waits for coordinators."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.people import Person
from bot.skill import Section, morning
from bot.skills.sparring import access, telling
from bot.skills.sparring import following_screens as screens
from bot.skills.sparring.access import Anybody
from bot.skills.sparring.records import results
from bot.skills.sparring.records.results import OUTCOME
from bot.skills.sparring.skill import sparring
from bot.store import Connection, reminding, sessions
from bot.texts import texts
from bot.turns import Effects, Tick, Turn

ASKED = timedelta(days=30)
"""How long it is asked in the digest what came of a session, and a step that is late stands there."""


@sparring.due("later")
def six_weeks_later(tick: Tick, arg: str) -> Effects:
    """What came of it? Whoever asked for it finds the question in the digest."""
    conn = tick.store.write()
    found = sessions.get(conn, arg.partition(" ")[0])
    if found and found.status == "held" and results.written(conn, found.id, OUTCOME) is None:
        for person in access.hosts(conn, found):
            yield morning(person, reminding.of(conn, person).hours, tick.now)


@sparring.morning
def in_the_morning(turn: Anybody, person: Person, day_: date, is_new: bool) -> Section | None:  # noqa: ARG001  it is drawn alike
    """Steps that are due or late, and sessions of which it is time to say what came of them; for coordinators what they may make
    material of, and who waits for a partner."""
    conn = turn.store.write()
    _ = texts(person.language)
    steps = [
        one
        for one in results.steps(conn, owner=person.id)
        if one.done_at is None and day_ - ASKED <= one.due_on <= day_
    ]
    told = results.outcomes(conn)
    past = [found for found, _member in sessions.of_person(conn, person.id) if _is_asked(found, person, told, day_)]
    waiting, shared = _coordinated(conn, person, told, day_)
    return screens.morning(_, steps, past, waiting, shared)


@sparring.desk
def on_the_desk(turn: Turn) -> Section | None:
    """What waits for a coordinator: sessions without a partner, and outcomes that may become material."""
    with turn.store.read() as conn:
        waiting, shared = _coordinated(conn, turn.person, results.outcomes(conn), turn.today)
    return screens.morning(turn.texts, [], [], waiting, shared)


def _coordinated(
    conn: Connection, person: Person, told: Mapping[str, results.Note], today: date
) -> tuple[list[sessions.Session], list[sessions.Session]]:
    every, members = sessions.all(conn), sessions.everybody(conn)
    mine = [found for found in every if found.organiser != person.id and access.looks_after(person, found)]
    waiting = [found for found in mine if found.status in ("proposed", "confirmed") and _waits(found, members, today)]
    shared = [
        found
        for found in mine
        if found.id in told
        and told[found.id].may_share
        and not told[found.id].is_used
        and today - told[found.id].written_at.date() <= ASKED
    ]
    return waiting, shared


def _waits(found: sessions.Session, members: Mapping[str, list[sessions.Member]], today: date) -> bool:
    """Whether a session has nobody who spars, or nobody who arranges it."""
    has_partner = any(one.part is sessions.Part.PARTNER and one.state != "out" for one in members.get(found.id, []))
    return not found.organiser or (not has_partner and found.status == "proposed" and found.wish.until >= today)


def _is_asked(found: sessions.Session, person: Person, told: Mapping[str, results.Note], day_: date) -> bool:
    ends_at = found.ends_at
    if found.status != "held" or found.organiser != person.id or found.id in told or ends_at is None:
        return False
    asked_on = (ends_at + telling.RESULTS).date()
    return asked_on <= day_ <= asked_on + ASKED
