"""Composing a reminder: for whom and when, in which words, how it will look, and what is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot import counts
from bot.audience import Audience, Whom
from bot.cards import Button, Buttons, Card, Divider, Facts, FormButton, Strong, Text, cut
from bot.counts import Count
from bot.forms import CHOICE_LABEL, CHOICES, Choice, DateField, Form, TextField, TimeField
from bot.people import Language, WhyNot
from bot.skill import Section
from bot.skills.reminders.records import DRAFT, ENDED, PAUSED, PLANNED, WITHDRAWN, Channel, Plan, Reminder
from bot.skills.reminders.sent_screens import WORDS, Went, sent, words_of
from bot.skills.reminders.times import Repeat
from bot.texts import N_, Texts
from bot.texts.called import LANGUAGES, WHY_NOT
from bot.texts.called import audience as called
from training_modules.catalogue import Module

LISTED = 15
"""Reminders on a card."""
UNREACHED, PAST = 5, 2
"""People who cannot be reached by name, and days that were, on the card of a reminder."""
NAMES = 2_000
CHANNEL_NAME = 60
DIRECT = "direct"
TEMPLATES = {
    "own": N_("In my own words"),
    "go_on": N_("Go on with the module"),
    "begin": N_("A module to take"),
}
REPEATS = {
    Repeat.ONCE: N_("Once"),
    Repeat.WEEKLY: N_("Every week"),
    Repeat.FORTNIGHTLY: N_("Every second week"),
    Repeat.MONTHLY: N_("Every month on the same day"),
    Repeat.MONTHLY_WEEKDAY: N_("Every month on the same weekday"),
}
STATES = {
    DRAFT: N_("not saved yet"),
    PLANNED: N_("saved"),
    PAUSED: N_("paused"),
    WITHDRAWN: N_("called off"),
    ENDED: N_("over"),
}


@dataclass(frozen=True)
class Seen:
    """What a card of a reminder tells beside its plan: how many it concerns now, whom it cannot reach (by name where the coordinator
    may see names; `hidden` are the others), how many read each language, and when it comes next: the flag says that this is
    later than was asked for."""

    concerned: Count
    unreached: Sequence[tuple[str, WhyNot]]
    hidden: Count
    readers: Mapping[Language, Count]
    coming: tuple[datetime, bool] | None
    zone: str


def overview(_: Texts, mine: Sequence[tuple[Reminder, datetime | None]], zone: str) -> Card:
    """A coordinator's reminders."""
    if mine:
        lines = [f"• {_line(_, one, at, zone)}" for one, at in mine[:LISTED]]
        shown = Text(Strong(_("Reminders")), "\n", "\n".join(lines))
    else:
        shown = Text(
            _("There are no reminders yet. You compose one, see how it looks and whom it reaches, and save it.")
        )
    choose = [FormButton(_("Choose a reminder"), "reminders.choose")] if mine else []
    own = Button(_("What I am reminded of"), "reminders.own")
    new = FormButton(_("New reminder"), "reminders.new")
    return Card(shown, Buttons((new, *choose, own, Button(_("Menu"), "home.menu"))))


def section(_: Texts, count: int, at: datetime | None, zone: str, orphans: Sequence[str]) -> Section:
    """On the desk: how many are to come, the next of them, and those that nobody looks after."""
    lines = [_("Saved: {n}; the next goes out on {when}.", n=_.number(count), when=_.moment(at, zone))] if at else []
    if orphans:
        lines.append(_("Without a coordinator, and paused: {ids}", ids=", ".join(orphans[:LISTED])))
    body = ["\n", "\n".join(lines)] if lines else []
    return Section((Text(Strong(_("Reminders")), *body),), (Button(_("Reminders"), "reminders.overview"),))


def _line(_: Texts, one: Reminder, at: datetime | None, zone: str) -> str:
    if not one.author:
        return _("{id} · without a coordinator", id=one.id)
    when = _.moment(at, zone) if at else ""
    parts = (one.id, when, _(STATES[one.state]) if one.state != PLANNED or not at else "", title(_, one.plan))
    return cut(" · ".join(filter(None, parts)), 150)


