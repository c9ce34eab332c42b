"""What worked becomes a model: written from a row of a worksheet, looked at, sent to a coordinator for approval."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.calendar_file import is_link
from bot.cards import Card
from bot.people import Language, Person, Role
from bot.secrecy import seems_secret
from bot.skill import morning
from bot.skills.worksheet import access, keeping, model_screens
from bot.skills.worksheet.model_screens import LIMITS
from bot.skills.worksheet.reading import paragraphs
from bot.skills.worksheet.records import models
from bot.skills.worksheet.records.models import Model, Page
from bot.skills.worksheet.skill import worksheet
from bot.skills.worksheet.words import ROWS
from bot.store import Connection, people
from bot.turns import Effects, Later, Reply, Show, Turn
from bot.working import Hours
from knowledge.documents import clean


@worksheet.form("model")
def model(turn: Turn, arg: str = "") -> Effects:
    """ "branch-lvm leadership": one page about what worked there."""
    sheet, _space, line = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, sheet)
    if found and found.may_change and line in ROWS:
        yield Show(model_screens.form(turn.texts, {"did": found.line(line).meaning[: LIMITS["did"]]}, arg))


@worksheet.submitted("model")
def modelled(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """It is a draft, shown as it will be found."""
    sheet, _space, line = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.seen(conn, turn.person, sheet)
    if found is None or not found.may_change or line not in ROWS:
        yield Reply(keeping.refused(turn, found, sheet), alone=True)
        return
    page, errors = _read(turn, values)
    if page is None:
        yield Show(model_screens.form(turn.texts, values, arg, errors=errors))
        return
    made = models.add(turn.store.write(), found.sheet, line, page, turn.person.id, turn.now)
    yield Reply(card(turn, made, keeping.masked(turn)), alone=True)


@worksheet.pressed("page")
def page_(turn: Turn, arg: str = "") -> Effects:
    """A model, to those who write and approve it."""
    with turn.store.read() as conn:
        found = seen(conn, turn, arg)
        yield Reply(card(turn, found) if found else model_screens.gone(turn.texts), alone=True)


@worksheet.form("remodel")
def remodel(turn: Turn, arg: str = "") -> Effects:
    """The page as it is now."""
    with turn.store.read() as conn:
        found = seen(conn, turn, arg.partition(" ")[0])
    if found and _may_edit(turn, found):
        told = {name: getattr(found.page, name) for name in Page.__dataclass_fields__}
        yield Show(model_screens.form(turn.texts, told, f"{found.id} {found.revision}", is_new=False))


@worksheet.submitted("remodel")
def remodelled(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """Keeps it, where nobody has changed it meanwhile: else it is looked at again, with all that was typed."""
    _ = turn.texts
    id_, _space, revision = arg.partition(" ")
    with turn.store.read() as conn:
        found = seen(conn, turn, id_)
    if found is None or not _may_edit(turn, found):
        yield Reply(card(turn, found) if found else model_screens.gone(_), alone=True)
        return
    page, errors = _read(turn, values)
    if revision != str(found.revision):
        errors = {"title": _("This was changed meanwhile. Check what stands here, and save again.")}
    if page is None or errors:
        arg = f"{found.id} {found.revision}"
        yield Show(model_screens.form(_, values, arg, is_new=False, errors=errors))
        return
    conn = turn.store.write()
    after = models.rewrite(conn, found, page)
    said = (
        _("Your change is saved.")
        if after
        else _("This was changed meanwhile. Check what stands here, and save again.")
    )
    yield Reply(card(turn, after or models.get(conn, id_) or found, said, keeping.masked(turn)), alone=True)


@worksheet.pressed("propose")
def propose(turn: Turn, arg: str = "") -> Effects:
    """Its author sends it to the coordinators in whose scope it is, who find it in the morning."""
    _ = turn.texts
    conn = turn.store.write()
    found = pressed(conn, turn, arg)
    if found is None:
        yield Reply(changed(conn, turn, arg), alone=True)
        return
    is_theirs = found.author == turn.person.id
    sent = models.move(conn, found, ("draft", "returned"), "proposed", sent_at=turn.now) if is_theirs else None
    if sent:
        for one in keepers(found, people.all(conn)):
            yield from _in_the_morning(one, turn.now)
    said = _("It waits for a coordinator’s approval.") if sent else ""
    yield Reply(card(turn, sent or found, said), redraw=True)


def keepers(found: Model, everybody: list[Person]) -> list[Person]:
    """Whom to ask about a model: the coordinators in whose scope it is, else the admins."""
    able = [one for one in everybody if access.keeps(one, found.sheet, everybody)]
    return [one for one in able if one.is_a(Role.COORDINATOR)] or able


def may_approve(person: Person, found: Model, everybody: list[Person]) -> bool:
    """Whether somebody may approve a model: nobody their own as long as there is somebody else who may."""
    able = [one for one in everybody if access.keeps(one, found.sheet, everybody)]
    return person in able and (person.id != found.author or len(able) == 1)


def _in_the_morning(person: Person, now: datetime) -> Iterator[Later]:
    yield morning(person, Hours(zone=person.zone), now)


def keeps(turn: Turn, found: Model) -> bool:
    """Whether a model is the person's to see to."""
    with turn.store.read() as conn:
        return access.keeps(turn.person, found.sheet, people.all(conn))


