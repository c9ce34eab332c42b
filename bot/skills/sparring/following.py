"""After the meeting: was it held, notes that everybody may correct, next steps, and what came of it."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.people import Person
from bot.skill import Section, morning
from bot.skills.sparring import access, asking, session_screens, telling
from bot.skills.sparring import following_screens as screens
from bot.skills.sparring.access import Anybody
from bot.skills.sparring.reading import day, paragraphs
from bot.skills.sparring.records import results
from bot.skills.sparring.records.results import NOTES, OUTCOME
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import LIMITS, View
from bot.store import Connection, people, reminding, sessions
from bot.texts import Texts, texts
from bot.turns import Do, Effects, Later, Reply, Show, Tick, Turn
from bot.working import Hours

ASKED = timedelta(days=30)
"""How long it is asked in the digest what came of a session, and a step that is late stands there."""
VALID = timedelta(days=730)
STEPS = 20
"""Next steps of one session."""


@sparring.form("held")
def held(turn: Turn, arg: str) -> Effects:
    """Who came, what was talked about, and the first next step."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view and view.found.status == "confirmed" and view.found.is_over(turn.now):
        yield Show(screens.held(turn.texts, view, {"came": ",".join(one.person for one in view.inside)}))


@sparring.submitted("held")
def was_held(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """It was held: everybody gets the notes and can correct them."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    text, errors = _text(_, values.get("notes", ""), is_required=False)
    step, wrong = _step(_, values, view, is_required=False)
    if errors or wrong:
        yield Show(screens.held(_, view, values, {**errors, **wrong}))
        return
    conn = turn.store.write()
    found = sessions.move(conn, arg, ["confirmed"], "held") if view.found.is_over(turn.now) else None
    if found is None:
        yield Reply(session_screens.session(_, view), alone=True)
        return
    sessions.mark(conn, arg, [id_ for id_ in values.get("came", "").split(",") if id_])
    if text:
        results.write(conn, arg, NOTES, text, turn.person.id, turn.now)
    if step:
        yield from _added(turn, conn, arg, *step)
    if text or step:
        yield from telling.everybody(turn, conn, found, f"r{found.revision}", screens.results, turn.person.id)
    yield Reply(session_screens.session(_, _now(turn, conn, view), _("Thank you."), asking.masked(turn)), alone=True)


@sparring.form("note")
def note(turn: Turn, arg: str) -> Effects:
    """The notes as they are, to be written or corrected."""
    with turn.store.read() as conn:
        view = _after(conn, turn, arg)
    if view:
        yield Show(screens.note(turn.texts, view, view.notes.text if view.notes else "", _version(view)))


@sparring.submitted("note")
def noted(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """ "S7 3": a new version of the notes, which the others get. Whoever corrected an older one than there is looks again."""
    _ = turn.texts
    id_, _space, version = arg.partition(" ")
    with turn.store.read() as conn:
        view = _after(conn, turn, id_)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    text, errors = _text(_, values.get("notes", ""))
    if not errors and version != _version(view):
        errors = {"notes": _("Somebody else has corrected the notes meanwhile: {text}", text=_short(view))}
    if errors:
        yield Show(screens.note(_, view, values.get("notes", ""), _version(view), errors))
        return
    conn = turn.store.write()
    if _version(_now(turn, conn, view)) != version:
        yield Reply(
            session_screens.session(_, _now(turn, conn, view), _("Somebody else has corrected the notes meanwhile.")),
            alone=True,
        )
        return
    made = results.write(conn, id_, NOTES, text, turn.person.id, turn.now)
    yield from telling.everybody(turn, conn, view.found, f"note:{made.number}", screens.results, turn.person.id)
    yield Reply(
        session_screens.session(
            _, _now(turn, conn, view), _("The notes are kept, and the others have them."), asking.masked(turn)
        ),
        alone=True,
    )


@sparring.form("step")
def step(turn: Turn, arg: str) -> Effects:
    """What is to be done, by whom, until when?"""
    with turn.store.read() as conn:
        view = _after(conn, turn, arg)
    if view:
        until = (turn.today + timedelta(days=14)).isoformat()
        yield Show(screens.step(turn.texts, view, {"owner": turn.person.id, "due_on": until}))


@sparring.submitted("step")
def stepped(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """It is on the list; whose it is finds it in the morning digest of that day."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = _after(conn, turn, arg)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    found, errors = _step(_, values, view)
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
    yield Reply(session_screens.session(_, _now(turn, conn, view), _("The step is on the list.")), alone=True)


@sparring.form("done")
def done(turn: Turn, arg: str) -> Effects:
    """Which of the steps is done?"""
    with turn.store.read() as conn:
        view = _after(conn, turn, arg)
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
    view = _after(conn, turn, id_)
    if view is None or number not in {str(one.number) for one in view.steps}:
        yield Reply(session_screens.gone(_), alone=True)
        return
    is_new = results.tick(conn, int(number), turn.now)
    said = _("Well done: the step is ticked off.") if is_new else _("That step is done already.")
    yield Reply(session_screens.session(_, _now(turn, conn, view), said), alone=True)


@sparring.form("outcome")
def outcome(turn: Turn, arg: str) -> Effects:
    """What came of it?"""
    with turn.store.read() as conn:
        view = _after(conn, turn, arg)
    if view:
        yield Show(screens.outcome(turn.texts, view, view.outcome.text if view.outcome else ""))


@sparring.submitted("outcome")
def came(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it; with consent coordinators may make material of it."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = _after(conn, turn, arg)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    text, errors = _text(_, values.get("outcome", ""))
    if errors:
        yield Show(screens.outcome(_, view, values.get("outcome", ""), {"outcome": errors["notes"]}))
        return
    conn = turn.store.write()
    may_share = screens.SHARE in values.get("share", "").split(",")
    results.write(conn, arg, OUTCOME, text, turn.person.id, turn.now, may_share=may_share)
    if may_share:
        yield from telling.coordinators(turn, conn, view.found)
    said = _("Thank you. The coordinators see it, and may make material of it.") if may_share else _("Thank you.")
    yield Reply(session_screens.session(_, _now(turn, conn, view), said, asking.masked(turn)), alone=True)


@sparring.pressed("material")
def material(turn: Turn, arg: str) -> Effects:
    """A coordinator proposes what came of a session as material; it is approved as any answer is."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if (
        view is None
        or view.outcome is None
        or not view.outcome.may_share
        or not access.looks_after(turn.person, view.found)
    ):
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    until = (turn.today + VALID).isoformat()
    told = {"question": view.found.wish.theme, "answer": view.outcome.text, "valid_until": until}
    source = _("Sparring session {id}, {day}", id=arg, day=_.day(view.outcome.written_at.date()))
    yield Do("escalation.write", "", {**told, "sources": source})


@sparring.due("step_due")
def step_due(tick: Tick, arg: str) -> Effects:
    """The day of a step has come: whose it is finds it in their digest."""
    conn = tick.store.write()
    found = results.get_step(conn, int(arg))
    person = people.get(conn, found.owner) if found and found.done_at is None else None
    if person:
        yield morning(person, reminding.of(conn, person).hours, tick.now)


@sparring.due("later")
def six_weeks_later(tick: Tick, arg: str) -> Effects:
    """What came of it? Whoever asked for it finds the question in the digest."""
    conn = tick.store.write()
    found = sessions.get(conn, arg.partition(" ")[0])
    if found and found.status == "held" and results.written(conn, found.id, OUTCOME) is None:
        for person in access.hosts(conn, found):
            yield morning(person, reminding.of(conn, person).hours, tick.now)


@sparring.morning
def in_the_morning(turn: Anybody, person: Person, day_: date, is_new: bool) -> Section | None:  # noqa: ARG001  it is drawn alike
    """Steps that are due or late, and sessions of which it is time to say what came of them; for coordinators what they may make
    material of, and who waits for a partner."""
    conn = turn.store.write()
    _ = texts(person.language)
    steps = [
        one
        for one in results.steps(conn, owner=person.id)
        if one.done_at is None and day_ - ASKED <= one.due_on <= day_
    ]
    told = results.outcomes(conn)
    past = [found for found, _member in sessions.of_person(conn, person.id) if _is_asked(found, person, told, day_)]
    waiting, shared = _coordinated(conn, person, told, day_)
    return screens.morning(_, steps, past, waiting, shared)


@sparring.desk
def on_the_desk(turn: Turn) -> Section | None:
    """What waits for a coordinator: sessions without a partner, and outcomes that may become material."""
    with turn.store.read() as conn:
        waiting, shared = _coordinated(conn, turn.person, results.outcomes(conn), turn.today)
    return screens.morning(turn.texts, [], [], waiting, shared)


def _coordinated(
    conn: Connection, person: Person, told: Mapping[str, results.Note], today: date
) -> tuple[list[sessions.Session], list[sessions.Session]]:
    every, members = sessions.all(conn), sessions.everybody(conn)
    mine = [found for found in every if found.organiser != person.id and access.looks_after(person, found)]
    waiting = [found for found in mine if found.status in ("proposed", "confirmed") and _waits(found, members, today)]
    shared = [
        found
        for found in mine
        if found.id in told and told[found.id].may_share and today - told[found.id].written_at.date() <= ASKED
    ]
    return waiting, shared


def _waits(found: sessions.Session, members: Mapping[str, list[sessions.Member]], today: date) -> bool:
    """Whether a session has nobody who spars, or nobody who arranges it."""
    has_partner = any(one.part is sessions.Part.PARTNER and one.state != "out" for one in members.get(found.id, []))
    return not found.organiser or (not has_partner and found.status == "proposed" and found.wish.until >= today)


def _is_asked(found: sessions.Session, person: Person, told: Mapping[str, results.Note], day_: date) -> bool:
    ends_at = found.ends_at
    if found.status != "held" or found.organiser != person.id or found.id in told or ends_at is None:
        return False
    asked_on = (ends_at + telling.RESULTS).date()
    return asked_on <= day_ <= asked_on + ASKED


def _after(conn: Connection, turn: Turn, session_id: str) -> View | None:
    """A session that was held, for those who were in it and who look after it."""
    view = access.seen(conn, turn, session_id)
    return view if view and view.found.status == "held" and (view.is_in or view.may_manage) else None


def _now(turn: Turn, conn: Connection, view: View) -> View:
    found = sessions.get(conn, view.found.id) or view.found
    return access.view(conn, turn.now, turn.person, found)


def _version(view: View) -> str:
    return str(view.notes.number) if view.notes else "0"


def _short(view: View) -> str:
    return view.notes.text[:100] if view.notes else ""


def _text(_: Texts, said: str, *, is_required: bool = True) -> tuple[str, dict[str, str]]:
    text = paragraphs(said)
    if len(text) > LIMITS["text"]:
        return text, {"notes": _("At most {limit} characters, please.", limit=_.number(LIMITS["text"]))}
    return text, {"notes": _("Please write something.")} if is_required and not text else {}


def _step(
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


def _added(turn: Turn, conn: Connection, id_: str, text: str, owner: str, due_on: date) -> Effects:
    made = results.add_step(conn, id_, text, owner, due_on, turn.now)
    yield from _due(conn, made.number, owner, due_on)


def _due(conn: Connection, number: int, owner: str, due_on: date) -> Effects:
    person = people.get(conn, owner)
    hours = reminding.of(conn, person).hours if person else Hours()
    evening = hours.beginning(due_on) - timedelta(hours=10)  # so that it stands in the digest of that morning
    yield Later("sparring.step_due", evening, f"step:{number}", str(number))
