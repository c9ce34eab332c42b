"""Whose a risk sheet is: whoever made it, and everybody who is in the session it is kept with. No role opens it."""

from bot.people import Person
from bot.skills.risks.records import sheets
from bot.skills.risks.records.sheets import Risk, Sheet
from bot.store import Connection, sessions

OFFERED = 98
"""Sessions in a form, the newest."""


def seen(conn: Connection, person: Person, sheet_id: str) -> Sheet | None:
    """A sheet by its id, if it is somebody's to see and to change."""
    found = sheets.get(conn, sheet_id)
    return found if found and (found.maker == person.id or _is_in(conn, person, found.purchase.session)) else None


def seen_risk(conn: Connection, person: Person, arg: str) -> tuple[Sheet, Risk | None] | None:
    """A sheet and a risk in it by "K1 3" and more; None where the sheet is not somebody's to see."""
    id_, nth, _revision = parts(arg)
    found = seen(conn, person, id_)
    return (found, sheets.risk_of(conn, id_, nth)) if found else None


def parts(arg: str) -> tuple[str, int, int]:
    """What the argument of a button names: "K1 3 2" the second change of the third risk in K1; -1 for what it does not."""
    id_, *rest = arg.split(" ")[:3]
    nth, revision = (
        [int(one) if one.isascii() and one.isdecimal() and len(one) < 9 else -1 for one in rest] + [-1, -1]
    )[:2]
    return id_, nth, revision


def is_keeper(person: Person, found: Sheet) -> bool:
    """Whether somebody says what becomes of a sheet: whoever made it, and once they are erased everybody who sees it."""
    return found.maker in ("", person.id)


def offered(conn: Connection, person: Person, kept: str = "") -> dict[str, str]:
    """The sessions that somebody may keep a sheet with, by id: those they are in and that are not cancelled, and the one that
    it is `kept` with. Of one they have left, they are told the id only."""
    mine = [one for one, member in sessions.of_person(conn, person.id) if member.is_in]
    found = {one.id: f"{one.id} · {one.wish.theme}" for one in mine if one.status != "cancelled" or one.id == kept}
    others = dict(list(found.items())[:OFFERED])
    return others | ({kept: found.get(kept, kept)} if kept else {})


def theme(conn: Connection, person: Person, session_id: str) -> str | None:
    """The theme of a session that somebody is in; None for any other."""
    found = sessions.get(conn, session_id) if _is_in(conn, person, session_id) else None
    return found.wish.theme if found else None


def of_session(conn: Connection, person: Person, session_id: str) -> list[Sheet] | None:
    """The sheets of a session; None for somebody who is not in it."""
    if not _is_in(conn, person, session_id):
        return None
    return [one for one in sheets.seen_by(conn, person.id) if one.purchase.session == session_id]


def _is_in(conn: Connection, person: Person, session_id: str) -> bool:
    member = sessions.member(conn, session_id, person.id) if session_id else None
    return member is not None and member.is_in
