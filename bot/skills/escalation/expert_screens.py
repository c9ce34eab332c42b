"""What an expert is shown of a question, from the offer to parting with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import CHOICES, Choice, DateField, Form, TextField
from bot.skills.escalation.examples import LINES, example
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.talk import Line
from bot.skills.escalation.words import IN_LANGUAGE, STATES, heading, quoted, until
from bot.texts import N_, Texts

ANSWER, SOURCES, NOTE = 3_000, 1_000, 1_000
REASONS = {
    "topic": N_("It is not my topic"),
    "time": N_("I have no time"),
    "conflict": N_("I have a conflict of interest"),
    "other": N_("Another reason"),
}


LISTED = 3
"""Questions of each kind in an inbox."""
LONGEST = 60
"""Days for which a question can be put off."""


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
            Text(Strong(heading(_, found)), "\n", _stands(_, seen)),
            Text(quoted(_, cut(found.text, 300)), quiet=True),
        )
    who = _("Asked by {name}.", name=seen.asker) if seen.asker else _("The asker’s name is not shown.")
    tried = [Text(_("Found out already: {text}", text=cut(found.tried, 900)))] if found.tried else []
    first = _stands(_, seen) if found.state == "taken" else ""
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


def opening(_: Texts, listed: tuple[Escalation, ...]) -> tuple[Button, ...]:
    """The way to one question, or to the list of them."""
    first = [Button(_("Open {id}", id=listed[0].id), "escalation.open", listed[0].id)] if listed else []
    return (*first, Button(_("Inbox"), "escalation.inbox"))


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


def pass_on(
    _: Texts,
    found_id: str,
    experts: tuple[tuple[str, str], ...],
    told: Mapping[str, str] | None = None,
    meant: tuple[tuple[str, str], ...] = (),
) -> Form:
    """Asks to whom: a named expert, or whoever knows a topic. Of more than can be listed the name is written, and if it is
    that of several, one of them (`meant`) chosen. With `told` it asks again."""
    values, is_many = told or {}, len(experts) > CHOICES
    name, topic, note = (values.get(field, "") for field in ("name", "topic", "note"))
    listed = experts if not is_many else meant if len(meant) <= CHOICES else ()
    options = tuple((one, cut(named, 70)) for one, named in listed)
    by_name = TextField(
        "name",
        _("Name of an expert"),
        cut(name, 80),
        _.plural("{n} expert can be reached: write a name or a part of it.",
                 "{n} experts can be reached: write a name or a part of it.", len(experts)),
        is_required=False,
        limit=80,
    )  # fmt: skip
    errors = {}
    if len(meant) > CHOICES:
        errors["name"] = _("Too many have this in their name: please write more of it.")
    elif meant:
        errors["to"] = _("Several have this in their name: please choose one.")
    elif name:
        errors["name"] = _("No expert who can be reached has this name.")
    elif told is not None:
        errors["topic"] = _("Please choose somebody, or name a topic.")
    return Form(
        title=_("Pass on {id}", id=found_id),
        action="escalation.pass",
        fields=(
            *([by_name] if is_many or name else []),
            *([Choice("to", _("To an expert"), options, is_required=False)] if options else []),
            TextField("topic", _("Or to whoever knows this topic"), cut(topic, 200), is_required=False, limit=200),
            TextField("note", _("A note to them"), cut(note, NOTE), is_long=True, is_required=False, limit=NOTE),
        ),
        submit=_("Pass it on"),
        arg=found_id,
        errors=errors,
    )


def passed(_: Texts, found: Escalation, name: str) -> Card:
    """It has gone to somebody else, "" where nobody is free."""
    where = (
        _("{escalation} has gone on to {name}.", escalation=found.id, name=name)
        if name
        else _("Nobody is free for {escalation}, so a coordinator looks for somebody.", escalation=found.id)
    )
    return Card(Text(where), Buttons((Button(_("Inbox"), "escalation.inbox"),)))


def later(_: Texts, found_id: str, day: date, *, is_wrong: bool = False) -> Form:
    """Asks until when to put it off."""
    return Form(
        title=_("Later"),
        action="escalation.later",
        fields=(DateField("day", _("Remind me in the morning of"), day),),
        submit=_("Save"),
        arg=found_id,
        errors={"day": _("Please choose a day within the next {n} days.", n=_.number(LONGEST))} if is_wrong else {},
    )


def put_off(_: Texts, found: Escalation, day: date) -> Card:
    """It comes again; others may take it meanwhile."""
    return Card(
        Text(
            _(
                "You see {escalation} again on {day}, unless somebody else takes it meanwhile.",
                escalation=found.id,
                day=_.day(day),
            )
        ),
        Buttons((Button(_("Take it"), "escalation.take", found.id), Button(_("Inbox"), "escalation.inbox"))),
    )


def decline(_: Texts, found_id: str, errors: dict[str, str] | None = None) -> Form:
    """Asks why."""
    return Form(
        title=_("Decline"),
        action="escalation.decline",
        fields=(Choice("reason", _("Why?"), tuple((value, _(text)) for value, text in REASONS.items())),),
        submit=_("Decline"),
        arg=found_id,
        errors=errors or {},
    )


def declined(_: Texts, found: Escalation) -> Card:
    """Somebody else is asked."""
    return Card(
        Text(_("You have declined {escalation}; another expert is asked.", escalation=found.id)),
        Buttons((Button(_("Take it after all"), "escalation.take", found.id), Button(_("Inbox"), "escalation.inbox"))),
    )


def without(_: Texts, found: tuple[Escalation, ...], zone: str) -> Card:
    """To a coordinator: questions that nobody has, oldest first."""
    if not found:
        return Card(Text(_("Every question has somebody.")), Buttons((Button(_("Menu"), "home.menu"),)))
    lines = (f"{heading(_, one)}, {_asked_on(_, one, zone)}\n{cut(one.text, 140)}" for one in found[:10])
    opened = (Button(_("Open {id}", id=one.id), "escalation.open", one.id) for one in found[:5])
    return Card(Text(Strong(idle(_, len(found)).plain)), *(Text(line) for line in lines), Buttons(tuple(opened)))


def inbox(
    _: Texts, new: tuple[Escalation, ...], mine: tuple[Escalation, ...], waiting: frozenset[str], zone: str
) -> Card:
    """All that waits for an expert: new, in hand, waiting for the asker (`waiting` holds ids), past its time."""
    if not new and not mine:
        return Card(
            Text(_("Nothing waits for you.")),
            Buttons((Button(_("My topics"), "escalation.expertise"), Button(_("Menu"), "home.menu"))),
        )
    late = [one for one in mine if one.is_late]
    groups = (
        (_("Overdue"), late),
        (_("In hand"), [one for one in mine if not one.is_late and one.id not in waiting]),
        (_("Waiting for the asker"), [one for one in mine if not one.is_late and one.id in waiting]),
        (_("New"), list(new)),
    )
    listed = [one for _name, group in groups for one in group]
    shown: list[Part] = []
    for name, group in groups:
        if group:
            lines = [
                f"{cut(heading(_, one), 160)}, {_asked_on(_, one, zone)}\n{cut(one.text, 100)}"
                for one in group[:LISTED]
            ]
            more = [_("and {n} more", n=_.number(len(group) - LISTED))] if len(group) > LISTED else []
            shown.append(Text(Strong(f"{name} ({_.number(len(group))})"), "\n", "\n".join((*lines, *more))))
    opened = [Button(_("Open {id}", id=one.id), "escalation.open", one.id) for one in listed[:4]]
    more_of = [FormButton(_("Open another"), "escalation.pick")] if len(listed) > 4 else []
    return Card(*shown, Buttons((*opened, *more_of)))


def pick(_: Texts, listed: tuple[Escalation, ...]) -> Form:
    """Which one to open?"""
    return Form(
        title=_("Open"),
        action="escalation.pick",
        fields=(Choice("id", _("Question"), tuple((one.id, cut(f"{one.id} {one.text}", 70)) for one in listed[:100])),),
        submit=_("Open"),
    )


def morning(_: Texts, seen: tuple[Seen, ...]) -> tuple[Part, ...]:
    """Several questions of one morning, each with how it stands now."""
    waiting = [one for one in seen if one.view is not View.OTHERS]
    lines = [
        f"{heading(_, one.found)}: {cut(one.found.text, 140)}"
        + ("" if one.view is View.OFFERED else f"\n{_stands(_, one)}")
        for one in seen[:8]
    ]
    head = _.plural("{n} question waits for you:", "{n} questions wait for you:", len(waiting))
    return Text(Strong(head)), *(Text(line) for line in lines)


def late(_: Texts, found: Escalation) -> tuple[Part, ...]:
    """A question its owner has had for long."""
    return (
        Text(
            Strong(
                _.plural(
                    "You have had {escalation} for {n} working day. What should happen to it?",
                    "You have had {escalation} for {n} working days. What should happen to it?",
                    found.owner_days,
                    escalation=found.id,
                )
            )
        ),
        Text(quoted(_, cut(found.text, 300)), quiet=True),
    )


def _asked_on(_: Texts, found: Escalation, zone: str) -> str:
    """The day: a minute would tell who was seen to write then."""
    return _.day(found.asked_at.astimezone(ZoneInfo(zone)).date())


def idle(_: Texts, count: int) -> Text:
    """How many questions wait for a coordinator to find somebody."""
    return Text(
        _.plural("{n} question has no expert", "{n} questions have no expert", count),
    )


def proposed(_: Texts, count: int) -> Text:
    """How many answers wait for a coordinator's approval."""
    return Text(_.plural("{n} answer waits for your approval", "{n} answers wait for your approval", count))


