"""The answer: written, looked at, sent, corrected; and what the two sides ask each other."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.skills.escalation import access, asker_screens, expert_screens, following, offering, sharing
from bot.skills.escalation import answer_screens as screens
from bot.skills.escalation.records import escalations, sealed, talk
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.talk import Draft
from bot.skills.escalation.skill import escalation
from bot.texts import texts
from bot.turns import Effects, Reply, Send, Show, Turn
from knowledge import languages
from knowledge.documents import clean

LONGEST = 12_000
"""Characters of an answer that was written as a message; a form holds fewer."""
HOLDS = timedelta(days=365)
"""For how long an answer holds unless the expert says otherwise: what is older is looked at again."""


@escalation.form("answer")
def answer(turn: Turn, arg: str) -> Effects:
    """Asks for the answer, with what was written so far."""
    with turn.store.read() as conn:
        found, begun = escalations.get(conn, arg), talk.draft_of(conn, arg, turn.person.id)
    if found and found.owner == turn.person.id and found.state in ("taken", "answered", "shared"):
        yield Show(screens.answer(turn.texts, found, begun or _begun(turn, found), found.organisation, found.branch))


@escalation.submitted("answer")
def written(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps it as a draft and shows it as the asker will see it; nothing is sent yet."""
    with turn.store.read() as conn:
        found, before = escalations.get(conn, arg), talk.draft_of(conn, arg, turn.person.id)
    if found is None:
        yield Reply(expert_screens.over(turn.texts, arg, None))
        return
    begun = Draft(
        text=values["text"].strip() if "text" in values else before.text if before else "",
        sources=clean(values.get("sources", "")),
        valid_until=access.day(values.get("valid_until", "")),
        audience=_audience(found, values.get("audience", "")),
        shows_author=screens.SHOWS in values.get("options", "").split(","),
    )
    errors = _errors(turn, begun)
    if errors:
        yield Show(screens.answer(turn.texts, found, begun, found.organisation, found.branch, errors))
        return
    yield from _previewed(turn, found, begun)


@escalation.pressed("send")
def send(turn: Turn, arg: str) -> Effects:
    """Sends the answer that was looked at, to the asker alone."""
    conn = turn.store.write()
    found, begun = escalations.get(conn, arg), talk.draft_of(conn, arg, turn.person.id)
    if found is None or begun is None or begun.is_from_material:
        yield Reply(expert_screens.over(turn.texts, arg, found))
        return
    is_first = found.state == "taken"
    done = escalations.move(
        conn,
        found.id,
        ("taken", "answered", "shared"),
        "answered" if found.state != "shared" else "shared",
        owner=turn.person.id,
        answer=begun.text,
        answer_language=languages.of_question(begun.text, turn.person.language),
        sources=begun.sources,
        valid_until=begun.valid_until,
        audience=begun.audience,
        shows_author=begun.shows_author,
        answered_at=turn.now,
        is_late=False,
    )
    if done is None:
        yield Reply(screens.kept(turn.texts, found.id, is_mine=False))
        return
    talk.drop_draft(conn, found.id, turn.person.id)
    asker = sealed.asker(conn, found.number)
    if asker:
        author = turn.person.name if done.shows_author else ""
        card = asker_screens.answered(texts(asker.language), done, author, is_corrected=not is_first)
        key = sealed.key(conn, done.number, f"answer:{done.round}:{turn.now.isoformat()}")
        yield Send(asker.address, card, once=key, must=True)
        if done.may_share:
            yield sharing.ask(turn, conn, done, asker)
        yield following.fading(turn, done)
    else:
        sharing.take_up(conn, done)
    yield Reply(screens.sent(turn.texts, done, may_share=done.may_share), redraw=True)
    yield from offering.redraw(turn, done)


@escalation.pressed("keep")
def keep(turn: Turn, arg: str) -> Effects:
    """Not yet: the draft stays."""
    with turn.store.read() as conn:
        found = escalations.get(conn, arg)
    is_mine = found is not None and found.owner == turn.person.id
    yield Reply(screens.kept(turn.texts, arg, is_mine=is_mine), redraw=True)


