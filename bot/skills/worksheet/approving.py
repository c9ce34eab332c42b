"""A coordinator approves a model: then everybody finds it; or returns it, or takes it back later."""

from collections.abc import Iterator, Mapping
from datetime import date, time

from bot.people import Person
from bot.skill import Section
from bot.skills.worksheet import access, model_screens, modelling
from bot.skills.worksheet.model_screens import NOTE
from bot.skills.worksheet.records import models
from bot.skills.worksheet.records.models import Model
from bot.skills.worksheet.skill import worksheet
from bot.store import Connection, entries, people
from bot.texts import texts
from bot.turns import Effects, Reply, Send, Show, Tick, Turn
from bot.working import moment
from knowledge.documents import clean

MORNING = time(8, 30)
"""When digests are sent: what comes later stands in the next one."""


@worksheet.pressed("publish")
def publish(turn: Turn, arg: str = "") -> Effects:
    """What stood on the card is found by everybody from this commit on; it is encoded before that."""
    _ = turn.texts
    with turn.store.read() as conn:
        found = modelling.pressed(conn, turn, arg)
        is_charged = found is not None and modelling.may_approve(turn.person, found, people.all(conn))
        if found is None or found.state != "proposed" or not is_charged:
            yield Reply(modelling.changed(conn, turn, arg), alone=True)
            return
    text, language = model_screens.answer(found.page), found.page.language
    encoder, vectors = turn.library.encoded(found.page.title, text, language)
    conn = turn.store.write()
    is_charged = modelling.may_approve(turn.person, found, people.all(conn))
    out = models.move(conn, found, ("proposed",), "published") if is_charged else None
    if out is None:
        yield Reply(modelling.changed(conn, turn, arg), alone=True)
        return
    entry = entries.propose(
        conn,
        kind=entries.MODEL,
        language=language,
        question=found.page.title,
        answer=text,
        sources=found.page.link,
        author_name=model_screens.owner(found.page, found.sheet),
        written_on=turn.today,
    )
    made: dict[str, object] = {"encoder": encoder, "vectors": vectors}
    entries.move(conn, entry.id, ("proposed",), "published", turn.person.id, **made)
    out = models.move(conn, out, ("published",), "published", entry=entry.id) or out
    yield from _to_author(conn, turn, out)
    yield Reply(modelling.card(turn, out, _("Approved: others find it from now on.")), redraw=True)


@worksheet.form("back")
def back(turn: Turn, arg: str = "") -> Effects:
    """What is to be different?"""
    with turn.store.read() as conn:
        found = modelling.pressed(conn, turn, arg)
    if found and found.state == "proposed" and modelling.keeps(turn, found):
        yield Show(model_screens.back(turn.texts, found))


@worksheet.submitted("back")
def given_back(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """Its author gets it with a note."""
    _ = turn.texts
    note = clean(values.get("note", ""))
    with turn.store.read() as conn:
        found = modelling.pressed(conn, turn, arg)
        if found is None or not modelling.keeps(turn, found):
            yield Reply(modelling.changed(conn, turn, arg), alone=True)
            return
    if not any(map(str.isalnum, note)) or len(note) > NOTE:
        errors = {"note": _("Between 1 and {limit} characters, please.", limit=NOTE)}
        yield Show(model_screens.back(_, found, errors))
        return
    conn = turn.store.write()
    after = models.move(conn, found, ("proposed",), "returned", sent_at=turn.now)
    if after:
        yield from _to_author(conn, turn, after, note)
    yield Reply(modelling.card(turn, after or found), alone=True)


@worksheet.pressed("retire")
def retire(turn: Turn, arg: str = "") -> Effects:
    """Nobody finds it any more."""
    conn = turn.store.write()
    found = modelling.pressed(conn, turn, arg)
    if found is None or not modelling.keeps(turn, found):
        yield Reply(modelling.changed(conn, turn, arg), alone=True)
        return
    out = models.move(conn, found, ("published",), "withdrawn")
    if out:
        entries.move(conn, out.entry, ("published",), "withdrawn")
    yield Reply(modelling.card(turn, out or found), redraw=True)


@worksheet.pressed("models")
def models_(turn: Turn, _arg: str = "") -> Effects:
    """What waits for this coordinator's approval, and what is published in their scope."""
    yield Reply(model_screens.models(turn.texts, _kept(turn, "proposed"), _kept(turn, "published")), alone=True)


@worksheet.form("find")
def find(turn: Turn, _arg: str = "") -> Effects:
    """Which one?"""
    found = [*_kept(turn, "proposed"), *_kept(turn, "published")]
    if found:
        yield Show(model_screens.find(turn.texts, found))


@worksheet.submitted("find")
def found_one(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Opens it."""
    yield from modelling.page_(turn, values.get("id", ""))


@worksheet.desk
def to_approve(turn: Turn) -> Section | None:
    """What waits for a coordinator's approval."""
    with turn.store.read() as conn:
        everybody = people.all(conn)
        found = [one for one in models.in_state(conn, "proposed") if modelling.may_approve(turn.person, one, everybody)]
    return model_screens.waiting(turn.texts, found) if found else None


@worksheet.morning
def in_the_morning(turn: Turn | Tick, person: Person, day: date, _is_new: bool) -> Section | None:
    """What was sent for approval before that morning, and waits still."""
    with turn.store.read() as conn:
        everybody = people.all(conn)
        waits = [one for one in models.in_state(conn, "proposed") if one.sent_at < moment(day, MORNING, person.zone)]
    found = [
        one
        for one in waits
        if modelling.may_approve(person, one, everybody) and person in modelling.keepers(one, everybody)
    ]
    return model_screens.waiting(texts(person.language), found) if found else None


def _kept(turn: Turn, state: str) -> list[Model]:
    with turn.store.read() as conn:
        everybody = people.all(conn)
        return [one for one in models.in_state(conn, state) if access.keeps(turn.person, one.sheet, everybody)]


def _to_author(conn: Connection, turn: Turn, found: Model, note: str = "") -> Iterator[Send]:
    author = people.get(conn, found.author) if found.author and found.author != turn.person.id else None
    if author:
        card = model_screens.told(texts(author.language), found, note)
        yield Send(author.address, card, once=f"model:{found.id}:{found.revision}", must=True)
