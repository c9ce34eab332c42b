"""Asking: guards, the answer from the material, its sources, what people think of it, and the questions asked so far."""

from collections.abc import Mapping

from bot.cards import cut
from bot.people import Language, Place
from bot.secrecy import seems_secret
from bot.skill import Skill
from bot.skills.ask import screens, searching
from bot.skills.ask.records import from_json, to_json
from bot.store import Question, questions, wishes
from bot.texts import N_, W_, texts
from bot.turns import Do, Effects, Reply, Show, Turn
from knowledge import languages
from knowledge.answers import RestsOn
from knowledge.documents import clean
from knowledge.library import is_answered

ask = Skill("ask")

EVERY = tuple(texts(language) for language in Language)
LONGEST = 2_000
SLIP = 60
"""Characters up to which a message may be a mistyped command."""
LISTED = 10
REASONS = ("wrong", "old", "unclear", "other")


@ask.pressed("asked")
def asked(turn: Turn, text: str) -> Effects:
    """Somebody wrote words that are no command."""
    if not turn.masked and len(text) <= SLIP and ask.together.nearest(text, EVERY):
        yield Do("home.near", clean(text))
    else:
        yield from question(turn, text)


@ask.pressed("question")
def question(turn: Turn, text: str) -> Effects:
    """A question: looked at first, then answered from the material and kept."""
    size, text = len(text.strip()), clean(text)
    if size > LONGEST:
        yield Reply(screens.too_long(turn.texts, size, LONGEST))
    elif not any(char.isalnum() for char in text):
        yield Reply(screens.empty(turn.texts))
    elif seems_secret(text):
        conn = turn.store.write()
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
        yield Reply(screens.warning(turn.texts, held.id, turn.masked))
    elif not is_answered(answer := searching.answered(turn, text)) and (wanted := languages.requested(text)):
        yield Do("home.speak", wanted)
    else:
        near = searching.near(turn, text, answer)
        conn = turn.store.write()
        questions.drop_held(conn, turn.person.id)
        kept = questions.add(
            conn,
            person=turn.person.id,
            at=turn.address,
            text=text,
            language=answer.language,
            asked_at=turn.now,
            answer=to_json(answer),
            rests_on=answer.rests_on,
            confidence=answer.confidence,
        )
        searching.keep_given(turn, answer)
        yield Reply(screens.answer(turn.texts, kept.id, answer, turn.masked, _command_in(text), near))


@ask.pressed("late")
def late(turn: Turn, text: str = "") -> Effects:
    """A question that a platform gave us long after it was asked: an old answer might come as a surprise."""
    yield Reply(screens.late(turn.texts, clean(text)))


@ask.pressed("anyway")
def anyway(turn: Turn, arg: str) -> Effects:
    """The warning was read, and the question is asked all the same."""
    held = _own(turn, arg)
    if held is None:
        yield Reply(screens.gone(turn.texts))
    elif held.state != "held":
        yield from open_again(turn, arg)
    else:
        answer = searching.answered(turn, held.text)
        was_held = questions.answered(
            turn.store.write(),
            held.id,
            language=answer.language,
            answer=to_json(answer),
            rests_on=answer.rests_on,
            confidence=answer.confidence,
        )
        if was_held:
            searching.keep_given(turn, answer)
            yield Reply(screens.answer(turn.texts, held.id, answer), redraw=True)
        else:
            yield Reply(screens.gone(turn.texts))


@ask.pressed("leave")
def leave(turn: Turn, arg: str) -> Effects:
    """The warning was read, and the question is taken back: nothing of it is kept."""
    held = _own(turn, arg)
    if held is not None and held.state == "held" and questions.delete(turn.store.write(), held.id):
        yield Reply(screens.left(turn.texts), redraw=True)
    else:
        yield Reply(screens.gone(turn.texts) if held is None else screens.already_asked(turn.texts, held.id))


@ask.pressed("sources")
def sources(turn: Turn, arg: str) -> Effects:
    """The whole passages behind an answer, or the nearest ones where there was none."""
    own = _own(turn, arg)
    asked = own or _public(turn, arg)
    if asked is None or asked.answer is None:
        yield Reply(screens.gone(turn.texts))
        return
    answer = from_json(asked.answer)
    opened = tuple((citation, searching.opened(turn, citation)) for citation in answer.citations or answer.nearest)
    yield Reply(screens.sources(turn.texts, own.id if own else "", opened))


@ask.pressed("expert")
def expert(turn: Turn, arg: str) -> Effects:
    """The way to a person, from the question as it was asked."""
    own = _own(turn, arg)
    yield Reply(screens.gone(turn.texts)) if own is None else Do("escalation.offer", own.id)


@ask.pressed("tell")
def tell(turn: Turn, arg: str) -> Effects:
    """The asker wants to be told when there is an answer, or not any more; `arg` is the question's id and such words."""
    question_id, *words = arg.split()[:3] or [""]
    own = _own(turn, question_id)
    if own is None:
        yield Reply(screens.gone(turn.texts))
    elif own.rests_on != RestsOn.NOTHING:
        yield from open_again(turn, question_id)
    else:
        waits = screens.NOT not in words
        if waits:
            wishes.add(turn.store.write(), own.id, turn.person.id, turn.now)
        else:
            wishes.take_back(turn.store.write(), own.id)
        yield Reply(screens.told(turn.texts, own.id, waits=waits), redraw=screens.AGAIN in words)


