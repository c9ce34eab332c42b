"""Words that come while something waits for them: a reply, an answer, or a new question? Asked about once."""

from bot.people import Role
from bot.skills.escalation import answering, asker_screens, following
from bot.skills.escalation.records import escalations, offers, sealed, talk
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.skill import escalation
from bot.store import Connection, questions
from bot.turns import Effects, Reply, Turn

AT_LENGTH = 2_000
"""Characters above which words are no question: whoever has a question in hand means an answer."""


@escalation.listens
def heard(turn: Turn, text: str) -> Effects | None:
    """Asks, where the person has a question in hand or was asked something, and was not asked about it since."""
    if not turn.address.is_private or not text.strip():
        return None
    with turn.store.read() as conn:
        waiting = _waiting(turn, conn, is_long=len(text) > AT_LENGTH)
    return _asked(turn, text, *waiting) if waiting else None


@escalation.pressed("meant")
def meant(turn: Turn, arg: str) -> Effects:
    """They have said what it was: `arg` is the escalation, the id the words are kept under, and "answer" or "reply"."""
    escalation_id, held_id, what = [*arg.split(), "", "", ""][:3]
    with turn.store.read() as conn:
        held, found = questions.get(conn, held_id), escalations.get(conn, escalation_id)
        is_asker = sealed.is_asker(conn, escalations.number(escalation_id), turn.person.id)
    if found is None or held is None or held.person != turn.person.id or held.state != "held":
        yield Reply(asker_screens.gone(turn.texts, escalation_id))
        return
    questions.delete(turn.store.write(), held.id)
    if is_asker:
        yield from following.said(turn, found, held.text)
    elif found.owner == turn.person.id and what == "answer":
        yield from answering.answered_in_words(turn, found, held.text)
    elif found.owner == turn.person.id:
        yield from answering.said(turn, found, held.text)
    else:
        yield Reply(asker_screens.gone(turn.texts, escalation_id))


def _asked(turn: Turn, text: str, found: Escalation, line: int, is_expert: bool) -> Effects:
    conn = turn.store.write()
    if is_expert:
        offers.change(conn, found.id, turn.person.id, heard=line)
    else:
        sealed.hear(conn, found.number, line)
    questions.drop_held(conn, turn.person.id)
    held = questions.add(
        conn,
        person=turn.person.id,
        at=turn.address,
        text=text,
        language=turn.person.language.value,
        asked_at=turn.now,
        state="held",
    )
    yield Reply(asker_screens.meant(turn.texts, found.id, held.id, text, is_expert=is_expert))


def _waiting(turn: Turn, conn: Connection, is_long: bool) -> tuple[Escalation, int, bool] | None:
    """What waits for words of theirs: the question, its last line, and whether they are its expert."""
    for found in escalations.some(conn, sealed.asked_by(conn, turn.person.id)):
        last = talk.lines(conn, found.id)[-1:]
        if (
            found.state == "taken"
            and last
            and not last[0].is_asker
            and last[0].number > sealed.heard(conn, found.number)
        ):
            return found, last[0].number, False
    in_hand = escalations.owned_by(conn, turn.person.id, "taken") if turn.person.is_a(Role.EXPERT) else []
    for found in reversed(in_hand):
        offer = offers.to(conn, found.id, turn.person.id)
        asked = [line.number for line in talk.lines(conn, found.id) if line.is_asker]
        newest = asked[-1] if asked else 0
        if offer and (newest > offer.heard or is_long):
            return found, newest, True
    return None
