"""What an expert is shown on the way to an answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Choice, Choices, DateField, Form, TextField
from bot.people import Branch
from bot.skills.escalation.examples import LONG, example
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.talk import Draft
from bot.skills.escalation.words import IN_LANGUAGE, pages, paragraphs, quoted, until
from bot.texts import Texts
from bot.texts.called import BRANCHES

ANSWER, SOURCES, NOTE = 3_000, 1_000, 1_000
SHOWS = "author"


def answer(
    _: Texts, found: Escalation, begun: Draft, organisation: str, branch: str, errors: dict[str, str] | None = None
) -> Form:
    """Asks for the answer; one too long for the form stays as it is. `organisation` and `branch` are the asker's if shown:
    audiences to choose besides everyone."""
    audiences = [("everyone", _("Everyone"))]
    if organisation:
        audiences.append(("organisation", cut(_("Only: {organisation}", organisation=organisation), 70)))
    if branch in list(Branch):
        audiences.append(("branch", cut(_("Only: {branch}", branch=_(BRANCHES[Branch(branch)])), 70)))
    field = TextField(
        "text",
        _("Your answer"),
        begun.text[:ANSWER],
        hint=_("Longer than 3,000 characters? Write it to me as a message."),
        is_long=True,
        limit=ANSWER,
    )
    words = (field,) if len(begun.text) <= ANSWER else ()
    chosen = begun.audience if begun.audience in dict(audiences) else "everyone"
    return Form(
        title=_("Answer {id}", id=found.id),
        action="escalation.answer",
        fields=(
            *words,
            TextField("sources", _("Sources"), begun.sources[:SOURCES], is_long=True, is_required=False, limit=SOURCES),
            DateField("valid_until", _("Valid until"), begun.valid_until),
            Choice("audience", _("Who may read it, if it is shared"), tuple(audiences), chosen),
            Choices(
                "options",
                _("Your choices"),
                ((SHOWS, _("Show my name with the answer")),),
                (SHOWS,) if begun.shows_author else (),
            ),
        ),
        submit=_("Preview"),
        arg=found.id,
        errors=errors or {},
    )


def preview(_: Texts, found: Escalation, begun: Draft, author: str) -> Card:
    """The answer before it goes out: nothing has been sent."""
    who = author if begun.shows_author else _("an expert")
    return Card(
        Text(Strong(_("This is what the asker of {escalation} gets. It has not been sent yet.", escalation=found.id))),
        *paragraphs(pages(begun.text)[0]),
        *([Text(_("Source: {sources}", sources=cut(begun.sources, 900)))] if begun.sources else []),
        Text(" ".join(filter(None, (_("From {name}.", name=who), until(_, begun.valid_until)))), quiet=True),
        Buttons(
            (
                Button(_("Send the answer"), "escalation.send", found.id),
                FormButton(_("Change"), "escalation.answer", found.id),
                Button(_("Keep as a draft"), "escalation.keep", found.id),
            )
        ),
    )


def kept(_: Texts, found_id: str, *, is_mine: bool) -> Card:
    """The draft is safe; with a word on it if the question is no longer theirs."""
    what = (
        _("Kept as a draft. Nothing has been sent.")
        if is_mine
        else _("Nothing has been sent: {escalation} is no longer yours. What you wrote is kept.", escalation=found_id)
    )
    return Card(
        Text(what),
        Buttons(
            (
                *([FormButton(_("Go on with the answer"), "escalation.answer", found_id)] if is_mine else []),
                Button(_("Inbox"), "escalation.inbox"),
            )
        ),
    )


def drafted(_: Texts, found: Escalation, begun: Draft | None) -> Card:
    """What the material offers, marked as no more than that; None if it offers nothing."""
    if begun is None:
        return Card(
            Text(_("The material offers nothing for a draft answer to {escalation}.", escalation=found.id)),
            Buttons((FormButton(_.context("button", "Answer"), "escalation.answer", found.id),)),
        )
    return Card(
        Text(
            Strong(_("A draft from the material, for you to check. It has not been sent.")),
        ),
        *paragraphs(pages(begun.text)[0]),
        *([Text(_("Source: {sources}", sources=cut(begun.sources, 900)))] if begun.sources else []),
        Text(_("You can change or clear it in the answer form."), quiet=True),
        Buttons((FormButton(_("Go on with the answer"), "escalation.answer", found.id),)),
    )


def sent(_: Texts, found: Escalation, *, may_share: bool) -> Card:
    """The answer is on its way."""
    then = (
        _("The asker is asked whether it may be shared.")
        if may_share
        else _("It stays between the two of you: the asker has not agreed to share it.")
    )
    return Card(
        Text(Strong(_("Your answer to {escalation} has been sent.", escalation=found.id)), " ", then),
        Buttons((FormButton(_("Correct"), "escalation.answer", found.id), Button(_("Inbox"), "escalation.inbox"))),
    )


def asker_wrote(_: Texts, found: Escalation, text: str, language: str) -> Card:
    """The asker's words, to whoever has the question in hand."""
    return Card(
        Text(
            Strong(
                _(
                    "The asker of {escalation} writes ({language}):",
                    escalation=found.id,
                    language=_(IN_LANGUAGE[language]),
                )
            )
        ),
        *paragraphs(text),
        Text(quoted(_, cut(found.text, 300)), quiet=True),
        Buttons(
            (
                FormButton(_.context("button", "Answer"), "escalation.answer", found.id),
                FormButton(_("Ask the asker"), "escalation.back", found.id),
                Button(_("Open {id}", id=found.id), "escalation.open", found.id),
            )
        ),
    )


def asked_back(_: Texts, found: Escalation) -> Card:
    """The question to the asker is on its way."""
    return Card(
        Text(
            _("I have passed your question on to the asker of {escalation}. The reply comes here.", escalation=found.id)
        ),
        Buttons(
            (Button(_("Open {id}", id=found.id), "escalation.open", found.id), Button(_("Inbox"), "escalation.inbox"))
        ),
    )


def thanked(_: Texts, found: Escalation) -> Card:
    """The asker says thank you."""
    return Card(Text(_("The asker of {escalation} thanks you for your answer.", escalation=found.id)))


_DRAFT = Draft("Ja, om det står i avtalet.", "Upphandlingslagen 1397/2016", date(2027, 6, 30), "everyone", True)
EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("answering", lambda _: answer(_, example(), _DRAFT, "Mallilan kaupunki", "municipality")),
    ("answer to be checked", lambda _: preview(_, example(), _DRAFT, "Erik Ek")),
    ("long answer to be checked", lambda _: preview(_, example(), replace(_DRAFT, text=LONG, shows_author=False), "")),
    ("answer kept", lambda _: kept(_, "E41", is_mine=True)),
    ("answer kept, no longer theirs", lambda _: kept(_, "E41", is_mine=False)),
    ("draft from the material", lambda _: drafted(_, example(), _DRAFT)),
    ("no draft from the material", lambda _: drafted(_, example(), None)),
    ("answer sent", lambda _: sent(_, example(), may_share=True)),
    ("answer sent, not to be shared", lambda _: sent(_, example(), may_share=False)),
    ("the asker writes", lambda _: asker_wrote(_, example(), "Toista vaihetta.", "fi")),
    ("asked the asker", lambda _: asked_back(_, example())),
    ("thanks to the expert", lambda _: thanked(_, example())),
)
