"""What an asker is shown on the way from an answer to knowledge: nothing is shared but in the words they agreed to."""

from collections.abc import Callable
from datetime import date

from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Choices, Form, TextField
from bot.skills.escalation.asking_screens import CHECKED, QUESTION
from bot.skills.escalation.examples import ANSWERED, LONG, example
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.words import IN_LANGUAGE, on_a_line, pages, paragraphs, quoted
from bot.store.entries import Entry
from bot.texts import Texts

ROOM = 4_500
"""What a page of an answer weighs on a card that says much else."""


def agree(_: Texts, found: Escalation, question: str, words: str, author: str, page: int = 0, *, why: str = "") -> Card:
    """Asks the asker whether the question in these words may be shared with the answer. `words` stands for exactly these
    words in the buttons; `why` is a sentence that says what is new about them."""
    told, *rest = pages(found.answer, ROOM)[page:] or ("",)
    more = [Button(_("Read on"), "escalation.sharing", f"{found.id} {page + 1}")] if rest else []
    named = _("The expert’s name is shown: {name}.", name=author) if author else _("The expert’s name is not shown.")
    return Card(
        Text(
            Strong(_("{escalation}: may this be shared with others in these words?", escalation=found.id)),
            *([" ", why] if why else []),
        ),
        Text(quoted(_, cut(on_a_line(question), 2_200))),
        Text(Strong(_("The answer ({language})", language=_(IN_LANGUAGE[found.answer_language or found.language])))),
        *paragraphs(told),
        *_sources(_, found.sources),
        Text(
            cut(named, 300),
            " ",
            _("Your own name is not shown, and a coordinator looks at it first. If you say nothing, it is not shared."),
            quiet=True,
        ),
        Buttons(
            (
                *more,
                Button(_("Share in these words"), "escalation.share", f"{found.id} {words}"),
                FormButton(_("Edit the wording"), "escalation.wording", f"{found.id} {words}"),
                Button(_("Do not share"), "escalation.unshare", found.id),
            )
        ),
    )


def wording(_: Texts, found: Escalation, text: str, errors: dict[str, str] | None = None, words: str = "") -> Form:
    """Asks for the question in general words. `words` stands for what was to be agreed to when the form was opened."""
    checked = (
        (Choices("options", _("Your choices"), ((CHECKED, _("I have checked: nothing in it is confidential")),)),)
        if errors and CHECKED in errors
        else ()
    )
    return Form(
        title=_("Share {id}", id=found.id),
        action="escalation.wording",
        fields=(
            TextField(
                "question",
                _("The question in general words"),
                text[:QUESTION],
                hint=_("Take out what your organisation could be recognised by: names, places, sums."),
                is_long=True,
                limit=QUESTION,
            ),
            *checked,
        ),
        submit=_("Share in these words"),
        arg=f"{found.id} {words}",
        errors={name: error for name, error in (errors or {}).items() if name != CHECKED},
    )


def agreed(_: Texts, found: Escalation, question: str) -> Card:
    """The asker has agreed, and a coordinator looks at it."""
    return Card(
        Text(Strong(_("Thank you. A coordinator looks at it before it is shared with others."))),
        Text(quoted(_, cut(on_a_line(question), 1_000)), quiet=True),
        _back(_, found),
    )


def shared(_: Texts, found: Escalation, known: Entry) -> Card:
    """It is published."""
    return Card(
        Text(Strong(_("{escalation} is shared: others are given the answer too.", escalation=found.id))),
        Text(quoted(_, cut(on_a_line(known.question), 1_000)), quiet=True),
        _back(_, found),
    )


def with_expert(_: Texts, found: Escalation) -> Card:
    """A coordinator has returned it to whoever wrote it."""
    return Card(
        Text(
            _("A coordinator has asked the expert to look at the answer again. You are asked before it is shared."),
        ),
        _back(_, found),
    )


def not_shared(_: Texts, found: Escalation, before: Entry | None = None) -> Card:
    """The asker does not agree, or no longer. `before` is what was published earlier and stays."""
    if before:
        return Card(
            Text(_("These words are not shared. What was shared of {escalation} before stays.", escalation=found.id)),
            _back(_, found),
        )
    return Card(
        Text(_("{escalation} is not shared: nobody else is given the answer.", escalation=found.id)),
        Buttons((Button(_("Share after all"), "escalation.sharing", found.id), Button(_("Menu"), "home.menu"))),
    )


def _back(_: Texts, found: Escalation) -> Buttons:
    return Buttons(
        (
            Button(_("Withdraw permission"), "escalation.takeback", found.id),
            Button(_("See how it stands"), "escalation.state", found.id),
        )
    )


def _sources(_: Texts, sources: str) -> list[Text]:
    return [Text(_("Source: {sources}", sources=cut(on_a_line(sources), 900)))] if sources.strip() else []


def entry(**fields: object) -> Entry:
    """An entry for examples, proposed unless told otherwise."""
    values: dict[str, object] = {
        "id": "K7",
        "kind": "expert",
        "state": "proposed",
        "language": "sv",
        "question": "Voiko innovaatiokumppanuuden keskeyttää, jos prototyyppi epäonnistuu?",
        "answer": "Ja, om det står i avtalet. Skriv in ett avbrottsvillkor för varje fas.",
        "sources": "Upphandlingslagen 1397/2016",
        "author": "P4",
        "author_name": "Erik Ek",
        "audience": "",
        "written_on": date(2026, 11, 24),
        "valid_until": date(2027, 6, 30),
        "escalation": "E41",
        "revision": 0,
    }
    return Entry(**{**values, **fields})  # type: ignore[arg-type]


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("may it be shared", lambda _: agree(_, ANSWERED, ANSWERED.text, "0123456789abcdef", "Erik Ek")),
    (
        "may a long one be shared",
        lambda _: agree(_, example(answer=LONG, answer_language="fi"), ANSWERED.text, "0123456789abcdef", "", 1),
    ),
    ("in which words", lambda _: wording(_, ANSWERED, ANSWERED.text, words="0123456789abcdef")),
    ("in which words, secret", lambda _: wording(_, ANSWERED, "Saimme tarjouksen", {"question": "!", CHECKED: ""})),
    ("may be shared", lambda _: agreed(_, ANSWERED, ANSWERED.text)),
    ("shared", lambda _: shared(_, ANSWERED, entry(state="published"))),
    ("sharing, with the expert", lambda _: with_expert(_, ANSWERED)),
    ("not shared", lambda _: not_shared(_, ANSWERED)),
    ("not shared, but before", lambda _: not_shared(_, ANSWERED, entry(state="published"))),
)
