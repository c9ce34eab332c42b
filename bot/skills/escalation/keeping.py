"""What experts have answered is kept right: read, looked at again before it runs out, changed, withdrawn."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.cards import Card
from bot.skills.escalation import access, approving, approving_screens, entry_parts, responsible, telling
from bot.skills.escalation import entry_screens as screens
from bot.skills.escalation.answer_screens import NOTE
from bot.skills.escalation.entry_parts import Proposed
from bot.skills.escalation.records import escalations, proposals
from bot.skills.escalation.skill import escalation
from bot.store import Connection, entries, people
from bot.store.entries import Entry
from bot.texts import N_, W_, texts
from bot.turns import Effects, Reply, Send, Show, Turn
from knowledge.documents import clean

A_YEAR = timedelta(days=365)


@escalation.pressed("entry")
def entry(turn: Turn, arg: str) -> Effects:
    """An answer as its readers see it, page by page. Who was given it hears when it changes."""
    entry_id, _space, page = arg.partition(" ")
    with turn.store.read() as conn:
        found = entries.get(conn, entry_id)
        is_theirs = found is not None and telling.may_read(conn, turn.person, found)
    if found is None or found.state not in ("published", "withdrawn") or not is_theirs:
        yield Reply(screens.not_there(turn.texts, entry_id))
    elif found.state == "withdrawn":
        yield Reply(screens.not_there(turn.texts, entry_id, is_withdrawn=found.revision > 0))
    else:
        is_valid = found.is_valid(turn.today)
        if is_valid:
            entries.give(turn.store.write(), found.id, turn.person.id, turn.now)
        card = screens.answer(turn.texts, found, turn.person.organisation, _page(page), is_expired=not is_valid)
        yield Reply(card, alone=True)


@escalation.command(W_("word", "shared answers, knowledge"), N_("shared answers of experts, to keep up to date"))
@escalation.pressed("knowledge")
def knowledge(turn: Turn, _arg: str = "") -> Effects:
    """All that is shared and in this coordinator's charge; what runs out first comes first."""
    yield Reply(screens.knowledge(turn.texts, _published(turn), turn.today), alone=True)


@escalation.form("find")
def find(turn: Turn, _arg: str = "") -> Effects:
    """Which one to open?"""
    found = _published(turn)
    if found:
        yield Show(screens.find(turn.texts, found))


