"""Inviting a channel to a module: a coordinator posts it once, and whoever presses is enrolled. No platform is asked who reads it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.skills.training import inviting_screens as screens
from bot.skills.training import module_screens
from bot.skills.training.naming import titles
from bot.skills.training.records import enrollings
from bot.skills.training.skill import training
from bot.store import people
from bot.turns import Effects, Reply, Send, Show, Turn


@training.form("invite")
def invite(turn: Turn, _arg: str = "") -> Effects:
    """To which module, and until when?"""
    if turn.modules:
        yield Show(screens.form(turn.texts, tuple(titles(turn.texts, turn.modules).items())))


@training.submitted("invite")
def invited(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Posts it where it was asked for; told in private it invites nobody."""
    _, written = turn.texts, values.get("due_on", "").strip()
    found = next((one for one in turn.modules if one.id == values.get("module")), None)
    try:
        due_on = date.fromisoformat(written) if written else None
    except ValueError:
        due_on = date.min
    if found is None or turn.address.is_private:
        yield Reply(module_screens.gone(_) if found is None else screens.elsewhere(_), alone=True)
    elif due_on and due_on < turn.today:
        wrong = {"due_on": _("This day has passed.")}
        yield Show(screens.form(_, tuple(titles(_, turn.modules).items()), found.id, wrong))
    else:
        conn = turn.store.write()
        order = enrollings.open_to_all(conn, turn.person.id, found.id, due_on, turn.now)
        card = screens.invitation(_, found, order, turn.person.name)
        yield Send(replace(turn.address, user="", thread=""), card, once=f"invitation:{order.number}", must=True)


@training.pressed("join")
def joined(turn: Turn, arg: str) -> Effects:
    """Enrols whoever presses, as long as the invitation stands; once."""
    conn = turn.store.write()
    order = enrollings.invitation(conn, int(arg) if arg.isdecimal() and len(arg) < 10 else -1)
    found = next((one for one in turn.modules if order and one.id == order.module), None)
    if order is None or found is None or people.get(conn, order.author) is None:
        yield Reply(module_screens.gone(turn.texts), alone=True)
        return
    due_on = order.due_on if order.due_on and order.due_on >= turn.today else None
    is_new = enrollings.accept(conn, turn.person.id, order, turn.now, due_on, turn.today)
    yield Reply(screens.joined(turn.texts, found, due_on, is_new=is_new), alone=True)