def _may_edit(turn: Turn, found: Model) -> bool:
    if found.state == "proposed":
        return keeps(turn, found)
    return found.state in ("draft", "returned") and found.author == turn.person.id


def seen(conn: Connection, turn: Turn, model_id: str) -> Model | None:
    """A model by its id, None if it is not the person's to see: a draft is its author's, and what others find is in search."""
    found = models.get(conn, model_id)
    if found is None or found.author == turn.person.id:
        return found
    is_kept = access.keeps(turn.person, found.sheet, people.all(conn))
    is_out = found.state not in ("draft", "returned")
    return found if is_out and (is_kept or found.sheet.has(turn.person)) else None


def pressed(conn: Connection, turn: Turn, arg: str) -> Model | None:
    """The model of "M4 2", None if it is not theirs to see or was changed since."""
    id_, _space, revision = arg.partition(" ")
    found = seen(conn, turn, id_)
    return found if found and str(found.revision) == revision else None


def changed(conn: Connection, turn: Turn, arg: str) -> Card:
    """What is shown for a button of an outdated card."""
    found = seen(conn, turn, arg.partition(" ")[0])
    return card(turn, found) if found else model_screens.gone(turn.texts)


def card(turn: Turn, found: Model, *said: str) -> Card:
    """A model as the person sees it. `said` is what has just happened."""
    with turn.store.read() as conn:
        everybody = people.all(conn)
    is_author, can = found.author == turn.person.id, may_approve(turn.person, found, everybody)
    return model_screens.model(turn.texts, found, *said, is_author=is_author, may_approve=can)


def _read(turn: Turn, values: Mapping[str, str]) -> tuple[Page | None, dict[str, str]]:
    _ = turn.texts
    told = {name: paragraphs(values.get(name, "")) for name in LIMITS}
    told |= {name: clean(values.get(name, "")) for name in ("title", "link")}
    language = values.get("language", "") or turn.person.language.value
    errors = {
        name: _("At most {limit} characters, please.", limit=_.number(limit))
        for name, limit in LIMITS.items()
        if len(told[name]) > limit
    }
    for name in [name for name in LIMITS if name != "link"]:
        if not any(map(str.isalnum, told[name])):
            errors[name] = _("Please write something.")
        elif seems_secret(told[name]):
            errors[name] = _("This seems to hold secrets of an ongoing procedure. Please take them out.")
    if told["link"] and (not is_link(told["link"]) or " " in told["link"]):
        errors["link"] = _("This is not a whole web address. It begins with https:// and has no spaces.")
    if language not in list(Language):
        errors["language"] = _("Please choose one of these.")
    return (None, errors) if errors else (Page(**told, language=language), {})