def title(_: Texts, plan: Plan) -> str:
    """What a reminder is about, in a few words."""
    if plan.words != "own":
        return _(TEMPLATES[plan.words])
    said = words_of(plan, _.language)
    return _("“{words}”", words=cut(" ".join(said.split()), 60)) if said else _("no words yet")


def choose(_: Texts, mine: Sequence[Reminder]) -> Form:
    """Which one?"""
    options = tuple((one.id, cut(f"{one.id} · {title(_, one.plan)}", CHOICE_LABEL)) for one in mine[:CHOICES])
    return Form(_("Choose a reminder"), "reminders.choose", (Choice("id", _("Reminder"), options),), _("Open"))


def plan(
    _: Texts,
    filled: Mapping[str, str],
    audiences: Mapping[str, Audience],
    modules: Sequence[Module],
    channels: Sequence[Channel],
    arg: str = "",
    errors: Mapping[str, str] | None = None,
) -> Form:
    """For whom, when and where. `filled` are the values of its fields as they come back."""
    language = _.language.value
    any_module = ("none", _("No module"))
    titles = ((one.id, cut(one.titles[language], CHOICE_LABEL)) for one in modules)
    places = ((str(one.number), cut(one.name, CHOICE_LABEL)) for one in channels)
    who = [(value, cut(called(_, one), CHOICE_LABEL)) for value, one in audiences.items()]
    who.append((Whom.PEOPLE.value, _("the people I write below")))
    every = (
        Choice("words", _("What it says"), tuple((key, _(text)) for key, text in TEMPLATES.items())),
        Choice("module", _("Module"), (any_module, *titles)),
        Choice("whom", _("For whom"), tuple(who)),
        TextField("names", _("Names or numbers (P12), one on each line"), is_long=True, is_required=False, limit=NAMES),
        Choice(
            "behind",
            _("Who of them"),
            (("no", _("All of them")), ("yes", _("Only those who have the module unfinished"))),
        ),
        Choice("place", _("Where to"), ((DIRECT, _("To each in private")), *places)),
        DateField("day", _("First day")),
        TimeField("at", _("Time, where each reader is")),
        Choice("repeat", _("How often"), tuple((key.value, _(text)) for key, text in REPEATS.items())),
        DateField("until", _("Until, if it comes again"), is_required=False),
    )
    fields = tuple(_filled(one, filled.get(one.name, "")) for one in every)
    return Form(
        _("Reminder"), "reminders.new" if not arg else "reminders.edit", fields, _("Next"), arg, dict(errors or {})
    )


def day_of(value: str) -> date | None:
    """The day that a field gives, None if it is none."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def time_of(value: str) -> time | None:
    """The time of day that a field gives, None if it is none."""
    try:
        return time.fromisoformat(value.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _filled(
    field: Choice | TextField | DateField | TimeField, value: str
) -> Choice | TextField | DateField | TimeField:
    """A field with what has been chosen before; what is no value of it is left out."""
    match field:
        case Choice():
            chosen = value if value in dict(field.options) else field.options[0][0]
            return Choice(field.name, field.label, field.options, chosen, field.is_required)
        case TextField():
            return TextField(
                field.name, field.label, value[: field.limit], "", field.is_long, field.is_required, field.limit
            )
        case DateField():
            return DateField(field.name, field.label, day_of(value), field.is_required)
        case TimeField():
            return TimeField(field.name, field.label, time_of(value), field.is_required)


def words(_: Texts, id_: str, filled: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """A coordinator's own words, in as many languages as they can."""
    labels = {Language.FI: _("In Finnish"), Language.SV: _("In Swedish"), Language.EN: _("In English")}
    fields = tuple(
        TextField(one.value, label, filled.get(one.value, "")[:WORDS], "", is_long=True, is_required=False, limit=WORDS)
        for one, label in labels.items()
    )
    said = _(
        "Whoever reads a language that you leave empty gets the first one you wrote, and sees which language it is."
    )
    return Form(_("Words"), "reminders.words", fields, _("Next"), id_, dict(errors or {}), text=said)


