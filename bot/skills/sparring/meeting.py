"""The meeting: its place, who is in it, preparing, reminders, and calling it off."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from functools import partial

from bot.skills.sparring import access, asking, following_screens, session_screens, telling, voting_screens
from bot.skills.sparring import meeting_screens as screens
from bot.skills.sparring.reading import colleagues, location, paragraphs
from bot.skills.sparring.records import results, voting
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import LIMITS, QUESTIONS
from bot.store import Connection, audit, people, sessions
from bot.store.sessions import Part, Session
from bot.texts import texts
from bot.turns import Effect, Effects, Reply, Send, Show, Tick, Turn


@sparring.pressed("more")
def more(turn: Turn, arg: str) -> Effects:
    """What else whoever arranges it can do."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    yield Reply(session_screens.more(turn.texts, view) if view else session_screens.gone(turn.texts), alone=True)


@sparring.form("locate")
def locate(turn: Turn, arg: str) -> Effects:
    """Asks for the link or the place."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view:
        yield Show(screens.locate(turn.texts, arg, view.found.wish.location))


@sparring.submitted("locate")
def located(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it; everybody gets it with a calendar file that says so."""
    _ = turn.texts
    said, errors = location(_, values)
    if turn.masked:
        errors = {
            "location": _("A part of this looks like personal data, which I do not store. Give an address without it.")
        }
    if errors:
        yield Show(screens.locate(_, arg, values.get("location", "")[: LIMITS["location"]], errors))
        return
    conn = turn.store.write()
    view = access.managed(conn, turn, arg)
    if view and view.found.wish.location == said:
        yield Reply(session_screens.session(_, view, _("Nothing has changed.")), alone=True)
        return
    found = sessions.move(conn, arg, ["confirmed"], "confirmed", location=said) if view else None
    if view is None or found is None:
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    yield from telling.everybody(turn, conn, found, f"r{found.revision}", voting_screens.located, turn.person.id)
    yield Reply(voting_screens.located(_, access.view(conn, turn.now, turn.person, found)), alone=True)


@sparring.pressed("preparation")
def preparation(turn: Turn, arg: str) -> Effects:
    """ "S7 1": what everybody has prepared, a page of it, and material that may help."""
    id_, _space, page = arg.partition(" ")
    with turn.store.read() as conn:
        view = access.seen(conn, turn, id_)
    if view is None or not (view.is_in or view.may_manage):
        yield Reply(session_screens.gone(turn.texts), alone=True)
        return
    given = turn.library.answer(view.found.wish.theme, reader=turn.person.language.value, today=turn.today)
    number = int(page) if page.isdecimal() and len(page) < 3 else 0
    yield Reply(session_screens.preparation(turn.texts, view, screens.material(given), number), alone=True)


@sparring.form("prepare")
def prepare(turn: Turn, arg: str) -> Effects:
    """The questions by which one prepares, with what one has answered."""
    with turn.store.read() as conn:
        view = access.inside(conn, turn, arg)
    if view and view.found.status in ("proposed", "confirmed"):
        yield Show(screens.prepare(turn.texts, view))