@ask.pressed("good")
def good(turn: Turn, arg: str) -> Effects:
    """The answer helped."""
    yield from _rated(turn, arg, "good")


@ask.pressed("bad")
def bad(turn: Turn, arg: str) -> Effects:
    """The answer did not help: why?"""
    yield from _rated(turn, arg, "bad")


@ask.pressed("because")
def because(turn: Turn, arg: str) -> Effects:
    """Why it did not help; `arg` is the question's id and one of REASONS."""
    reason = arg.partition(" ")[2]
    yield from _rated(turn, arg, "bad", reason if reason in REASONS else "other")


@ask.submitted("rated")
def rated(turn: Turn, values: Mapping[str, str], arg: str = "") -> Effects:
    """A thumb with words beside it, in a form of the platform's own; what is personal in them is masked by now."""
    feedback = "good" if values.get("thumb") == "good" else "bad"
    yield from _rated(turn, arg, feedback, cut(clean(values.get("reason", "")), LONGEST))


@ask.command(W_("word", "questions, my questions"), N_("what you have asked, to open or delete"))
@ask.pressed("mine")
def mine(turn: Turn, before: str = "") -> Effects:
    """The questions of the person who asks for them, newest first; with an id, those before that one."""
    shown, has_older = _page(turn, before)
    yield Reply(screens.mine(turn.texts, shown, turn.person.zone, before, has_older=has_older), alone=True)


@ask.form("pick")
def pick(turn: Turn, before: str = "") -> Effects:
    """Which question to open? Nothing opens where everything has been deleted since the button was drawn."""
    shown, _has_older = _page(turn, before)
    if shown:
        yield Show(screens.pick(turn.texts, shown))


@ask.submitted("pick")
def picked(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Opens the one that was chosen."""
    yield from open_again(turn, values.get("question", ""))


@ask.pressed("open")
def open_again(turn: Turn, arg: str) -> Effects:
    """A question with its answer as it was given."""
    own = _own(turn, arg)
    if own is None or own.answer is None:
        yield Reply(screens.gone(turn.texts))
    else:
        with turn.store.read() as conn:
            waits = wishes.is_open(conn, own.id)
        yield Reply(screens.again(turn.texts, own, from_json(own.answer), turn.person.zone, waits=waits))


@ask.pressed("delete")
def delete(turn: Turn, arg: str) -> Effects:
    """Asks before anything is erased."""
    own = _own(turn, arg)
    if own is None:
        yield Reply(screens.gone(turn.texts))
    else:
        yield Reply(screens.delete(turn.texts, own))


@ask.pressed("erase")
def erase(turn: Turn, arg: str) -> Effects:
    """Erases the question and its answer."""
    own = _own(turn, arg)
    if own is not None and questions.delete(turn.store.write(), own.id):
        yield Reply(screens.erased(turn.texts, own.id), redraw=True)
    else:
        yield Reply(screens.gone(turn.texts))


@ask.pressed("keep")
def keep(turn: Turn, arg: str) -> Effects:
    """Not deleted after all."""
    own = _own(turn, arg)
    if own is None:
        yield Reply(screens.gone(turn.texts))
    else:
        yield Reply(screens.kept(turn.texts, own.id), redraw=True)


ask.menu(N_("My questions"), "mine")


def _own(turn: Turn, question_id: str) -> Question | None:
    """The question if it is the person's own and not deleted; to anybody else it does not exist."""
    with turn.store.read() as conn:
        found = questions.get(conn, question_id)
    return found if found and found.person == turn.person.id and found.state != "deleted" else None


def _public(turn: Turn, question_id: str) -> Question | None:
    """The question if it was asked and answered where others read along: its sources are for all of them."""
    with turn.store.read() as conn:
        found = questions.get(conn, question_id)
    return found if found and found.place is Place.CHANNEL and found.state != "deleted" else None


def _page(turn: Turn, before: str) -> tuple[tuple[Question, ...], bool]:
    """LISTED questions, and whether there are older ones."""
    with turn.store.read() as conn:
        found = questions.of_person(conn, turn.person.id, LISTED + 1, before)
    return tuple(found[:LISTED]), len(found) > LISTED


def _rated(turn: Turn, arg: str, feedback: str, reason: str = "") -> Effects:
    """`arg` is the question's id, with a word behind it where the button stands on the thanks and not on the answer."""
    question_id, *is_again = arg.split()[:2] or [""]
    own = _own(turn, question_id)
    if own is None or not questions.rate(turn.store.write(), own.id, feedback, reason):
        yield Reply(screens.gone(turn.texts))
        return
    yield Reply(screens.rated(turn.texts, own.id, feedback, reason), redraw=bool(is_again))


def _command_in(text: str) -> str:
    """The command whose shown word the question begins with, as its English entry, to offer it too; else ""."""
    first, *others = text.casefold().split()
    for skill in ask.together.skills:
        for command in skill.commands:
            shown = {language.words(command.word)[0] for language in EVERY}
            if others and command.help and first.strip(",.:;!?") in shown:
                return command.word
    return ""
