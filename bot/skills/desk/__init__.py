"""What is on a coordinator's desk, and the morning digest: the one message a day that nobody asked for.

Both are put together from what every skill adds (`Skill.desk`, `Skill.morning`). A skill that has something for somebody's
next morning yields `bot.skill.morning(…)`; one that has changed what stands in a digest yields
`Do("desk.redraw", "P12 2026-12-01")`.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

from bot.people import Person, Role
from bot.skill import Section, Skill
from bot.skill import morning as next_morning
from bot.skills.desk import records, screens
from bot.store import people
from bot.texts import N_, W_, texts
from bot.turns import Effects, Reply, Send, Tick, Turn
from bot.working import Hours

desk = Skill("desk")


@desk.command(W_("word", "desk"), N_("what waits for you as a coordinator, and figures"))
@desk.pressed("open")
def overview(turn: Turn, _arg: str = "") -> Effects:
    """What waits for a coordinator today, skill by skill; each section sees to it that it shows what is theirs to see."""
    found = (section(turn) for skill in desk.together.skills for section in skill.desks)
    sections = [section for section in found if section]
    yield Reply(screens.board(turn.texts, sections, turn.now, turn.person.zone), alone=True)


desk.menu(N_("Desk"), "open", Role.COORDINATOR)


@desk.due("morning")
def morning(tick: Tick, person_id: str) -> Effects:
    """Sends somebody's digest, if there is anything to say. One that comes when the day's has gone out, or while no message
    reaches them, is the next morning's: what it was asked for must still be told."""
    closed = tick.closed()
    # written from the beginning: what a section takes up must not be of a digest that another has sent
    conn = tick.store.write()
    person = people.get(conn, person_id)
    if person is None:
        return
    day = tick.now.astimezone(ZoneInfo(person.zone)).date()
    if records.lane_of(conn, person_id, day) or person.address.lane in closed:
        yield next_morning(person, Hours(zone=person.zone), tick.now)
        return
    sections = _sections(tick, person, day, is_new=True)
    if not sections:
        return
    records.keep(conn, person.id, day, person.address.lane, tick.now)
    card = screens.morning(texts(person.language), person.name, sections)
    yield Send(person.address, card, once=f"{_slot(day)}:{person.id}", slot=_slot(day), must=True)


@desk.pressed("redraw")
def redraw(turn: Turn | Tick, arg: str) -> Effects:
    """ "P12 2026-12-01": draws that digest again where it stands, if it was sent. For other skills; nobody may press it."""
    person_id, _space, written = arg.partition(" ")
    with suppress(ValueError):
        yield from _redrawn(turn, person_id, date.fromisoformat(written))


def _redrawn(turn: Turn | Tick, person_id: str, day: date) -> Effects:
    with turn.store.read() as conn:
        person, lane = people.get(conn, person_id), records.lane_of(conn, person_id, day)
        known = people.addresses_of(conn, person_id) if person else []
    # where it was sent, wherever messages arrive now: anywhere else it would be a new message
    at = next((address for address in known if address.lane == lane), None)
    if person and at:
        sections = _sections(turn, person, day, is_new=False)
        yield Send(at, screens.morning(texts(person.language), person.name, sections), slot=_slot(day))


def _sections(turn: Turn | Tick, person: Person, day: date, *, is_new: bool) -> Sequence[Section]:
    found = (section(turn, person, day, is_new) for skill in desk.together.skills for section in skill.mornings)
    return [section for section in found if section]


def _slot(day: date) -> str:
    return f"morning:{day}"
