"""Keeping risk sheets: which there are, a new one, what stands above the risks, and deleting one."""

from collections.abc import Mapping

from bot.cards import Card
from bot.skills.risks import access
from bot.skills.risks import sheet_screens as screens
from bot.skills.risks.reading import NO_SESSION, purchase, told_of
from bot.skills.risks.records import sheets
from bot.skills.risks.records.sheets import Sheet
from bot.skills.risks.skill import risks
from bot.skills.risks.words import LIMITS, sheet_id
from bot.store import Connection
from bot.texts import N_, W_, Texts
from bot.turns import Effects, Reply, Show, Turn


@risks.command(
    W_("word", "risks, risk sheet, risk"),
    N_("risk sheets of planned purchases, for example “risks” or “K1”"),
    parse=sheet_id,
    bare=sheet_id,
)
@risks.pressed("overview")
def overview(turn: Turn, arg: str = "") -> Effects:
    """The sheets one sees; with an id, that sheet."""
    if arg:
        yield from open_(turn, arg)
        return
    with turn.store.read() as conn:
        found = sheets.seen_by(conn, turn.person.id)
    yield Reply(screens.overview(turn.texts, found), alone=True)


@risks.pressed("of")
def of(turn: Turn, arg: str) -> Effects:
    """The sheets that are kept with a session, for those who are in it."""
    with turn.store.read() as conn:
        found = access.of_session(conn, turn.person, arg)
    yield Reply(screens.gone(turn.texts) if found is None else screens.overview(turn.texts, found, arg), alone=True)


@risks.form("choose")
def choose(turn: Turn, arg: str = "") -> Effects:
    """Which one, of all or of a session's?"""
    with turn.store.read() as conn:
        found = access.of_session(conn, turn.person, arg) if arg else sheets.seen_by(conn, turn.person.id)
    if found:
        yield Show(screens.choose(turn.texts, found))


@risks.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows the one that was chosen."""
    yield from open_(turn, values.get("sheet", ""))


@risks.pressed("open")
def open_(turn: Turn, arg: str) -> Effects:
    """One sheet, with its risks."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        shown = card(conn, turn.texts, found) if found else screens.gone(turn.texts)
    yield Reply(shown, alone=True)


@risks.pressed("about")
def about(turn: Turn, arg: str) -> Effects:
    """All that stands above the risks, and what else can be done with the sheet."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
    _, person = turn.texts, turn.person
    yield Reply(
        screens.about(_, found, is_mine=access.is_keeper(person, found), zone=person.zone)
        if found
        else screens.gone(_),
        alone=True,
    )


@risks.form("new")
def new(turn: Turn, arg: str = "") -> Effects:
    """What is to be bought? With the id of a session as the argument, what that is about, and to be kept with it."""
    with turn.store.read() as conn:
        offered = access.offered(conn, turn.person)
        theme = access.theme(conn, turn.person, arg)
    told = {"title": theme[: LIMITS["title"]], "session": arg} if theme is not None else {}
    yield Show(screens.form(turn.texts, told, offered))


@risks.submitted("new")
def made(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """A sheet without risks, and the ways to its first."""
    _ = turn.texts
    with turn.store.read() as conn:
        offered = access.offered(conn, turn.person)
    told, errors = purchase(_, values, offered)
    if told is None:
        yield Show(screens.form(_, values, offered, errors=errors))
    conn = turn.store.write()
    told, _errors = purchase(_, values, access.offered(conn, turn.person))
    if told is None:  # they left the session between sending it in and now: it is for them alone
        told, _errors = purchase(_, {**values, "session": NO_SESSION}, ())
    found = sheets.add(conn, told, turn.person.id, turn.now) if told else None
    yield Reply(card(conn, _, found, masked(turn)) if found else screens.gone(_), alone=True)


@risks.form("edit")
def edit(turn: Turn, arg: str) -> Effects:
    """What stands above the risks, as it is now."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        offered = _offered(conn, turn, found)
    if found:
        asked = screens.form(turn.texts, told_of(found.purchase), offered, arg=_revised(found), is_new=False)
        yield Show(asked)


@risks.submitted("edit")
def edited(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it. Whoever filled it in while somebody else changed it looks again."""
    _ = turn.texts
    id_, revision, _rest = access.parts(arg)
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, id_)
        offered = _offered(conn, turn, found)
    if found is None:
        yield Reply(screens.gone(_), alone=True)
        return
    told, errors = purchase(_, values, offered, found.purchase.session)
    if revision != found.revision:
        said = _("The sheet was changed meanwhile. Check what stands here, and save again.")
        errors = {"title": said} | errors
    if told is None or errors:
        yield Show(screens.form(_, values, offered, arg=_revised(found), is_new=False, errors=errors))
    conn = turn.store.write()
    is_kept = access.seen(conn, turn.person, id_) and told and not errors and sheets.change(conn, found, told, turn.now)
    after = access.seen(conn, turn.person, id_)
    if after is None:
        yield Reply(screens.gone(_), alone=True)
    elif is_kept:
        yield Reply(card(conn, _, after, _("Your change is saved."), masked(turn)), alone=True)
    else:  # somebody was faster between sending it in and now: no form can be shown any more
        typed, _errors = purchase(_, {**values, "session": NO_SESSION}, ())
        yield Reply(screens.late(_, after, typed) if typed else card(conn, _, after), alone=True)


@risks.pressed("delete")
def delete(turn: Turn, arg: str) -> Effects:
    """Asks whether it is really to go."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        shown = card(conn, turn.texts, found) if found else screens.gone(turn.texts)
    is_asked = found and access.is_keeper(turn.person, found)
    yield Reply(screens.delete(turn.texts, found) if found and is_asked else shown, alone=True)


@risks.pressed("drop")
def drop(turn: Turn, arg: str) -> Effects:
    """It goes, with all that is in it."""
    conn = turn.store.write()
    found = access.seen(conn, turn.person, arg)
    if found is None or not access.is_keeper(turn.person, found):
        yield Reply(card(conn, turn.texts, found) if found else screens.gone(turn.texts), redraw=True)
        return
    sheets.drop(conn, found.id)
    yield Reply(screens.deleted(turn.texts, found), redraw=True)


def card(conn: Connection, _: Texts, found: Sheet, *said: str) -> Card:
    """A sheet as it is now."""
    return screens.sheet(_, found, sheets.risks(conn, found.id), *said)


def masked(turn: Turn) -> str:
    """That something was taken out of what somebody filled in."""
    _ = turn.texts
    return _("I removed what looked like personal data before saving.") if turn.masked else ""


def _offered(conn: Connection, turn: Turn, found: Sheet | None) -> dict[str, str]:
    """With whom a sheet is shared is for its maker to say."""
    is_mine = found is not None and found.maker == turn.person.id
    return access.offered(conn, turn.person, found.purchase.session) if found and is_mine else {}


def _revised(found: Sheet) -> str:
    return f"{found.id} {found.revision}"
