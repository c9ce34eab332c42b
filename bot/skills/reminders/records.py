"""Reminders that coordinators have composed, whom each reached on which day, and the channels they may be posted in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Time,
    UniqueConstraint,
    insert,
    select,
)

from bot.audience import Audience, Whom
from bot.people import Address, Language, Place
from bot.skills.reminders.times import Repeat
from bot.store import Moment, insert_once, metadata
from bot.store.columns import Ages, Personal
from bot.store.people import number_of

DRAFT, PLANNED, PAUSED, WITHDRAWN, ENDED = "draft", "planned", "paused", "withdrawn", "ended"


def _ownerless(conn: Connection, number: int) -> None:
    """Whoever composed it is no more, nor are their words: it goes out no more until another coordinator takes it on. Nobody's
    reminder names them any more."""
    own = reminder.c.author == number
    conn.execute(reminder.update().where(own, reminder.c.state == PLANNED).values(state=PAUSED))
    wordless = {f"text_{language.value}": "" for language in Language}
    conn.execute(reminder.update().where(own).values(author=None, revision=reminder.c.revision + 1, **wordless))
    _rename(conn, number, None)


def _rename(conn: Connection, gone: int, kept: int | None) -> None:
    """Whoever is named by number is somebody else from now on, or nobody."""
    people = select(reminder.c.number, reminder.c.audience).where(reminder.c.audience.startswith(f"{Whom.PEOPLE}:"))
    for row in conn.execute(people).all():
        named = row.audience.partition(":")[2].split()
        if f"P{gone}" in named:
            left = [one for one in named if one != f"P{gone}"] + ([f"P{kept}"] if kept else [])
            audience = str(Audience(Whom.PEOPLE, " ".join(dict.fromkeys(left))))
            conn.execute(reminder.update().where(reminder.c.number == row.number).values(audience=audience))


def _is_old(before: datetime) -> ColumnElement[bool]:
    return reminded.c.at < before


post_channel = Table(
    "post_channel",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("name", String, nullable=False),
    UniqueConstraint("platform", "workspace", "conversation"),
    Column("is_open", Boolean, nullable=False),
    info=Personal(why="channels in which coordinators post; nobody in particular").info,
    sqlite_autoincrement=True,
)
reminder = Table(
    "reminder",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("author", Integer, ForeignKey("person.number"), index=True),
    Column("audience", String, nullable=False),
    Column("module", String, nullable=False),
    Column("only_behind", Boolean, nullable=False),
    Column("channel", Integer, ForeignKey("post_channel.number")),
    Column("words", String, nullable=False),
    Column("text_fi", String, nullable=False),
    Column("text_sv", String, nullable=False),
    Column("text_en", String, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("zone", String, nullable=False),
    Column("repeat", String, nullable=False),
    Column("until", Date),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("planned_at", Moment),
    CheckConstraint("state IN ('draft', 'planned', 'paused', 'withdrawn', 'ended')", name="state"),
    info=Personal(
        ("author",),
        hidden=("audience", "revision"),
        erase=_ownerless,
        merge=lambda conn, kept, gone: _rename(conn, gone, kept),
    ).info,
    sqlite_autoincrement=True,
)
"""`revision` grows with every change: what was set to come for an earlier one does nothing."""
occurrence = Table(
    "occurrence",
    metadata,
    Column("reminder", Integer, ForeignKey("reminder.number"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("begun_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", String, nullable=False),
    Column("told_on", Date),
    info=Personal(why="on which days a reminder went out; whom it reached, another table says").info,
)
"""`outcome` is "" for what went out as it should, else why not ("late", "closed"); `told_on` the day of the digest in which its
author found it."""
reminded = Table(
    "reminded",
    metadata,
    Column("reminder", Integer, ForeignKey("reminder.number"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), primary_key=True, index=True),
    Column("at", Moment, nullable=False),
    Column("why_not", String, nullable=False),
    info=Personal(("person",)).info | Ages("reminded", "that somebody got a reminder, or why not", _is_old).info,
)
"""`why_not` is "" for whom it was sent to, WAITS for who is to get it later, else why not, as `WhyNot` says it."""
WAITS = "waits"


@dataclass(frozen=True)
class Plan:
    """What a coordinator decides of a reminder. `words` is "own" for `texts` in the languages they wrote it in, else the name of
    a template; `module` may be ""; `channel` is None for direct messages. `at` is local time where each reader is, `zone` where the
    channel is."""

    audience: Audience
    first_on: date
    at: time
    zone: str
    module: str = ""
    only_behind: bool = False
    channel: int | None = None
    words: str = "own"
    texts: Mapping[Language, str] = field(default_factory=dict)
    repeat: Repeat = Repeat.ONCE
    until: date | None = None


@dataclass(frozen=True)
class Reminder:
    """A reminder "R7" in its state; `author` is "" when they are no more."""

    number: int
    author: str
    plan: Plan
    state: str
    revision: int
    planned_at: datetime | None

    @property
    def id(self) -> str:
        """How people call it."""
        return f"R{self.number}"


@dataclass(frozen=True)
class Occurrence:
    """One day of a reminder that has begun."""

    reminder: int
    day: date
    begun_at: datetime
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class Channel:
    """A channel that coordinators may post in, by the name they gave it."""

    number: int
    name: str
    address: Address


def make(conn: Connection, author: str, plan: Plan, at: datetime) -> Reminder:
    """A new draft."""
    values = {"author": number_of(author), "state": DRAFT, "revision": 1, "made_at": at, **_values(plan)}
    number = conn.execute(insert(reminder).values(values).returning(reminder.c.number)).scalar_one()
    return Reminder(number, author, plan, DRAFT, 1, None)


def get(conn: Connection, id_: str) -> Reminder | None:
    """The reminder "R7"."""
    digits = id_[1:]
    number = int(digits) if id_[:1] in ("R", "r") and digits.isdecimal() and len(digits) < 10 else -1
    row = conn.execute(select(reminder).where(reminder.c.number == number)).one_or_none()
    return _reminder(row) if row else None


def every(conn: Connection, *states: str) -> list[Reminder]:
    """Reminders in some states, the newest first."""
    found = select(reminder).where(reminder.c.state.in_(states)).order_by(reminder.c.number.desc())
    return [_reminder(row) for row in conn.execute(found)]


def change(conn: Connection, found: Reminder, plan: Plan) -> bool:
    """Puts another plan into a reminder, which is a draft from then on; False if it has changed since it was read."""
    return _moved(conn, found, state=DRAFT, planned_at=None, **_values(plan))


def move(conn: Connection, found: Reminder, state: str, at: datetime | None = None) -> bool:
    """Brings it into another state; False if it has changed since it was read. `at` is when it was planned."""
    return _moved(conn, found, state=state, **({"planned_at": at} if at else {}))


def take_on(conn: Connection, found: Reminder, author: str) -> bool:
    """Makes it another coordinator's; False if it has changed since it was read."""
    return _moved(conn, found, author=number_of(author))


