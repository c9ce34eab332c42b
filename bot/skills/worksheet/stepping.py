"""Next steps: whoever is responsible has them in the morning on their day and once more a week later, and ticks them off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.audience import Audience
from bot.cards import Button
from bot.people import Person
from bot.skill import Section, morning
from bot.skills.worksheet import access
from bot.skills.worksheet import sheet_screens as screens
from bot.skills.worksheet.access import Seen
from bot.skills.worksheet.records import sheets
from bot.skills.worksheet.records.sheets import AGAIN, DUE, Change, Line
from bot.skills.worksheet.skill import worksheet
from bot.skills.worksheet.words import ROWS, whose
from bot.store import Connection, people, reminding
from bot.texts import texts
from bot.turns import Do, Effect, Effects, Later, Reply, Tick, Turn
from bot.working import moment

WEEK = timedelta(days=7)
APART = timedelta(days=4)
"""Between the two at least: a day may fall on a holiday and be told of later."""
ROUNDS = {DUE: timedelta(0), AGAIN: WEEK}


def save(
    conn: Connection, seen: Seen, line: str, after: Line, by: Person, now: datetime, *, is_undo: bool = False
) -> list[Effect] | None:
    """Has a line say something else, and its step asked for on its day; it goes out of the digest in which it stood. None if
    the line was changed since it was `seen`."""
    before = seen.line(line)
    told = sheets.told_of(conn, before.responsible) if before.responsible else {}
    days = {told.get((sheets.key(seen.sheet), line, what)) for what in ROUNDS}
    if not sheets.save(conn, seen.sheet, line, seen.revision(line), after, by.id, now, is_undo=is_undo):
        return None
    effects: list[Effect] = [Do("desk.redraw", f"{before.responsible} {day}") for day in days if day]
    person = people.get(conn, after.responsible) if after.has_step and after.responsible else None
    if person and after.due_on:
        effects += _mornings(conn, person, after.due_on, now)
    return effects


def _mornings(conn: Connection, person: Person, day: date, now: datetime) -> Iterator[Later]:
    """The working mornings of a day and of a week later, those to come."""
    hours = reminding.of(conn, person).hours
    first = max(day, hours.day_of(now))
    for span in ROUNDS.values():
        yield morning(person, hours, max(now, moment(first + span, time(0), hours.zone) - timedelta(minutes=1)))


@worksheet.morning
def steps(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
    """Steps whose day has come for somebody who is responsible still, until they are done."""
    conn = turn.store.write()
    told = sheets.told_of(conn, person.id)
    open_ = [one for one in sheets.of_person(conn, person.id) if one.line.has_step and one.code in ROWS]
    found: list[Change] = []
    for one in [one for one in open_ if one.sheet.has(person)]:
        what = _due(one, told, day) if is_new else ""
        if what:
            sheets.tell(conn, person.id, one, what, day)
        if what or day in (told.get((one.sheet, one.code, which)) for which in ROUNDS):
            found.append(one)
    if not found:
        return None
    _ = texts(person.language)
    said = [(one.code, whose(_, _named(person, one)), one.line) for one in found]
    first = access.code(found[0].sheet)
    tick = screens.tick_off(_, first, found[0].code, found[0].revision)
    opening = Button(_("Open the worksheet"), "worksheet.open", first)
    return Section(screens.due(_, said), (tick, opening) if len(found) == 1 else (opening,))


def _due(one: Change, told: dict[tuple[Audience, str, str], date], day: date) -> str:
    """What is to be told of a step on a day: that its day has come, or, a week after, that it is not done; "" for nothing."""
    due = one.line.due_on
    if due is None or due > day:
        return ""
    if (one.sheet, one.code, DUE) not in told:
        return DUE
    is_late = day >= due + WEEK and day >= told[one.sheet, one.code, DUE] + APART
    return AGAIN if is_late and (one.sheet, one.code, AGAIN) not in told else ""


def _named(person: Person, one: Change) -> Audience:
    """A worksheet with the name as the person writes it."""
    return next((own for own in access.own(person) if sheets.key(own) == one.sheet), one.sheet)


@worksheet.pressed("done")
def done(turn: Turn, arg: str) -> Effects:
    """ "branch-lvm leadership 4": the next step of that line is done, as it was when the button was drawn."""
    _ = turn.texts
    sheet, line, revision = (*arg.split(" "), "", "", "")[:3]
    conn = turn.store.write()
    found = access.seen(conn, turn.person, sheet)
    if found is None or line not in ROWS:
        yield Reply(screens.not_yours(_), alone=True)
        return
    now = found.line(line)
    if now.responsible != turn.person.id and not found.may_change:
        yield Reply(screens.not_to_change(_, found), alone=True)
        return
    if not now.has_step or str(found.revision(line)) != revision:
        said = _("It is ticked off already.") if now.is_done else _("The row has changed meanwhile. Check it first.")
        yield Reply(screens.line(_, found, line, said), alone=True)
        return
    yield from save(conn, found, line, replace(now, is_done=True), turn.person, turn.now) or ()
    found = access.seen(conn, turn.person, sheet) or found
    yield Reply(screens.line(_, found, line, _("Ticked off.")), alone=True)
