"""Asking for sparring: what one has, the form, and the session it makes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot import roster
from bot.audience import Meant
from bot.people import Role
from bot.skills.sparring import access, categories, choosing, session_screens
from bot.skills.sparring import asking_screens as screens
from bot.skills.sparring.reading import colleagues, read, told_of
from bot.skills.sparring.records import partners
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import LIMITS, session_id
from bot.store import Connection, enrolments, people, questions, sessions
from bot.store.sessions import MOST, Part, Session
from bot.texts import N_, W_, Texts
from bot.turns import Effects, Reply, Show, Turn
from knowledge.documents import clean

A_DAY = 10
"""Sessions that are taken from one person within a day."""
LATER, SPAN = timedelta(days=7), timedelta(days=18)
"""The days that stand in the form at first: from a week ahead, for about two weeks."""


@sparring.command(
    W_("word", "sparring, sparring session, sparring sessions, my sessions"),
    N_("a meeting with somebody who knows, for example “sparring” or “S7”"),
    parse=session_id,
    bare=session_id,
)
@sparring.pressed("overview")
def overview(turn: Turn, arg: str = "") -> Effects:
    """What one has, and the way to ask; with an id, that session."""
    if arg:
        yield from open_(turn, arg)
        return
    with turn.store.read() as conn:
        mine = [
            access.view(conn, turn.now, turn.person, found) for found, _mine in sessions.of_person(conn, turn.person.id)
        ]
        is_partner = turn.person.id in partners.caps(conn)
    may_see_all = turn.person.is_a(Role.COORDINATOR) or turn.person.is_a(Role.ADMIN)
    yield Reply(screens.overview(turn.texts, mine, is_partner=is_partner, may_see_all=may_see_all), alone=True)


@sparring.form("choose")
def choose(turn: Turn, _arg: str = "") -> Effects:
    """Which one?"""
    with turn.store.read() as conn:
        mine = [found for found, _mine in sessions.of_person(conn, turn.person.id)]
    if mine:
        yield Show(screens.choose(turn.texts, mine[:100]))


@sparring.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows the one that was chosen."""
    yield from open_(turn, values.get("session", ""))


@sparring.pressed("open")
def open_(turn: Turn, arg: str) -> Effects:
    """One session; whoever is not in it learns only how to ask to be."""
    with turn.store.read() as conn:
        view = access.seen(conn, turn, arg)
        is_there = sessions.get(conn, arg) is not None
    if view:
        yield Reply(session_screens.session(turn.texts, view), alone=True)
    else:
        yield Reply(
            session_screens.stranger(turn.texts, arg) if is_there else session_screens.gone(turn.texts), alone=True
        )


@sparring.form("ask")
def ask(turn: Turn, arg: str = "") -> Effects:
    """Asks for all of it. `arg` is what it begins with: the id of a question of theirs, "training:market-dialogue" for their
    exercise in a module, or the words of the theme."""
    theme, about = _beginning(turn, arg)
    branch = turn.person.branch.value if turn.person.branch else ""
    since = turn.today + LATER
    told = {
        "theme": clean(theme)[: LIMITS["theme"]],
        "about": about[: LIMITS["about"]],
        "since": since.isoformat(),
        "until": (turn.today + SPAN).isoformat(),
        "languages": turn.person.language.value,
        "branch": branch,
    }
    yield Show(screens.form(turn.texts, told))


def _beginning(turn: Turn, arg: str) -> tuple[str, str]:
    """(theme, what it is about)."""
    module = next((one for one in turn.modules if f"training:{one.id}" == arg), None)
    with turn.store.read() as conn:
        asked = questions.get(conn, arg) if questions.number(arg) > 0 else None
        written = enrolments.exercise(conn, turn.person.id, module.id) if module else ""
    if module:
        return module.titles[turn.person.language], written
    return (asked.text if asked.person == turn.person.id else "") if asked else arg, ""


@sparring.submitted("ask")
def asked(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """There is a session, colleagues are in it, and a partner is suggested."""
    _ = turn.texts
    wish, errors = read(_, values, turn.person, turn.today)
    with turn.store.read() as conn:
        meant = colleagues(turn.person, people.all(conn), values.get("people", ""))
        roster.current(conn, turn.library.matching)
    errors |= too_many(_, len(meant.people) + 2)
    if wish is None or errors:
        yield Show(screens.form(_, values, errors=errors))
        return
    known = choosing.understood(turn.library, wish)
    wish = replace(wish, category=wish.category or categories.nearest(turn.library.matching, known))
    conn = turn.store.write()
    if _lately(conn, turn) >= A_DAY:
        yield Reply(screens.enough(_, A_DAY), alone=True)
        return
    found = sessions.add(conn, wish, turn.person.id, turn.now)
    for person in meant.people:
        sessions.invite(conn, found.id, person, Part.PARTICIPANT, turn.now, state="in")
    view = access.view(conn, turn.now, turn.person, found)
    said = [_("{id} is asked for.", id=found.id), unfound(_, found, meant), masked(turn)]
    yield from choosing.offered(turn, conn, view, known, *said)


@sparring.form("edit")
def edit(turn: Turn, arg: str) -> Effects:
    """All of it, as it is now."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view and view.found.status == "proposed":
        yield Show(screens.form(turn.texts, told_of(view.found.wish), arg=f"{arg} {view.found.revision}"))


@sparring.submitted("edit")
def edited(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """ "S7 2": keeps it, as long as no time is voted on and nobody else has changed it."""
    _ = turn.texts
    id_, _space, revision = arg.partition(" ")
    with turn.store.read() as conn:
        view = access.managed(conn, turn, id_)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    wish, errors = read(_, values, turn.person, turn.today)
    if wish is None:
        yield Show(screens.form(_, values, arg=arg, errors=errors))
        return
    before = view.found.wish
    known = categories.nearest(turn.library.matching, choosing.understood(turn.library, wish))
    wish = replace(wish, organisation=before.organisation, zone=before.zone, location=before.location)
    wish = replace(wish, category=wish.category or known)
    conn = turn.store.write()
    now = access.managed(conn, turn, id_)
    is_same = now and now.found.status == "proposed" and now.ballot is None and str(now.found.revision) == revision
    found = sessions.change(conn, now.found, wish) if now and is_same else None
    if found is None:
        said = _("This session was changed meanwhile. Check what stands here, and save again.")
        yield Reply(session_screens.session(_, now or view, said), alone=True)
        return
    yield Reply(
        session_screens.session(_, access.view(conn, turn.now, turn.person, found), _("Your change is saved.")),
        alone=True,
    )


def too_many(_: Texts, number: int) -> dict[str, str]:
    """What is wrong with so many people."""
    return {"people": screens.most(_)} if number > MOST else {}


def unfound(_: Texts, found: Session, meant: Meant) -> str:
    """What is said of names that stand for nobody, or for several."""
    missing = [*meant.unknown, *meant.several]
    if not missing:
        return ""
    names = ", ".join(clean(name)[:60] for name in missing[:8])
    return _(
        "I do not know, in your organisation: {names}. They can write {id} to me and ask to take part.",
        names=names,
        id=found.id,
    )


def masked(turn: Turn) -> str:
    """That something was taken out of what was written."""
    _ = turn.texts
    return _("I removed what looked like personal data before saving.") if turn.masked else ""


def _lately(conn: Connection, turn: Turn) -> int:
    """How many somebody has asked for within a day."""
    since, mine = turn.now - timedelta(days=1), sessions.of_person(conn, turn.person.id)
    return sum(found.organiser == turn.person.id and found.created_at > since for found, _member in mine)