@sparring.submitted("prepare")
def prepared(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it; the others see it in the session and in the reminder of the day before."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.inside(conn, turn, arg)
    if view is None or view.found.status not in ("proposed", "confirmed"):
        yield Reply(session_screens.gone(_), alone=True)
        return
    asked = QUESTIONS.get(view.found.wish.category, QUESTIONS[""])
    results.prepare(
        conn, arg, turn.person.id, {name: paragraphs(values.get(name, ""))[: LIMITS["answer"]] for name in asked}
    )
    said = (_("Your preparation is kept. Everybody who takes part sees it."), asking.masked(turn))
    yield Reply(session_screens.session(_, access.view(conn, turn.now, turn.person, view.found), *said), alone=True)


@sparring.form("add")
def add(turn: Turn, arg: str) -> Effects:
    """Asks for names."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view and view.found.status in ("proposed", "confirmed"):
        yield Show(screens.add(turn.texts, arg))


@sparring.submitted("add")
def added(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Colleagues are in it from now on, and told so."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
        theirs = view.found.wish.organisation if view and view.found.organiser != turn.person.id else ""
        meant = colleagues(turn.person, people.all(conn), values.get("people", ""), theirs)
    conn = turn.store.write()
    view = access.managed(conn, turn, arg)
    if view is None or view.found.status not in ("proposed", "confirmed"):
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    new = [id_ for id_ in meant.people if id_ not in {one.person for one in view.inside}]
    errors = asking.too_many(_, len(view.inside) + len(new) + (view.partner is None))
    if errors:
        yield Reply(session_screens.session(_, view, errors["people"]), alone=True)
        return
    busy = [person for person in new if sessions.is_busy(conn, person, view.found)]
    count = 0
    for person in new:
        if person not in busy:
            count += yield from joined(turn, conn, view.found, person)
    late = _.plural(
        "{n} of them has another session at that time.", "{n} of them have another session at that time.", len(busy)
    )
    told = _.plural("{n} person has been added.", "{n} people have been added.", count)
    said = (told, late if busy else "", asking.unfound(_, view.found, meant))
    yield Reply(session_screens.session(_, access.again(conn, turn, view), *said), alone=True)


def joined(turn: Turn, conn: Connection, found: Session, person_id: str) -> Generator[Effect, None, bool]:
    """Somebody is in it from now on, if they were not: they vote, or get the time for their calendar. Whether they are new."""
    person = people.get(conn, person_id)
    if person is None or not sessions.invite(conn, found.id, person_id, Part.PARTICIPANT, turn.now, state="in"):
        return False
    ballot = voting.latest(conn, found.id)
    if found.status == "confirmed":
        found, draw = sessions.touch(conn, sessions.get(conn, found.id) or found), voting_screens.confirmed
    elif ballot and ballot.is_open:
        draw = voting_screens.asked
    else:
        draw = screens.joined
    yield telling.to(turn, conn, person, found, f"joined:{turn.now.timestamp()}", draw)
    return True


@sparring.pressed("knock")
def knock(turn: Turn, arg: str) -> Effects:
    """Somebody who is not in it asks to take part: whoever arranges it decides. It is kept that they have asked."""
    _ = turn.texts
    conn = turn.store.write()
    found = sessions.get(conn, arg)
    if found is None or found.status not in ("proposed", "confirmed"):
        yield Reply(session_screens.gone(_), alone=True)
        return
    view = access.seen(conn, turn, arg)
    if view:
        yield Reply(session_screens.session(_, view), alone=True)
        return
    if sessions.invite(conn, arg, turn.person.id, Part.PARTICIPANT, turn.now, state="knocked"):
        for host in access.hosts(conn, found):
            card = session_screens.knock(
                texts(host.language), access.view(conn, turn.now, host, found),
                turn.person.name or turn.person.id, turn.person.organisation or "–", turn.person.id,
            )  # fmt: skip
            yield Send(host.address, card, once=f"session:{arg}:knock:{turn.person.id}:{turn.today}", must=True)
    yield Reply(session_screens.knocked(_, arg), alone=True)


@sparring.pressed("let")
def let(turn: Turn, arg: str) -> Effects:
    """ "S7 P5": lets somebody in who has asked."""
    _ = turn.texts
    id_, _space, person_id = arg.partition(" ")
    conn = turn.store.write()
    view = access.managed(conn, turn, id_)
    if view is None or view.found.status not in ("proposed", "confirmed"):
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    member = sessions.member(conn, id_, person_id)
    if member is None or member.state != "knocked":
        yield Reply(session_screens.session(_, view), alone=True)
        return
    if errors := asking.too_many(_, len(view.inside) + 1 + (view.partner is None)):
        yield Reply(session_screens.session(_, view, errors["people"]), alone=True)
        return
    if sessions.is_busy(conn, person_id, view.found):
        yield Reply(session_screens.session(_, view, _("They have another session at that time.")), alone=True)
        return
    yield from joined(turn, conn, view.found, person_id)
    said = _("They take part from now on.")
    yield Reply(session_screens.session(_, access.again(conn, turn, view), said), redraw=True)


@sparring.pressed("leave")
def leave(turn: Turn, arg: str) -> Effects:
    """Somebody cannot come. Without the partner a new one is looked for; whoever arranges it hears of both."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.inside(conn, turn, arg)
    if view is None or view.found.status not in ("proposed", "confirmed") or view.found.organiser == turn.person.id:
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    found = view.found
    if sessions.answer(conn, arg, turn.person.id, ["in"], "out"):
        found = sessions.touch(conn, found) if found.starts_at else found
        yield from _missed(turn, conn, found, view.mine)
    yield Reply(screens.out(_, replace(view, found=found)), redraw=True)


def _missed(turn: Turn, conn: Connection, found: Session, mine: sessions.Member | None) -> Effects:
    """Whoever arranges it hears who cannot come; without the partner there is nothing to vote on."""
    is_partner = bool(mine and mine.part is Part.PARTNER)
    if is_partner:
        voting.drop(conn, found.id)
    draw = partial(screens.left, name=turn.person.name or turn.person.id, is_partner=is_partner)
    yield from telling.to_hosts(turn, conn, found, f"left:{turn.person.id}:{turn.now.timestamp()}", draw)


@sparring.pressed("leaving")
def leaving(turn: Turn, _arg: str = "") -> Effects:
    """Whoever is about to be erased is missed: whoever arranges a session of theirs hears so, and of their own the coordinators,
    in the morning. For the skill that erases; nobody may press it."""
    conn = turn.store.write()
    for found, member in sessions.of_person(conn, turn.person.id):
        if found.status not in ("proposed", "confirmed"):
            continue
        if found.organiser == turn.person.id:
            yield from telling.coordinators(turn, conn, found)
        else:
            yield from _missed(turn, conn, found, member)


@sparring.pressed("cancel")
def cancel(turn: Turn, arg: str) -> Effects:
    """Is it really not to take place?"""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view is None or view.found.status not in ("proposed", "confirmed"):
        yield Reply(session_screens.session(turn.texts, view) if view else session_screens.gone(turn.texts), alone=True)
    else:
        yield Reply(session_screens.cancel(turn.texts, view), alone=True)


@sparring.pressed("drop")
def drop(turn: Turn, arg: str) -> Effects:
    """It does not take place; everybody in it is told, and whoever was only asked to spar."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.managed(conn, turn, arg)
    found = sessions.move(conn, arg, ["proposed", "confirmed"], "cancelled") if view else None
    if view is None or found is None:
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    voting.drop(conn, arg)
    audit.note(conn, turn.now, "session cancelled", actor=turn.person.id, detail=arg)
    for one in view.members:
        person = people.get(conn, one.person) if one.state in ("asked", "in") and one.person != turn.person.id else None
        if person:
            yield telling.to(turn, conn, person, found, f"r{found.revision}", session_screens.cancelled)
    yield Reply(session_screens.cancelled(_, access.view(conn, turn.now, turn.person, found)), redraw=True)


@sparring.due("day")
def day_before(tick: Tick, arg: str) -> Effects:
    """Reminds everybody a day before: who has asked for a meeting, or taken it on, wants to be."""
    yield from _reminded(tick, arg, "day")


@sparring.due("hour")
def hour_before(tick: Tick, arg: str) -> Effects:
    """Reminds everybody an hour before."""
    yield from _reminded(tick, arg, "hour")


@sparring.due("over")
def over(tick: Tick, arg: str) -> Effects:
    """Its time is over: was it held?"""
    conn = tick.store.write()
    found = still(conn, arg)
    if found:
        yield from telling.to_hosts(tick, conn, found, f"{telling.stamp(found)}:over", following_screens.was_it_held)


def still(conn: Connection, arg: str) -> Session | None:
    """The session of "S7 1764572400" if it is still to be then."""
    id_, _space, start = arg.partition(" ")
    found = sessions.get(conn, id_)
    return found if found and found.status == "confirmed" and telling.stamp(found) == start else None


def _reminded(tick: Tick, arg: str, which: str) -> Effects:
    conn = tick.store.write()
    found = still(conn, arg)
    for one in sessions.members(conn, found.id) if found else ():
        person = people.get(conn, one.person) if one.is_in else None
        if person and found:
            card = session_screens.reminder(texts(person.language), access.view(conn, tick.now, person, found))
            once = f"session:{found.id}:{telling.stamp(found)}:{which}:{person.id}"
            yield Send(person.address, card, once=once, drop_after=found.starts_at)
