"""An answer becomes knowledge: its asker agrees to the exact words, and only then a coordinator sees them.

Silence means not shared, other words need another agreement, and an agreement can be taken back at any time.
"""

from collections.abc import Mapping

from bot.cards import Card
from bot.people import Person
from bot.scope import organisation_key
from bot.secrecy import seems_secret
from bot.skills.escalation import access, asker_screens, telling
from bot.skills.escalation import sharing_screens as screens
from bot.skills.escalation.asking_screens import CHECKED, QUESTION
from bot.skills.escalation.records import escalations, proposals, sealed
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.proposals import Standing
from bot.skills.escalation.responsible import in_charge, reviews, waiting
from bot.skills.escalation.skill import escalation
from bot.store import Connection, entries, people
from bot.store.entries import Entry
from bot.store.people import number_of
from bot.texts import texts
from bot.turns import Effects, Reply, Send, Show, Tick, Turn
from knowledge.documents import clean

__all__ = ["ask", "ask_anew", "reviews", "take_up", "waiting"]

SHARABLE = ("answered", "shared")


def ask(_turn: Turn | Tick, conn: Connection, found: Escalation, asker: Person) -> Send:
    """The card that asks whether an answer may be shared, once for the same words. `conn` is the turn's write connection.

    What is published stays as it is until they agree and a coordinator approves the change.
    """
    take_up(conn, found)
    return ask_anew(conn, found, asker, proposals.standing(conn, found))


def take_up(conn: Connection, found: Escalation) -> None:
    """What is on its way takes a corrected answer up, and waits for its asker from then on, unless it is forgotten who that
    was: the words of the question were agreed to."""
    waits = proposals.standing(conn, found).waiting
    if waits is None:
        return
    is_same = waits.entry.state == "proposed" and waits.entry.answer == found.answer
    is_agreed = is_same or sealed.asker(conn, found.number) is None
    after = "proposed" if is_agreed else "returned"
    entries.move(conn, waits.entry.id, proposals.WAITING, after, "", **_fields(conn, found))
    proposals.note(conn, waits.entry.id, "")


def ask_anew(
    conn: Connection, found: Escalation, asker: Person, standing: Standing, *, is_edited: bool = False
) -> Send:
    """The card for words that have changed. Neither it nor its key names the asker."""
    _ = texts(asker.language)
    why = _("A coordinator suggests these words for your question.") if is_edited else ""
    card = screens.agree(_, found, standing.question, standing.words, _author(conn, found), why=why)
    return Send(asker.address, card, once=sealed.key(conn, found.number, f"share {standing.words}"), must=True)


@escalation.pressed("sharing")
def sharing(turn: Turn, arg: str) -> Effects:
    """How the sharing of an own question stands, with what can be done about it; and the next page of its answer."""
    escalation_id, _space, page = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.own(turn, escalation_id)
        if found is None:
            yield Reply(asker_screens.gone(turn.texts, escalation_id), alone=True)
            return
        standing = proposals.standing(conn, found)
        card = _standing(turn, conn, found, standing, int(page) if page.isdecimal() and len(page) < 4 else 0)
    yield Reply(card, alone=True)


def _standing(turn: Turn, conn: Connection, found: Escalation, standing: Standing, page: int = 0) -> Card:
    _ = turn.texts
    if standing.waiting and standing.waiting.state == "coordinator":
        return screens.agreed(_, found, standing.question)
    if standing.waiting and standing.waiting.state == "expert":
        return screens.with_expert(_, found)
    if standing.published and (standing.is_shared or not _is_sharable(found)):
        return screens.shared(_, found, standing.published)
    if not _is_sharable(found):
        return asker_screens.too_late(_, found)
    why = _("A coordinator suggests these words for your question.") if standing.question != found.text else ""
    if standing.published:
        why = _("The answer has been corrected; what was shared before stays for now.")
    return screens.agree(_, found, standing.question, standing.words, _author(conn, found), page, why=why)


@escalation.pressed("share")
def share(turn: Turn, arg: str) -> Effects:
    """The asker agrees to exactly the words that stood on the card; to others they are asked again."""
    escalation_id, _space, words = arg.partition(" ")
    conn = turn.store.write()
    found = access.own(turn, escalation_id)
    if found is None:
        yield Reply(asker_screens.gone(turn.texts, escalation_id))
        return
    standing = proposals.standing(conn, found)
    if not _is_sharable(found) or standing.words != words:
        yield Reply(_standing(turn, conn, found, standing))
        return
    yield from _propose(turn, conn, found, standing, standing.question)


@escalation.form("wording")
def wording(turn: Turn, arg: str) -> Effects:
    """Asks for the question in general words; which answer they go with stood on the card."""
    escalation_id, _space, words = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.own(turn, escalation_id)
        standing = proposals.standing(conn, found) if found else None
    if found and standing and _is_sharable(found):
        yield Show(screens.wording(turn.texts, found, standing.question, words=words))


