"""Enrolling others: a coordinator says whom, sees what would come of it, and does it once; within half a minute it is undone.

Whoever comes into the audience of a standing order later joins on the next working morning (`join`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot import counts
from bot.audience import Audience, Meant, Whom, meant, offered
from bot.forms import Form
from bot.people import Person, Role
from bot.scope import is_in_care
from bot.skills.training import enrolling_screens as screens
from bot.skills.training import inviting_screens, module_screens
from bot.skills.training.enrolling_screens import Filled, Preview
from bot.skills.training.naming import title, titles
from bot.skills.training.reach import unreached
from bot.skills.training.records import enrollings
from bot.skills.training.records.enrollings import Enrolling
from bot.skills.training.skill import training
from bot.store import Connection, audit, people, reminding
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn

DRAFTS = timedelta(days=1)
"""How long a draft waits for whoever made it."""


@training.command(W_("word", "enrol, enroll"), N_("enrol others in training, as a coordinator"))
@training.pressed("enrolling")
def enrolling(turn: Turn, _arg: str = "") -> Effects:
    """What it is, and what enrols those who join; in a channel, how to invite whoever reads it."""
    if not turn.address.is_private:
        yield Reply(inviting_screens.opening(turn.texts))
        return
    with turn.store.read() as conn:
        mine = _standing(conn, turn)
    yield Reply(screens.opening(turn.texts, mine), alone=True)


@training.form("enrol")
def enrol(turn: Turn, arg: str = "") -> Effects:
    """Which module, for whom, until when? With the number of a draft it is filled in as that is."""
    with turn.store.read() as conn:
        everybody = people.all(conn)
        draft = enrollings.get(conn, _number(arg), turn.person.id)
    if turn.modules:
        filled = _filled(turn, everybody, draft) if draft and draft.state == "draft" else Filled()
        yield Show(_form(turn, everybody, filled, {}, arg if filled.module else ""))


@training.submitted("enrol")
def previewed(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows what would come of it; what is wrong is told at its field."""
    if values.get("module", "") not in titles(turn.texts, turn.modules):
        yield Reply(module_screens.gone(turn.texts), alone=True)
        return
    with turn.store.read() as conn:
        everybody = people.all(conn)
    filled, audience, found, errors = _read(turn, everybody, values)
    if errors or audience is None:
        yield Show(_form(turn, everybody, filled, errors))
        return
    closed, conn = turn.closed(), turn.store.write()
    order = enrollings.draft(conn, turn.person.id, filled.module, audience, filled.due_on, filled.is_standing, turn.now)
    seen = _seen(conn, turn, order, everybody, closed, found)
    yield Reply(screens.preview(turn.texts, order, title(turn.texts, turn.modules, order.module), seen), alone=True)


@training.pressed("enrolled")
def enrolled(turn: Turn, arg: str) -> Effects:
    """Enrols them, those who are in the audience at this moment; pressed again it shows what has come of it."""
    _, conn = turn.texts, turn.store.write()
    order = enrollings.get(conn, _number(arg), turn.person.id)
    if order is None or order.state not in ("draft", "made"):
        yield Reply(screens.over(_, "gone"), redraw=True)
        return
    everybody = people.all(conn)
    if order.state == "draft" and order.module in titles(_, turn.modules):
        concerned = order.audience.within(turn.person, everybody)
        if not concerned and not order.is_standing:
            yield Reply(screens.over(_, "nobody"), redraw=True)
            return
        enrollings.move(conn, order.number, "draft", "made", turn.now)
        ids = [one.id for one in concerned]
        count = enrollings.enrol(conn, ids, order.module, turn.now, order.due_on, order.number)
        detail = f"{order.module}, {count}"
        audit.note(conn, turn.now, "people enrolled", actor=turn.person.id, detail=detail)
    new = counts.of(turn.person, _by(conn, order.number, everybody))
    yield Reply(screens.enrolled(_, order, title(_, turn.modules, order.module), new), redraw=True)


@training.pressed("discard")
def discard(turn: Turn, arg: str) -> Effects:
    """Nothing comes of a draft."""
    was_draft = enrollings.discard(turn.store.write(), _number(arg), turn.person.id)
    yield Reply(screens.over(turn.texts, "discarded" if was_draft else "gone"), redraw=True)


@training.pressed("undo")
def undo(turn: Turn, arg: str) -> Effects:
    """Takes those out who have not begun meanwhile, if it was a moment ago."""
    conn = turn.store.write()
    order = enrollings.get(conn, _number(arg), turn.person.id)
    if order is None or order.made_at is None:
        yield Reply(screens.over(turn.texts, "gone"), redraw=True)
        return
    if order.state == "made" and turn.now - order.made_at > timedelta(seconds=screens.UNDO):
        yield Reply(screens.over(turn.texts, "late"), alone=True)
        return
    if enrollings.move(conn, order.number, "made", "undone"):
        count = enrollings.take_out(conn, order.number)
        audit.note(conn, turn.now, "enrolling undone", actor=turn.person.id, detail=f"{order.module}, {count}")
    yield Reply(screens.undone(turn.texts, title(turn.texts, turn.modules, order.module)), redraw=True)


@training.form("end")
def end(turn: Turn, _arg: str = "") -> Effects:
    """Which standing one is to end?"""
    with turn.store.read() as conn:
        mine = _standing(conn, turn)
    if mine:
        yield Show(screens.end(turn.texts, mine))


