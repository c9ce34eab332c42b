"""No pressure: reminders of training are put off or turned off, of one module or of all."""

from collections.abc import Mapping
from datetime import date

from bot.skills.training import due_screens as screens
from bot.skills.training.due_screens import ALL
from bot.skills.training.naming import title, titles
from bot.skills.training.records import due
from bot.skills.training.skill import training
from bot.store import reminding
from bot.store.reminding import DAY, WEEK, Kind
from bot.turns import Effects, Reply, Show, Turn


@training.form("later")
def later(turn: Turn, _arg: str = "") -> Effects:
    """Of what, and from when on?"""
    yield Show(screens.later(turn.texts, _open(turn)))


@training.submitted("later")
def put_off(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Nothing comes before that day."""
    _, which, when = turn.texts, values.get("module", ALL), values.get("when", "day")
    until = turn.today + (WEEK if when == "week" else DAY)
    if when == "date":
        try:
            until = date.fromisoformat(values.get("until", ""))
        except ValueError:
            until = turn.today
        if until <= turn.today:
            wrong = {"until": _("Choose a day that is ahead.")}
            yield Show(screens.later(_, _open(turn), _known(turn, which), when, wrong))
            return
    conn = turn.store.write()
    if which != ALL and due.put_off(conn, turn.person.id, which, until):
        yield Reply(screens.put_off(_, title(_, turn.modules, which), until), alone=True)
    else:
        reminding.put_off(conn, turn.person.id, Kind.TRAINING, until)
        due.remind_again(conn, turn.person.id)
        yield Reply(screens.put_off(_, "", until), alone=True)


@training.form("off")
def off(turn: Turn, _arg: str = "") -> Effects:
    """Of what are there to be no reminders?"""
    yield Show(screens.off(turn.texts, _open(turn)))


@training.submitted("off")
def turned_off(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """They come no more, until they are turned on again."""
    _, which, conn = turn.texts, values.get("module", ALL), turn.store.write()
    if which != ALL and due.turn(conn, turn.person.id, which, is_off=True):
        yield Reply(screens.turned_off(_, title(_, turn.modules, which), which), alone=True)
    else:
        reminding.turn(conn, turn.person.id, Kind.TRAINING, is_off=True)
        yield Reply(screens.turned_off(_, "", ALL), alone=True)


@training.pressed("on")
def on(turn: Turn, arg: str) -> Effects:
    """They come again."""
    conn = turn.store.write()
    if arg in ("", ALL):
        reminding.turn(conn, turn.person.id, Kind.TRAINING, is_off=False)
    else:
        due.turn(conn, turn.person.id, arg, is_off=False)
    yield Reply(screens.turned_on(turn.texts), alone=True)


def _open(turn: Turn) -> tuple[tuple[str, str], ...]:
    """What the person has not done, with its title; only what is still here."""
    with turn.store.read() as conn:
        mine = due.open_to(conn, turn.person.id)
    names = titles(turn.texts, turn.modules)
    return tuple((one.module, names[one.module]) for one in mine if one.module in names)


def _known(turn: Turn, which: str) -> str:
    return which if which in dict(_open(turn)) else ALL
