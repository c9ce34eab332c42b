"""What coordinators see of training: how far it has come by organisation, branch, module and month, who is behind, what is hard.

The database adds up; `tallying` says what of it somebody may see.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta

from bot import counts, exports
from bot.people import WhyNot
from bot.scope import is_in_care, is_in_scope
from bot.skill import Section
from bot.skills.training import export_screens, tallying
from bot.skills.training import seeing_screens as screens
from bot.skills.training.reach import LATER, why_not
from bot.skills.training.records import due, figures
from bot.skills.training.records.figures import Left
from bot.skills.training.seeing_screens import Behind
from bot.skills.training.skill import training
from bot.skills.training.tallying import Report
from bot.store import Connection, audit, people, reminding
from bot.tables import Value
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn
from bot.working import moment

MONTHS = 12
SOON, IDLE = timedelta(days=7), timedelta(days=14)
"""Behind is whose day has passed or comes within SOON, or who has none and has not gone on for as long as IDLE."""


@training.command(W_("word", "training report"), N_("how far training has come, as a coordinator"))
@training.pressed("report")
def report(turn: Turn, _arg: str = "") -> Effects:
    """How far it has come."""
    yield Reply(screens.report(turn.texts, turn.modules, seen(turn)), alone=True)


@training.desk
def section(turn: Turn) -> Section | None:
    """In one line, on the desk."""
    return screens.section(turn.texts, seen(turn))


@training.pressed("picture")
def picture(turn: Turn, arg: str = "") -> Effects:
    """One breakdown as bars, with its table."""
    yield Reply(screens.picture(turn.texts, turn.modules, seen(turn), arg), alone=True)


@training.pressed("behind")
def behind(turn: Turn, _arg: str = "") -> Effects:
    """Who is behind: by name in one's care, the others as a count."""
    closed = turn.closed()
    with turn.store.read() as conn:
        found = _behind(conn, turn, closed)
    yield Reply(screens.behind(turn.texts, turn.modules, found, turn.today), alone=True)


@training.pressed("remind")
def remind(turn: Turn, _arg: str = "") -> Effects:
    """All of them find it in their next morning digest, at most once a day, those only whom it reaches."""
    closed, conn = turn.closed(), turn.store.write()
    found = _behind(conn, turn, closed)
    reached = [(one, left) for one, left, why in found.rows if not why]
    new = due.nudge(conn, [(one.id, left.module) for one, left in reached], turn.today)
    is_exact = counts.of(turn.person, list({one.id: one for one, _left in reached}.values())).is_exact
    if new:
        audit.note(conn, turn.now, "people reminded", actor=turn.person.id, detail=str(new))
    yield Reply(screens.nudged(turn.texts, new, bool(reached), is_exact=is_exact), alone=True)


@training.pressed("hardest")
def hardest(turn: Turn, _arg: str = "") -> Effects:
    """The checks that most answered wrong at first."""
    with turn.store.read() as conn:
        found = tallying.hardest(turn.person, figures.checks(conn))
    yield Reply(screens.hardest(turn.texts, turn.modules, found), alone=True)


@training.form("export")
def export(turn: Turn, _arg: str = "") -> Effects:
    """Which table, in which format?"""
    yield Show(export_screens.export(turn.texts))


@training.submitted("export")
def exported(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """The table as a file; that it was taken is written down."""
    what, kind = exports.chosen(values, export_screens.TABLES)
    rows = _rows(turn, what)
    audit.note(turn.store.write(), turn.now, "training exported", actor=turn.person.id, detail=f"{what}, {kind}")
    yield Reply(export_screens.exported(turn.texts, what, kind, rows, turn.today, turn.person.zone), alone=True)


def seen(turn: Turn) -> Report:
    """The figures as far as a coordinator sees."""
    months = _months(turn.today)
    starts = [moment(day, time(0), turn.person.zone) for day in months]
    with turn.store.read() as conn:
        return tallying.report(
            turn.person, figures.cells(conn, turn.today), figures.people(conn), figures.done_since(conn, starts), months
        )


def _months(today: date) -> list[date]:
    """The first days of this month and those before it, the earliest first."""
    first = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first - MONTHS + 1, first + 1)]


def _behind(conn: Connection, turn: Turn, closed: Mapping[str, str]) -> Behind:
    """Those in the scope who are behind, and what keeps reminders from them."""
    everybody = {one.id: one for one in people.all(conn) if is_in_scope(turn.person, one)}
    here = [module.id for module in turn.modules]
    left = figures.behind(conn, turn.today + SOON + timedelta(days=1), turn.now - IDLE, here)
    left = [one for one in left if one.person in everybody]
    them = {one.person: everybody[one.person] for one in left}
    wants = reminding.of_all(conn, list(them.values()))
    rows = []
    for one in left:
        person = them[one.person]
        why = why_not(person, wants[person.id], closed, turn.today) or _wanted(one, turn.today)
        rows.append((person, one, why))
    named = tuple(row for row in rows if is_in_care(turn.person, row[0]))
    others = [person for person in them.values() if not is_in_care(turn.person, person)]
    return Behind(tuple(rows), named, counts.of(turn.person, others))


def _wanted(left: Left, today: date) -> str:
    if left.is_off:
        return WhyNot.OFF
    return LATER if left.not_before and left.not_before > today else ""


def _rows(turn: Turn, what: str) -> list[list[Value]]:
    match what:
        case "people":
            with turn.store.read() as conn:
                everybody = {one.id: one for one in people.all(conn) if is_in_care(turn.person, one)}
                states = [one for one in figures.states(conn) if one.person in everybody]
            return [export_screens.state_row(turn.texts, turn.modules, everybody[one.person], one) for one in states]
        case "behind":
            closed = turn.closed()
            with turn.store.read() as conn:
                found = _behind(conn, turn, closed)
            return [export_screens.behind_row(turn.texts, turn.modules, *row) for row in found.named]
        case "checks":
            with turn.store.read() as conn:
                hard = tallying.hardest(turn.person, figures.checks(conn))
            return export_screens.check_rows(turn.texts, turn.modules, hard)
    return export_screens.figure_rows(turn.texts, turn.modules, seen(turn))