@escalation.pressed("draft")
def draft(turn: Turn, arg: str) -> Effects:
    """What the material says about it, as a draft: the expert checks it, and nothing goes out by itself."""
    found = access.mine(turn, arg)
    if isinstance(found, Reply):
        yield found
        return
    with turn.store.read() as conn:
        begun = talk.draft_of(conn, found.id, turn.person.id)
    if begun and not begun.is_from_material:
        yield from _previewed(turn, found, begun)
        return
    proposed = _from_material(turn, found)
    if proposed:
        talk.keep_draft(turn.store.write(), found.id, turn.person.id, proposed, turn.now)
    yield Reply(screens.drafted(turn.texts, found, proposed))


@escalation.form("back")
def back(turn: Turn, arg: str) -> Effects:
    """Asks for words to the asker."""
    if not isinstance(access.mine(turn, arg, "taken", "answered", "shared"), Reply):
        yield Show(asker_screens.say(turn.texts, arg, to_expert=False))


@escalation.submitted("back")
def asked_back(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Passes them on; the asker may reply with a form."""
    found, text = access.mine(turn, arg, "taken", "answered", "shared"), clean(values.get("text", ""))
    if isinstance(found, Reply):
        yield found
    elif not text:
        yield Show(asker_screens.say(turn.texts, found.id, to_expert=False, is_empty=True))
    else:
        yield from said(turn, found, text)


def said(turn: Turn, found: Escalation, text: str) -> Effects:
    """An expert's words reach the asker."""
    language = languages.of_question(text, turn.person.language)
    conn = turn.store.write()
    talk.say(conn, found.id, text, language, turn.now, expert=turn.person.id)
    asker = sealed.asker(conn, found.number)
    if asker:
        card = asker_screens.asked_back(texts(asker.language), found, text, language)
        yield Send(asker.address, card, once=sealed.key(conn, found.number, f"back:{turn.now.isoformat()}"), must=True)
    yield Reply(screens.asked_back(turn.texts, found))


def answered_in_words(turn: Turn, found: Escalation, text: str) -> Effects:
    """An answer that came as a message, as long as that may be: a draft, to be looked at before it is sent."""
    with turn.store.read() as conn:
        before = talk.draft_of(conn, found.id, turn.person.id)
    begun = replace(before or _begun(turn, found), text=text.strip()[:LONGEST])
    yield from _previewed(turn, found, begun)


def _previewed(turn: Turn, found: Escalation, begun: Draft) -> Effects:
    conn = turn.store.write()
    talk.keep_draft(conn, found.id, turn.person.id, replace(begun, is_from_material=False), turn.now)
    now = escalations.get(conn, found.id) or found
    if now.owner != turn.person.id or now.state not in ("taken", "answered", "shared"):
        yield Reply(screens.kept(turn.texts, found.id, is_mine=False))
    else:
        yield Reply(screens.preview(turn.texts, now, begun, turn.person.name))


def _audience(found: Escalation, chosen: str) -> str:
    """An audience that the form offers: what is not shown of where the asker is from, nobody can choose."""
    is_there = {"organisation": bool(found.organisation), "branch": bool(found.branch)}
    return chosen if is_there.get(chosen) else "everyone"


def _begun(turn: Turn, found: Escalation) -> Draft:
    """What stands in the form at first: the answer that was sent, to correct it, or nothing."""
    holds = found.valid_until or turn.today + HOLDS
    return Draft(
        found.answer, found.sources, holds, found.audience or "everyone", found.shows_author or not found.answer
    )


def _from_material(turn: Turn, found: Escalation) -> Draft | None:
    """The sentences that the material holds nearest to the question, with where they stand."""
    given = turn.library.answer(found.text, reader=turn.person.language, today=turn.today)
    quotes = "\n".join(f"{quote.text} [{quote.n}]" for quote in given.quotes)
    cited = "\n".join(f"[{one.n}] {one.title}, {one.publisher}, {one.date}" for one in given.citations)
    if not quotes:
        return None
    return Draft(quotes[: screens.ANSWER], cited[: screens.SOURCES], turn.today + HOLDS, is_from_material=True)


def _errors(turn: Turn, begun: Draft) -> dict[str, str]:
    _ = turn.texts
    errors = {}
    if not any(char.isalnum() for char in begun.text):
        errors["text"] = _("Please write something.")
    elif len(begun.text) > LONGEST:
        errors["text"] = _("At most {limit} characters, please.", limit=_.number(LONGEST))
    if len(begun.sources) > screens.SOURCES:
        errors["sources"] = _("At most {limit} characters, please.", limit=_.number(screens.SOURCES))
    if begun.valid_until is None or begun.valid_until < turn.today:
        errors["valid_until"] = _("Please choose a day that is not past.")
    return errors
