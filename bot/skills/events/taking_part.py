"""Taking part: what there is, registering with one press, the queue, and leaving it all again."""

from collections.abc import Mapping
from datetime import timedelta

from bot.skills.events import access, telling
from bot.skills.events import event_screens as screens
from bot.skills.events.event_screens import View
from bot.skills.events.records import planned, registered
from bot.skills.events.skill import events
from bot.skills.events.words import event_id
from bot.store import Connection
from bot.texts import N_, W_
from bot.turns import Do, Effects, Later, Reply, Show, Tick, Turn

MANAGED = timedelta(days=60)
"""How long after its end an event stands in the list of those who look after it."""
DAY = timedelta(days=1)


@events.command(
    W_("word", "events, my events, training events, webinars"),
    N_("webinars and workshops to register for, for example “events” or “T1”"),
    parse=event_id,
    bare=event_id,
)
@events.pressed("overview")
def overview(turn: Turn, arg: str = "") -> Effects:
    """What one comes to, what there is for one besides, what one looks after; with an id, that event."""
    if arg:
        yield from open_(turn, arg)
        return
    with turn.store.read() as conn:
        mine, offered, managed = _lists(conn, turn)
    may_plan = bool(access.audiences(turn.person))
    yield Reply(screens.overview(turn.texts, mine, offered, managed, may_plan=may_plan), alone=True)


@events.form("choose")
def choose(turn: Turn, _arg: str = "") -> Effects:
    """Which one?"""
    with turn.store.read() as conn:
        found = {view.found.id: view.found for views in _lists(conn, turn) for view in views}
    if found:
        yield Show(screens.choose(turn.texts, list(found.values())[:100]))


@events.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows the one that was chosen."""
    yield from open_(turn, values.get("event", ""))


@events.pressed("open")
def open_(turn: Turn, arg: str) -> Effects:
    """One event; a draft as those see it who look after it."""
    with turn.store.read() as conn:
        view = access.seen(conn, turn, turn.person, arg)
    if view is None:
        yield Reply(screens.gone(turn.texts), alone=True)
    elif view.found.status == "drafted":
        yield Do("events.manage", arg)
    else:
        yield Reply(screens.event(turn.texts, view), alone=True)


@events.pressed("register")
def register(turn: Turn, arg: str) -> Effects:
    """Gives a place, or one in the queue. Pressed again, it tells what one has."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.seen(conn, turn, turn.person, arg)
    if view is None:
        yield Reply(screens.gone(turn.texts), alone=True)
        return
    if not view.found.is_open(turn.now):
        yield Reply(screens.event(turn.texts, view), alone=True)
        return
    yield from telling.promote(turn, conn, view.found)
    is_new = registered.join(conn, view.found, turn.person.id, turn.now)
    now = access.view(conn, turn, turn.person, view.found)
    if now.queue:
        yield _filling(turn, arg)
        yield Reply(screens.event(_, now, "" if is_new else _("You are in the queue already.")), alone=True)
    else:
        said = _("You are registered.") if is_new else _("You are registered already.")
        yield Reply(screens.with_calendar(_, now, f"{said} {screens.promise(_, now)}"), alone=True)
    yield from _digest(conn, turn, arg)


@events.pressed("unregister")
def unregister(turn: Turn, arg: str) -> Effects:
    """Gives a place back, and it goes to whoever waits longest."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.seen(conn, turn, turn.person, arg)
    if view is None:
        yield Reply(screens.gone(_), alone=True)
        return
    left = registered.leave(conn, arg, turn.person.id) if view.found.is_open(turn.now) else None
    now = access.view(conn, turn, turn.person, view.found)
    if left is None:
        said = _("You are not registered.") if view.mine is None else ""
        yield Reply(screens.event(_, now, said), alone=True)
        return
    yield from telling.promote(turn, conn, view.found)
    now = access.view(conn, turn, turn.person, view.found)
    yield Reply(screens.unregistered(_, now, was_waiting=left.is_waiting), alone=True)


@events.pressed("calendar")
def calendar(turn: Turn, arg: str) -> Effects:
    """The event for one's calendar, once more."""
    with turn.store.read() as conn:
        view = access.seen(conn, turn, turn.person, arg)
    if view and view.has_place and view.found.is_published:
        yield Reply(screens.with_calendar(turn.texts, view), alone=True)
    else:
        yield Reply(screens.event(turn.texts, view) if view else screens.gone(turn.texts), alone=True)


@events.pressed("attended")
def attended(turn: Turn, arg: str) -> Effects:
    """Somebody says that they were there."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.seen(conn, turn, turn.person, arg)
    if view is None:
        yield Reply(screens.gone(_), alone=True)
        return
    said = ""
    if view.has_place and view.found.is_over(turn.now):
        registered.mark(conn, arg, [turn.person.id], has_attended=True)
        said = _("Thank you: it is noted that you were there.")
        view = access.view(conn, turn, turn.person, view.found)
    yield Reply(screens.event(_, view, said), alone=True)


@events.due("fill")
def fill(tick: Tick, arg: str) -> Effects:
    """Once a day while somebody waits: places that became free otherwise, by somebody's data being erased, are given too."""
    conn = tick.store.write()
    found = planned.get(conn, arg)
    if found and found.is_open(tick.now):
        yield from telling.promote(tick, conn, found)
        if any(one.is_waiting for one in registered.of_event(conn, arg)):
            yield _filling(tick, arg)


def _filling(turn: Turn | Tick, id_: str) -> Later:
    at = turn.now + DAY
    return Later("events.fill", at, f"event:{id_}:fill:{at.date()}", id_)


def _digest(conn: Connection, turn: Turn, id_: str) -> Effects:
    """A digest in which the event stands is drawn again."""
    day = planned.told(conn, turn.person.id, planned.NEW).get(id_)
    if day:
        yield Do("desk.redraw", f"{turn.person.id} {day}")


def _lists(conn: Connection, turn: Turn) -> tuple[list[View], list[View], list[View]]:
    mine, counts = registered.of_person(conn, turn.person.id), registered.counts(conn)
    lists: tuple[list[View], list[View], list[View]] = ([], [], [])
    for found in planned.since(conn, turn.now - MANAGED):
        capacity, own = found.plan.capacity, mine.get(found.id)
        is_full = capacity is not None and counts.get(found.id, 0) >= capacity
        queue = registered.queue(conn, found.id, turn.person.id) if own and own.is_waiting else 0
        view = View(found, turn.now, turn.person.zone, own, queue, is_full)
        if found.is_published and found.plan.ends_at > turn.now:
            if own:
                lists[0].append(view)
            elif found.plan.audience.has(turn.person):
                lists[1].append(view)
        if access.looks_after(turn.person, found):
            lists[2].append(view)
    return lists
