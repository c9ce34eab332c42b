"""An exercise on its way to coordinators and back."""

from collections.abc import Callable, Sequence

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Form, TextField
from bot.skill import Section
from bot.texts import Texts

ANSWER, NAMES = 2_000, 5


def hand(_: Texts, module: str, title: str, names: Sequence[str]) -> Card:
    """Who will read it, before it is sent."""
    back = Button(_("The module"), "training.module", module)
    spar = FormButton(_("Ask for sparring"), "sparring.ask", f"training:{module}")
    if not names:
        said = _("There is no coordinator yet who could read it. It is kept for you.")
        return Card(Text(said), Buttons((spar, back, Button(_("Menu"), "home.menu"))))
    said = _("Send your exercise in “{title}”?", title=cut(title, 200))
    who = _("This is who will read it, with your name beside it, and nobody else: {names}.", names=_named(_, names))
    send = Button(_("Send"), "training.handed", module)
    return Card(
        Text(Strong(said)), Text(who), Buttons((send, FormButton(_("Change"), "training.exercise", module), spar, back))
    )


def handed(_: Texts, title: str, names: Sequence[str]) -> Card:
    """It is on its way."""
    said = _("Your exercise in “{title}” is sent to: {names}.", title=cut(title, 200), names=_named(_, names))
    told = _("They find it in their next morning digest. An answer comes into this conversation.")
    row = (Button(_("Training"), "training.overview"), Button(_("Menu"), "home.menu"))
    return Card(Text(said), Text(told, quiet=True), Buttons(row))


def _named(_: Texts, names: Sequence[str]) -> str:
    shown = [cut(name, 60) or _("no name given") for name in names[:NAMES]]
    more = [_("and {n} more", n=_.number(len(names) - NAMES))] if len(names) > NAMES else []
    return ", ".join((*shown, *more))


def found(_: Texts, count: int, first: int) -> Section:
    """In a coordinator's digest."""
    said = _.plural(
        "{n} training exercise waits for you to read it.", "{n} training exercises wait for you to read them.", count
    )
    return Section((Text(said),), (Button(_("Read"), "training.read", str(first)),))


def shown(
    _: Texts, number: int, title: str, asked: str, name: str, text: str, following: int, *, is_open: bool
) -> Card:
    """The exercise, what was asked, and who wrote it. `following` is the number of the next that waits, 0 for none."""
    parts: list[Part] = [Text(Strong(cut(name, 60) or _("no name given")), " · ", cut(title, 200))]
    if asked:
        parts.append(Text(cut(asked, 1_000), quiet=True))
    parts.append(Text(cut(text, 2_800)))
    row: list[Button] = []
    if is_open:
        row.append(FormButton(_("Reply"), "training.answer", str(number)))
    else:
        parts.append(Text(_("It has been answered."), quiet=True))
    if following:
        row.append(Button(_("Next exercise"), "training.read", str(following)))
    return Card(*parts, Buttons((*row, Button(_("Desk"), "desk.open"))))


def answer(_: Texts, number: int, *, is_wrong: bool = False) -> Form:
    """What is to be said to it?"""
    return Form(
        _("Answer"),
        "training.answer",
        (TextField("text", _("Your answer"), is_long=True, limit=ANSWER),),
        _("Send"),
        arg=str(number),
        errors={"text": _("Please write something.")} if is_wrong else {},
    )


def came(_: Texts, module: str, title: str, name: str, text: str) -> Card:
    """The answer, for whoever wrote the exercise."""
    said = _(
        "{name} has answered your exercise in “{title}”:",
        name=cut(name, 60) or _("A coordinator"),
        title=cut(title, 200),
    )
    row = (Button(_("The module"), "training.module", module), Button(_("Menu"), "home.menu"))
    return Card(Text(said), Text(cut(text, 2_800)), Buttons(row))


def sent(_: Texts, name: str) -> Card:
    """The answer is on its way."""
    return Card(Text(_("Sent to {name}.", name=cut(name, 60) or _("no name given"))), _desk(_))


def answered_already(_: Texts) -> Card:
    """Another coordinator was faster."""
    return Card(Text(_("Another coordinator has answered it already. Yours was not sent.")), _desk(_))


def gone(_: Texts) -> Card:
    """An exercise that is not there, or not theirs to read."""
    return Card(Text(_("This exercise is no longer here.")), _desk(_))


def _desk(_: Texts) -> Buttons:
    return Buttons((Button(_("Desk"), "desk.open"), Button(_("Menu"), "home.menu")))


_TITLE = "From need to specification"


def _in_digest(_: Texts, count: int) -> Card:
    section = found(_, count, 3)
    return Card(*section.parts, Buttons(section.buttons))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("who reads an exercise", lambda _: hand(_, "need", _TITLE, ["Kaisa", ""])),
    ("many read an exercise", lambda _: hand(_, "need", _TITLE, ["Kaisa"] * 7)),
    ("nobody reads an exercise", lambda _: hand(_, "need", _TITLE, [])),
    ("an exercise is sent", lambda _: handed(_, _TITLE, ["Kaisa"])),
    ("an exercise in a digest", lambda _: _in_digest(_, 1)),
    ("exercises in a digest", lambda _: _in_digest(_, 3)),
    ("an exercise to read", lambda _: shown(_, 3, _TITLE, "Write.", "Maija", "We buy lamps.", 4, is_open=True)),
    ("an exercise that was answered", lambda _: shown(_, 3, _TITLE, "", "", "We buy lamps.", 0, is_open=False)),
    ("an answer to an exercise", lambda _: answer(_, 3)),
    ("an empty answer to an exercise", lambda _: answer(_, 3, is_wrong=True)),
    ("an exercise’s answer", lambda _: came(_, "need", _TITLE, "Kaisa", "Why not rent light?")),
    ("the answer is sent", lambda _: sent(_, "Maija")),
    ("answered by another", answered_already),
    ("no such exercise", gone),
)