@escalation.submitted("wording")
def worded(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """The asker's own words are agreed to by sending them, with the answer they had before them."""
    escalation_id, _space, words = arg.partition(" ")
    with turn.store.read() as conn:
        found = access.own(turn, escalation_id)
    if found is None:
        yield Reply(asker_screens.gone(turn.texts, escalation_id))
        return
    question, options = clean(values.get("question", "")), values.get("options", "").split(",")
    errors = _errors(turn, question, is_checked=CHECKED in options)
    if errors:
        yield Show(screens.wording(turn.texts, found, question, errors, words))
        return
    conn = turn.store.write()
    found = access.own(turn, escalation_id)
    standing = proposals.standing(conn, found) if found else None
    if found is None or standing is None:
        yield Reply(asker_screens.gone(turn.texts, escalation_id))
    elif not _is_sharable(found) or standing.words != words:
        yield Reply(_standing(turn, conn, found, standing))
    else:
        yield from _propose(turn, conn, found, standing, question)


@escalation.pressed("unshare")
def unshare(turn: Turn, arg: str) -> Effects:
    """These words are not to be shared: what was on its way is gone, what is published stays."""
    conn = turn.store.write()
    found = access.own(turn, arg)
    if found is None:
        yield Reply(asker_screens.gone(turn.texts, arg))
        return
    standing = proposals.standing(conn, found)
    if standing.waiting:
        proposals.drop(conn, standing.waiting.entry.id)
    if standing.published is None:
        escalations.move(conn, found.id, (found.state,), found.state, may_share=False)
    yield Reply(screens.not_shared(turn.texts, found, standing.published), redraw=True)


@escalation.pressed("takeback")
def take_back(turn: Turn, arg: str) -> Effects:
    """The agreement is taken back: nothing is answered from it from this moment on, whoever has approved it."""
    conn = turn.store.write()
    found = access.own(turn, arg)
    if found is None:
        yield Reply(asker_screens.gone(turn.texts, arg))
        return
    standing = proposals.standing(conn, found)
    if standing.waiting:
        proposals.drop(conn, standing.waiting.entry.id)
    if standing.published:
        yield from telling.withdraw(turn, conn, standing.published)
    escalations.move(conn, found.id, ("shared",), "answered")
    now = escalations.get(conn, found.id) or found
    escalations.move(conn, now.id, (now.state,), now.state, may_share=False)
    yield Reply(screens.not_shared(turn.texts, now), redraw=True)


def _propose(turn: Turn, conn: Connection, found: Escalation, standing: Standing, question: str) -> Effects:
    """What the asker has agreed to waits for a coordinator, who sees it in the morning."""
    waits, known = standing.waiting, entries.of_escalation(conn, found.number)
    if waits and waits.state == "expert":
        yield Reply(screens.with_expert(turn.texts, found))
        return
    if standing.published and (question, found.answer) == (standing.published.question, standing.published.answer):
        yield Reply(screens.shared(turn.texts, found, standing.published))
        return
    fields = {**_fields(conn, found), "question": question}
    if waits:
        # what a coordinator has changed besides the words stays as it is
        changed = fields if waits.entry.answer != found.answer else {"question": question}
        entries.move(conn, waits.entry.id, proposals.WAITING, "proposed", "", **changed)
    elif known and known.state == "withdrawn":
        entries.move(conn, known.id, ("withdrawn",), "proposed", "", **fields)
        proposals.add(conn, known.id, found.id)
    else:
        number = None if standing.published else found.number
        del fields["author"]
        made: Entry = entries.propose(
            conn,
            kind=entries.EXPERT,
            author=found.owner,
            escalation=number,
            **fields,  # type: ignore[arg-type]
        )
        proposals.add(conn, made.id, found.id, standing.published.id if standing.published else "")
    escalations.move(conn, found.id, (found.state,), found.state, may_share=True)
    yield from telling.mornings(turn, conn, in_charge(people.all(conn), found))
    yield Reply(screens.agreed(turn.texts, found, question), redraw=True)


def _fields(conn: Connection, found: Escalation) -> dict[str, object]:
    """What an entry takes from an answer."""
    return {
        "language": found.answer_language or found.language,
        "answer": found.answer,
        "sources": found.sources,
        "valid_until": found.valid_until,
        "audience": _audience(found),
        "author": number_of(found.owner) if found.owner else None,
        "author_name": _author(conn, found),
        "written_on": (found.answered_at or found.asked_at).date(),
    }


def _audience(found: Escalation) -> str:
    match found.audience:
        case "organisation":
            return f"organisation:{organisation_key(found.organisation)}"
        case "branch":
            return f"branch:{found.branch}"
    return entries.EVERYONE


def _author(conn: Connection, found: Escalation) -> str:
    owner = people.get(conn, found.owner) if found.owner and found.shows_author else None
    return owner.name if owner else ""


def _is_sharable(found: Escalation) -> bool:
    return found.state in SHARABLE and bool(found.answer)


def _errors(turn: Turn, question: str, *, is_checked: bool) -> dict[str, str]:
    _ = turn.texts
    if not any(char.isalnum() for char in question):
        return {"question": _("Please write something.")}
    if len(question) > QUESTION:
        return {"question": _("At most {limit} characters, please.", limit=QUESTION)}
    if not is_checked and seems_secret(question):
        return {
            "question": _(
                "This may hold confidential details of an ongoing tendering procedure. Take them out, or tick that you have checked."
            ),
            CHECKED: "",
        }
    return {}
