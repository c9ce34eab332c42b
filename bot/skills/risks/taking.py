"""Taking a sheet along: the matrix as a picture, all of it as a file."""

from collections.abc import Mapping

from bot import exports
from bot.skills.risks import access
from bot.skills.risks import taking_screens as screens
from bot.skills.risks.records import sheets
from bot.skills.risks.sheet_screens import gone
from bot.skills.risks.skill import risks
from bot.turns import Effects, Reply, Show, Turn


@risks.pressed("picture")
def picture(turn: Turn, arg: str) -> Effects:
    """The matrix of likelihood and consequence."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        every = sheets.risks(conn, arg) if found else []
    yield Reply(screens.picture(turn.texts, found, every) if found else gone(turn.texts), alone=True)


@risks.form("export")
def export(turn: Turn, arg: str) -> Effects:
    """For which program?"""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
    if found:
        yield Show(screens.export(turn.texts, found))


@risks.submitted("export")
def exported(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Every risk of the sheet as a file."""
    _what, kind = exports.chosen(values, {})
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        every = sheets.risks(conn, arg) if found else []
    zone = turn.person.zone
    yield Reply(screens.exported(turn.texts, found, every, kind, zone) if found else gone(turn.texts), alone=True)