def end(conn: Connection, number: int, revision: int) -> None:
    """It comes no more."""
    this = reminder.c.number == number, reminder.c.revision == revision, reminder.c.state == PLANNED
    conn.execute(reminder.update().where(*this).values(state=ENDED))


def begin(conn: Connection, number: int, day: date, at: datetime) -> None:
    """A day of it has begun; once."""
    insert_once(conn, occurrence, reminder=number, day=day, begun_at=at, outcome="")


def begun_at(conn: Connection, number: int, day: date) -> datetime | None:
    """When a day of it has begun."""
    this = occurrence.c.reminder == number, occurrence.c.day == day
    return conn.execute(select(occurrence.c.begun_at).where(*this)).scalar()


def finish(conn: Connection, number: int, day: date, at: datetime, outcome: str = "") -> None:
    """A day of it is over."""
    this = occurrence.c.reminder == number, occurrence.c.day == day, occurrence.c.ended_at.is_(None)
    conn.execute(occurrence.update().where(*this).values(ended_at=at, outcome=outcome))


def keep(conn: Connection, number: int, day: date, rows: Mapping[str, str], at: datetime) -> None:
    """Keeps for some people, by id, that they got it, or why not; who waited, does no more."""
    key = [{"reminder": number, "day": day, "person": number_of(person)} for person in rows]
    waited = {person for person, why in kept(conn, number, day).items() if why == WAITS}
    new = [
        this | {"at": at, "why_not": why}
        for this, (person, why) in zip(key, rows.items(), strict=True)
        if person not in waited
    ]
    if new:
        conn.execute(insert(reminded), new)
    for person in waited & rows.keys():
        this = reminded.c.reminder == number, reminded.c.day == day, reminded.c.person == number_of(person)
        conn.execute(reminded.update().where(*this).values(at=at, why_not=rows[person]))