def running_out(_: Texts, entries: tuple[tuple[str, str, date | None], ...]) -> Text:
    """Shared answers that run out soon: (id, question, last day)."""
    lines = (f"{entry}: {cut(question, 120)} {until(_, day)}" for entry, question, day in entries[:5])
    return Text(Strong(_("Still right?")), " ", _("These answers run out soon:"), "\n", "\n".join(lines))


def _stands(_: Texts, seen: Seen) -> str:
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


_REASON = "Du föreslås eftersom du har ”avtal i innovationspartnerskap” bland dina ämnen."
_OFFER = Seen(example(), View.OFFERED, reason=_REASON)
_IN_HAND = (example(id="E40", is_late=True), example(id="E39"))
_OTHERS = Seen(example(state="taken", owner="P9"), View.OTHERS, owner="Liisa Laki")
_MANY = (("P4", "Erik Ek"), ("P5", "Erik Åström"), *((f"P{n}", f"Liisa {n}") for n in range(10, 120)))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("a question offered", lambda _: card(_, _OFFER)),
    (
        "an urgent one with a name",
        lambda _: card(_, replace(_OFFER, found=example(is_urgent=True), asker="Maija Meri")),
    ),
    ("one in hand", lambda _: card(_, Seen(example(state="taken"), View.MINE, LINES, has_draft=True))),
    ("taken by somebody", lambda _: card(_, _OTHERS)),
    ("withdrawn, to an expert", lambda _: card(_, Seen(example(state="withdrawn"), View.OTHERS))),
    ("several questions of a morning", lambda _: Card(*morning(_, (_OFFER, _OTHERS)))),
    ("questions without an expert", lambda _: Card(idle(_, 2))),
    ("answers to approve", lambda _: Card(proposed(_, 2))),
    ("answers that run out", lambda _: Card(running_out(_, (("K7", "Kuka maksaa?", date(2027, 6, 30)),)))),
    ("had for long", lambda _: Card(*late(_, example(state="taken")))),
    ("too slow", lambda _: taken_by(_, example(), "Liisa Laki")),
    ("over", lambda _: over(_, "E41", example(state="withdrawn"))),
    ("erased", lambda _: over(_, "E41", None)),
    ("not offered", lambda _: not_offered(_, "E41")),
    ("passing on", lambda _: pass_on(_, "E41", (("P4", "Erik Ek"),))),
    ("passing on where there are many", lambda _: pass_on(_, "E41", _MANY)),
    ("passing on to one of several", lambda _: pass_on(_, "E41", _MANY, {"name": "Erik"}, _MANY[:2])),
    ("passing on to nobody", lambda _: pass_on(_, "E41", _MANY, {"name": "Olga", "topic": "siivous"})),
    ("passed on", lambda _: passed(_, example(), "Liisa Laki")),
    ("passed on to nobody", lambda _: passed(_, example(), "")),
    ("putting off", lambda _: later(_, "E41", date(2026, 11, 24))),
    ("put off", lambda _: put_off(_, example(), date(2026, 11, 24))),
    ("declining", lambda _: decline(_, "E41")),
    ("declined", lambda _: declined(_, example())),
    (
        "inbox",
        lambda _: inbox(
            _, (example(),), (example(id="E40", is_late=True), example(id="E39")), frozenset({"E39"}), "UTC"
        ),
    ),
    ("empty inbox", lambda _: inbox(_, (), (), frozenset(), "UTC")),
    ("opening another", lambda _: pick(_, (example(),))),
)