@training.submitted("end")
def ended(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """It enrols nobody from now on."""
    conn = turn.store.write()
    number = _number(values.get("order", ""))
    is_theirs = number in {order.number for order, _title in _standing(conn, turn)}
    is_ended = is_theirs and enrollings.move(conn, number, "made", "ended")
    yield Reply(screens.over(turn.texts, "ended" if is_ended else "gone"), alone=True)


def join(conn: Connection, everybody: Sequence[Person], now: datetime, today: date) -> int:
    """Enrols whoever has come into the audience of a standing order, once; how many. One whose author is no longer responsible for
    anybody ends. A day that has passed is nobody's any more."""
    enrollings.drop_drafts(conn, now - DRAFTS)
    by_id, total = {one.id: one for one in everybody}, 0
    for order in enrollings.standing(conn):
        author = by_id.get(order.author)
        if author is None or not _is_responsible(author):
            enrollings.move(conn, order.number, "made", "ended")
            continue
        there = enrollings.enrolled(conn, order.module)
        new = [one.id for one in order.audience.within(author, everybody) if one.id not in there]
        due_on = order.due_on if order.due_on and order.due_on >= today else None
        total += enrollings.enrol(conn, new, order.module, now, due_on, order.number)
    return total


def _is_responsible(person: Person) -> bool:
    return person.is_a(Role.COORDINATOR) or person.is_a(Role.ADMIN)


def _standing(conn: Connection, turn: Turn) -> list[tuple[Enrolling, str]]:
    """Those of the person, with their modules' titles; an admin's are everybody's."""
    mine = (
        order for order in enrollings.standing(conn) if order.author == turn.person.id or turn.person.is_a(Role.ADMIN)
    )
    return [(order, title(turn.texts, turn.modules, order.module)) for order in mine]


def _form(turn: Turn, everybody: Sequence[Person], filled: Filled, errors: Mapping[str, str], arg: str = "") -> Form:
    whom_ = screens.options(turn.texts, offered(turn.person, everybody))
    return screens.form(turn.texts, tuple(titles(turn.texts, turn.modules).items()), whom_, filled, errors, arg)


def _filled(turn: Turn, everybody: Sequence[Person], draft: Enrolling) -> Filled:
    """The form as a draft has it. People are named where the coordinator sees names, else by id."""
    if draft.audience.whom is Whom.PEOPLE:
        chosen = draft.audience.within(turn.person, everybody)
        lines = [one.name if one.name and is_in_care(turn.person, one) else one.id for one in chosen]
        return Filled(draft.module, Whom.PEOPLE.value, "\n".join(lines), draft.due_on)
    values = {audience: value for value, audience in offered(turn.person, everybody).items()}
    return Filled(draft.module, values.get(draft.audience, ""), "", draft.due_on, draft.is_standing)


def _read(
    turn: Turn, everybody: Sequence[Person], values: Mapping[str, str]
) -> tuple[Filled, Audience | None, Meant, dict[str, str]]:
    """What was filled in, the audience it means, which lines were understood, and what is wrong, by field."""
    _, errors = turn.texts, {}
    written = values.get("people", "").strip()
    due_on, wrong_day = _day(turn, values.get("due_on", "").strip())
    if wrong_day:
        errors["due_on"] = wrong_day
    chosen = Whom.PEOPLE.value if written else values.get("whom", "")
    filled = Filled(values.get("module", ""), chosen, written, due_on, "yes" in values.get("later", "").split(","))
    if chosen == Whom.PEOPLE:
        found = meant(turn.person, everybody, written)
        audience: Audience | None = Audience(Whom.PEOPLE, " ".join(found.people))
        if not found.people:
            errors["people"] = _("Nobody in your scope is called this.") if written else _("Please write something.")
        if filled.is_standing:
            errors["later"] = _(
                "Nobody joins people who are named one by one: choose a group above, or leave this out."
            )
        return filled, audience, found, errors
    audience = offered(turn.person, everybody).get(chosen)
    if audience is None:
        errors["whom"] = _("Choose one.")
    elif not audience.within(turn.person, everybody) and not filled.is_standing:
        errors["whom"] = _("Nobody in your scope belongs to this.")
    return filled, audience, Meant(), errors


def _day(turn: Turn, written: str) -> tuple[date | None, str]:
    """The day, and what is wrong with it."""
    _ = turn.texts
    if not written:
        return None, ""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None, _("Write the day as 1.12.2026 or 2026-12-01.")
    return day, _("This day has passed.") if day < turn.today else ""


def _seen(
    conn: Connection,
    turn: Turn,
    order: Enrolling,
    everybody: Sequence[Person],
    closed: Mapping[str, str],
    found: Meant,
) -> Preview:
    concerned = order.audience.within(turn.person, everybody)
    there = enrollings.enrolled(conn, order.module)
    new = [one for one in concerned if one.id not in there]
    lost = unreached(turn.person, new, reminding.of_all(conn, new), closed, turn.today)
    already = counts.of(turn.person, [one for one in concerned if one.id in there])
    is_named = order.audience.whom is Whom.PEOPLE
    return Preview(counts.of(turn.person, concerned), already, lost, found, is_named)


def _by(conn: Connection, number: int, everybody: Sequence[Person]) -> list[Person]:
    """Whom an order has enrolled."""
    theirs = enrollings.members(conn, number)
    return [one for one in everybody if one.id in theirs]


def _number(arg: str) -> int:
    return int(arg) if arg.isdecimal() and arg.isascii() and len(arg) < 10 else 0
