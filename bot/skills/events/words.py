"""How what an event is made of is said: when, where, for whom, and what has changed."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.audience import Audience, Whom
from bot.calendar_file import MEDIA_TYPE, Meeting, is_link, written
from bot.cards import Facts, File, Link, Text, cut
from bot.people import Branch, WhyNot
from bot.scope import FEW
from bot.skills.events.records.planned import Event, Plan
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES, LANGUAGES

HOME = "Europe/Helsinki"
"""The zone in which coordinators say when an event takes place."""
UNREACHED = {
    WhyNot.CLOSED: N_("No message reaches"),
    WhyNot.OFF: N_("Has turned reminders of events off"),
    WhyNot.INVITED: N_("Has not written to Sparri yet"),
}
"""Why somebody is not told, or not reminded."""
LIMITS = {"title": 150, "about": 1_500, "location": 700, "words": 1_000, "url": 700}


def event_id(said: str) -> str | None:
    """ "T12" for what somebody says aloud: "t12"; None for anything else."""
    found = re.fullmatch(r"t([1-9]\d{0,7})", said.strip().casefold())
    return f"T{found[1]}" if found else None


def when(_: Texts, plan: Plan, zone: str) -> str:
    """In the reader's zone, which is told where it is not the Finnish one."""
    said = _.span(plan.starts_at, plan.ends_at, zone)
    return said if zone == HOME else f"{said} ({zone})"


def whom(_: Texts, audience: Audience) -> str:
    """For whom it is."""
    match audience.whom:
        case Whom.BRANCH:
            return _(BRANCHES[Branch(audience.value)])
        case Whom.ORGANISATION:
            return audience.value
    return _("Everybody")


def where(_: Texts, plan: Plan, *, has_place: bool) -> str:
    """Its place; the way in on the web is only for those who have one."""
    is_kept_back = is_link(plan.location) and not has_place
    return _("On the web: you get the link when you have a place") if is_kept_back else plan.location


def head(found: Event) -> str:
    """Its id and its title."""
    return f"{found.id} · {cut(found.plan.title, 300)}"


def about(plan: Plan) -> tuple[Text, ...]:
    """What it is about, if that is said."""
    return (Text(cut(plan.about, 1_800)),) if plan.about else ()


def line(_: Texts, found: Event, zone: str) -> str:
    """An event in a list."""
    language = _(LANGUAGES[found.plan.language])
    return f"{found.id} · {cut(found.plan.title, 70)} · {when(_, found.plan, zone)} · {language}"


def facts(_: Texts, plan: Plan, zone: str, *, has_place: bool = True) -> Facts:
    """All that is to be known but what it is about; the way in on the web only for those who have a place."""
    places = ((_("Places"), _.number(plan.capacity)),) if plan.capacity is not None else ()
    return Facts(
        (
            (_("When"), when(_, plan, zone)),
            (_("Where"), cut(where(_, plan, has_place=has_place), 400)),
            (_("Language"), _(LANGUAGES[plan.language])),
            (_("For whom"), cut(whom(_, plan.audience), 300)),
            *places,
        )
    )


def changes(_: Texts, before: Plan, after: Plan, zone: str, *, has_place: bool = True) -> Iterator[tuple[str, str]]:
    """What those who come are told of a change: each thing that is another, as it was and as it is."""
    said = {
        _("Title"): (before.title, after.title),
        _("When"): (when(_, before, zone), when(_, after, zone)),
        _("Where"): (where(_, before, has_place=has_place), where(_, after, has_place=has_place)),
        _("Language"): (_(LANGUAGES[before.language]), _(LANGUAGES[after.language])),
    }
    for name, (was, is_now) in said.items():
        if was != is_now:
            yield name, f"{cut(was, 400)} → {cut(is_now, 400)}"
    if before.about != after.about:
        yield _("What it is about"), cut(after.about, 900)


def count(_: Texts, own: int, others: int) -> str:
    """How many there are, of whom so many are in the reader's care; of the others no number under five."""
    if not 0 < others < FEW:
        return _.number(own + others)
    rest = f"< {FEW}"
    return _("{n} and {rest} elsewhere", n=_.number(own), rest=rest) if own else rest


def meeting(found: Event, *, is_cancelled: bool = False) -> Meeting:
    """The event as it stands in a calendar."""
    plan = found.plan
    return Meeting(
        found.uid, found.revision, plan.title, plan.about, plan.location, plan.starts_at, plan.ends_at, is_cancelled
    )


def calendar(_: Texts, found: Event, made_at: datetime, *, is_cancelled: bool = False) -> File:
    """The event for a calendar."""
    told = _("Takes the event out of your calendar") if is_cancelled else _("Puts the event into your calendar")
    content = written(meeting(found, is_cancelled=is_cancelled), made_at)
    return File(f"sparri-{found.id}.ics", MEDIA_TYPE, content, told)


def links(_: Texts, plan: Plan) -> tuple[Link, ...]:
    """A way into an event that is held on the web."""
    return (Link(_("Go to the event"), plan.location),) if is_link(plan.location) else ()
