"""Examples of all that training events show."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.audience import Audience, Whom
from bot.cards import Card
from bot.forms import Form
from bot.people import Language, WhyNot
from bot.skills.events import event_screens as screens
from bot.skills.events import planning_screens as planning
from bot.skills.events.event_screens import View
from bot.skills.events.planning_screens import Group, Seen
from bot.skills.events.reading import options, told_of
from bot.skills.events.records.planned import Event, Material, Plan
from bot.skills.events.records.registered import Registration
from bot.skills.events.words import UNREACHED
from bot.texts import Texts

_AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
_STARTS = datetime(2026, 12, 1, 7, tzinfo=UTC)
_PLAN = Plan(
    "Market dialogue in practice",
    "What to ask, and how.\nBring a purchase of your own.",
    "https://webinar.example/t7",
    _STARTS,
    _STARTS + timedelta(minutes=90),
    Audience(),
    Language.FI,
    20,
)
_EVENT = Event("T7", "0123456789abcdef@sparri", "published", _PLAN, 2, "P9")
_DRAFT = replace(_EVENT, status="drafted", revision=0)
_CANCELLED = replace(_EVENT, status="cancelled", revision=3)
_ROOM = replace(_PLAN, title="Workshop", location="Rådhuset, Åbo", audience=Audience(Whom.BRANCH, "lvm"), capacity=None)
_OTHER = replace(_EVENT, id="T8", plan=_ROOM)
_MOVED = replace(
    _PLAN, starts_at=_STARTS + timedelta(days=1), ends_at=_STARTS + timedelta(days=1, hours=2), location="Room 3"
)
_HOME = "Europe/Helsinki"
_OPEN = View(_EVENT, _AT, _HOME)
_FULL = replace(_OPEN, is_full=True)
_MINE = replace(_OPEN, mine=Registration("T7", "P1", False, _AT))
_QUEUE = replace(_FULL, mine=Registration("T7", "P1", True, _AT), queue=3)
_RECORDING = Material(1, "https://webinar.example/recording", "Recording and slides")
_OVER = replace(_MINE, now=_STARTS + timedelta(days=1), materials=(_RECORDING,))
_DROPPED = replace(_MINE, found=_CANCELLED)
_WHO = Seen(
    Group(("Anna Alm", "Maija Meri"), 3),
    Group((), 7),
    Group(("Anna Alm",), 0),
    Group(("Anna Alm", "Maija Meri"), 40),
    ((UNREACHED[WhyNot.CLOSED], Group(("Maija Meri",), 2)), (UNREACHED[WhyNot.INVITED], Group((), 6))),
)
_LATER = _STARTS + timedelta(days=1)
_WHOM = options([Audience(), Audience(Whom.BRANCH, "lvm"), Audience(Whom.ORGANISATION, "Mallila, kaupunki")])

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("nothing comes up", lambda _: screens.overview(_, (), (), (), may_plan=False)),
    (
        "what there is",
        lambda _: screens.overview(
            _, (_MINE, _QUEUE), (_FULL, replace(_OPEN, found=_OTHER)), (replace(_OPEN, found=_DRAFT),), may_plan=True
        ),
    ),
    ("many", lambda _: screens.overview(_, (), (_OPEN,) * 14, (), may_plan=False)),
    ("which event", lambda _: screens.choose(_, (_EVENT, _OTHER))),
    ("an event", lambda _: screens.event(_, _OPEN)),
    ("an event abroad", lambda _: screens.event(_, replace(_OPEN, zone="Europe/Stockholm"))),
    ("an event that is full", lambda _: screens.event(_, replace(_FULL, may_manage=True))),
    ("in the queue", lambda _: screens.event(_, _QUEUE)),
    ("a place", lambda _: screens.event(_, replace(_MINE, may_manage=True))),
    ("an event that has begun", lambda _: screens.event(_, replace(_OPEN, now=_STARTS))),
    ("an event that is over", lambda _: screens.event(_, _OVER)),
    ("an event that is cancelled", lambda _: screens.event(_, _DROPPED)),
    ("registered", lambda _: screens.with_calendar(_, _MINE, _("You are registered."))),
    ("not registered any more", lambda _: screens.unregistered(_, _OPEN, was_waiting=False)),
    ("not in the queue any more", lambda _: screens.unregistered(_, _FULL, was_waiting=True)),
    ("changed", lambda _: screens.changed(_, _MOVED, _MINE)),
    ("changed, in the queue", lambda _: screens.changed(_, replace(_MOVED, about="", title="Dialogue"), _QUEUE)),
    ("cancelled", lambda _: screens.cancelled(_, _DROPPED)),
    ("a reminder", lambda _: screens.reminder(_, _MINE)),
    ("material", lambda _: screens.material(_, _OVER, _RECORDING)),
    ("no such event", screens.gone),
    ("a new event", lambda _: planning.form(_, {}, _WHOM)),
    (
        "an event with faults",
        lambda _: planning.form(
            _,
            told_of(_PLAN) | {"date": "2026-13-01"},
            _WHOM,
            arg="T7 2",
            is_new=False,
            errors={"date": _("There is no such day. Write it like this: {example}", example="2026-12-01")},
        ),
    ),
    ("a draft", lambda _: planning.manage(_, _DRAFT, _WHO, _AT, _HOME)),
    ("published", lambda _: planning.manage(_, _EVENT, _WHO, _AT, _HOME, _("Registration is open."))),
    ("nobody yet", lambda _: planning.manage(_, _OTHER, Seen(), _AT, _HOME)),
    ("over", lambda _: planning.manage(_, _EVENT, _WHO, _LATER, _HOME)),
    ("not to take place", lambda _: planning.manage(_, _CANCELLED, _WHO, _AT, _HOME)),
    ("cancel it?", lambda _: planning.cancel(_, _EVENT, _WHO)),
    ("cancel a draft?", lambda _: planning.cancel(_, _DRAFT, Seen())),
    ("who came", lambda _: planning.attendance(_, _EVENT, (("P1", "Maija Meri"), ("P2", "")), ("P1",), 0)),
    ("more names", lambda _: planning.more_names(_, _EVENT, 1, 12)),
    ("add material", lambda _: planning.material(_, _EVENT, {})),
    ("which format", lambda _: planning.export(_, _EVENT)),
    (
        "participants",
        lambda _: planning.exported(_, _EVENT, "csv", [["Maija Meri", "Mallila", _("registered"), _AT, ""]], _HOME),
    ),
    ("without a scope", planning.without_scope),
    ("new in the morning", lambda _: Card(*screens.new(_, (_OPEN, replace(_OPEN, found=_OTHER))))),
    ("over in the morning", lambda _: Card(*planning.over(_, (_EVENT, _OTHER)))),
)