def kept(conn: Connection, number: int, day: date) -> dict[str, str]:
    """Who got it on a day, or why not."""
    rows = select(reminded.c.person, reminded.c.why_not).where(reminded.c.reminder == number, reminded.c.day == day)
    return {f"P{person}": why for person, why in conn.execute(rows)}


def occurrences(conn: Connection, number: int) -> list[Occurrence]:
    """The days of a reminder that have begun, the last first."""
    rows = conn.execute(select(occurrence).where(occurrence.c.reminder == number).order_by(occurrence.c.day.desc()))
    return [_occurrence(row) for row in rows]


def untold(conn: Connection, author: str, day: date, *, is_new: bool) -> list[Occurrence]:
    """The days that stand in somebody's digest of a day; those not told yet are taken up if it `is_new`."""
    own = select(reminder.c.number).where(reminder.c.author == number_of(author))
    mine = occurrence.c.reminder.in_(own)
    if is_new:
        news = occurrence.update().where(mine, occurrence.c.told_on.is_(None))
        conn.execute(news.values(told_on=day))
    rows = select(occurrence).where(mine, occurrence.c.told_on == day).order_by(occurrence.c.reminder)
    return [_occurrence(row) for row in conn.execute(rows)]


def open_channel(conn: Connection, at: Address, name: str) -> None:
    """Has a channel among those that coordinators may post in, under a name."""
    key = {"platform": at.platform, "workspace": at.workspace, "conversation": at.conversation}
    if not insert_once(conn, post_channel, **key, name=name, is_open=True):
        conn.execute(post_channel.update().where(*_there(at)).values(name=name, is_open=True))


def close_channel(conn: Connection, at: Address) -> bool:
    """Nothing is posted there any more; False if nothing was."""
    change = post_channel.update().where(*_there(at), post_channel.c.is_open).values(is_open=False)
    return conn.execute(change).rowcount == 1


def channels(conn: Connection) -> list[Channel]:
    """Those that coordinators may post in."""
    rows = conn.execute(select(post_channel).where(post_channel.c.is_open).order_by(post_channel.c.number))
    return [
        Channel(row.number, row.name, Address(row.platform, row.workspace, "", row.conversation, "", Place.CHANNEL))
        for row in rows
    ]


def _there(at: Address) -> tuple[ColumnElement[bool], ...]:
    columns = post_channel.c
    return columns.platform == at.platform, columns.workspace == at.workspace, columns.conversation == at.conversation


def _occurrence(row: Row[Any]) -> Occurrence:
    return Occurrence(row.reminder, row.day, row.begun_at, row.ended_at, row.outcome)


def _moved(conn: Connection, found: Reminder, **values: object) -> bool:
    this = reminder.c.number == found.number, reminder.c.revision == found.revision
    change = reminder.update().where(*this).values(revision=found.revision + 1, **values)
    return conn.execute(change).rowcount == 1


def _values(plan: Plan) -> dict[str, object]:
    texts = {f"text_{language.value}": plan.texts.get(language, "") for language in Language}
    return {
        "audience": str(plan.audience),
        "module": plan.module,
        "only_behind": plan.only_behind,
        "channel": plan.channel,
        "words": plan.words,
        "first_on": plan.first_on,
        "local_time": plan.at,
        "zone": plan.zone,
        "repeat": plan.repeat.value,
        "until": plan.until,
        **texts,
    }


def _reminder(row: Row[Any]) -> Reminder:
    texts = {language: getattr(row, f"text_{language.value}") for language in Language}
    plan = Plan(
        audience=Audience.parsed(row.audience),
        first_on=row.first_on,
        at=row.local_time,
        zone=row.zone,
        module=row.module,
        only_behind=row.only_behind,
        channel=row.channel,
        words=row.words,
        texts={language: text for language, text in texts.items() if text},
        repeat=Repeat(row.repeat),
        until=row.until,
    )
    author = f"P{row.author}" if row.author is not None else ""
    return Reminder(row.number, author, plan, row.state, row.revision, row.planned_at)
