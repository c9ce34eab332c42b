"""What an asker is shown of a question that is with experts."""

from collections.abc import Callable

from bot.cards import Button, Buttons, Card, Facts, FormButton, Strong, Text, cut
from bot.forms import Form, TextField
from bot.skills.escalation.asking_screens import ADDED
from bot.skills.escalation.examples import ANSWERED, LINES, LONG, example
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.talk import Line
from bot.skills.escalation.words import IN_LANGUAGE, STATES, on_a_line, pages, paragraphs, place_of, quoted, until
from bot.texts import Texts


def say(_: Texts, escalation: str, *, to_expert: bool, is_empty: bool = False) -> Form:
    """Asks for words to the other side."""
    label = _("Your message to the expert") if to_expert else _("Your message to the asker")
    return Form(
        title=escalation,
        action="escalation.reply" if to_expert else "escalation.back",
        fields=(TextField("text", label, is_long=True, limit=ADDED),),
        submit=_("Send"),
        arg=escalation,
        errors={"text": _("Please write something.")} if is_empty else {},
    )


def passed_on(_: Texts, found: Escalation) -> Card:
    """What the asker wrote is with the expert, or will be with whoever takes it."""
    added = _("Added. Whoever takes {escalation} sees it.", escalation=found.id)
    return Card(
        Text(_("Passed on to the expert.") if found.owner else added),
        Buttons((Button(_("See how it stands"), "escalation.state", found.id),)),
    )


def state(_: Texts, found: Escalation, lines: tuple[Line, ...], zone: str, can: tuple[str, ...]) -> Card:
    """How a question to an expert stands, to its asker. `can` names what they may do to it, in order."""
    pairs = [
        (_("State"), _(STATES[found.state]) if not found.is_solved else _("solved")),
        (_("Asked"), _.moment(found.asked_at, zone)),
        (_("Shown"), _("your name") if found.asker else place_of(_, found.organisation, found.branch) or _("nothing")),
    ]
    asker, expert = _("You"), _("The expert")
    talk = "\n".join(f"{asker if line.is_asker else expert}: {cut(line.text, 400)}" for line in lines[-5:] if line.text)
    return Card(
        Text(Strong(found.id), " ", quoted(_, cut(found.text, 800))),
        Facts(tuple(pairs)),
        *([Text(cut(talk, 2_400))] if talk else []),
        *([Text(Strong(_("Answer")), "\n", cut(on_a_line(found.answer), 1_500))] if found.answer else []),
        _can(_, found.id, can),
    )


def mine(_: Texts, found: tuple[Escalation, ...], zone: str) -> Card:
    """All that somebody has asked experts, newest first."""
    if not found:
        return Card(
            Text(_("You have not asked an expert anything yet.")),
            Buttons((FormButton(_("Write to an expert"), "escalation.ask"), Button(_("Menu"), "home.menu"))),
        )
    lines = (
        f"{one.id} · {_.moment(one.asked_at, zone)} · {_(STATES[one.state])}\n{cut(one.text, 120)}" for one in found[:8]
    )
    opened = [Button(_("Open {id}", id=one.id), "escalation.state", one.id) for one in found[:4]]
    return Card(
        Text(Strong(_("Your questions to experts"))),
        *(Text(line) for line in lines),
        Buttons((*opened, FormButton(_("Write to an expert"), "escalation.ask"))),
    )


def withdrawn(_: Texts, found: Escalation) -> Card:
    """It is taken back."""
    return Card(
        Text(_("{escalation} is withdrawn; experts no longer see it.", escalation=found.id)),
        Buttons((Button(_("Reopen"), "escalation.reopen", found.id),)),
    )


def reopened(_: Texts, found: Escalation, *, has_expert: bool) -> Card:
    """It is asked again from the beginning."""
    what = _("An expert gets it again.") if has_expert else _("A coordinator looks for an expert.")
    return Card(
        Text(_("{escalation} is open again.", escalation=found.id), " ", what),
        Buttons(
            (
                FormButton(_("Edit"), "escalation.edit", found.id),
                Button(_("Withdraw"), "escalation.withdraw", found.id),
            )
        ),
    )


