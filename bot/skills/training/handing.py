"""An exercise may be read by somebody: its writer sends it to the coordinators, who find it in their digest and may answer.

Who will read it is said before it is sent, and nobody else does: also no coordinator who comes later.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.cards import Card
from bot.people import Person, Role
from bot.scope import is_in_scope
from bot.skill import Section, morning
from bot.skills.training import handing_screens as screens
from bot.skills.training import module_screens
from bot.skills.training.naming import title
from bot.skills.training.records import enrolments, handing
from bot.skills.training.records.handing import Handed
from bot.skills.training.skill import training
from bot.store import Connection, people
from bot.texts import texts
from bot.turns import Effects, Reply, Send, Show, Tick, Turn
from bot.working import Hours
from knowledge.documents import clean


@training.pressed("hand")
def hand(turn: Turn, arg: str) -> Effects:
    """Asks before it sends: who would read it?"""
    with turn.store.read() as conn:
        mine = enrolments.of(conn, turn.person.id).get(arg)
        readers = _readers(conn, turn.person, arg)
    if mine is None or not mine.exercise:
        yield Reply(module_screens.gone(turn.texts), alone=True)
    else:
        name = title(turn.texts, turn.modules, arg)
        yield Reply(screens.hand(turn.texts, arg, name, [one.name for one in readers]), alone=True)


@training.pressed("handed")
def handed(turn: Turn, arg: str) -> Effects:
    """Sends it as it is at this moment; what is not changed is not sent again."""
    conn = turn.store.write()
    mine = enrolments.of(conn, turn.person.id).get(arg)
    readers = _readers(conn, turn.person, arg)
    if mine is None or not mine.exercise or not readers:
        yield Reply(module_screens.gone(turn.texts), redraw=True)
        return
    if handing.send(conn, turn.person.id, arg, mine.exercise, [one.id for one in readers], turn.now):
        for one in readers:
            yield morning(one, Hours(zone=one.zone), turn.now)
    names = [one.name for one in readers]
    yield Reply(screens.handed(turn.texts, title(turn.texts, turn.modules, arg), names), redraw=True)


@training.morning
def found(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
    """Which exercises are new to a coordinator."""
    if not _may_read(person):
        return None
    conn = turn.store.write()
    if is_new:
        handing.tell(conn, person.id, day)
    new = [one for one in handing.told(conn, person.id, day) if _writer(conn, person, one)]
    return screens.found(texts(person.language), len(new), new[0].number) if new else None


@training.pressed("read")
def read(turn: Turn, arg: str) -> Effects:
    """An exercise, and after it the next that waits."""
    with turn.store.read() as conn:
        one = handing.get(conn, _number(arg), turn.person.id)
        waiting = [other.number for other in handing.waiting(conn, turn.person.id)]
        writer = _writer(conn, turn.person, one)
    if one is None or writer is None:
        yield Reply(screens.gone(turn.texts), alone=True)
        return
    following = next((number for number in waiting if number > one.number), 0)
    yield Reply(_shown(turn, one, writer, following), alone=True)


@training.form("answer")
def answer(turn: Turn, arg: str) -> Effects:
    """What do they want to say to it?"""
    with turn.store.read() as conn:
        one = handing.get(conn, _number(arg), turn.person.id)
        writer = _writer(conn, turn.person, one)
    if one and writer:
        yield Show(screens.answer(turn.texts, one.number))


@training.submitted("answer")
def answered(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Sends the answer to whoever wrote the exercise; the first one counts."""
    text = values.get("text", "").strip()
    with turn.store.read() as conn:
        one = handing.get(conn, _number(arg), turn.person.id)
    if one and not clean(text):
        yield Show(screens.answer(turn.texts, one.number, is_wrong=True))
        return
    conn = turn.store.write()
    writer = _writer(conn, turn.person, one)
    if one is None or writer is None:
        yield Reply(screens.gone(turn.texts), alone=True)
    elif not handing.answer(conn, one.number, turn.person.id, text, turn.now):
        yield Reply(screens.answered_already(turn.texts), alone=True)
    else:
        theirs = texts(writer.language)
        card = screens.came(theirs, one.module, title(theirs, turn.modules, one.module), turn.person.name, text)
        yield Send(writer.address, card, once=f"exercise:{one.number}", must=True)
        yield Reply(screens.sent(turn.texts, writer.name), alone=True)


def _readers(conn: Connection, person: Person, module: str) -> Sequence[Person]:
    """The coordinators in whose scope somebody is, else the admins; those that were told already, where it was sent already."""
    everybody = people.all(conn)
    told = handing.readers(conn, person.id, module)
    if told:
        return [one for one in everybody if one.id in told]
    others = [one for one in everybody if one.id != person.id]
    near = [one for one in others if one.is_a(Role.COORDINATOR) and is_in_scope(one, person)]
    return near or [one for one in others if one.is_a(Role.ADMIN)]


def _writer(conn: Connection, reader: Person, one: Handed | None) -> Person | None:
    """Whose exercise it is, as long as they are in the reader's scope."""
    writer = people.get(conn, one.person) if one else None
    return writer if writer and is_in_scope(reader, writer) else None


def _may_read(person: Person) -> bool:
    return person.is_a(Role.COORDINATOR) or person.is_a(Role.ADMIN)


def _shown(turn: Turn, one: Handed, writer: Person, following: int) -> Card:
    exercises = {module.id: module.exercises[turn.texts.language.value] for module in turn.modules}
    name = title(turn.texts, turn.modules, one.module)
    is_open = one.answered_at is None
    return screens.shown(
        turn.texts, one.number, name, exercises.get(one.module, ""), writer.name, one.text, following, is_open=is_open
    )


def _number(arg: str) -> int:
    return int(arg) if arg.isdecimal() and arg.isascii() and len(arg) < 10 else 0
