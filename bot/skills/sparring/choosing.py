"""Who could spar: partners whose themes fit, with the reason and how much they have already. Asking them one at a time."""

from collections.abc import Collection, Mapping

from bot import roster
from bot.people import Language, Person
from bot.skills.sparring import access, asking_screens, ballots, choosing_screens, session_screens, telling
from bot.skills.sparring.choosing_screens import Suggestion
from bot.skills.sparring.records import partners, voting
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import View
from bot.store import Connection, audit, experts, people, sessions
from bot.store.sessions import Part, Session, Wish
from bot.texts import texts
from bot.turns import Effects, Reply, Send, Show, Turn
from knowledge import languages
from knowledge.library import Library
from knowledge.matching import Asked

LANGUAGE_BONUS, BRANCH_BONUS = 0.06, 0.06
"""What it adds to the fit of a theme that a partner speaks a language asked for and knows the branch, as with experts."""
SHOWN = 3


def understood(library: Library, wish: Wish) -> Asked:
    """The theme of a wish, encoded."""
    said = f"{wish.theme}. {wish.about}"[:500] if wish.about else wish.theme
    return library.matching.asked(said, languages.of_question(wish.theme, Language(wish.languages[0])))


def suggestions(
    conn: Connection, turn: Turn, found: Session, asked: Asked, closed: Mapping[str, str], without: Collection[str]
) -> list[Suggestion]:
    """Partners who can be asked, best first: those whose theme fits, and after them those who take any theme."""
    caps, loads = partners.caps(conn), partners.loads(conn, found.wish.since)
    profiles = experts.all(conn)
    held = roster.current(conn, turn.library.matching, is_writing=True)
    themes = {person: (fit, text) for some in roster.fitting(held, asked) for person, fit, text in some}
    suggested = []
    for id_, cap in caps.items():
        person, profile = people.get(conn, id_), profiles.get(id_)
        fit, theme = themes.get(id_, (0.0, ""))
        is_free = loads.get(id_, 0) < cap and id_ not in without
        if not (person and profile and is_free and person.welcomed and person.address.lane not in closed):
            continue
        common = tuple(code for code in found.wish.languages if code in profile.languages)
        if not common or not (theme or profile.takes_any):
            continue
        has_branch = bool(found.wish.branch) and found.wish.branch in profile.branches
        both = ballots.times(conn, found, [person.id, *([found.organiser] if found.organiser else [])], turn.now)
        score = fit + LANGUAGE_BONUS + BRANCH_BONUS * has_branch
        suggested.append(
            Suggestion(person, theme, common, has_branch, loads.get(id_, 0), cap, len(both), round(score, 3))
        )
    return sorted(suggested, key=lambda one: (not one.times, -one.score, one.load / one.cap, int(one.person.id[1:])))


def offered(turn: Turn, conn: Connection, view: View, asked: Asked, *said: str) -> Effects:
    """The best partners for a session, or that there is none: then coordinators find one."""
    without = {one.person for one in view.members} | {turn.person.id}
    found = suggestions(conn, turn, view.found, asked, turn.closed(), without)
    if not found:
        yield from telling.coordinators(turn, conn, view.found)
    may_choose = access.looks_after(turn.person, view.found) and bool(partners.caps(conn))
    card = choosing_screens.suggested(turn.texts, view, found[:SHOWN], *said, may_choose=may_choose)
    yield Reply(card, alone=True)


@sparring.pressed("another")
def another(turn: Turn, arg: str) -> Effects:
    """Others who could spar; whoever was asked or has accepted stays until somebody else is asked."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
        roster.current(conn, turn.library.matching)
    if view is None or view.found.status not in ("proposed", "confirmed"):
        yield Reply(session_screens.session(turn.texts, view) if view else session_screens.gone(turn.texts), alone=True)
        return
    asked = understood(turn.library, view.found.wish)
    yield from offered(turn, turn.store.write(), view, asked)


@sparring.form("choose_partner")
def choose_partner(turn: Turn, arg: str) -> Effects:
    """A coordinator chooses among all partners."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
        every = [one for id_ in partners.caps(conn) if (one := people.get(conn, id_))]
    if view and every and access.looks_after(turn.person, view.found):
        yield Show(choosing_screens.choose(turn.texts, arg, every))


