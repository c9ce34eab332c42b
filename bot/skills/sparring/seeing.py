"""What coordinators see of sparring: sessions by branch, category and state, who has had none, and open steps."""

from collections import Counter
from collections.abc import Mapping

from bot import exports
from bot.people import Branch, Reach, Role
from bot.skills.sparring import access, asking, asking_screens
from bot.skills.sparring import seeing_screens as screens
from bot.skills.sparring.records import results
from bot.skills.sparring.seeing_screens import Report
from bot.skills.sparring.skill import sparring
from bot.store import audit, sessions
from bot.store.sessions import Part
from bot.tables import Value
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn

TABLES = {"sessions": N_("Sessions"), "steps": N_("Next steps")}


@sparring.command(W_("word", "all sessions, sparring report"), N_("sparring sessions, as a coordinator"))
@sparring.pressed("all")
def all_(turn: Turn, _arg: str = "") -> Effects:
    """How it stands."""
    yield Reply(screens.report(turn.texts, seen(turn)), alone=True)


@sparring.pressed("picture")
def picture(turn: Turn, _arg: str = "") -> Effects:
    """By branch as bars, with the table."""
    yield Reply(screens.picture(turn.texts, seen(turn)), alone=True)


@sparring.form("pick")
def pick(turn: Turn, _arg: str = "") -> Effects:
    """Which session?"""
    found = seen(turn).sessions
    if found:
        yield Show(asking_screens.choose(turn.texts, found[:100], "sparring.pick"))


@sparring.submitted("pick")
def picked(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows the one that was chosen."""
    yield from asking.open_(turn, values.get("session", ""))


@sparring.form("export")
def export(turn: Turn, _arg: str = "") -> Effects:
    """Which table, for which program?"""
    yield Show(exports.form(turn.texts, "sparring.export", TABLES))


@sparring.submitted("export")
def exported(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """The file; that it was taken is kept."""
    what, kind = exports.chosen(values, TABLES)
    found = seen(turn)
    rows: list[list[Value]] = (
        screens.rows_of_steps(turn.texts, found) if what == "steps" else screens.rows(turn.texts, found)
    )
    audit.note(turn.store.write(), turn.now, "table exported", actor=turn.person.id, detail=f"sparring {what}")
    yield Reply(screens.exported(turn.texts, what, TABLES[what], kind, rows, turn.person.zone), alone=True)


def seen(turn: Turn) -> Report:
    """All sessions in somebody's scope, with what is open; by whom a step is done stays among those who were there."""
    with turn.store.read() as conn:
        found = [one for one in sessions.all(conn) if access.looks_after(turn.person, one)]
        members, steps = sessions.everybody(conn), results.steps(conn)
    ids = {one.id for one in found}
    mine = [one for one in steps if one.session in ids]
    branches = _branches(turn)
    had = {one.wish.branch for one in found if one.status != "cancelled"}
    counted: dict[str, Counter[str]] = {}
    for one in found:
        counted.setdefault(one.wish.branch, Counter())[one.status] += 1
    return Report(
        found,
        {id_: sum(one.is_in for one in members.get(id_, [])) for id_ in ids},
        {id_ for id_ in ids if any(one.part is Part.PARTNER and one.is_in for one in members.get(id_, []))},
        counted,
        Counter(one.wish.category for one in found if one.status != "cancelled"),
        [branch for branch in branches if branch.value not in had],
        mine,
        turn.today,
    )


def _branches(turn: Turn) -> list[Branch]:
    """Those a coordinator looks after: all of them for the network."""
    person = turn.person
    if person.is_a(Role.ADMIN) or any(one.reach is Reach.NETWORK for one in person.scopes):
        return [branch for branch in Branch if branch is not Branch.OTHER]
    return [Branch(one.value) for one in person.scopes if one.reach is Reach.BRANCH]
