"""How what a sparring session is made of is said: what it is about, when, where, who."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar_file import MEDIA_TYPE, Meeting, is_link, written
from bot.cards import Facts, File, cut
from bot.people import Branch, Language
from bot.skills.sparring.records.results import Note, Step
from bot.skills.sparring.records.voting import Ballot
from bot.store.sessions import Member, Part, Session, Wish
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES, CATEGORIES, DAYS, LANGUAGES

LIMITS = {
    "theme": 200,
    "about": 2_000,
    "location": 700,
    "people": 1_000,
    "topics": 1_800,
    "text": 2_500,
    "answer": 1_200,
    "step": 300,
}
MINUTES = (30, 60, 90)
QUESTIONS = {
    "": ("need", "tried", "decide"),
    "leadership": ("goal", "who", "decide"),
    "information": ("whom", "tried", "decide"),
    "competence": ("skills", "tried", "decide"),
    "tools": ("object", "worst", "decide"),
}
"""By which questions one prepares, by category."""
ASKED = {
    "need": N_("What need is behind it, and how would you see that it is met?"),
    "tried": N_("What have you tried or found out so far?"),
    "decide": N_("What do you want to decide after the meeting?"),
    "goal": N_("What goal has been set, and how is it followed?"),
    "who": N_("Who is responsible, and who has to be won over?"),
    "whom": N_("Whom should it reach, and what should they do differently?"),
    "skills": N_("What should people be able to do that they cannot yet?"),
    "object": N_("What is bought, and what is new about it?"),
    "worst": N_("What could go wrong, and who would bear it?"),
}
STATES = {
    "proposed": N_("being arranged"),
    "confirmed": N_("confirmed"),
    "held": N_("has taken place"),
    "cancelled": N_("cancelled"),
}


@dataclass(frozen=True)
class View:
    """A session as somebody sees it at a moment, in their zone. `names` are people's by id; `may_manage` says that it is theirs
    to see to: they asked for it, or look after those who did."""

    found: Session
    now: datetime
    zone: str
    mine: Member | None = None
    may_manage: bool = False
    members: tuple[Member, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    ballot: Ballot | None = None
    prepared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: Note | None = None
    outcome: Note | None = None
    steps: tuple[Step, ...] = ()

    @property
    def is_in(self) -> bool:
        """Whether they take part."""
        return self.mine is not None and self.mine.is_in

    @property
    def inside(self) -> tuple[Member, ...]:
        """Those who take part."""
        return tuple(one for one in self.members if one.is_in)

    @property
    def partner(self) -> Member | None:
        """Who spars, or is asked to."""
        return next((one for one in self.members if one.part is Part.PARTNER and one.state != "out"), None)

    def name(self, _: Texts, person: str) -> str:
        """What somebody is called."""
        return self.names.get(person, "") or _("a colleague")


def session_id(said: str) -> str | None:
    """ "S12" for what somebody says aloud: "s12"; None for anything else."""
    found = re.fullmatch(r"s([1-9]\d{0,7})", said.strip().casefold())
    return f"S{found[1]}" if found else None


def head(found: Session) -> str:
    """Its id and its theme."""
    return f"{found.id} · {cut(found.wish.theme, 300)}"


def time_of(_: Texts, starts_at: datetime, wish: Wish, zone: str) -> str:
    """From when to when, in the reader's zone, which is told where it is not the one in which it was asked for."""
    day = _(DAYS[starts_at.astimezone(ZoneInfo(zone)).weekday()])
    said = f"{day} {_.span(starts_at, starts_at + wish.length, zone)}"
    return said if zone == wish.zone else f"{said} ({zone})"


def when(_: Texts, found: Session, zone: str) -> str:
    """Its time, or the days that were asked for."""
    if found.starts_at:
        return time_of(_, found.starts_at, found.wish, zone)
    return f"{_.day(found.wish.since)} – {_.day(found.wish.until)}"


def where(_: Texts, wish: Wish) -> str:
    """Its place, or how it is to be held."""
    return wish.location or (_("On the web") if wish.is_remote else _("On site"))


def spoken(_: Texts, codes: Iterable[str]) -> str:
    """Languages by their names, as in the middle of a sentence: only English gives them a capital."""
    said = ", ".join(_(LANGUAGES[Language(code)]) for code in codes)
    return said if _.language is Language.EN else said.lower()


def length(_: Texts, wish: Wish) -> str:
    """How long it takes."""
    return _("{n} min", n=wish.minutes)


def who(_: Texts, view: View) -> str:
    """Everybody who takes part, the partner among them as such."""
    names = [
        _("{name} (spars)", name=view.name(_, one.person)) if one.part is Part.PARTNER else view.name(_, one.person)
        for one in view.inside
    ]
    return ", ".join(names)


def facts(_: Texts, view: View) -> Facts:
    """What is to be known of it at a glance."""
    wish = view.found.wish
    pairs = [
        (_("When"), f"{when(_, view.found, view.zone)} · {length(_, wish)}"),
        (_("Where"), cut(where(_, wish), 400)),
        (_("Language"), spoken(_, wish.languages)),
        (_("Who"), cut(who(_, view), 800)),
    ]
    if wish.category in CATEGORIES:
        pairs.append((_("Category"), _(CATEGORIES[wish.category])))
    if wish.branch in list(Branch):
        pairs.append((_("Branch"), _(BRANCHES[Branch(wish.branch)])))
    return Facts(tuple(pairs))


def meeting(_: Texts, found: Session, *, is_cancelled: bool = False) -> Meeting:
    """The session as it stands in a calendar. Raises ValueError for one without a time."""
    if found.starts_at is None or found.ends_at is None:
        raise ValueError("a session without a time stands in no calendar")
    wish, title = found.wish, f"{found.id} · {found.wish.theme}"
    return Meeting(
        found.uid, found.revision, title, wish.about, where(_, wish), found.starts_at, found.ends_at, is_cancelled
    )


def calendar(_: Texts, found: Session, made_at: datetime, *, is_cancelled: bool = False) -> File:
    """The session for a calendar. Raises ValueError for one without a time."""
    told = _("Takes the session out of your calendar") if is_cancelled else _("Puts the session into your calendar")
    content = written(meeting(_, found, is_cancelled=is_cancelled), made_at)
    return File(f"sparri-{found.id}.ics", MEDIA_TYPE, content, told)


def is_on_the_web(wish: Wish) -> bool:
    """Whether its place is an address on the web."""
    return is_link(wish.location)
