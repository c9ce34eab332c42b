"""Examples of all that reminders show."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.audience import Audience, Whom
from bot.cards import Card
from bot.counts import Count
from bot.forms import Form
from bot.people import Address, Language, Place, WhyNot
from bot.skill import Section
from bot.skills.reminders import compose_screens, own_screens, sent_screens
from bot.skills.reminders.compose_screens import Seen
from bot.skills.reminders.records import ENDED, PAUSED, PLANNED, WITHDRAWN, Channel, Plan, Reminder
from bot.skills.reminders.sent_screens import Went
from bot.skills.reminders.times import Repeat
from bot.store.reminding import Kind, Wanted
from bot.texts import Texts
from bot.working import Hours
from training_modules.catalogue import LANGUAGES, Check, Lesson, Module

_AT = datetime(2026, 12, 1, 7, tzinfo=UTC)
_DAY = date(2026, 12, 1)
_ZONE = "Europe/Helsinki"


def _in_all(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


_CHECK = Check("What?", (("a", "This"), ("b", "That")), "Because.")
_LESSON = Lesson(
    "need",
    _in_all("Need"),
    dict.fromkeys(LANGUAGES, ("A need.",)),
    dict.fromkeys(LANGUAGES, _CHECK),
    frozenset("a"),
    False,
)
_MODULE = Module(
    id="dialogue",
    order=1,
    categories=("tools",),
    minutes=20,
    titles=_in_all("Market dialogue"),
    introductions=_in_all("Afterwards you can talk with the market."),
    exercises=_in_all("Write three sentences."),
    sources=dict.fromkeys(LANGUAGES, ("A book",)),
    lessons=(_LESSON,),
)
_CHANNELS = (Channel(1, "hankinnat", Address("slack", "T1", "", "C1", "", Place.CHANNEL)),)
_AUDIENCES = {
    "everybody": Audience(),
    "branch-lvm": Audience(Whom.BRANCH, "lvm"),
    "organisation-1": Audience(Whom.ORGANISATION, "Mallilan kaupunki"),
}
_WORDS = {Language.FI: "Webinaari on torstaina.\nTervetuloa.", Language.SV: "Webbinariet är på torsdag."}
_OWN = Plan(_AUDIENCES["branch-lvm"], _DAY, time(9), _ZONE, texts=_WORDS)
_SERIES = Plan(
    Audience(),
    _DAY,
    time(9),
    _ZONE,
    "dialogue",
    only_behind=True,
    words="go_on",
    repeat=Repeat.FORTNIGHTLY,
    until=date(2027, 5, 31),
)
_DRAFT = Reminder(7, "P5", _OWN, "draft", 1, None)
_SAVED = Reminder(8, "P5", _SERIES, PLANNED, 2, _AT)
_POST = Reminder(9, "P5", replace(_OWN, channel=1), PLANNED, 2, _AT)
_SEEN = Seen(
    Count(7, 6),
    (("Maija", WhyNot.OFF), ("Anna", WhyNot.INVITED), ("John", WhyNot.CLOSED)),
    Count(0, 5),
    {Language.FI: Count(4, 0), Language.SV: Count(0, 1), Language.EN: Count()},
    (_AT, False),
    _ZONE,
)
_PAST = (
    Went(8, _DAY, Count(7), Count(1), Count(2), Count(3)),
    Went(8, date(2026, 11, 17), Count(0, 2), gone_on=Count(0, 1)),
)
_ALL = Wanted(Hours())
_SOME = Wanted(Hours(time(9), time(15)), frozenset({Kind.EVENTS}), ((Kind.TRAINING, date(2026, 12, 7)),))


def _one(section: Section) -> Card:
    return Card(*section.parts)


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("no reminders yet", lambda _: compose_screens.overview(_, (), _ZONE)),
    ("reminders", lambda _: compose_screens.overview(_, ((_DRAFT, None), (_SAVED, _AT)), _ZONE)),
    ("on the desk", lambda _: _one(compose_screens.section(_, 2, _AT, _ZONE, ("R3",)))),
    ("which reminder", lambda _: compose_screens.choose(_, (_DRAFT, _SAVED))),
    ("a new reminder", lambda _: compose_screens.plan(_, {}, _AUDIENCES, (_MODULE,), _CHANNELS)),
    (
        "a reminder that cannot be",
        lambda _: compose_screens.plan(
            _, {"names": "Pekka"}, _AUDIENCES, (_MODULE,), (), "R7", {"day": _("That moment is past.")}
        ),
    ),
    ("words", lambda _: compose_screens.words(_, "R7", {"fi": "Webinaari on torstaina."})),
    ("a draft", lambda _: compose_screens.card(_, _DRAFT, _SEEN, "", None, ())),
    (
        "a draft without words",
        lambda _: compose_screens.card(_, replace(_DRAFT, plan=replace(_OWN, texts={})), _SEEN, "", None, ()),
    ),
    ("a saved reminder", lambda _: compose_screens.card(_, _SAVED, _SEEN, "", _MODULE, _PAST)),
    ("a paused reminder", lambda _: compose_screens.card(_, replace(_SAVED, state=PAUSED), _SEEN, "", _MODULE, ())),
    (
        "a post",
        lambda _: compose_screens.card(_, _POST, replace(_SEEN, coming=(_AT, True)), "hankinnat", None, ()),
    ),
    (
        "a reminder that is over",
        lambda _: compose_screens.card(
            _, replace(_SAVED, state=ENDED), replace(_SEEN, coming=None), "", _MODULE, _PAST
        ),
    ),
    (
        "a cancelled reminder",
        lambda _: compose_screens.card(_, replace(_DRAFT, state=WITHDRAWN), replace(_SEEN, coming=None), "", None, ()),
    ),
    ("saved", lambda _: compose_screens.saved(_, _SAVED, (_AT, False), _ZONE, Count(7), 30, "")),
    ("saved for a channel", lambda _: compose_screens.saved(_, _POST, (_AT, True), _ZONE, Count(), 30, "hankinnat")),
    ("taken back", lambda _: compose_screens.told(_, _("There is nothing to undo."), _DRAFT)),
    ("without a coordinator", lambda _: compose_screens.orphan(_, replace(_SAVED, state=PAUSED))),
    ("in a channel", compose_screens.channel),
    ("in a channel from now on", lambda _: compose_screens.channel(_, "hankinnat")),
    ("this channel", compose_screens.here),
    ("a reminder", lambda _: sent_screens.message(_, _DRAFT, "Kaisa", None)),
    ("a reminder of a module", lambda _: sent_screens.message(_, _SAVED, "", _MODULE)),
    (
        "a module to take",
        lambda _: sent_screens.message(_, replace(_SAVED, plan=replace(_SERIES, words="begin")), "Kaisa", _MODULE),
    ),
    ("posted", lambda _: sent_screens.post(_POST, "Kaisa", None)),
    ("posted about a module", lambda _: sent_screens.post(_SAVED, "Kaisa", _MODULE)),
    ("too late to post", lambda _: sent_screens.not_posted(_, _POST, "hankinnat", _AT, _ZONE, "late")),
    ("not taken in time", lambda _: sent_screens.not_posted(_, _POST, "hankinnat", _AT, _ZONE, "lost")),
    ("not posted", lambda _: sent_screens.not_posted(_, _POST, "hankinnat", _AT, _ZONE, WhyNot.CLOSED)),
    ("without its module", lambda _: sent_screens.without_module(_, _SAVED)),
    ("what became of them", lambda _: _one(sent_screens.section(_, (*_PAST, Went(9, _DAY, is_post=True))))),
    ("what I am reminded of", lambda _: own_screens.own(_, _ALL, _DAY)),
    ("what I have changed", lambda _: own_screens.own(_, _SOME, _DAY, is_new=True)),
    ("later", lambda _: own_screens.later(_, "")),
    ("later, of one kind", lambda _: own_screens.later(_, "training")),
    ("on and off", lambda _: own_screens.kinds(_, (Kind.COORDINATORS,))),
    ("hours", lambda _: own_screens.hours(_, Hours())),
)
