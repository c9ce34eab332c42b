"""What somebody is shown who asks an expert."""

from collections.abc import Callable, Mapping

from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Choice, Choices, Form, TextField
from bot.people import Branch
from bot.skills.escalation.examples import ANSWERED, example
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.words import pages, paragraphs, place_of, quoted
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES

QUESTION, TRIED, ADDED = 2_000, 1_000, 2_000
MEANWHILE = N_(
    "Meanwhile: the Public Procurement Advisory Unit (hankinnat.fi) advises on the procurement act; about "
    "environmental criteria and innovation you can ask Motiva, SYKE or VTT."
)
SHARE, NAME, CHECKED = "share", "name", "checked"


def offer(_: Texts, question: str, text: str, place: str, *, is_held: bool, days: int) -> Card:
    """Before a question goes to an expert: what happens, and who sees what. `question` is its id; `place` is what is shown
    of where the asker is from, "" if that is hidden too; `days` after which a coordinator sees to it."""
    seen = (
        _("Your name is not shown unless you say so. What is shown: {place}.", place=place)
        if place
        else _("Your name, organisation and branch are not shown: too few people here share them.")
    )
    buttons: list[Button] = [FormButton(_("Write to an expert"), "escalation.ask", question)]
    if is_held:
        buttons.append(Button(_("Search the material"), "ask.anyway", question))
    else:
        buttons.append(FormButton(_("Ask for sparring"), "sparring.ask", question))
    return Card(
        Text(Strong(_("Ask an expert"))),
        *([Text(quoted(_, cut(text, 1_000)))] if text else []),
        Text(
            _.plural(
                "An expert gets your question on a working day, and the answer comes here to you alone. If nobody has "
                "taken it in {n} working day, a coordinator sees to it.",
                "An expert gets your question on a working day, and the answer comes here to you alone. If nobody has "
                "taken it in {n} working days, a coordinator sees to it.",
                days,
            )
        ),
        Text(seen, " ", _("Neither the expert nor the coordinator can find out who asked."), quiet=True),
        Buttons(tuple(buttons)),
    )


def ask(_: Texts, told: Mapping[str, str], arg: str, errors: dict[str, str] | None = None) -> Form:
    """Asks for all that an expert needs."""
    wanted = tuple(value for value in told.get("options", "").split(",") if value)
    options = [
        (NAME, _("Show my name to the expert")),
        (SHARE, _("May be shared, after I have approved the wording")),
    ]
    if errors and CHECKED in errors:
        options.append((CHECKED, _("I have checked: nothing in it is confidential")))
    return Form(
        title=_("Ask an expert"),
        action="escalation.ask",
        fields=(
            TextField("question", _("Your question"), told["question"][:QUESTION], is_long=True, limit=QUESTION),
            TextField(
                "tried",
                _("What you have found out already"),
                told.get("tried", "")[:TRIED],
                is_long=True,
                is_required=False,
                limit=TRIED,
            ),
            Choice(
                "branch",
                _("Branch"),
                tuple((branch.value, _(name)) for branch, name in BRANCHES.items()),
                told.get("branch", "") if told.get("branch", "") in list(Branch) else "",
                is_required=False,
            ),
            Choice(
                "urgency",
                _("How urgent is it?"),
                (
                    ("normal", _("Not urgent: in an expert’s next morning message")),
                    ("urgent", _("Urgent: to three experts at once")),
                ),
                told.get("urgency") or "normal",
            ),
            Choices("options", _("Your choices"), tuple(options), tuple(one for one in wanted if one in dict(options))),
        ),
        submit=_("Send"),
        arg=arg,
        errors={name: error for name, error in (errors or {}).items() if name != CHECKED},
    )


def sent(_: Texts, found: Escalation, place: str, *, has_expert: bool) -> Card:
    """It is on its way. `place` as in `offer`."""
    who = _("Your name is shown.") if found.asker else _("Your name is not shown.")
    where = _("What is shown: {place}.", place=place) if place and not found.asker else ""
    what = (
        _("The answer comes here to you alone.")
        if has_expert
        else _("No expert is free for this at the moment, so a coordinator looks for one. The answer comes here.")
    )
    advice = [] if has_expert else [Text(_(MEANWHILE), quiet=True)]
    return Card(
        Text(Strong(_("{escalation} has been sent.", escalation=found.id)), " ", f"{who} {where}".strip()),
        Text(what),
        *advice,
        Buttons(
            (
                FormButton(_("Edit"), "escalation.edit", found.id),
                Button(_("Withdraw"), "escalation.withdraw", found.id),
                Button(_("See how it stands"), "escalation.state", found.id),
            )
        ),
    )


