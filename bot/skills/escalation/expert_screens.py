"""What an expert is shown of one question, from the offer to its end."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Form
from bot.skills.escalation.examples import LINES, example
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.talk import Line
from bot.skills.escalation.words import IN_LANGUAGE, STATES, heading, quoted
from bot.texts import Texts


class View(StrEnum):
    """How an expert stands to a question they are shown."""

    OFFERED = "offered"
    MINE = "mine"
    DESK = "desk"
    """a coordinator's: nobody has it, or its owner has had it for too long"""
    OTHERS = "others"
    """somebody else has it, or it is over"""


@dataclass(frozen=True)
class Seen:
    """A question as one expert sees it. `asker` is the asker's name if they show it, `owner` the name of whoever has it,
    `reason` the sentence that says why it was offered, `has_draft` whether an answer is begun."""

    found: Escalation
    view: View
    lines: tuple[Line, ...] = ()
    asker: str = ""
    owner: str = ""
    reason: str = ""
    has_draft: bool = False


def card(_: Texts, seen: Seen) -> Card:
    """The one card of a question, drawn again whenever its state changes."""
    return Card(*parts(_, seen), *([Buttons(pressable)] if (pressable := buttons(_, seen)) else []))


def parts(_: Texts, seen: Seen) -> tuple[Part, ...]:
    """What it says."""
    found = seen.found
    if seen.view is View.OTHERS:
        return (
            Text(Strong(heading(_, found)), "\n", stands(_, seen)),
            Text(quoted(_, cut(found.text, 300)), quiet=True),
        )
    who = _("Asked by {name}.", name=seen.asker) if seen.asker else _("The asker’s name is not shown.")
    tried = [Text(_("Found out already: {text}", text=cut(found.tried, 900)))] if found.tried else []
    first = stands(_, seen) if found.state == "taken" else ""
    return (
        Text(Strong(heading(_, found)), *(["\n", first] if first else [])),
        Text(quoted(_, cut(found.text, 1_800))),
        *tried,
        *talk(_, seen.lines),
        Text(" ".join(filter(None, (who, seen.reason))), quiet=True),
    )


def buttons(_: Texts, seen: Seen) -> tuple[Button, ...]:
    """What can be done with it."""
    one = seen.found.id
    match seen.view:
        case View.OFFERED:
            return (
                Button(_("Take it"), "escalation.take", one),
                FormButton(_("Pass it on"), "escalation.pass", one),
                FormButton(_("Later"), "escalation.later", one),
                FormButton(_("Decline"), "escalation.decline", one),
            )
        case View.DESK:
            return (
                FormButton(_("Pass it on"), "escalation.pass", one),
                *([Button(_("Take it"), "escalation.take", one)] if seen.found.state == "open" else []),
                Button(_("Without an expert"), "escalation.idle"),
            )
        case View.MINE:
            return (
                FormButton(
                    _("Go on with the answer") if seen.has_draft else _.context("button", "Answer"),
                    "escalation.answer",
                    one,
                ),
                FormButton(_("Ask the asker"), "escalation.back", one),
                Button(_("Draft from the material"), "escalation.draft", one),
                FormButton(_("Pass it on"), "escalation.pass", one),
                Button(_("Release"), "escalation.release", one),
            )
    return (Button(_("Inbox"), "escalation.inbox"),)


def talk(_: Texts, lines: tuple[Line, ...]) -> list[Text]:
    """The last of what both sides wrote, each with the language it is in."""
    asker, expert = _("The asker"), _("Expert")
    said = "\n".join(
        f"{asker if line.is_asker else expert} ({_(IN_LANGUAGE[line.language])}): {cut(line.text, 500)}"
        for line in lines[-4:]
        if line.text
    )
    return [Text(cut(said, 2_200))] if said else []


def stands(_: Texts, seen: Seen) -> str:
    found = seen.found
    match found.state:
        case _ if seen.view is View.MINE:
            return _("You have {escalation} in hand.", escalation=found.id)
        case "taken":
            return _("In hand: {name}.", name=seen.owner or _("another expert"))
        case "answered" | "shared" if seen.owner:
            return _("Answered by {name}.", name=seen.owner)
        case "open":
            return _("Asked of other experts.")
    return _("Now {state}.", state=_(STATES[found.state]))


def taken_by(_: Texts, found: Escalation, name: str) -> Card:
    """Somebody else was faster."""
    who = name or _("another expert")
    return Card(
        Text(_("{escalation} has been taken already, by {name}.", escalation=found.id, name=who)),
        Buttons((Button(_("Inbox"), "escalation.inbox"),)),
    )


def over(_: Texts, escalation: str, found: Escalation | None) -> Card:
    """The button is out of date: the question is in another state, or was erased."""
    stands = (
        _("{escalation} is {state}.", escalation=found.id, state=_(STATES[found.state]))
        if found
        else _("{escalation} is not there any more.", escalation=escalation or "E?")
    )
    return Card(Text(stands), Buttons((Button(_("Inbox"), "escalation.inbox"),)))


def not_offered(_: Texts, escalation: str) -> Card:
    """It was offered to others."""
    return Card(
        Text(
            _("{escalation} has not been offered to you, so it is not yours to handle.", escalation=escalation or "E?")
        ),
        Buttons((Button(_("Inbox"), "escalation.inbox"),)),
    )


_REASON = "Du föreslås eftersom du har ”avtal i innovationspartnerskap” bland dina ämnen."
OFFERED = Seen(example(), View.OFFERED, reason=_REASON)
OTHERS = Seen(example(state="taken", owner="P9"), View.OTHERS, owner="Liisa Laki")

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("a question offered", lambda _: card(_, OFFERED)),
    (
        "an urgent one with a name",
        lambda _: card(_, replace(OFFERED, found=example(is_urgent=True), asker="Maija Meri")),
    ),
    ("one in hand", lambda _: card(_, Seen(example(state="taken"), View.MINE, LINES, has_draft=True))),
    ("taken by somebody", lambda _: card(_, OTHERS)),
    ("withdrawn, to an expert", lambda _: card(_, Seen(example(state="withdrawn"), View.OTHERS))),
    ("too slow", lambda _: taken_by(_, example(), "Liisa Laki")),
    ("over", lambda _: over(_, "E41", example(state="withdrawn"))),
    ("erased", lambda _: over(_, "E41", None)),
    ("not offered", lambda _: not_offered(_, "E41")),
)
