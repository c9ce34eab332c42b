"""Taking a module: what is on offer, one lesson at a time, a check after each, and an exercise with one's own purchase."""

from collections.abc import Mapping

from bot.people import Role
from bot.skills.training import module_screens as screens
from bot.skills.training.records import enrolments
from bot.skills.training.records.enrolments import Enrolment
from bot.skills.training.skill import training
from bot.store import reminding
from bot.store.reminding import Kind
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn
from knowledge.documents import clean
from training_modules.catalogue import Lesson, Module


@training.command(
    W_("word", "training, my training, courses, modules"), N_("short modules about procurement that you take here")
)
@training.pressed("overview")
def overview(turn: Turn, _arg: str = "") -> Effects:
    """What one is in, what is on offer, what is done."""
    with turn.store.read() as conn:
        mine, wanted = enrolments.of(conn, turn.person.id), reminding.of(conn, turn.person)
    coordinates = turn.person.is_a(Role.COORDINATOR) or turn.person.is_a(Role.ADMIN)
    is_off = Kind.TRAINING in wanted.off
    yield Reply(screens.overview(turn.texts, turn.modules, mine, coordinates=coordinates, is_off=is_off), alone=True)


training.menu(N_("Training"), "overview")


@training.form("choose")
def choose(turn: Turn, _arg: str = "") -> Effects:
    """Which one?"""
    if turn.modules:
        yield Show(screens.choose(turn.texts, turn.modules))


@training.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Shows the one that was chosen."""
    yield from module(turn, values.get("module", ""))


@training.pressed("module")
def module(turn: Turn, arg: str) -> Effects:
    """What is in a module, and how far one has come."""
    found = _module(turn, arg)
    if found:
        yield Reply(screens.module(turn.texts, found, _mine(turn).get(found.id)), alone=True)
    else:
        yield Reply(screens.gone(turn.texts), alone=True)


@training.pressed("lesson")
def lesson(turn: Turn, arg: str) -> Effects:
    """ "module" for where one was, or "module/lesson": shows it, and has one in the module from then on."""
    found, wanted = _place(turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts), alone=True)
        return
    enrolment = _mine(turn).get(found.id)
    shown = wanted or _resumed(found, enrolment)
    enrolments.see(turn.store.write(), turn.person.id, found.id, shown.id, turn.now)
    yield Reply(screens.lesson(turn.texts, found, shown), alone=True)


@training.form("check")
def check(turn: Turn, arg: str) -> Effects:
    """The question after a lesson."""
    found, asked = _place(turn, arg)
    if found and asked:
        yield Show(screens.check(turn.texts, found, asked))


@training.submitted("check")
def checked(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Right or not, and why; with the last one right the module is done."""
    found, asked = _place(turn, arg)
    if found is None or asked is None:
        yield Reply(screens.gone(turn.texts), alone=True)
        return
    given = frozenset(filter(None, values.get("answer", "").split(",")))
    if not given:
        yield Show(screens.check(turn.texts, found, asked, is_wrong=True))
        return
    is_right = given == asked.right
    conn = turn.store.write()
    was_done = bool((before := enrolments.of(conn, turn.person.id).get(found.id)) and before.done_at)
    enrolments.see(conn, turn.person.id, found.id, asked.id, turn.now)
    enrolments.check(conn, turn.person.id, found.id, asked.id, turn.now, is_right=is_right)
    enrolment = enrolments.of(conn, turn.person.id)[found.id]
    following = _next(found, enrolment, asked)
    if following is None:
        enrolments.finish(conn, turn.person.id, found.id, turn.now)
    is_new = following is None and not was_done
    yield Reply(screens.checked(turn.texts, found, asked, following, is_right=is_right, is_done=is_new), alone=True)


@training.pressed("certificate")
def certificate(turn: Turn, arg: str) -> Effects:
    """A PDF that says what one has passed, and when; who has not yet finds the module instead."""
    found, enrolment = _module(turn, arg), _mine(turn).get(arg)
    if found and enrolment and enrolment.done_at:
        yield Reply(
            screens.certificate(turn.texts, found, len(enrolment.passed), enrolment.done_at, turn.person), alone=True
        )
    else:
        yield from module(turn, arg)


@training.pressed("pause")
def pause(turn: Turn, arg: str) -> Effects:
    """Leaves a module for now: nothing is lost, and it can be gone on with anywhere."""
    found, _lesson = _place(turn, arg)
    yield Reply(screens.paused(turn.texts, found) if found else screens.gone(turn.texts), alone=True)


@training.form("exercise")
def exercise(turn: Turn, arg: str) -> Effects:
    """Something to do with one's own purchase."""
    found = _module(turn, arg)
    if found:
        enrolment = _mine(turn).get(found.id)
        yield Show(screens.exercise(turn.texts, found, enrolment.exercise if enrolment else ""))


@training.submitted("exercise")
def written(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it; it can be read and changed in the module as long as one likes."""
    found, text = _module(turn, arg), values.get("text", "").strip()
    if found is None:
        yield Reply(screens.gone(turn.texts), alone=True)
    elif not clean(text):
        yield Show(screens.exercise(turn.texts, found, text, is_wrong=True))
    else:
        conn = turn.store.write()
        mine = enrolments.of(conn, turn.person.id).get(found.id)
        if mine is None or mine.begun_at is None:
            enrolments.see(conn, turn.person.id, found.id, found.lessons[0].id, turn.now)
        enrolments.write(conn, turn.person.id, found.id, text, turn.now)
        yield Reply(screens.written(turn.texts, found, text, turn.masked), alone=True)


def _mine(turn: Turn) -> Mapping[str, Enrolment]:
    with turn.store.read() as conn:
        return enrolments.of(conn, turn.person.id)


def _module(turn: Turn, id_: str) -> Module | None:
    return next((one for one in turn.modules if one.id == id_), None)


def _place(turn: Turn, arg: str) -> tuple[Module | None, Lesson | None]:
    """The module and the lesson of "module/lesson"; a lesson that was taken away is none."""
    id_, _slash, name = arg.partition("/")
    found = _module(turn, id_)
    return found, next((one for one in found.lessons if one.id == name), None) if found else None


def _resumed(module: Module, enrolment: Enrolment | None) -> Lesson:
    """Where one was; from the first lesson that is not passed where that was passed or taken away, else from the beginning."""
    passed = enrolment.passed if enrolment else frozenset()
    left = [one for one in module.lessons if one.id not in passed]
    last = enrolment.lesson if enrolment else ""
    return next((one for one in left if one.id == last), (left or module.lessons)[0])


def _next(module: Module, enrolment: Enrolment, after: Lesson) -> Lesson | None:
    """The lesson to go on with after one: the next that is not passed, round to those that were left out; None if all are."""
    at = module.lessons.index(after) + 1
    return next((one for one in (*module.lessons[at:], *module.lessons[:at]) if one.id not in enrolment.passed), None)
