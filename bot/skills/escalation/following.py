"""What an asker does with a question that is with experts, up to the end."""

from collections.abc import Mapping
from datetime import timedelta

from bot.skills.escalation import access, offering
from bot.skills.escalation import asker_screens as screens
from bot.skills.escalation.records import escalations, proposals, sealed, talk
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.skill import escalation
from bot.store import people
from bot.turns import Effects, Later, Reply, Show, Turn
from knowledge import languages
from knowledge.documents import clean

CLOSES, FADES = timedelta(days=30), timedelta(days=90)
"""After which time nobody knows any more who asked: from its end, or from an answer that nothing followed."""


@escalation.pressed("mine")
def mine(turn: Turn, _arg: str = "") -> Effects:
    """All that somebody has asked experts."""
    with turn.store.read() as conn:
        found = escalations.some(conn, sealed.asked_by(conn, turn.person.id))
    yield Reply(screens.mine(turn.texts, tuple(found), turn.person.zone), alone=True)


@escalation.pressed("state")
def state(turn: Turn, arg: str) -> Effects:
    """How one stands."""
    found = access.own(turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts, arg), alone=True)
        return
    with turn.store.read() as conn:
        lines, standing = talk.lines(conn, found.id), proposals.standing(conn, found)
    can = _can(found)
    if "share" not in can and (standing.waiting or standing.published):
        can = (*can[:-1], "share", *can[-1:])  # what was agreed to can be taken back at any time
    yield Reply(screens.state(turn.texts, found, tuple(lines), turn.person.zone, can), alone=True)


@escalation.pressed("withdraw")
def withdraw(turn: Turn, arg: str) -> Effects:
    """Takes it back; it can be asked again."""
    found = access.own(turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts, arg))
        return
    gone = escalations.move(turn.store.write(), found.id, ("open", "taken"), "withdrawn", ended_at=turn.now)
    if gone is None:
        yield Reply(screens.too_late(turn.texts, access.as_it_is(turn, found)))
        return
    waiting = proposals.standing(turn.store.write(), gone).waiting
    if waiting:
        proposals.drop(turn.store.write(), waiting.entry.id)
    yield from offering.redraw(turn, gone)
    yield _closing(turn, gone, CLOSES)
    yield Reply(screens.withdrawn(turn.texts, gone), redraw=True)


@escalation.pressed("reopen")
def reopen(turn: Turn, arg: str) -> Effects:
    """Asks it again from the beginning; what was answered stays among what was said."""
    found = access.own(turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts, arg))
        return
    wanted = offering.wanted(turn, found)
    conn = turn.store.write()
    again = escalations.reopen(conn, found, turn.now)
    if again is None:
        yield Reply(screens.too_late(turn.texts, access.as_it_is(turn, found)))
        return
    if found.answer:
        talk.say(conn, found.id, found.answer, found.answer_language, turn.now, expert=found.owner)
    has_expert = yield from offering.begin(turn, again, wanted, {turn.person.id, found.owner})
    yield Reply(screens.reopened(turn.texts, again, has_expert=has_expert), redraw=True)


@escalation.pressed("more")
def more(turn: Turn, arg: str) -> Effects:
    """The answer, page by page."""
    escalation_id, _, page = arg.partition(" ")
    found = access.own(turn, escalation_id)
    if found is None or not found.answer:
        yield Reply(screens.gone(turn.texts, escalation_id))
        return
    number = int(page) if page.isdecimal() and len(page) < 4 else 0
    yield Reply(screens.answered(turn.texts, found, _author(turn, found), number))


@escalation.pressed("thank")
def thank(turn: Turn, arg: str) -> Effects:
    """A word of thanks to whoever answered, once."""
    found = access.own(turn, arg)
    if found is None or not found.owner or not found.answer:
        yield Reply(screens.gone(turn.texts, arg))
        return
    yield from offering.thanked(turn, found)
    yield Reply(screens.thanked(turn.texts, found))


@escalation.pressed("solve")
def solve(turn: Turn, arg: str) -> Effects:
    """The answer was what was needed; who asked is forgotten after a while."""
    found = access.own(turn, arg)
    done = found and escalations.move(
        turn.store.write(), found.id, ("answered", "shared"), found.state, is_solved=True, ended_at=turn.now
    )
    if found is None:
        yield Reply(screens.gone(turn.texts, arg))
    elif done is None:
        yield Reply(screens.too_late(turn.texts, access.as_it_is(turn, found)))
    else:
        yield _closing(turn, done, CLOSES)
        yield Reply(screens.solved(turn.texts, done))


@escalation.form("reply")
def reply(turn: Turn, arg: str) -> Effects:
    """Asks for words to the expert: an answer to their question, something to add, or a further question."""
    found = access.own(turn, arg)
    if found and found.state != "withdrawn":
        yield Show(screens.say(turn.texts, found.id, to_expert=True))


@escalation.submitted("reply")
def replied(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Passes them on, or keeps them for whoever takes it."""
    text, found = clean(values.get("text", "")), access.own(turn, arg)
    if found is None:
        yield Reply(screens.gone(turn.texts, arg))
    elif not text:
        yield Show(screens.say(turn.texts, found.id, to_expert=True, is_empty=True))
    else:
        yield from said(turn, found, text)


def said(turn: Turn, found: Escalation, text: str) -> Effects:
    """An asker's words reach the other side; after an answer its owner has it in hand again."""
    language = languages.of_question(text, turn.person.language)
    conn = turn.store.write()
    now = escalations.get(conn, found.id)
    if now is None or now.state == "withdrawn":
        yield Reply(screens.too_late(turn.texts, now or found))
        return
    if now.state in ("answered", "shared") and now.owner:
        now = (
            escalations.move(conn, now.id, (now.state,), "taken", taken_at=turn.now, is_solved=False, is_late=False)
            or now
        )
        yield offering.owner_step(conn, now, turn.now)
    talk.say(conn, now.id, text, language, turn.now)
    yield from offering.asker_said(turn, now, text, language)
    yield Reply(screens.passed_on(turn.texts, now))


@escalation.due("close")
def close(turn: offering.Anybody, arg: str) -> Effects:
    """Forgets who asked, when the matter has been at an end for long enough."""
    conn = turn.store.write()
    found = escalations.get(conn, arg)
    if found is None:
        return
    is_over = found.ended_at and found.ended_at + CLOSES <= turn.now and (found.state == "withdrawn" or found.is_solved)
    is_faded = found.answered_at and found.answered_at + FADES <= turn.now and found.state in ("answered", "shared")
    if is_over or is_faded:
        sealed.open_up(conn, found.number)
    yield from ()


def fading(turn: Turn, found: Escalation) -> Later:
    """An answer that nothing follows is closed one day too."""
    return _closing(turn, found, FADES)


def _closing(turn: Turn, found: Escalation, after: timedelta) -> Later:
    at = turn.now + after
    return Later("escalation.close", at, f"close:{found.id}:{found.round}:{at.date()}", found.id)


def _author(turn: Turn, found: Escalation) -> str:
    with turn.store.read() as conn:
        owner = people.get(conn, found.owner) if found.owner and found.shows_author else None
    return owner.name if owner else ""


def _can(found: Escalation) -> tuple[str, ...]:
    """What its asker may do to it, in the order of the buttons."""
    match found.state:
        case "open":
            return "edit", "add", "withdraw", "all"
        case "taken":
            return "add", "withdraw", "all"
        case "answered" | "shared" if not found.is_solved:
            return "more", "ask more", "solve", "share", "reopen"
        case "answered" | "shared":
            return "more", "ask more", "share", "reopen", "all"
    return "reopen", "all"
