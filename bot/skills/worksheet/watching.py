"""What coordinators see: which branches and organisations have nobody responsible, and which have had no sparring session."""

from collections.abc import Mapping

from bot import exports
from bot.audience import Audience, Whom, organisations
from bot.people import Person, Reach, Role
from bot.scope import organisation_key
from bot.skill import Section
from bot.skills.worksheet import access, keeping, watch_screens
from bot.skills.worksheet.records import sheets
from bot.skills.worksheet.skill import worksheet
from bot.skills.worksheet.watch_screens import PAGE, Lack
from bot.store import Connection, audit, people, sessions
from bot.turns import Effects, Reply, Show, Turn


@worksheet.desk
def lacking(turn: Turn) -> Section | None:
    """How many lack what, and the way to all of them."""
    with turn.store.read() as conn:
        found = _lacks(conn, turn.person)
    return watch_screens.desk(turn.texts, found) if any(one.is_lacking for one in found) else None


@worksheet.pressed("overview")
def overview(turn: Turn, arg: str = "") -> Effects:
    """All branches and organisations in one's scope, those that lack most first, page by page."""
    page = int(arg) if arg.isdecimal() and len(arg) < 5 else 0
    with turn.store.read() as conn:
        found = _lacks(conn, turn.person)
    yield Reply(watch_screens.overview(turn.texts, found, page), alone=True)


@worksheet.form("pick")
def pick(turn: Turn, arg: str = "") -> Effects:
    """Which one of a page?"""
    page = int(arg) if arg.isdecimal() and len(arg) < 5 else 0
    with turn.store.read() as conn:
        found = _lacks(conn, turn.person)[page * PAGE : (page + 1) * PAGE]
    if found:
        yield Show(watch_screens.pick(turn.texts, found))


@worksheet.submitted("pick")
def picked(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Opens its worksheet."""
    yield from keeping.open_(turn, values.get("sheet", "") or "none")


@worksheet.form("export")
def export(turn: Turn, _arg: str = "") -> Effects:
    """In which format?"""
    yield Show(exports.form(turn.texts, "worksheet.export", {}))


@worksheet.submitted("export")
def exported(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """All of them as a file; that it was taken is written down."""
    conn = turn.store.write()
    found = _lacks(conn, turn.person)
    _what, kind = exports.chosen(values, {})
    audit.note(conn, turn.now, "worksheets exported", actor=turn.person.id, detail=kind)
    yield Reply(watch_screens.exported(turn.texts, found, kind, turn.person.zone), alone=True)


def _lacks(conn: Connection, who: Person) -> list[Lack]:
    """What each branch and organisation lacks that may be named to a coordinator; those that lack most come first."""
    everybody = people.all(conn)
    written = sheets.every(conn)
    held = [one for one in sessions.all(conn) if one.status != "cancelled"]
    with_session = {f"branch:{one.wish.branch}" for one in held}
    with_session |= {f"organisation:{organisation_key(one.wish.organisation)}" for one in held}
    found = []
    for sheet in (*_branches(who), *_organisations(who, everybody)):
        key = sheets.key(sheet)
        here = {one.id for one in everybody if sheet.has(one)}
        lines = [one.line for one in written.get(key, {}).values()]
        has_responsible = any(line.named or line.responsible in here for line in lines)
        steps = sum(line.has_step for line in lines)
        found.append(Lack(sheet, access.code(sheet), not has_responsible, str(key) not in with_session, steps))
    return sorted(found, key=lambda one: -(one.no_responsible + one.no_session))


def _branches(who: Person) -> list[Audience]:
    """The branches of somebody's scopes."""
    is_all = who.is_a(Role.ADMIN) or any(scope.reach is Reach.NETWORK for scope in who.scopes)
    own = {scope.value for scope in who.scopes if scope.reach is Reach.BRANCH}
    return [Audience(Whom.BRANCH, one.value) for one in access.BRANCHES if is_all or one in own]


def _organisations(who: Person, everybody: list[Person]) -> list[Audience]:
    """The organisations in somebody's scope that may be named to them; those in their own care also before anybody is there."""
    names = [" ".join(group[0].organisation.split()) for group in organisations(who, everybody)]
    names += [scope.value for scope in who.scopes if scope.reach is Reach.ORGANISATION]
    by_key = {organisation_key(name): name for name in reversed(names)}
    return sorted((Audience(Whom.ORGANISATION, name) for name in by_key.values()), key=lambda one: one.value.casefold())
