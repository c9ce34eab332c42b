"""A coordinator looks at what its asker has agreed to share: approves it, changes what is theirs to change, or returns it."""

from collections.abc import Mapping
from datetime import date

from bot.cards import Card
from bot.skills.escalation import access, responsible, sharing, telling
from bot.skills.escalation import approving_screens as screens
from bot.skills.escalation.answer_screens import NOTE, SOURCES
from bot.skills.escalation.asking_screens import QUESTION
from bot.skills.escalation.entry_parts import Proposed, audiences
from bot.skills.escalation.records import escalations, proposals, sealed
from bot.skills.escalation.records.proposals import Proposal
from bot.skills.escalation.skill import escalation
from bot.store import Connection, entries, people
from bot.store.entries import Entry
from bot.store.people import number_of
from bot.texts import N_, W_, texts
from bot.turns import Effects, Reply, Send, Show, Turn
from knowledge.documents import clean


@escalation.command(W_("word", "approvals, proposals"), N_("answers that wait for your approval"))
@escalation.pressed("proposals")
def proposals_(turn: Turn, _arg: str = "") -> Effects:
    """All that waits for this coordinator's approval."""
    yield Reply(screens.proposals(turn.texts, _waiting(turn)), alone=True)


@escalation.form("choose")
def choose(turn: Turn, _arg: str = "") -> Effects:
    """Which one to open?"""
    found = _waiting(turn)
    if found:
        yield Show(screens.choose(turn.texts, found))