def card(
    _: Texts,
    found: Reminder,
    seen: Seen,
    channel: str,
    module: Module | None,
    past: Sequence[Went],
    masked: tuple[str, ...] = (),
) -> Card:
    """A reminder with its plan, whom it reaches, how it looks in each language, and what can be done with it now."""
    parts: list[Text | Facts | Divider] = [Text(Strong(found.id), f" · {_(STATES[found.state])}")]
    parts.append(Facts(tuple(_facts(_, found.plan, seen, channel, module))))
    if masked:
        parts.append(Text(_("I removed what looked like personal data before saving."), quiet=True))
    if not channel and (seen.unreached or seen.hidden.shown):
        parts.append(Text(_unreached(_, seen)))
    if past:
        lines = "\n".join(f"{_.day(one.day)}: {sent(_, one)}" for one in past[:PAST])
        parts.append(Text(Strong(_("So far")), "\n", lines))
    parts += [Divider(), *_looks(_, found, module, seen, is_post=bool(channel))]
    return Card(*parts, Buttons(tuple(_buttons(_, found))))


def _facts(_: Texts, found: Plan, seen: Seen, channel: str, module: Module | None) -> list[tuple[str, str]]:
    repeat = _(REPEATS[found.repeat])
    until = ", " + _("until {day}", day=_.day(found.until)) if found.until else ""
    facts = [(_("For whom"), _for_whom(_, found, seen.concerned) if not channel else _("Whoever reads the channel"))]
    if module:
        facts.append((_("Module"), cut(module.titles[_.language.value], 150)))
    facts.append((_("Where to"), cut(channel, 100) or _("To each in private")))
    if seen.coming:
        at, is_moved = seen.coming
        facts.append((_("Next time"), _.moment(at, seen.zone) + (f" ({_moved(_)})" if is_moved else "")))
    facts.append((_("How often"), repeat + until))
    return facts


def _moved(_: Texts) -> str:
    """Why something comes later than it was asked for."""
    return _("the next working morning, not at night or on a day off")


def _for_whom(_: Texts, found: Plan, concerned: Count) -> str:
    only = ", " + _("only those who have the module unfinished") if found.only_behind else ""
    now = _("now {n}", n=counts.told(_, concerned) if concerned else _("nobody"))
    return f"{cut(called(_, found.audience), 200)}{only}: {now}"


def _unreached(_: Texts, seen: Seen) -> str:
    lines = [f"• {cut(name, 60)}: {_(WHY_NOT[why])}" for name, why in seen.unreached[:UNREACHED]]
    rest = seen.hidden + Count(len(seen.unreached) - len(lines))
    if rest:
        lines.append("• " + _("others: {n}", n=counts.told(_, rest)))
    return _("It cannot reach:") + "\n" + "\n".join(lines)


def _looks(_: Texts, found: Reminder, module: Module | None, seen: Seen, *, is_post: bool) -> list[Text]:
    """What the readers of each language get, in Slack as in Teams: the words, who it is from, and the buttons."""
    if found.plan.words == "own" and not found.plan.texts:
        return [Text(Strong(_("Write what the reminder says, then it can be saved.")))]
    parts = [Text(_("This is how it looks, in Slack and in Teams alike:"), quiet=True)]
    for language in Language:
        is_written = found.plan.words != "own" or language in found.plan.texts
        if is_post and not is_written:
            continue
        head = [_(LANGUAGES[language])]
        if not is_post:
            readers = seen.readers.get(language, Count())
            head.append(_("readers: {n}", n=counts.told(_, readers) if readers else _.number(0)))
        if not is_written:
            head.append(_("not written: they read another of these"))
        words = ["\n", words_of(found.plan, language, module)] if is_written else []
        parts.append(Text(Strong(" · ".join(head)), *words))
    return parts


