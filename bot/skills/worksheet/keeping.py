"""A worksheet is opened and filled in, by those whose it is and those who keep it; every press is checked again."""

from collections.abc import Mapping

from bot.cards import Card
from bot.skills.worksheet import access, stepping
from bot.skills.worksheet import sheet_screens as screens
from bot.skills.worksheet.access import Seen
from bot.skills.worksheet.reading import read, read_facts, told_of
from bot.skills.worksheet.records import sheets
from bot.skills.worksheet.skill import worksheet
from bot.skills.worksheet.words import FACTS, LINES, ROWS
from bot.store import people
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn


@worksheet.command(
    W_("word", "worksheet, our worksheet"),
    N_("what the action programme means for us, who is responsible, what is next"),
)
@worksheet.pressed("open")
def open_(turn: Turn, arg: str = "") -> Effects:
    """The worksheet with a code; "" is one's organisation's, or else one's branch's."""
    found = _seen(turn, arg)
    if found:
        yield Reply(screens.sheet(turn.texts, found), alone=True)
    else:
        yield Reply(missing(turn, arg), alone=True)


@worksheet.form("choose")
def choose(turn: Turn, arg: str) -> Effects:
    """Which line?"""
    found = _seen(turn, arg)
    if found:
        yield Show(screens.choose(turn.texts, found))


@worksheet.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """Opens it."""
    found, wanted = _seen(turn, arg), values.get("line", "")
    if found is None:
        yield Reply(missing(turn, arg), alone=True)
    elif wanted in LINES:
        yield Reply(screens.line(turn.texts, found, wanted), alone=True)
    else:
        yield Reply(screens.sheet(turn.texts, found), alone=True)


@worksheet.form("fill")
def fill(turn: Turn, arg: str) -> Effects:
    """All that a row says, as it is now."""
    sheet, _space, rest = arg.partition(" ")
    wanted = rest.partition(" ")[0]
    found = _seen(turn, sheet)
    if found and found.may_change and wanted in ROWS:
        now = found.line(wanted)
        yield Show(screens.fill(turn.texts, found, wanted, told_of(now, found.responsible(now))))


@worksheet.submitted("fill")
def filled(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """Keeps it. Whoever filled it in while somebody else changed the row looks again, and loses nothing."""
    _ = turn.texts
    sheet, wanted, revision = (*arg.split(" "), "", "", "")[:3]
    found = _seen(turn, sheet)
    if found is None or not found.may_change or wanted not in ROWS:
        yield Reply(refused(turn, found, sheet), alone=True)
        return
    if revision != str(found.revision(wanted)):
        yield Show(screens.fill(_, found, wanted, values, overtaken=screens.overtaken(_, found, [wanted])))
        return
    before = found.line(wanted)
    with turn.store.read() as conn:
        named = access.candidates(turn.person, found.sheet, people.all(conn)) if found.may_name else None
    line, errors = read(_, values, before, found.responsible(before), named, turn.today)
    if line is None:
        yield Show(screens.fill(_, found, wanted, values, errors))
        return
    if line == before:
        yield Reply(screens.line(_, found, wanted, _("Nothing has changed.")), alone=True)
        return
    conn = turn.store.write()
    now = access.seen(conn, turn.person, sheet)
    effects = stepping.save(conn, found, wanted, line, turn.person, turn.now) if now and now.may_change else None
    now = access.seen(conn, turn.person, sheet)
    if now is None or effects is None:
        yield Reply(screens.lost(_, now, wanted, values) if now else missing(turn, sheet), alone=True)
        return
    yield from effects
    yield Reply(screens.line(_, now, wanted, _("Your change is saved."), masked(turn)), alone=True)


@worksheet.form("facts")
def facts(turn: Turn, arg: str) -> Effects:
    """What is said once for the whole worksheet, as it is now."""
    found = _seen(turn, arg.partition(" ")[0])
    if found and found.may_change:
        yield Show(screens.facts(turn.texts, found, {fact: found.line(fact).meaning for fact in FACTS}))


@worksheet.submitted("facts")
def told(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """Keeps each that is another now."""
    _ = turn.texts
    sheet, *revisions = arg.split(" ")
    found = _seen(turn, sheet)
    if found is None or not found.may_change:
        yield Reply(refused(turn, found, sheet), alone=True)
        return
    if revisions != [str(found.revision(fact)) for fact in FACTS]:
        late = [fact for fact, known in zip(FACTS, revisions, strict=False) if known != str(found.revision(fact))]
        yield Show(screens.facts(_, found, values, overtaken=screens.overtaken(_, found, late or list(FACTS))))
        return
    said, errors = read_facts(_, values)
    if errors:
        yield Show(screens.facts(_, found, values, errors))
        return
    new = {fact: text for fact, text in said.items() if text != found.line(fact).meaning}
    if not new:
        yield Reply(screens.sheet(_, found, _("Nothing has changed.")), alone=True)
        return
    yield from _kept(turn, found, new)


def _kept(turn: Turn, found: Seen, new: Mapping[str, str]) -> Effects:
    _ = turn.texts
    conn = turn.store.write()
    now = access.seen(conn, turn.person, found.code)
    if now is None or not now.may_change:
        yield Reply(refused(turn, now, found.code), alone=True)
        return
    is_same = all(now.revision(fact) == found.revision(fact) for fact in new)
    for fact, text in new.items() if is_same else ():
        line = sheets.Line(meaning=text)
        sheets.save(conn, now.sheet, fact, now.revision(fact), line, turn.person.id, turn.now)
    now = access.seen(conn, turn.person, found.code) or now
    if is_same:
        yield Reply(screens.sheet(_, now, _("Your change is saved."), masked(turn)), alone=True)
    else:
        yield Reply(screens.lost(_, now, next(iter(new)), new), alone=True)


def missing(turn: Turn, sheet: str) -> Card:
    """What is said where there is no such worksheet that the person may read."""
    return screens.not_yours(turn.texts) if sheet or access.own(turn.person) else screens.nowhere(turn.texts)


def refused(turn: Turn, found: Seen | None, sheet: str) -> Card:
    """What is said to whoever may not change a worksheet."""
    return screens.not_to_change(turn.texts, found) if found and not found.may_change else missing(turn, sheet)


def _seen(turn: Turn, sheet: str) -> Seen | None:
    with turn.store.read() as conn:
        return access.seen(conn, turn.person, sheet)


def masked(turn: Turn) -> str:
    """That personal data was taken out of what they wrote, "" if none was."""
    _ = turn.texts
    return _("I removed what looked like personal data before saving.") if turn.masked else ""
