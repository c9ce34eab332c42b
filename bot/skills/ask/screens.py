"""What ask shows."""

from collections.abc import Callable

from bot.cards import BUTTONS, Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Choice, Form
from bot.skills.ask import examples
from bot.skills.ask.answer_card import answered, body, note, quoted, source_card
from bot.store import Question
from bot.texts import Texts
from knowledge.answers import Answer, Citation, Opened, RestsOn
from training_modules.catalogue import module_of

AGAIN = "again"
"""Behind a question's id: the button stands on the card that a press brought, which is then drawn anew."""
NOT = "not"
"""Behind a question's id: its asker does not want to be told."""


def answer(
    _: Texts,
    question: str,
    given: Answer,
    masked: tuple[str, ...] = (),
    command: str = "",
    near: tuple[str, str] | None = None,
) -> Card:
    """The answer to a question, which goes by its id. `command` is a command the question began with, offered too; `near`
    the (id, question) of what an expert has answered that is like it. A module that is quoted can be taken."""
    buttons = _under(_, question, given)
    if near and len(buttons) < BUTTONS:
        buttons.append(Button(_("The expert’s answer"), "escalation.entry", near[0]))
    quoted_from = next(filter(None, (module_of(one.document) for one in given.citations)), "")
    if quoted_from and len(buttons) < BUTTONS:
        buttons.append(Button(_("Take this module"), "training.module", quoted_from))
    if command and len(buttons) < BUTTONS:
        buttons.append(Button(_.words(command)[0].capitalize(), "home.run", command))
    told = _("An expert has answered a similar question: “{text}”", text=cut(near[1], 300)) if near else ""
    parts = (*body(_, given), *([Text(told)] if near else []), *note(_, masked), Buttons(tuple(buttons)))
    return Card(*parts, answered=answered(question, given))


def again(_: Texts, question: Question, given: Answer, zone: str, *, waits: bool = False) -> Card:
    """A question asked earlier, with its answer as it was given, and the way to delete it; `waits` if its asker wants to
    be told when there is one."""
    asked = Text(
        Strong(f"{question.id}: "),
        quoted(_, cut(question.text, 600)),
        "\n",
        _("You asked on {moment}. The answer as it was then:", moment=_.moment(question.asked_at, zone)),
    )
    buttons = [
        *_under(_, question.id, given, waits=waits)[: BUTTONS - 1],
        Button(_("Delete"), "ask.delete", question.id),
    ]
    return Card(asked, *body(_, given), Buttons(tuple(buttons)), answered=answered(question.id, given))


def _under(_: Texts, question: str, given: Answer, *, waits: bool = False) -> list[Button]:
    expert = Button(_("Ask an expert"), "ask.expert", question)
    sources = [Button(_("Sources"), "ask.sources", question)] if given.citations or given.nearest else []
    thumbs = [Button("👍", "ask.good", question), Button("👎", "ask.bad", question)]
    match given.rests_on:
        case RestsOn.OUTSIDE:
            return [Button(_("Menu"), "home.menu")]
        case RestsOn.NOTHING:
            return [expert, _tell(_, question, waits=waits), *sources]
        case RestsOn.THRESHOLDS if not given.verdicts:
            return [expert]
        case _:
            return [expert, *sources, *thumbs]