def similar(_: Texts, escalation: str, entries: tuple[tuple[str, str], ...]) -> Card:
    """Up to three answers of experts to questions like it: (id, question)."""
    lines = "\n".join(f"{number}. {cut(text, 300)}" for number, (_id, text) in enumerate(entries, 1))
    buttons = [
        Button(_("Open {number}", number=number), "escalation.helps", f"{escalation} {entry}")
        for number, (entry, _text) in enumerate(entries, 1)
    ]
    return Card(
        Text(Strong(_("Does one of these help?"))),
        Text(_("Experts have answered questions like {escalation}:", escalation=escalation), "\n", lines),
        Buttons(tuple(buttons)),
    )


def helps(_: Texts, escalation: str, question: str, answer: str, told: str) -> Card:
    """One of them, opened; `told` says whose and until when."""
    first, *_rest = pages(answer)
    return Card(
        Text(Strong(cut(question, 600))),
        *paragraphs(first),
        Text(told, quiet=True),
        Buttons(
            (
                Button(_("This answers it"), "escalation.helped", escalation),
                Button(_("See how it stands"), "escalation.state", escalation),
            )
        ),
    )


def edit(_: Texts, found: Escalation, told: Mapping[str, str], errors: dict[str, str] | None = None) -> Form:
    """Changes the words of a question nobody has taken yet."""
    return Form(
        title=_("Edit {id}", id=found.id),
        action="escalation.edit",
        fields=(
            TextField("question", _("Your question"), told["question"][:QUESTION], is_long=True, limit=QUESTION),
            TextField(
                "tried",
                _("What you have found out already"),
                told["tried"][:TRIED],
                is_long=True,
                is_required=False,
                limit=TRIED,
            ),
        ),
        submit=_("Save"),
        arg=found.id,
        errors=errors or {},
    )


def saved(_: Texts, found: Escalation) -> Card:
    """The new words are in place, with those who were asked too."""
    return Card(
        Text(_("Saved. Experts who were asked see {escalation} in its new words.", escalation=found.id)),
        Buttons((Button(_("See how it stands"), "escalation.state", found.id),)),
    )


def too_many(_: Texts, limit: int) -> Card:
    """More questions to experts in a day than one person sends."""
    return Card(
        Text(
            _(
                "You have sent {limit} questions to experts within a day, and more are not taken from one person. Nothing "
                "of this one was kept; please send it tomorrow.",
                limit=_.number(limit),
            )
        )
    )


_TOLD = {"question": "Voiko kumppanuuden keskeyttää?", "branch": "municipality"}
EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("before asking", lambda _: offer(_, "Q12", ANSWERED.text, "Mallilan kaupunki", is_held=False, days=2)),
    ("before asking, held and hidden", lambda _: offer(_, "Q12", ANSWERED.text, "", is_held=True, days=1)),
    ("asking", lambda _: ask(_, _TOLD, "Q12")),
    ("asking what seems secret", lambda _: ask(_, _TOLD, "Q12", {"question": "!", CHECKED: ""})),
    ("sent", lambda _: sent(_, example(), place_of(_, "", "municipality"), has_expert=True)),
    ("sent, nobody free", lambda _: sent(_, example(asker="P1"), "", has_expert=False)),
    ("similar answers", lambda _: similar(_, "E41", (("K3", "Can a phase be left out?"), ("K5", "Kuka maksaa?")))),
    ("a similar answer", lambda _: helps(_, "E41", "Kuka maksaa?", "Tilaaja.", "Erik Ek, 2026")),
    ("editing", lambda _: edit(_, example(), {"question": "Voiko?", "tried": ""})),
    ("edited", lambda _: saved(_, example())),
    ("too many questions", lambda _: too_many(_, 10)),
)