@escalation.submitted("find")
def found_one(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Opens it."""
    yield from known(turn, values.get("id", ""))


@escalation.pressed("known")
def known(turn: Turn, arg: str) -> Effects:
    """One that is shared, with what its author or a coordinator can do about it."""
    entry_id, _space, page = arg.partition(" ")
    with turn.store.read() as conn:
        seen = _kept(conn, turn, entry_id)
        has_change = proposals.changing(conn, entry_id) is not None
    if isinstance(seen, Card):
        yield Reply(seen, alone=True)
        return
    card = screens.known(
        turn.texts,
        seen,
        _page(page),
        is_author=_is_author(turn, seen.entry) and not seen.may_approve,
        is_expired=not seen.entry.is_valid(turn.today),
        has_change=has_change,
    )
    yield Reply(card, alone=True)


@escalation.form("renew")
def renew(turn: Turn, arg: str) -> Effects:
    """It still holds: until when?"""
    with turn.store.read() as conn:
        seen = _kept(conn, turn, arg)
    if not isinstance(seen, Card):
        yield Show(
            screens.renew(turn.texts, seen.entry, max(seen.entry.valid_until or turn.today, turn.today) + A_YEAR)
        )


@escalation.submitted("renew")
def renewed(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """It holds until another day, and is looked at again before that."""
    _ = turn.texts
    day = access.day(values.get("day", ""))
    with turn.store.read() as conn:
        seen = _kept(conn, turn, arg)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    if day is None or day < turn.today:
        errors = {"day": _("Please choose a day that is not past.")}
        yield Show(screens.renew(turn.texts, seen.entry, day, errors))
        return
    conn = turn.store.write()
    seen = _kept(conn, turn, arg)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    found = entries.move(conn, arg, ("published",), "published", valid_until=day)
    if found is None:
        yield Reply(screens.not_kept(turn.texts, arg, entries.get(conn, arg)))
        return
    yield from telling.published(turn, found)
    yield Reply(screens.saved(turn.texts, found))


@escalation.form("change")
def change(turn: Turn, arg: str) -> Effects:
    """Asks what is to be different: an author's words are changed by their author only."""
    with turn.store.read() as conn:
        seen = _kept(conn, turn, arg)
    if isinstance(seen, Card):
        return
    told = {"answer": seen.entry.answer, **approving.about(seen)}
    is_author = _is_author(turn, seen.entry)
    yield Show(screens.change(turn.texts, seen, told, seen.entry.valid_until, is_author=is_author))


@escalation.submitted("change")
def changed(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """An author's change waits for a coordinator; what a coordinator changes besides the words is in force at once."""
    _ = turn.texts
    entry_id, _space, content = arg.partition(" ")
    with turn.store.read() as conn:
        seen = _kept(conn, turn, entry_id)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    told = {name: clean(text) for name, text in values.items()}
    told = {"sources": "", **told, "answer": told.get("answer", seen.entry.answer)}
    is_author = _is_author(turn, seen.entry)
    day, errors = approving.checked(turn, told, seen)
    if not any(char.isalnum() for char in told["answer"]):
        errors["answer"] = _("Please write something.")
    if errors:
        told["audience"] = told["audience"] if told.get("audience") in entry_parts.audiences(seen) else "everyone"
        yield Show(screens.change(turn.texts, seen, told, day, errors, is_author=is_author))
        return
    conn = turn.store.write()
    seen = _kept(conn, turn, entry_id)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    if seen.content != content:
        yield Reply(screens.overtaken(turn.texts, seen.entry))
        return
    audience = entry_parts.audiences(seen)[told["audience"]]
    fields: dict[str, object] = {"sources": told["sources"], "valid_until": day, "audience": audience}
    if is_author:
        yield from _by_author(turn, conn, seen, {**fields, "answer": told["answer"]})
    else:
        yield from _by_coordinator(turn, conn, seen, fields, told.get("note", "")[:NOTE])


def _by_author(turn: Turn, conn: Connection, seen: Proposed, fields: dict[str, object]) -> Effects:
    found, waits = seen.entry, proposals.changing(conn, seen.entry.id)
    asked = escalations.get(conn, found.escalation)
    fields = {**fields, "question": found.question, "written_on": turn.today}
    if waits:
        entries.move(conn, waits.entry.id, proposals.WAITING, "proposed", "", **fields)
        proposals.note(conn, waits.entry.id, "")
        made = waits.entry.id
    else:
        new = entries.propose(
            conn,
            kind=found.kind,
            language=found.language,
            author=found.author,
            author_name=found.author_name,
            **fields,  # type: ignore[arg-type]
        )
        made = new.id
        proposals.add(conn, made, asked.id if asked else "", found.id)
    again = approving.seen_by(conn, turn, made)
    if isinstance(again, Proposed) and again.may_approve:
        yield Reply(approving_screens.proposal(turn.texts, again))
        return
    yield from telling.mornings(turn, conn, responsible.in_charge(people.all(conn), asked))
    yield Reply(screens.to_be_approved(turn.texts, found.id))


def _by_coordinator(turn: Turn, conn: Connection, seen: Proposed, fields: dict[str, object], note: str) -> Effects:
    before = seen.entry
    now = before
    if any(getattr(before, name) != value for name, value in fields.items()):
        now = entries.move(conn, before.id, ("published",), "published", turn.person.id, **fields) or before
        yield from telling.published(turn, now)
        yield from telling.changed(turn, conn, before, now)
    author = people.get(conn, before.author) if note and before.author else None
    if author:
        card = approving_screens.to_correct(texts(author.language), now, note, "escalation.change", now.id)
        yield Send(author.address, card)
    told = telling.to_tell(turn, conn, before, now)
    yield Reply(screens.saved(turn.texts, now, told=told, is_asked=author is not None))


@escalation.pressed("retire")
def retire(turn: Turn, arg: str) -> Effects:
    """Asks before an answer is withdrawn."""
    with turn.store.read() as conn:
        seen = _kept(conn, turn, arg)
        told = 0
        if not isinstance(seen, Card):
            told = telling.to_tell(turn, conn, seen.entry, replace(seen.entry, state="withdrawn"))
    yield Reply(seen if isinstance(seen, Card) else screens.retire(turn.texts, seen.entry, told), alone=True)


@escalation.pressed("retired")
def retired(turn: Turn, arg: str) -> Effects:
    """Withdraws it: nobody is answered from it any more, and those who were are told."""
    conn = turn.store.write()
    seen = _kept(conn, turn, arg)
    if isinstance(seen, Card):
        yield Reply(seen)
        return
    yield from telling.withdraw(turn, conn, seen.entry)
    escalations.move(conn, seen.entry.escalation, ("shared",), "answered")
    yield Reply(screens.retired(turn.texts, seen.entry), redraw=True)


def _kept(conn: Connection, turn: Turn, entry_id: str) -> Proposed | Card:
    """A published answer, to its author and to those who see to it; or the card that says why nothing."""
    found = entries.get(conn, entry_id)
    if found is None or found.kind != entries.EXPERT or found.state != "published":
        return screens.not_kept(turn.texts, entry_id, found)
    asked = escalations.get(conn, found.escalation)
    person = people.get(conn, turn.person.id)
    is_charged = person is not None and responsible.may_decide(people.all(conn), person, asked)
    if not is_charged and not _is_author(turn, found):
        return screens.not_kept(turn.texts, entry_id, found)
    organisation, branch = (asked.organisation, asked.branch) if asked else ("", "")
    return Proposed(found, proposals.content(found), "", organisation, branch, is_charged)


def _is_author(turn: Turn, found: Entry) -> bool:
    return found.author == turn.person.id


def _published(turn: Turn) -> tuple[Entry, ...]:
    with turn.store.read() as conn:
        return tuple(responsible.published(conn, turn.person))


def _page(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 4 else 0
