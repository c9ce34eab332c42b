"""After the meeting: was it held, notes that everybody may correct, next steps, and what came of it."""

from collections.abc import Mapping
from datetime import timedelta

from bot.secrecy import seems_secret
from bot.skills.sparring import access, asking, session_screens, steps, telling
from bot.skills.sparring import following_screens as screens
from bot.skills.sparring.reading import paragraphs
from bot.skills.sparring.records import results
from bot.skills.sparring.records.results import NOTES, OUTCOME
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import LIMITS, View
from bot.store import sessions
from bot.texts import Texts
from bot.turns import Do, Effects, Reply, Show, Turn

VALID = timedelta(days=730)


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
    step, wrong = steps.read(_, values, view, is_required=False)
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
        yield from steps.added(turn, conn, arg, *step)
    if text or step:
        yield from telling.everybody(turn, conn, found, f"r{found.revision}", screens.results, turn.person.id)
    yield Reply(
        session_screens.session(_, access.again(conn, turn, view), _("Thank you."), asking.masked(turn)), alone=True
    )


@sparring.form("note")
def note(turn: Turn, arg: str) -> Effects:
    """The notes as they are, to be written or corrected."""
    with turn.store.read() as conn:
        view = access.after(conn, turn, arg)
    if view:
        yield Show(screens.note(turn.texts, view, view.notes.text if view.notes else "", _version(view)))


@sparring.submitted("note")
def noted(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """ "S7 3": a new version of the notes, which the others get. Whoever corrected an older one than there is looks again."""
    _ = turn.texts
    id_, _space, version = arg.partition(" ")
    with turn.store.read() as conn:
        view = access.after(conn, turn, id_)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    text, errors = _text(_, values.get("notes", ""))
    if errors:
        yield Show(screens.note(_, view, values.get("notes", ""), _version(view), errors))
        return
    conn = turn.store.write()
    now = access.again(conn, turn, view)
    if _version(now) != version:
        yield Reply(session_screens.late(_, now, text), alone=True)
        return
    made = results.write(conn, id_, NOTES, text, turn.person.id, turn.now)
    yield from telling.everybody(turn, conn, view.found, f"note:{made.number}", screens.results, turn.person.id)
    yield Reply(
        session_screens.session(
            _, access.again(conn, turn, view), _("The notes are kept, and the others have them."), asking.masked(turn)
        ),
        alone=True,
    )


@sparring.form("outcome")
def outcome(turn: Turn, arg: str) -> Effects:
    """What came of it?"""
    with turn.store.read() as conn:
        view = access.after(conn, turn, arg)
    if view and view.is_in:
        yield Show(screens.outcome(turn.texts, view, view.outcome.text if view.outcome else ""))


@sparring.submitted("outcome")
def came(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it; with consent coordinators may make material of it."""
    _ = turn.texts
    with turn.store.read() as conn:
        view = access.after(conn, turn, arg)
    if view is None or not view.is_in:
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
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
    yield Reply(session_screens.session(_, access.again(conn, turn, view), said, asking.masked(turn)), alone=True)


@sparring.pressed("material")
def material(turn: Turn, arg: str) -> Effects:
    """A coordinator proposes what came of a session as material; it is approved as any answer is."""
    _ = turn.texts
    conn = turn.store.write()
    view = access.managed(conn, turn, arg)
    found = view.outcome if view and access.looks_after(turn.person, view.found) else None
    if view is None or found is None or not found.may_share or found.is_used:
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    if seems_secret(f"{view.found.wish.theme}\n{found.text}"):
        said = _("This seems to hold secrets of an ongoing procedure. Please take them out.")
        yield Reply(session_screens.session(_, view, said), alone=True)
        return
    results.use(conn, found)
    until = (turn.today + VALID).isoformat()
    told = {"question": view.found.wish.theme, "answer": found.text, "valid_until": until}
    source = _("Sparring session {id}, {day}", id=arg, day=_.day(found.written_at.date()))
    yield Do("escalation.write", "", {**told, "sources": source})


def _version(view: View) -> str:
    return str(view.notes.number) if view.notes else "0"


def _text(_: Texts, said: str, *, is_required: bool = True) -> tuple[str, dict[str, str]]:
    text = paragraphs(said)
    if len(text) > LIMITS["text"]:
        return text, {"notes": _("At most {limit} characters, please.", limit=_.number(LIMITS["text"]))}
    return text, {"notes": _("Please write something.")} if is_required and not text else {}