@sparring.submitted("choose_partner")
def chosen(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """The one a coordinator has chosen is asked."""
    yield from ask(turn, f"{arg} {values.get('person', '')}")


@sparring.pressed("propose")
def ask(turn: Turn, arg: str) -> Effects:
    """ "S7 P5": asks somebody to spar, in the place of whoever was asked before."""
    _ = turn.texts
    id_, _space, person_id = arg.partition(" ")
    closed = turn.closed()
    conn = turn.store.write()
    view = access.managed(conn, turn, id_)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    person = people.get(conn, person_id) if partners.are(conn, [person_id]) else None
    if person is None or view.found.status not in ("proposed", "confirmed") or person.address.lane in closed:
        yield Reply(session_screens.session(_, view, _("They cannot be asked any more.")), alone=True)
        return
    member = sessions.member(conn, id_, person_id)
    if member and member.state in ("asked", "in"):
        yield Reply(session_screens.session(_, view), alone=True)
        return
    is_full = partners.loads(conn, view.found.wish.since).get(person_id, 0) >= partners.caps(conn)[person_id]
    if is_full and not access.looks_after(turn.person, view.found):
        said = _("They have as many sessions as they want that month.")
        yield Reply(session_screens.session(_, view, said), alone=True)
        return
    if len([one for one in view.inside if one.part is not Part.PARTNER]) >= sessions.MOST:
        yield Reply(session_screens.session(_, view, asking_screens.most(_)), alone=True)
        return
    for before in [one for one in view.members if one.part is Part.PARTNER and one.state in ("asked", "in")]:
        yield from _replaced(turn, conn, view, before.person)
    voting.drop(conn, id_)
    sessions.invite(conn, id_, person_id, Part.PARTNER, turn.now)
    audit.note(conn, turn.now, "sparring asked", actor=turn.person.id, subject=person_id, detail=id_)
    now = access.view(conn, turn.now, turn.person, view.found)
    yield _asking(turn, conn, person, now)
    said = _("I have asked {name}. You hear from me when they have answered.", name=now.name(_, person_id))
    yield Reply(session_screens.session(_, now, said), alone=True)


def _asking(turn: Turn, conn: Connection, person: Person, view: View) -> Send:
    theirs = access.view(conn, turn.now, person, view.found)
    card = choosing_screens.asked(texts(person.language), theirs)
    return Send(
        person.address, card, once=f"session:{view.found.id}:partner:{person.id}:{turn.now.timestamp()}", must=True
    )


def _replaced(turn: Turn, conn: Connection, view: View, person_id: str) -> Effects:
    """Whoever was asked, or had accepted, is thanked and let go."""
    had_time = view.found.starts_at is not None and person_id in {one.person for one in view.inside}
    if sessions.answer(conn, view.found.id, person_id, ["asked", "in"], "out"):
        person = people.get(conn, person_id)
        if person:
            found = sessions.touch(conn, view.found) if had_time else view.found
            theirs = access.view(conn, turn.now, person, found)
            card = choosing_screens.replaced(texts(person.language), theirs, had_time=had_time)
            once = f"session:{view.found.id}:replaced:{person.id}:{turn.now.timestamp()}"
            yield Send(person.address, card, once=once, must=True)


@sparring.pressed("accept")
def accept(turn: Turn, arg: str) -> Effects:
    """The partner takes it: now times are looked for and voted on. Of a session whose time is known already, they must have
    that time free."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.seen(conn, turn, arg)
    if view is None or view.mine is None or view.mine.part is not Part.PARTNER:
        yield Reply(session_screens.gone(_), alone=True)
        return
    found = view.found
    if view.mine.state == "asked" and sessions.is_busy(conn, turn.person.id, found):
        yield Reply(session_screens.session(_, view, _("You are in another session at that time.")), alone=True)
        return
    if found.status not in ("proposed", "confirmed") or not sessions.answer(conn, arg, turn.person.id, ["asked"], "in"):
        yield Reply(session_screens.session(_, view), alone=True)
        return
    if found.status == "proposed":
        yield from ballots.begin(turn, conn, found, pressed_by=turn.person.id)
    else:
        found = sessions.touch(conn, found)
        yield from telling.everybody(
            turn,
            conn,
            found,
            f"partner:{turn.person.id}:{turn.now.timestamp()}",
            choosing_screens.accepted,
            turn.person.id,
        )
    now = access.view(conn, turn.now, turn.person, found)
    said = _("Thank you. You spar in {id}.", id=arg)
    card = session_screens.with_calendar if found.starts_at else session_screens.session
    yield Reply(card(_, now, said), redraw=True)


@sparring.pressed("decline")
def decline(turn: Turn, arg: str) -> Effects:
    """Not now: whoever arranges it hears so, with the next best; the reason is nobody's business."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.seen(conn, turn, arg)
    if view is None or view.mine is None or not sessions.answer(conn, arg, turn.person.id, ["asked"], "out"):
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    if view.found.status in ("proposed", "confirmed"):
        key = f"declined:{turn.person.id}:{turn.now.timestamp()}"
        yield from telling.to_hosts(turn, conn, view.found, key, choosing_screens.declined)
    yield Reply(choosing_screens.let_go(_, arg), redraw=True)