def thanked(_: Texts, found: Escalation) -> Card:
    """The expert is told."""
    return Card(Text(_("I have passed your thanks on to the expert who answered {escalation}.", escalation=found.id)))


def solved(_: Texts, found: Escalation) -> Card:
    """The matter is closed as far as the asker is concerned."""
    return Card(
        Text(
            _("Good. {escalation} is solved. I forget who asked it in 30 days.", escalation=found.id)
            if not found.asker
            else _("Good. {escalation} is solved.", escalation=found.id)
        ),
        Buttons((Button(_("Reopen"), "escalation.reopen", found.id), Button(_("Menu"), "home.menu"))),
    )


def answered(_: Texts, found: Escalation, author: str, page: int = 0, *, is_corrected: bool = False) -> Card:
    """An expert's answer as the asker gets it: in the expert's words, with its language named. `author` is "" for nobody
    named."""
    told, *rest = pages(found.answer)[page:] or ("",)
    who = author or _("An expert")
    if is_corrected:
        said = _("{who} has corrected the answer to {escalation} ({language}):", **_said(_, found, who))
    else:
        said = _("{who} has answered {escalation} ({language}):", **_said(_, found, who))
    more = [Button(_("Read on"), "escalation.more", f"{found.id} {page + 1}")] if rest else []
    guidance = _("General guidance, not legal advice.")
    return Card(
        *([Text(Strong(said)), Text(quoted(_, cut(found.text, 300)), quiet=True)] if page == 0 else []),
        *paragraphs(told),
        *([Text(_("Source: {sources}", sources=cut(found.sources, 900)))] if found.sources else []),
        Text(f"{until(_, found.valid_until)} {guidance}".strip(), quiet=True),
        Buttons(
            (
                *more,
                Button(_("Thank"), "escalation.thank", found.id),
                FormButton(_("Ask more"), "escalation.reply", found.id),
                Button(_.context("button", "Solved"), "escalation.solve", found.id),
                FormButton(_("Ask for sparring"), "sparring.ask", cut(found.text, 190)),
            )
        ),
    )


def asked_back(_: Texts, found: Escalation, text: str, language: str) -> Card:
    """The expert wants to know more before answering."""
    return Card(
        Text(
            Strong(
                _(
                    "The expert asks you about {escalation} ({language}):",
                    escalation=found.id,
                    language=_(IN_LANGUAGE[language]),
                )
            )
        ),
        *paragraphs(text),
        Text(quoted(_, cut(found.text, 300)), quiet=True),
        Buttons(
            (
                FormButton(_("Reply"), "escalation.reply", found.id),
                Button(_("Withdraw"), "escalation.withdraw", found.id),
            )
        ),
    )


def meant(_: Texts, escalation: str, held: str, text: str, *, is_expert: bool) -> Card:
    """Words that came while a reply was waited for: are they it? `held` is the id under which they are kept."""
    mine = (
        [
            Button(_("My answer to {id}", id=escalation), "escalation.meant", f"{escalation} {held} answer"),
            Button(_("A reply to the asker"), "escalation.meant", f"{escalation} {held} reply"),
        ]
        if is_expert
        else [Button(_("A reply to {id}", id=escalation), "escalation.meant", f"{escalation} {held} reply")]
    )
    return Card(
        Text(Strong(_("Is this for {escalation}, or a new question?", escalation=escalation))),
        Text(quoted(_, cut(text, 600)), quiet=True),
        Buttons((*mine, Button(_("A new question"), "ask.anyway", held))),
    )


