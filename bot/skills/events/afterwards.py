"""After an event: who came, what was shown, and who they were as a table."""

from collections.abc import Mapping

from bot import exports
from bot.calendar_file import is_broken_link, is_link
from bot.cards import Card
from bot.people import Person
from bot.skills.events import access, planning_screens, seeing, telling
from bot.skills.events import event_screens as screens
from bot.skills.events.planning_screens import NAMES
from bot.skills.events.records import planned, registered
from bot.skills.events.records.planned import OVER, Event
from bot.skills.events.records.registered import Registration
from bot.skills.events.skill import events
from bot.skills.events.words import LIMITS
from bot.store import Connection, audit
from bot.tables import Value
from bot.turns import Do, Effects, Reply, Show, Turn
from knowledge.documents import clean


@events.form("attendance")
def attendance(turn: Turn, arg: str) -> Effects:
    """Who of those in one's care came? `arg` is "T1", or "T1 2" for the third page of names."""
    id_, page = _page(arg)
    with turn.store.read() as conn:
        found = access.managed(conn, turn, id_)
        pairs = _coming(conn, turn, id_)[page * NAMES : (page + 1) * NAMES] if found else []
    if found and found.is_over(turn.now) and pairs:
        people = [(person.id, person.name) for person, _one in pairs]
        came = [person.id for person, one in pairs if one.attended]
        yield Show(planning_screens.attendance(turn.texts, found, people, came, page))


@events.submitted("attendance")
def marked(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it of those on the page; whoever is in somebody else's care stays as they have said."""
    _ = turn.texts
    id_, page = _page(arg)
    conn = turn.store.write()
    found = access.managed(conn, turn, id_)
    if found is None or not found.is_over(turn.now):
        yield Reply(_card(turn, found) if found else screens.gone(_), alone=True)
        return
    every = [person.id for person, _one in _coming(conn, turn, id_)]
    here, came = every[page * NAMES : (page + 1) * NAMES], set(values.get("came", "").split(","))
    registered.mark(conn, id_, [one for one in here if one in came], has_attended=True)
    registered.mark(conn, id_, [one for one in here if one not in came], has_attended=False)
    planned.mark(conn, id_, turn.now)
    day = planned.told(conn, turn.person.id, OVER).get(id_)
    if day:
        yield Do("desk.redraw", f"{turn.person.id} {day}")
    left = len(every) - (page + 1) * NAMES
    if left > 0:
        yield Reply(planning_screens.more_names(_, found, page + 1, left), alone=True)
    else:
        yield Reply(_card(turn, found, _("Attendance is saved.")), alone=True)


@events.form("material")
def material(turn: Turn, arg: str) -> Effects:
    """A link, and what it leads to."""
    with turn.store.read() as conn:
        found = access.managed(conn, turn, arg)
    if found and found.is_over(turn.now):
        yield Show(planning_screens.material(turn.texts, found, {}))


@events.submitted("material")
def added(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Those who were registered get it, each once."""
    with turn.store.read() as conn:
        found = access.managed(conn, turn, arg)
    if found is None or not found.is_over(turn.now):
        yield Reply(_card(turn, found) if found else screens.gone(turn.texts), alone=True)
        return
    told, _ = {name: clean(values.get(name, "")) for name in ("url", "words")}, turn.texts
    errors = {} if any(map(str.isalnum, told["words"])) else {"words": _("Please write something.")}
    if not is_link(told["url"]) or is_broken_link(told["url"]):
        errors["url"] = _("This is not a whole web address. It begins with https:// and has no spaces.")
    errors |= {
        name: _("At most {limit} characters, please.", limit=_.number(LIMITS[name]))
        for name in told
        if len(told[name]) > LIMITS[name]
    }
    if errors:
        yield Show(planning_screens.material(_, found, values, errors))
        return
    conn = turn.store.write()
    new = planned.add_material(conn, found.id, told["url"], told["words"], turn.now)
    if new is None:
        yield Reply(_card(turn, found, _("This link is there already; nobody gets it twice.")), alone=True)
        return
    planned.mark(conn, found.id, turn.now)  # whoever sees nobody by name has nobody to mark
    yield from telling.to_registered(
        turn, conn, found, f"material:{new.number}", lambda _, view: screens.material(_, view, new)
    )
    yield Reply(_card(turn, found, _("The material is added, and those who were registered get it now.")), alone=True)


@events.form("export")
def export(turn: Turn, arg: str) -> Effects:
    """In which format?"""
    with turn.store.read() as conn:
        found = access.managed(conn, turn, arg)
    if found:
        yield Show(planning_screens.export(turn.texts, found))


@events.submitted("export")
def exported(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Those in one's care as a file; that it was taken is written down."""
    conn = turn.store.write()
    found = access.managed(conn, turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts), alone=True)
        return
    _what, kind = exports.chosen(values, {})
    rows = [_row(turn, person, one) for person, one in seeing.in_care(conn, turn.person, found.id)]
    audit.note(conn, turn.now, "participants exported", actor=turn.person.id, detail=f"{found.id}, {kind}")
    yield Reply(planning_screens.exported(turn.texts, found, kind, rows, turn.person.zone), alone=True)


def _row(turn: Turn, person: Person, one: Registration) -> list[Value]:
    _ = turn.texts
    state = _("in the queue") if one.is_waiting else _("registered")
    came = "" if one.attended is None else _("Yes") if one.attended else _("No")
    return [person.name, person.organisation, state, one.registered_at, came]


def _coming(conn: Connection, turn: Turn, id_: str) -> list[tuple[Person, Registration]]:
    return [(person, one) for person, one in seeing.in_care(conn, turn.person, id_) if not one.is_waiting]


def _card(turn: Turn, found: Event, *said: str) -> Card:
    return planning_screens.manage(turn.texts, found, seeing.seen(turn, found), turn.now, turn.person.zone, *said)


def _page(arg: str) -> tuple[str, int]:
    id_, _space, page = arg.partition(" ")
    return id_, int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 0
