"""What Sparri keeps of somebody, in their own hands: the notice, a copy to take along, and erasing all of it."""

from bot.people import Role
from bot.skill import Skill
from bot.skills.privacy import package, screens
from bot.store import audit, personal
from bot.store import people as records
from bot.texts import N_, W_
from bot.turns import Do, Effects, Forget, Reply, Turn

privacy = Skill("privacy")


@privacy.command(W_("word", "privacy, data protection, gdpr"), N_("what is kept about you, and your rights"))
@privacy.pressed("notice")
def notice(turn: Turn, _arg: str = "") -> Effects:
    """What is collected, why, how long, for whom, how it is used, and which rights there are."""
    yield Reply(screens.notice(turn.texts, turn.store.periods, turn.controller))


@privacy.command(
    W_("word", "export my data, export, download my data, my data"), N_("a copy of all that is kept about you")
)
@privacy.pressed("export")
def export(turn: Turn, _arg: str = "") -> Effects:
    """All of it as one file; that somebody took it is written down."""
    conn = turn.store.write()
    data = personal.export(conn, turn.person.id)
    audit.note(conn, turn.now, "exported", actor=turn.person.id, subject=turn.person.id)
    packed = package.zipped(turn.texts, data, turn.now, turn.person.zone)
    yield Reply(screens.exported(turn.texts, package.name(turn.today), packed), alone=True)


@privacy.command(
    W_("word", "erase my data, erase me, delete my data, delete me, forget me"), N_("erases all that is kept about you")
)
@privacy.pressed("erase")
def erase(turn: Turn, _arg: str = "") -> Effects:
    """Says what goes and what stays, and asks."""
    with turn.store.read() as conn:
        data = personal.export(conn, turn.person.id)
        admins = [person for person in records.all(conn) if person.is_a(Role.ADMIN)]
    is_last = [admin.id for admin in admins] == [turn.person.id]
    card = screens.erase(turn.texts, turn.person.id, len(data.get("question", ())), is_last_admin=is_last)
    yield Reply(card, alone=True)


@privacy.pressed("gone")
def gone(turn: Turn, person_id: str) -> Effects:
    """Erases everything. `person_id` is the one who was asked: whoever has come back since then is asked again.

    A second press of the same button would bring somebody into being who has just been erased; who is as new as that goes
    again at once.
    """
    if person_id == turn.person.id or not turn.person.welcomed:
        yield Do("escalation.leaving")
        yield Do("sparring.leaving")
        yield Forget(screens.farewell(turn.texts))
    else:
        yield from erase(turn)


@privacy.pressed("details")
def details(turn: Turn, _arg: str = "") -> Effects:
    """What of all that one does is kept, and who sees it."""
    yield Reply(screens.details(turn.texts), alone=True)


@privacy.pressed("keep")
def keep(turn: Turn, _arg: str = "") -> Effects:
    """Not erased after all."""
    yield Reply(screens.kept(turn.texts), redraw=True)


privacy.menu(N_("Privacy"), "notice")