def gone(_: Texts, escalation: str) -> Card:
    """It is not theirs, not there any more, or closed so that nobody knows whose it was."""
    return Card(
        Text(_("{id} is no longer among your questions.", id=escalation or "E?")),
        Buttons((FormButton(_("Write to an expert"), "escalation.ask"), Button(_("Menu"), "home.menu"))),
    )


def too_late(_: Texts, found: Escalation) -> Card:
    """What the button offered is past: this is how it stands."""
    return Card(
        Text(_("That is no longer possible: {escalation} is {state}.", escalation=found.id, state=_state(_, found))),
        Buttons((Button(_("See how it stands"), "escalation.state", found.id),)),
    )


def _state(_: Texts, found: Escalation) -> str:
    return _("solved") if found.is_solved else _(STATES[found.state])


def _said(_: Texts, found: Escalation, who: str) -> dict[str, str]:
    return {"who": who, "escalation": found.id, "language": _(IN_LANGUAGE[found.answer_language or found.language])}


def _can(_: Texts, escalation: str, can: tuple[str, ...]) -> Buttons:
    every: dict[str, Button] = {
        "more": Button(_("Read the answer"), "escalation.more", f"{escalation} 0"),
        "edit": FormButton(_("Edit"), "escalation.edit", escalation),
        "add": FormButton(_("Add"), "escalation.reply", escalation),
        "withdraw": Button(_("Withdraw"), "escalation.withdraw", escalation),
        "thank": Button(_("Thank"), "escalation.thank", escalation),
        "ask more": FormButton(_("Ask more"), "escalation.reply", escalation),
        "solve": Button(_.context("button", "Solved"), "escalation.solve", escalation),
        "reopen": Button(_("Reopen"), "escalation.reopen", escalation),
        "share": Button(_("Sharing"), "escalation.sharing", escalation),
        "all": Button(_("All my questions"), "escalation.mine"),
    }
    return Buttons(tuple(every[name] for name in can))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("how it stands, open", lambda _: state(_, example(), (), "Europe/Helsinki", ("edit", "add", "withdraw", "all"))),
    (
        "how it stands, answered",
        lambda _: state(_, ANSWERED, LINES, "Europe/Helsinki", ("more", "thank", "ask more", "solve", "reopen")),
    ),
    ("no questions to experts", lambda _: mine(_, (), "Europe/Helsinki")),
    ("questions to experts", lambda _: mine(_, (ANSWERED, example(id="E40")), "Europe/Helsinki")),
    ("replying", lambda _: say(_, "E41", to_expert=True)),
    ("asking back", lambda _: say(_, "E41", to_expert=False, is_empty=True)),
    ("added, taken", lambda _: passed_on(_, ANSWERED)),
    ("added, open", lambda _: passed_on(_, example())),
    ("withdrawn", lambda _: withdrawn(_, example())),
    ("reopened", lambda _: reopened(_, example(), has_expert=True)),
    ("reopened, nobody free", lambda _: reopened(_, example(), has_expert=False)),
    ("thanked", lambda _: thanked(_, example())),
    ("solved", lambda _: solved(_, example())),
    ("solved, with a name", lambda _: solved(_, example(asker="P1"))),
    ("an answer", lambda _: answered(_, ANSWERED, "Erik Ek")),
    ("a long answer", lambda _: answered(_, example(answer=LONG, answer_language="fi"), "")),
    ("the rest of a long answer", lambda _: answered(_, example(answer=LONG, answer_language="fi"), "", 1)),
    ("a corrected answer", lambda _: answered(_, ANSWERED, "", is_corrected=True)),
    ("asked back", lambda _: asked_back(_, example(), "Vilken fas gäller det?", "sv")),
    ("is this a reply", lambda _: meant(_, "E41", "Q17", "Toista vaihetta", is_expert=False)),
    ("is this an answer", lambda _: meant(_, "E41", "Q17", "Ja, om det står i avtalet", is_expert=True)),
    ("not yours any more", lambda _: gone(_, "E41")),
    ("too late", lambda _: too_late(_, ANSWERED)),
)