def empty(_: Texts) -> Card:
    """Nothing to answer was said."""
    return Card(
        Text(_("Write your question in words, for example: Is a market consultation mandatory?")),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def too_long(_: Texts, size: int, limit: int) -> Card:
    """More than is read at once."""
    return Card(
        Text(
            _(
                "That is {size} characters; I read up to {limit} at a time. Your message is still above: "
                "please send me the question itself in a few sentences.",
                size=_.number(size),
                limit=_.number(limit),
            )
        )
    )


def warning(_: Texts, question: str, masked: tuple[str, ...] = ()) -> Card:
    """Before a question that seems to carry a competition's secrets."""
    return Card(
        Text(Strong(_("Wait a moment: is this secret?"))),
        Text(
            _(
                "Your question seems to hold details of an ongoing tendering procedure, such as tenders, prices or "
                "scores. They must not be shared before they become public. Take out names and sums and ask again in "
                "general words, or ask anyway."
            )
        ),
        *note(_, masked),
        Buttons((Button(_("Ask anyway"), "ask.anyway", question), Button(_("Leave it"), "ask.leave", question))),
    )


def left(_: Texts) -> Card:
    """The question was taken back."""
    return Card(
        Text(_("I have dropped the question and kept nothing of it. Ask again in general words whenever you like."))
    )


def already_asked(_: Texts, question: str) -> Card:
    """Too late to leave it."""
    return Card(
        Text(_("{question} has been asked already. You can delete it.", question=question)),
        Buttons((Button(_("Delete"), "ask.delete", question), Button(_("My questions"), "ask.mine"))),
    )


def sources(_: Texts, question: str, opened: tuple[tuple[Citation, Opened | None], ...]) -> Card:
    """The whole passages behind an answer."""
    if not opened:
        return Card(Text(_("There are no sources to this answer.")), Buttons((Button(_("Menu"), "home.menu"),)))
    return source_card(_, question, opened)


def _tell(_: Texts, question: str, *, waits: bool = False) -> Button:
    if waits:
        return Button(_("Don’t tell me"), "ask.tell", f"{question} {NOT}")
    return Button(_("Tell me when this is answered"), "ask.tell", question)


def told(_: Texts, question: str, *, waits: bool) -> Card:
    """They will be told, once; or not after all."""
    said = _("I will write to you once, as soon as there is an answer to {question}.", question=question)
    if not waits:
        said = _("Good, I will not write to you about {question}.", question=question)
    toggle = _tell(_, f"{question} {AGAIN}", waits=waits)
    return Card(Text(said), Buttons((toggle, Button(_("My questions"), "ask.mine"))))


def rated(_: Texts, question: str, feedback: str, reason: str = "") -> Card:
    """Thanks for what somebody thought of an answer; after 👎 it asks why, and all of it may be changed."""
    if feedback == "good":
        return Card(
            Text(_("Thank you. It is good to know that {question} helped.", question=question)),
            Buttons((Button(_("It did not help after all"), "ask.bad", f"{question} {AGAIN}"),)),
        )
    helped = Button(_("It helped after all"), "ask.good", f"{question} {AGAIN}")
    ask_expert = Button(_("Ask an expert"), "ask.expert", question)
    if reason:
        told = {
            "wrong": _("the answer is wrong"),
            "old": _("the answer is out of date"),
            "unclear": _("the answer is unclear"),
            "other": _("the answer does not fit your case"),
        }
        return Card(
            Text(
                _(
                    "Thank you. I noted on {question}: {reason}.",
                    question=question,
                    reason=told.get(reason) or quoted(_, cut(reason, 300)),
                )
            ),
            Buttons((ask_expert, Button(_("Another reason"), "ask.bad", f"{question} {AGAIN}"), helped)),
        )
    reasons = {"wrong": _("Wrong"), "old": _("Out of date"), "unclear": _("Unclear"), "other": _("Not my case")}
    return Card(
        Text(_("Thank you for saying so. What was wrong with the answer to {question}?", question=question)),
        Buttons((*(Button(label, "ask.because", f"{question} {key}") for key, label in reasons.items()), helped)),
    )


def mine(_: Texts, questions: tuple[Question, ...], zone: str, before: str = "", *, has_older: bool = False) -> Card:
    """Some of one's questions, newest first, those before `before` if that is an id."""
    if not questions:
        return Card(
            Text(_("You have not asked anything yet, or have deleted it all. Just write your question.")),
            Buttons((Button(_("Menu"), "home.menu"),)),
        )
    spans: list[str | Strong] = []
    for question in questions:
        spans += ["\n" if spans else "", Strong(question.id), f" · {_.moment(question.asked_at, zone)} · "]
        spans.append(cut(question.text, 120))
    buttons = [FormButton(_("Open or delete"), "ask.pick", before), Button(_("Menu"), "home.menu")]
    if has_older:
        buttons.insert(1, Button(_("Older"), "ask.mine", questions[-1].id))
    return Card(Text(_("Your questions, newest first:")), Text(*spans), Buttons(tuple(buttons)))


def pick(_: Texts, questions: tuple[Question, ...]) -> Form:
    """Which of one's own questions to open; there must be at least one."""
    options = tuple((question.id, cut(f"{question.id} · {question.text}", 75)) for question in questions)
    return Form(_("My questions"), "ask.pick", (Choice("question", _("Question"), options, options[0][0]),), _("Open"))


def late(_: Texts, text: str) -> Card:
    """A question that reached Sparri long after it was asked; `text` is "" where it is too long for a button."""
    sorry = Text(_("Your message reached me more than a day late, so I have not answered it. I am sorry."))
    if not text:
        return Card(sorry, Text(_("If you still need an answer, please write your question again.")))
    return Card(
        sorry,
        Text(_("“{text}”", text=text), quiet=True),
        Buttons((Button(_("Answer it now"), "ask.question", text), Button(_("Menu"), "home.menu"))),
    )


def gone(_: Texts) -> Card:
    """A question that is deleted, or somebody else's: from outside the two look the same."""
    return Card(
        Text(_("That question is not among yours, or it has been deleted.")),
        Buttons((Button(_("My questions"), "ask.mine"), Button(_("Menu"), "home.menu"))),
    )


def delete(_: Texts, question: Question) -> Card:
    """Really?"""
    return Card(
        Text(
            _("Delete {question} for good?", question=question.id), " ", quoted(_, cut(question.text, 300)), "\n",
            _("I erase the question and its answer from my records. That cannot be undone."),
        ),
        Buttons(
            (
                Button(_("Delete {question}", question=question.id), "ask.erase", question.id),
                Button(_("Keep it"), "ask.keep", question.id),
            )
        ),
    )  # fmt: skip


def erased(_: Texts, question: str) -> Card:
    """It is erased, and what is beyond our reach."""
    return Card(
        Text(
            _(
                "{question} is deleted: its text and its answer are erased from my records. "
                "What stands in this conversation you can remove from it yourself.",
                question=question,
            )
        ),
        Buttons((Button(_("My questions"), "ask.mine"),)),
    )


def kept(_: Texts, question: str) -> Card:
    """It stays."""
    return Card(
        Text(_("{question} stays as it was.", question=question)),
        Buttons((Button(_("My questions"), "ask.mine"),)),
    )


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    (
        "an answer from the material",
        lambda _: answer(_, "Q12", examples.MATERIAL, ("phone", "email"), "questions, my questions"),
    ),
    ("a lesson is quoted", lambda _: answer(_, "Q12", examples.LESSON)),
    ("thresholds", lambda _: answer(_, "Q12", examples.THRESHOLDS)),
    ("thresholds without a sum", lambda _: answer(_, "Q12", examples.WITHOUT_SUM)),
    ("a term", lambda _: answer(_, "Q12", examples.TERM)),
    ("the material does not say", lambda _: answer(_, "Q12", examples.NOTHING)),
    ("an expert says", lambda _: answer(_, "Q12", examples.EXPERT)),
    ("a model says", lambda _: answer(_, "Q12", examples.FROM_MODEL)),
    ("will be told", lambda _: told(_, "Q12", waits=True)),
    ("will not be told", lambda _: told(_, "Q12", waits=False)),
    (
        "a question again that waits",
        lambda _: again(_, examples.KEPT[0], examples.NOTHING, "Europe/Helsinki", waits=True),
    ),
    ("sources of an expert's answer", lambda _: sources(_, "Q12", examples.OPENED_EXPERT)),
    ("another subject", lambda _: answer(_, "Q12", examples.OUTSIDE)),
    ("nothing asked", empty),
    ("too long", lambda _: too_long(_, 100_000, 2_000)),
    (
        "an answer, and an expert’s to a similar question",
        lambda _: answer(_, "Q12", examples.MATERIAL, near=("K7", "Kuka maksaa?")),
    ),
    ("a secret", lambda _: warning(_, "Q12", ("iban",))),
    ("left", left),
    ("asked already", lambda _: already_asked(_, "Q12")),
    ("sources", lambda _: sources(_, "Q12", examples.OPENED)),
    ("sources of somebody else's question", lambda _: sources(_, "", examples.OPENED)),
    ("no sources", lambda _: sources(_, "Q12", ())),
    ("it helped", lambda _: rated(_, "Q12", "good")),
    ("it did not help", lambda _: rated(_, "Q12", "bad")),
    ("and why", lambda _: rated(_, "Q12", "bad", "old")),
    ("my questions", lambda _: mine(_, examples.KEPT, "Europe/Helsinki")),
    ("some of many questions", lambda _: mine(_, examples.KEPT, "Europe/Helsinki", "Q13", has_older=True)),
    ("no questions", lambda _: mine(_, (), "Europe/Helsinki")),
    ("which question", lambda _: pick(_, examples.KEPT)),
    ("a question again", lambda _: again(_, examples.KEPT[0], examples.MATERIAL, "Europe/Helsinki")),
    ("found late", lambda _: late(_, "Onko markkinakartoitus pakollinen?")),
    ("found late, and long", lambda _: late(_, "")),
    ("not yours", gone),
    ("really delete", lambda _: delete(_, examples.KEPT[0])),
    ("deleted", lambda _: erased(_, "Q12")),
    ("kept", lambda _: kept(_, "Q12")),
)
