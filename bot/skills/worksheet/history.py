"""How a worksheet came to say what it says, and taking the last change back: by another change, so that nothing is rewritten."""

from bot.cards import Card
from bot.skills.worksheet import access, keeping, stepping
from bot.skills.worksheet import sheet_screens as screens
from bot.skills.worksheet.access import Seen
from bot.skills.worksheet.records import sheets
from bot.skills.worksheet.sheet_screens import PAGE, Past
from bot.skills.worksheet.skill import worksheet
from bot.store import Connection
from bot.turns import Effects, Reply, Turn


@worksheet.pressed("history")
def history(turn: Turn, arg: str = "") -> Effects:
    """ "branch-lvm 2": the third page of what was changed."""
    sheet, _space, page = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, sheet)
        card = _card(turn, conn, found, int(page) if page.isdecimal() and len(page) < 5 else 0) if found else None
    yield Reply(card or keeping.missing(turn, sheet), alone=True)


@worksheet.pressed("undo")
def undo(turn: Turn, arg: str = "") -> Effects:
    """ "branch-lvm 41": takes back the change with that number, if it is the last one still."""
    _ = turn.texts
    sheet, _space, number = arg.partition(" ")
    conn = turn.store.write()
    found = access.seen(conn, turn.person, sheet)
    if found is None or not found.may_change:
        yield Reply(screens.not_to_change(_, found) if found else keeping.missing(turn, sheet), alone=True)
        return
    last, before = next(iter(sheets.changes(conn, found.sheet)), (None, None))
    if last is None or before is None or str(last.number) != number:
        yield Reply(_card(turn, conn, found, 0, _("There is a later change. Check it first.")), alone=True)
        return
    yield from stepping.save(conn, found, last.code, before, turn.person, turn.now, is_undo=True) or ()
    found = access.seen(conn, turn.person, sheet) or found
    yield Reply(screens.line(_, found, last.code, _("The last change is taken back.")), alone=True)


def _card(turn: Turn, conn: Connection, found: Seen, number: int, *said: str) -> Card:
    every = sheets.changes(conn, found.sheet)
    last = max(0, (len(every) - 1) // PAGE)
    number = min(number, last)
    page = [
        Past(one.code, one.at, found.name(one.by), before, one.line, one.is_undo)
        for one, before in every[number * PAGE : (number + 1) * PAGE]
    ]
    can_undo = found.may_change and number == 0 and every and every[0][1] is not None
    undo_ = every[0][0].number if can_undo else 0
    return screens.history(turn.texts, found, page, turn.person.zone, *said, number=number, last=last, undo=undo_)
