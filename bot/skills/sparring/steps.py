"""Next steps that were agreed in a session: added, found in the digest of their day, ticked off."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.skill import morning
from bot.skills.sparring import access, session_screens, telling
from bot.skills.sparring import following_screens as screens
from bot.skills.sparring.reading import day, paragraphs
from bot.skills.sparring.records import results
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import LIMITS, View
from bot.store import Connection, people, reminding
from bot.texts import Texts
from bot.turns import Effects, Later, Reply, Show, Tick, Turn
from bot.working import Hours

STEPS = 20
"""Next steps of one session."""


@sparring.form("step")
def step(turn: Turn, arg: str) -> Effects:
    """What is to be done, by whom, until when?"""
    with turn.store.read() as conn:
        view = access.after(conn, turn, arg)
    if view:
        until = (turn.today + timedelta(days=14)).isoformat()
        yield Show(screens.step(turn.texts, view, {"owner": turn.person.id, "due_on": until}))


@sparring.submitted("step")
def stepped(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """It is on the list; whose it is finds it in the morning digest of that day."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = access.after(conn, turn, arg)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    found, errors = read(_, values, view)
    if len(view.steps) >= STEPS:
        errors = {"step": _("At most {n} next steps in one session.", n=STEPS)}
    if errors or found is None:
        yield Show(screens.step(_, view, values, errors))
        return
    conn = turn.store.write()
    made = results.add_step(conn, arg, *found, turn.now)
    yield from _due(conn, made.number, made.owner, made.due_on)
    owner = people.get(conn, made.owner) if made.owner != turn.person.id else None
    if owner:
        yield telling.to(turn, conn, owner, view.found, f"step:{made.number}", screens.results)
    yield Reply(session_screens.session(_, access.again(conn, turn, view), _("The step is on the list.")), alone=True)


@sparring.form("done")
def done(turn: Turn, arg: str) -> Effects:
    """Which of the steps is done?"""
    with turn.store.read() as conn:
        view = access.after(conn, turn, arg)
    if view and any(one.done_at is None for one in view.steps):
        yield Show(screens.done(turn.texts, view))


@sparring.submitted("done")
def ticked_off(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """That one is done."""
    yield from tick_off(turn, f"{arg} {values.get('step', '')}")


@sparring.pressed("tick")
def tick_off(turn: Turn, arg: str) -> Effects:
    """ "S7 12": a step is done."""
    _ = turn.texts
    id_, _space, number = arg.partition(" ")
    conn = turn.store.write()
    view = access.after(conn, turn, id_)
    if view is None or number not in {str(one.number) for one in view.steps}:
        yield Reply(session_screens.gone(_), alone=True)
        return
    is_new = results.tick(conn, int(number), turn.now)
    said = _("Well done: the step is ticked off.") if is_new else _("That step is done already.")
    yield Reply(session_screens.session(_, access.again(conn, turn, view), said), alone=True)


@sparring.due("step_due")
def step_due(tick: Tick, arg: str) -> Effects:
    """The day of a step has come: whose it is finds it in their digest."""
    conn = tick.store.write()
    found = results.get_step(conn, int(arg))
    person = people.get(conn, found.owner) if found and found.done_at is None else None
    if person:
        yield morning(person, reminding.of(conn, person).hours, tick.now)


def read(
    _: Texts, values: Mapping[str, str], view: View, *, is_required: bool = True
) -> tuple[tuple[str, str, date] | None, dict[str, str]]:
    text, owner, due_on = paragraphs(values.get("step", "")), values.get("owner", ""), day(values.get("due_on", ""))
    if not text and not is_required:
        return None, {}
    errors = {}
    if not text:
        errors["step"] = _("Please write something.")
    elif len(text) > LIMITS["step"]:
        errors["step"] = _("At most {limit} characters, please.", limit=_.number(LIMITS["step"]))
    if owner not in {one.person for one in view.inside}:
        errors["owner"] = _("Please choose one of these.")
    if due_on is None or due_on < view.now.date():
        errors["due_on"] = _("Choose a day that is not past.")
    return (None, errors) if errors or due_on is None else ((text, owner, due_on), {})


def added(turn: Turn, conn: Connection, id_: str, text: str, owner: str, due_on: date) -> Effects:
    made = results.add_step(conn, id_, text, owner, due_on, turn.now)
    yield from _due(conn, made.number, owner, due_on)


def _due(conn: Connection, number: int, owner: str, due_on: date) -> Effects:
    person = people.get(conn, owner)
    hours = reminding.of(conn, person).hours if person else Hours()
    evening = hours.beginning(due_on) - timedelta(hours=10)  # so that it stands in the digest of that morning
    yield Later("sparring.step_due", evening, f"step:{number}", str(number))