@escalation.submitted("choose")
def chosen(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Opens it."""
    yield from proposal(turn, values.get("id", ""))


@escalation.pressed("proposal")
def proposal(turn: Turn, arg: str) -> Effects:
    """One that waits, page by page; nothing of who asked."""
    entry_id, _space, page = arg.partition(" ")
    with turn.store.read() as conn:
        seen = seen_by(conn, turn, entry_id)
    number = int(page) if page.isdecimal() and len(page) < 4 else 0
    yield Reply(seen if isinstance(seen, Card) else screens.proposal(turn.texts, seen, number), alone=True)


@escalation.pressed("approve")
def approve(turn: Turn, arg: str) -> Effects:
    """What stood on the card is answered from, from this commit on, in every process; it is encoded before that."""
    entry_id, _space, content = arg.partition(" ")
    with turn.store.read() as conn:
        seen = seen_by(conn, turn, entry_id)
    if isinstance(seen, Card) or seen.content != content or not seen.may_approve:
        yield Reply(_refused(turn, seen))
        return
    wanted = seen.entry
    encoder, vectors = turn.library.encoded(wanted.question, wanted.answer, wanted.language)
    conn = turn.store.write()
    seen = seen_by(conn, turn, entry_id)
    if isinstance(seen, Card) or seen.content != content or not seen.may_approve:
        yield Reply(_refused(turn, seen))
        return
    before = entries.get(conn, seen.replaces) if seen.replaces else None
    found = _published(conn, seen, turn.person.id, {"encoder": encoder, "vectors": vectors})
    proposals.arrived(conn, entry_id)
    if found is None:
        yield Reply(screens.meanwhile(turn.texts, entry_id, before))
        return
    escalations.move(conn, found.escalation, ("answered",), "shared")
    yield from telling.published(turn, found)
    told = 0
    if before:
        told = telling.to_tell(turn, conn, before, found)
        yield from telling.changed(turn, conn, before, found)
    yield Reply(screens.approved(turn.texts, found, told=told), redraw=True)


@escalation.form("amend")
def amend(turn: Turn, arg: str) -> Effects:
    """Asks what is to be different. The answer's words are the expert's."""
    with turn.store.read() as conn:
        seen = seen_by(conn, turn, arg)
    if isinstance(seen, Card):
        return
    told = {"question": seen.entry.question, **about(seen)}
    yield Show(screens.amend(turn.texts, seen, told, seen.entry.valid_until))


@escalation.submitted("amend")
def amended(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Changes it; other words of the question wait until its asker has agreed to them."""
    _ = turn.texts
    entry_id, _space, content = arg.partition(" ")
    with turn.store.read() as conn:
        seen = seen_by(conn, turn, entry_id)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    told = {**values, "question": clean(values.get("question", "")), "sources": clean(values.get("sources", ""))}
    day, errors = checked(turn, told, seen)
    if not any(char.isalnum() for char in told["question"]) or len(told["question"]) > QUESTION:
        errors["question"] = _("Between 1 and {limit} characters, please.", limit=QUESTION)
    if errors:
        told["audience"] = told["audience"] if told.get("audience") in audiences(seen) else "everyone"
        yield Show(screens.amend(turn.texts, seen, told, day, errors))
        return
    conn = turn.store.write()
    seen = seen_by(conn, turn, entry_id)
    if isinstance(seen, Card) or seen.content != content:
        yield Reply(_refused(turn, seen))
        return
    fields: dict[str, object] = {
        "sources": told["sources"],
        "valid_until": day,
        "audience": audiences(seen)[told["audience"]],
    }
    if told["question"] == seen.entry.question:
        found = entries.move(conn, entry_id, ("proposed",), "proposed", "", **fields) or seen.entry
        yield Reply(screens.amended(turn.texts, found, is_asked=False))
    else:
        yield from _asked_anew(turn, conn, entry_id, {**fields, "question": told["question"]})


def _asked_anew(turn: Turn, conn: Connection, entry_id: str, fields: dict[str, object]) -> Effects:
    waits = proposals.get(conn, entry_id)
    found = escalations.get(conn, waits.escalation) if waits else None
    asker = sealed.asker(conn, found.number) if found else None
    if waits is None or found is None or asker is None:
        yield Reply(screens.nobody_to_ask(turn.texts, entry_id))
        return
    now = entries.move(conn, entry_id, ("proposed",), "returned", "", **fields) or waits.entry
    standing = proposals.standing(conn, found)
    yield sharing.ask_anew(conn, found, asker, standing, is_edited=True)
    yield Reply(screens.amended(turn.texts, now, is_asked=True))


@escalation.form("return")
def give_back(turn: Turn, arg: str) -> Effects:
    """Asks what the expert is to look at again."""
    with turn.store.read() as conn:
        seen = seen_by(conn, turn, arg)
    if not isinstance(seen, Card):
        yield Show(screens.give_back(turn.texts, seen.entry))


@escalation.submitted("return")
def given_back(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """The expert gets the note with the way to correct; the asker sees that it is with them."""
    _ = turn.texts
    note = clean(values.get("note", ""))
    with turn.store.read() as conn:
        seen = seen_by(conn, turn, arg)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    if not any(char.isalnum() for char in note) or len(note) > NOTE:
        errors = {"note": _("Between 1 and {limit} characters, please.", limit=NOTE)}
        yield Show(screens.give_back(turn.texts, seen.entry, errors))
        return
    conn = turn.store.write()
    seen, waits = seen_by(conn, turn, arg), proposals.get(conn, arg)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    found = entries.move(conn, arg, ("proposed",), "returned")
    if waits is None or found is None:
        yield Reply(screens.meanwhile(turn.texts, arg, entries.get(conn, arg)))
        return
    proposals.note(conn, arg, note)
    has_author = False
    for sent in _to_author(conn, waits, note):
        has_author = True
        yield sent
    yield Reply(screens.returned(turn.texts, found, has_author=has_author), redraw=False)


def _to_author(conn: Connection, waits: Proposal, note: str) -> Effects:
    author = people.get(conn, waits.entry.author) if waits.entry.author else None
    is_asked = waits.escalation and sealed.asker(conn, escalations.number(waits.escalation))
    if author:
        # who asked may be forgotten by now: what is published is corrected all the same
        way = ("escalation.change", waits.replaces) if waits.replaces and not is_asked else None
        action, arg = way or ("escalation.answer", waits.escalation)
        yield Send(author.address, screens.to_correct(texts(author.language), waits.entry, note, action, arg))


def seen_by(conn: Connection, turn: Turn, entry_id: str) -> Proposed | Card:
    """What this coordinator may see and do of what waits, as they are at this moment; or the card that says why nothing."""
    waits = proposals.get(conn, entry_id)
    if waits is None or waits.state != "coordinator":
        return screens.meanwhile(turn.texts, entry_id, waits.entry if waits else entries.get(conn, entry_id))
    found, everybody = escalations.get(conn, waits.escalation), people.all(conn)
    person = people.get(conn, turn.person.id)
    if person is None or not responsible.may_decide(everybody, person, found):
        return screens.not_in_charge(turn.texts, entry_id)
    return Proposed(
        waits.entry,
        proposals.content(waits.entry),
        waits.replaces,
        found.organisation if found else "",
        found.branch if found else "",
        responsible.may_approve(everybody, person, found, waits.entry.author),
    )


def about(seen: Proposed) -> dict[str, str]:
    """Sources and audience of an entry as a form is filled in with them."""
    names = {named: name for name, named in audiences(seen).items()}
    return {"sources": seen.entry.sources, "audience": names[seen.entry.audience]}


def checked(turn: Turn, told: Mapping[str, str], seen: Proposed) -> tuple[date | None, dict[str, str]]:
    """The day until which it holds, and what is wrong with what a form about an entry says."""
    _, errors = turn.texts, {}
    day = access.day(told.get("valid_until", ""))
    if day is None or day < turn.today:
        errors["valid_until"] = _("Please choose a day that is not past.")
    if len(told["sources"]) > SOURCES:
        errors["sources"] = _("At most {limit} characters, please.", limit=SOURCES)
    if told.get("audience") not in audiences(seen):
        errors["audience"] = _("Please choose one of these.")
    return day, errors


def _published(conn: Connection, seen: Proposed, by: str, made: Mapping[str, object]) -> Entry | None:
    """The entry as it is answered from: itself, or the one it changes with all that is new."""
    if not seen.replaces:
        return entries.move(conn, seen.entry.id, ("proposed",), "published", by, **made)
    new = seen.entry
    names = ("language", "question", "answer", "sources", "author_name", "audience", "written_on", "valid_until")
    fields = {name: getattr(new, name) for name in names}
    author = number_of(new.author) if new.author else None
    return entries.move(conn, seen.replaces, ("published",), "published", by, **fields, author=author, **made)


def _refused(turn: Turn, seen: Proposed | Card) -> Card:
    if isinstance(seen, Card):
        return seen
    if not seen.may_approve:
        return screens.not_own(turn.texts, seen.entry)
    return screens.meanwhile(turn.texts, seen.entry.id, seen.entry)


def _waiting(turn: Turn) -> tuple[Entry, ...]:
    with turn.store.read() as conn:
        return tuple(waits.entry for waits in responsible.proposed(conn, turn.person))
