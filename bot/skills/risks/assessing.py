"""The risks in a sheet: adding one, typical ones to begin with, changing and removing one, several people at once."""

from collections.abc import Mapping

from bot.cards import Card, FormButton
from bot.skills.risks import access
from bot.skills.risks import risk_screens as screens
from bot.skills.risks.keeping import card, masked
from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.reading import risk, told_of_risk
from bot.skills.risks.records import sheets
from bot.skills.risks.records.sheets import MOST, Assessed, Risk, Sheet
from bot.skills.risks.sheet_screens import gone
from bot.skills.risks.skill import risks
from bot.store import Connection
from bot.texts import Texts
from bot.turns import Effects, Reply, Show, Turn


@risks.form("pick")
def pick(turn: Turn, arg: str) -> Effects:
    """Which risk?"""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        every = sheets.risks(conn, arg) if found else []
    if found and every:
        yield Show(screens.pick(turn.texts, found, every))


@risks.submitted("pick")
def picked(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Shows the one that was chosen."""
    yield from one(turn, f"{arg} {values.get('risk', '')}")


@risks.pressed("risk")
def one(turn: Turn, arg: str) -> Effects:
    """One risk, all that is said of it."""
    with turn.store.read() as conn:
        shown = _shown(conn, turn, arg)
    yield Reply(shown, alone=True)


@risks.form("add")
def add(turn: Turn, arg: str) -> Effects:
    """What may happen, where it sits, how likely and how bad it is, and what is done about it."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
    if found and not found.is_full:
        yield Show(screens.form(turn.texts, {}, arg=found.id, is_new=True))


@risks.submitted("add")
def added(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it under the next number."""
    _ = turn.texts
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
    if found is None:
        yield Reply(gone(_), alone=True)
        return
    said, errors = risk(_, values)
    if found.is_full:
        errors = {"words": _full(_)} | errors
    if said is None or errors:
        yield Show(screens.form(_, values, arg=found.id, is_new=True, errors=errors))
    conn = turn.store.write()
    if said is None or access.seen(conn, turn.person, arg) is None:
        yield Reply(gone(_), alone=True)
        return
    nth = 0 if errors else sheets.put(conn, found.id, said, turn.now)
    if nth == 0:  # somebody was faster between sending it in and now: no form can be shown any more
        yield Reply(screens.late(_, found, said, _full(_)), alone=True)
        return
    yield Reply(_sheet(conn, turn, found, _("Risk {n} is added.", n=nth), masked(turn)), alone=True)


@risks.form("prompts")
def prompts(turn: Turn, arg: str) -> Effects:
    """Typical risks, by where they sit."""
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, arg)
        used = {one.said.prompt for one in sheets.risks(conn, arg)} if found else set()
    asked = screens.prompts(turn.texts, found, used) if found and not found.is_full else None
    if asked:
        yield Show(asked)


@risks.submitted("prompts")
def prompted(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Adds those that were marked, each once, as long as the sheet has room."""
    _, conn = turn.texts, turn.store.write()
    found = access.seen(conn, turn.person, arg)
    if found is None:
        yield Reply(gone(_), alone=True)
        return
    marked = {key for value in values.values() for key in value.split(",")}
    n = 0
    for key, (where, text) in PROMPTS.items():
        if key in marked:
            n += sheets.put(conn, found.id, Assessed(_(text), where, prompt=key), turn.now) > 0
    yield Reply(_sheet(conn, turn, found, _("Risks added: {n}", n=n)), alone=True)


@risks.form("change")
def change(turn: Turn, arg: str) -> Effects:
    """A risk as it is now."""
    with turn.store.read() as conn:
        seen = access.seen_risk(conn, turn.person, arg)
    found, known = seen or (None, None)
    if found and known:
        yield Show(screens.form(turn.texts, told_of_risk(turn.texts, known.said), arg=_revised(found, known)))


@risks.submitted("change")
def changed(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it. Whoever filled it in while somebody else changed it sees what that one wrote, beside what they have typed; was it
    removed, theirs can be added anew."""
    _ = turn.texts
    _id, nth, revision = access.parts(arg)
    with turn.store.read() as conn:
        seen = access.seen_risk(conn, turn.person, arg)
    if seen is None:
        yield Reply(gone(_), alone=True)
        return
    found, known = seen
    said, errors = risk(_, values, known.said.prompt if known else "")
    if known is None:
        told = _("Risk {n} was removed meanwhile. If you save now, it is added anew.", n=nth)
        yield Show(screens.form(_, values, arg=found.id, is_new=True, errors={"words": told} | errors))
    elif revision != known.revision:
        told = _("Risk {n} was changed meanwhile. Check what stands here, and save again.", n=nth)
        errors = {"words": told} | errors
        yield Show(screens.form(_, values, arg=_revised(found, known), errors=errors, now=known.said))
    elif errors:
        yield Show(screens.form(_, values, arg=_revised(found, known), errors=errors))
    conn = turn.store.write()
    if access.seen(conn, turn.person, found.id) is None:
        yield Reply(gone(_), alone=True)
        return
    is_kept = said and known and not errors and sheets.assess(conn, found.id, known, said, turn.now)
    if not is_kept:  # somebody was faster between sending it in and now: no form can be shown any more
        yield Reply(_late(turn, found, said, known, nth) if said else _shown(conn, turn, arg), alone=True)
        return
    yield Reply(_sheet(conn, turn, found, _("Risk {n} is changed.", n=nth), masked(turn)), alone=True)


@risks.pressed("remove")
def remove(turn: Turn, arg: str) -> Effects:
    """Asks whether it is really to go."""
    with turn.store.read() as conn:
        found, known = access.seen_risk(conn, turn.person, arg) or (None, None)
        asked = screens.remove(turn.texts, found, known) if found and known else _shown(conn, turn, arg)
    yield Reply(asked, alone=True)


@risks.pressed("removed")
def removed(turn: Turn, arg: str) -> Effects:
    """Takes it out, unless somebody has changed it since it was asked."""
    _, conn = turn.texts, turn.store.write()
    found, known = access.seen_risk(conn, turn.person, arg) or (None, None)
    _id, nth, revision = access.parts(arg)
    if found and known and sheets.remove(conn, found.id, nth, revision, turn.now):
        yield Reply(_sheet(conn, turn, found, _("Risk {n} is removed.", n=nth)), redraw=True)
    elif found and known:
        yield Reply(screens.risk(_, found, known, _("Risk {n} was changed meanwhile.", n=nth)), redraw=True)
    else:
        yield Reply(_shown(conn, turn, arg), redraw=True)


def _shown(conn: Connection, turn: Turn, arg: str) -> Card:
    """The risk that an argument names; the sheet where it is not in it any more."""
    _ = turn.texts
    found, known = access.seen_risk(conn, turn.person, arg) or (None, None)
    if found is None:
        return gone(_)
    return screens.risk(_, found, known) if known else card(conn, _, found, _("This risk is no longer in the sheet."))


def _late(turn: Turn, found: Sheet, said: Assessed, known: Risk | None, nth: int) -> Card:
    _ = turn.texts
    if known:
        again = FormButton(_("Edit"), "risks.change", f"{found.id} {nth}")
        return screens.late(_, found, said, _("Risk {n} was changed meanwhile.", n=nth), again)
    again = FormButton(_("Add a risk"), "risks.add", found.id)
    return screens.late(_, found, said, _("Risk {n} was removed meanwhile.", n=nth), again)


def _sheet(conn: Connection, turn: Turn, found: Sheet, *said: str) -> Card:
    now = access.seen(conn, turn.person, found.id)
    return card(conn, turn.texts, now, *said) if now else gone(turn.texts)


def _full(_: Texts) -> str:
    return _("The sheet is full: it holds {n} risks. Remove one first.", n=_.number(MOST))


def _revised(found: Sheet, known: Risk) -> str:
    return f"{found.id} {known.nth} {known.revision}"
