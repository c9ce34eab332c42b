"""Planning an event: a draft first, then published, changed or cancelled by whoever looks after it."""

from collections.abc import Mapping

from bot.cards import Card
from bot.forms import Form
from bot.skills.events import access, planning_screens, seeing, telling
from bot.skills.events import event_screens as screens
from bot.skills.events.reading import options, read, told_of
from bot.skills.events.records import planned, registered
from bot.skills.events.records.planned import Event
from bot.skills.events.skill import events
from bot.store import audit, reminding
from bot.turns import Effects, Reply, Show, Turn


@events.form("new")
def new(turn: Turn, arg: str = "") -> Effects:
    """Asks for all of it; with the id of another event as the argument that one's is filled in, but for the day."""
    audiences = options(access.audiences(turn.person))
    if not audiences:
        return
    with turn.store.read() as conn:
        other = access.managed(conn, turn, arg)
    told = {**told_of(other.plan), "date": ""} if other else {}
    yield Show(planning_screens.form(turn.texts, told, audiences))


@events.submitted("new")
def made(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """It is a draft, shown as it will look."""
    audiences = options(access.audiences(turn.person))
    if not audiences:
        yield Reply(planning_screens.without_scope(turn.texts), alone=True)
        return
    plan, errors = read(turn.texts, values, audiences, turn.now)
    if plan is None:
        yield Show(planning_screens.form(turn.texts, values, audiences, errors=errors))
        return
    found = planned.add(turn.store.write(), plan, turn.person.id, turn.now)
    yield Reply(_card(turn, found, _masked(turn)), alone=True)


@events.pressed("manage")
def manage(turn: Turn, arg: str) -> Effects:
    """An event as those see it who look after it."""
    with turn.store.read() as conn:
        found = access.managed(conn, turn, arg)
    yield Reply(_card(turn, found) if found else screens.gone(turn.texts), alone=True)


@events.form("edit")
def edit(turn: Turn, arg: str) -> Effects:
    """All of it, as it is now."""
    with turn.store.read() as conn:
        found = access.managed(conn, turn, arg)
    if found and _can_change(turn, found):
        yield Show(_form(turn, found, told_of(found.plan)))


@events.submitted("edit")
def edited(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it, and tells those who come what has changed. Whoever filled it in while somebody else changed it looks again."""
    _ = turn.texts
    id_, _space, revision = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.managed(conn, turn, id_)
        taken = registered.counts(conn).get(id_, 0)
    if found is None or not _can_change(turn, found):
        yield Reply(_card(turn, found) if found else screens.gone(_), alone=True)
        return
    if revision != str(found.revision):
        said = _("This event was changed meanwhile. Check what stands here, and save again.")
        yield Show(_form(turn, found, values, {"title": said}))
        return
    audiences = options([*access.audiences(turn.person), found.plan.audience])
    plan, errors = read(_, values, audiences, turn.now, taken)
    if plan is None:
        yield Show(_form(turn, found, values, errors))
        return
    if plan == found.plan:
        yield Reply(_card(turn, found, _("Nothing has changed.")), alone=True)
        return
    conn = turn.store.write()
    after = planned.change(conn, found, plan)
    if after is None:
        said = _("This event was changed meanwhile. Check what stands here, and save again.")
        yield Reply(_card(turn, planned.get(conn, id_) or found, said), alone=True)
        return
    if after.is_published:
        yield from telling.changed(turn, conn, found.plan, after)
        yield from telling.promote(turn, conn, after)
        yield from telling.clock(turn, after)
    yield Reply(_card(turn, after, _("Your change is saved."), _masked(turn)), alone=True)


@events.pressed("publish")
def publish(turn: Turn, arg: str) -> Effects:
    """Opens it: from now on one can register, and those whom it is for find it in their next morning digest."""
    _ = turn.texts
    closed = turn.closed()
    conn = turn.store.write()
    found = access.managed(conn, turn, arg)
    if found is None:
        yield Reply(screens.gone(_), alone=True)
        return
    if found.status == "drafted" and found.plan.starts_at <= turn.now:
        yield Reply(_card(turn, found, _("Its time is past. Choose another one first.")), alone=True)
        return
    opened = planned.move(conn, found.id, ["drafted"], "published", published_at=turn.now)
    if opened is None:
        yield Reply(_card(turn, found), redraw=True)
        return
    reached, _missed = telling.audience(conn, opened, closed)
    wanted = reminding.of_all(conn, reached)
    for person in reached:
        yield telling.in_the_morning(person, wanted[person.id], turn.now)
    yield from telling.clock(turn, opened)
    told = planning_screens.reach(_, planning_screens.Seen(reached=seeing.group(turn.person, reached)))
    yield Reply(_card(turn, opened, _("Registration is open."), told), redraw=True)


@events.pressed("cancel")
def cancel(turn: Turn, arg: str) -> Effects:
    """Asks whether it is really not to take place."""
    with turn.store.read() as conn:
        found = access.managed(conn, turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts), alone=True)
    elif _can_change(turn, found):
        yield Reply(planning_screens.cancel(turn.texts, found, seeing.seen(turn, found)), alone=True)
    else:
        yield Reply(_card(turn, found), alone=True)


@events.pressed("drop")
def drop(turn: Turn, arg: str) -> Effects:
    """It does not take place; those who come or wait are told."""
    conn = turn.store.write()
    found = access.managed(conn, turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts), alone=True)
        return
    dropped = planned.move(conn, found.id, ["drafted", "published"], "cancelled") if _can_change(turn, found) else None
    if dropped and found.is_published:
        audit.note(conn, turn.now, "event cancelled", actor=turn.person.id, detail=dropped.id)
        yield from telling.cancelled(turn, conn, dropped)
    yield Reply(_card(turn, dropped or found), redraw=True)


def _can_change(turn: Turn, found: Event) -> bool:
    return found.status != "cancelled" and not found.is_over(turn.now)


def _form(turn: Turn, found: Event, told: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    audiences = options([*access.audiences(turn.person), found.plan.audience])
    return planning_screens.form(
        turn.texts, told, audiences, arg=f"{found.id} {found.revision}", is_new=False, errors=errors
    )


def _card(turn: Turn, found: Event, *said: str) -> Card:
    return planning_screens.manage(turn.texts, found, seeing.seen(turn, found), turn.now, turn.person.zone, *said)


def _masked(turn: Turn) -> str:
    _ = turn.texts
    return _("I removed what looked like personal data before saving.") if turn.masked else ""
