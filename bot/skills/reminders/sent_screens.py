"""A reminder as it arrives, and what its author hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot import counts
from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.counts import Count
from bot.people import Language, WhyNot
from bot.skill import Section
from bot.skills.reminders.concerned import language_for
from bot.skills.reminders.records import Plan, Reminder
from bot.texts import Texts, texts
from bot.texts.called import LANGUAGES
from training_modules.catalogue import Module

NAME = 60
WORDS, WEIGHT, LINES = 800, 1_000, 8
"""A coordinator's own words in one language: characters that can be typed, what they weigh at most, and in how many lines."""


def message(_: Texts, found: Reminder, author: str, module: Module | None) -> Card:
    """To one person, in their language where its author wrote in it."""
    return Card(
        *_body(_, found, author, module),
        Buttons(
            (
                *_module_button(_, module),
                FormButton(_("Remind me later"), "reminders.later", f"coordinators {found.id}"),
                Button(_("My reminders"), "reminders.own"),
            )
        ),
    )


def post(found: Reminder, author: str, module: Module | None) -> Card:
    """In a channel, in every language that its author wrote in; whoever presses sees the rest alone."""
    languages = [one for one in Language if language_for(found.plan, one) is one]
    every = (Text(words_of(found.plan, one, module)) for one in languages)
    first = texts(languages[0])
    return Card(*every, Text(_from(first, found, author), quiet=True), *_row(_module_button(first, module)))


def _body(_: Texts, found: Reminder, author: str, module: Module | None) -> list[Text]:
    written = language_for(found.plan, _.language)
    parts = [Text(words_of(found.plan, _.language, module))]
    if written is not _.language:
        parts.append(Text(_("Language: {language}", language=_(LANGUAGES[written])), quiet=True))
    return [*parts, Text(_from(_, found, author), quiet=True)]


def words_of(plan: Plan, language: Language, module: Module | None = None) -> str:
    """What a reader of a language reads; "" where nothing has been written."""
    _ = texts(language)
    title = module.titles[language.value] if module else ""
    match plan.words:
        case "go_on":
            return _("You have begun the module “{title}”. You go on from where you were.", title=title)
        case "begin":
            minutes = _.number(module.minutes if module else 0)
            return _("There is a module for you: “{title}”, about {n} minutes.", title=title, n=minutes)
    return plan.texts.get(language_for(plan, language), "")


def _from(_: Texts, found: Reminder, author: str) -> str:
    if not author:
        return _("Reminder {id} from a coordinator", id=found.id)
    return _("Reminder {id} from {name}", id=found.id, name=cut(author, NAME))


def _module_button(_: Texts, module: Module | None) -> list[Button]:
    return [Button(_("Open the module"), "training.module", module.id)] if module else []


def _row(buttons: Sequence[Button]) -> tuple[Buttons, ...]:
    return (Buttons(tuple(buttons)),) if buttons else ()


def not_posted(_: Texts, found: Reminder, channel: str, due: datetime, zone: str, why: str) -> Card:
    """A channel was not reminded: its author is told why, and what to do."""
    when = _.moment(due, zone)
    name = cut(channel, NAME)
    if why == WhyNot.CLOSED:
        said = _(
            "{id} could not be posted in “{channel}”: I can no longer write there. Invite me back, or choose another place.",
            id=found.id,
            channel=name,
        )
    elif why == "lost":
        said = _(
            "{id} was to be posted in “{channel}” on {when}. The platform did not take it within ten minutes, so I left it out.",
            id=found.id,
            channel=name,
            when=when,
        )
    else:
        said = _(
            "{id} was to be posted in “{channel}” on {when}. I was not running then, and it is too late now, so I left it out.",
            id=found.id,
            channel=name,
            when=when,
        )
    again = Button(_("Duplicate"), "reminders.duplicate", found.id)
    return Card(Text(said), Buttons((Button(_("Show {id}", id=found.id), "reminders.show", found.id), again)))


@dataclass(frozen=True)
class Went:
    """What became of one day of a reminder: how many got it, get it later, could not be reached, and have gone on with its module
    since (None if it names none). Of a post in a channel nobody knows."""

    reminder: int
    day: date
    sent: Count = field(default_factory=Count)
    waits: Count = field(default_factory=Count)
    left: Count = field(default_factory=Count)
    gone_on: Count | None = None
    is_post: bool = False


def section(_: Texts, told: Sequence[Went]) -> Section:
    """What became of reminders that have gone out."""
    lines = [f"R{one.reminder} · {_.day(one.day)} · {sent(_, one)}" for one in told]
    return Section(
        (Text(Strong(_("Your reminders")), "\n", cut("\n".join(lines), 2_000)),),
        (Button(_("Reminders"), "reminders.overview"),),
    )


def sent(_: Texts, one: Went) -> str:
    """To how many a day's reminder went, and to how many not."""
    if one.is_post:
        return _("posted")
    said = [_("sent: {n}", n=counts.told(_, one.sent))]
    if one.waits:
        said.append(_("come later: {n}", n=counts.told(_, one.waits)))
    if one.left:
        said.append(_("not reached: {n}", n=counts.told(_, one.left)))
    if one.gone_on is not None and one.sent:
        said.append(_("gone on since: {n}", n=counts.part(_, one.gone_on, one.sent)))
    return ", ".join(said)


def without_module(_: Texts, found: Reminder) -> Card:
    """The module that a reminder names is no more."""
    said = _("{id} is paused: the module it is about is no longer here. Choose another one, or cancel it.", id=found.id)
    return Card(Text(said), Buttons((Button(_("Show {id}", id=found.id), "reminders.show", found.id),)))