def _buttons(_: Texts, found: Reminder) -> list[Button]:
    is_ready = found.plan.words != "own" or bool(found.plan.texts)
    edit = FormButton(_("When and whom"), "reminders.edit", found.id)
    write: list[Button] = [FormButton(_("Words"), "reminders.words", found.id)] if found.plan.words == "own" else []
    duplicate, back = (
        Button(_("Duplicate"), "reminders.duplicate", found.id),
        Button(_("Reminders"), "reminders.overview"),
    )
    test = Button(_("Send me a test"), "reminders.test", found.id)
    match found.state:
        case "draft":
            ready = [Button(_("Save"), "reminders.save", found.id), test] if is_ready else []
            return [*ready, *write, edit, Button(_("Discard"), "reminders.cancel", found.id)]
        case "planned":
            return [
                Button(_("Pause"), "reminders.pause", found.id),
                edit,
                *(write or [duplicate]),
                test,
                _cancel(_, found),
            ]
        case "paused":
            return [Button(_("Save"), "reminders.save", found.id), edit, duplicate, _cancel(_, found), back]
    return [duplicate, back]


def _cancel(_: Texts, found: Reminder) -> Button:
    return Button(_("Cancel it"), "reminders.cancel", found.id)


def saved(
    _: Texts, found: Reminder, coming: tuple[datetime, bool], zone: str, concerned: Count, seconds: int, channel: str
) -> Card:
    """It is saved, and can be taken back for a moment."""
    at, is_moved = coming
    when = _.moment(at, zone)
    if channel:
        said = _("{id} will be posted in “{channel}” on {when}.", id=found.id, channel=cut(channel, 60), when=when)
    else:
        n = counts.told(_, concerned) if concerned else _("nobody")
        said = _("{id} goes out on {when}. As things stand it concerns: {n}.", id=found.id, when=when, n=n)
    moved = [Text(_("That is {why}.", why=_moved(_)))] if is_moved else []
    undo = Button(_("Undo"), "reminders.undo", found.id)
    note = Text(
        _("You can undo this for {n} seconds, and pause or cancel it until it goes out.", n=seconds), quiet=True
    )
    show = Button(_("Show {id}", id=found.id), "reminders.show", found.id)
    return Card(Text(said), *moved, note, Buttons((undo, show, Button(_("Reminders"), "reminders.overview"))))


def told(_: Texts, said: str, found: Reminder | None = None) -> Card:
    """A sentence about a reminder, and the ways on."""
    show = [Button(_("Show {id}", id=found.id), "reminders.show", found.id)] if found else []
    return Card(Text(said), Buttons((*show, Button(_("Reminders"), "reminders.overview"))))


def orphan(_: Texts, found: Reminder) -> Card:
    """A reminder of somebody who coordinates no more."""
    said = _(
        "{id} is paused: whoever composed it is no longer a coordinator. If you take it on, it is yours.", id=found.id
    )
    take = Button(_("Take it on"), "reminders.take", found.id)
    return Card(Text(said), Buttons((take, Button(_("Reminders"), "reminders.overview"))))


def channel(_: Texts, name: str = "") -> Card:
    """In a channel: coordinators may have reminders posted here, or not any more; `name` is how it stands in their list."""
    if name:
        said = _("Coordinators here can choose “{name}” as a place for reminders.", name=cut(name, 60))
        return Card(Text(said), Buttons((Button(_("Post here no more"), "reminders.leave"),)))
    said = _(
        "I can post coordinators’ reminders in this channel. A coordinator gives it the name that stands in the list."
    )
    return Card(Text(said), Buttons((FormButton(_("Use this channel"), "reminders.here"),)))


def here(_: Texts, errors: Mapping[str, str] | None = None) -> Form:
    """What is the channel called?"""
    field = TextField("name", _("The channel’s name"), limit=CHANNEL_NAME)
    return Form(_("This channel"), "reminders.here", (field,), _("Save"), errors=dict(errors or {}))
