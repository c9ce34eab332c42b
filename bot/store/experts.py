"""What experts know, speak and have time for: profile, topics in their own words, absences, and quiet periods.

Belongs to the store since escalations, sparring and the import of people all ask who can help.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    cast,
    delete,
    func,
    insert,
    select,
)

from bot.scope import organisation_key
from bot.store.columns import Personal, metadata
from bot.store.engine import insert_once
from bot.store.people import number_of

CAP = 5
"""Open questions an expert has at most, unless they say otherwise."""
CAPS = range(1, 51)
"""What they may say."""
TOPICS, TOPIC = 12, 150
"""How many topics an expert has at most, and how many characters each."""

expert = Table(
    "expert",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("languages", String, nullable=False),
    Column("branches", String, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    Column("days", String, nullable=False),
    Column("cap", Integer, nullable=False),
    Column("takes_any", Boolean, nullable=False),
    info=Personal(("person",)).info,
)
topic = Table(
    "topic",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("language", String, nullable=False),
    Column("encoder", String, nullable=False),
    Column("vector", LargeBinary),
    info=Personal(("person",), hidden=("number", "encoder", "vector")).info,
    sqlite_autoincrement=True,  # a number is never given twice: see `mark`
)
_HELD = func.sum(cast(topic.c.number, BigInteger) * topic.c.person)
_MARK = select(func.count(), func.max(topic.c.number), _HELD).select_from(topic)
absence = Table(
    "absence",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("substitute", Integer, ForeignKey("person.number"), index=True),
    info=Personal(
        ("person", "substitute"),
        hidden=("number",),
        erase=lambda conn, number: _erase_absences(conn, number),
    ).info,
)
quiet = Table(
    "quiet_period",
    metadata,
    Column("organisation", String, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("until", Date, nullable=False),
    info=Personal(why="when nobody of an organisation is asked; it names no person").info,
)


@dataclass(frozen=True)
class Topic:
    """What somebody can help with, in their own words and language. `encoder` says of which encoder `vector` (float16) is;
    both are empty where it was never made."""

    text: str
    language: str
    encoder: str = ""
    vector: bytes = b""


@dataclass(frozen=True)
class Absence:
    """From the first day to the last, both off; `substitute` is a person's id or ""."""

    since: date
    until: date
    substitute: str = ""


@dataclass(frozen=True)
class Expert:
    """How somebody with the role of an expert is asked. `person` is an id like "P4".

    `languages` are those they answer in, `branches` those they know best (none: all alike), `days` their working days
    (Monday is 0), `cap` how many open questions they have at most. One who `takes_any` belongs to the fallback group:
    asked where no topic fits.
    """

    person: str
    languages: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    starts: time = time(8)
    ends: time = time(16)
    days: frozenset[int] = frozenset(range(5))
    cap: int = CAP
    takes_any: bool = False
    topics: tuple[Topic, ...] = ()
    absences: tuple[Absence, ...] = ()

    def away(self, day: date) -> Absence | None:
        """The absence a day falls into."""
        return next((one for one in self.absences if one.since <= day <= one.until), None)


def get(conn: Connection, person_id: str) -> Expert | None:
    """How one person is asked; None if they have never said."""
    return _found(conn, number_of(person_id)).get(person_id)


def all(conn: Connection) -> dict[str, Expert]:
    """Everybody who has a profile as an expert, by id, whether or not they have the role today."""
    return _found(conn)


def keep(conn: Connection, profile: Expert) -> None:
    """Keeps a profile with its topics, in place of the one before; absences are kept by themselves."""
    number = number_of(profile.person)
    values = {
        "languages": ",".join(profile.languages),
        "branches": ",".join(profile.branches),
        "starts": profile.starts,
        "ends": profile.ends,
        "days": "".join(map(str, sorted(profile.days))),
        "cap": profile.cap,
        "takes_any": profile.takes_any,
    }
    if not insert_once(conn, expert, person=number, **values):
        conn.execute(expert.update().where(expert.c.person == number).values(values))
    conn.execute(delete(topic).where(topic.c.person == number))
    for one in profile.topics:
        conn.execute(
            insert(topic).values(
                person=number, text=one.text, language=one.language, encoder=one.encoder, vector=one.vector or None
            )
        )


def mark(conn: Connection) -> tuple[str, int, int, int]:
    """Changes whenever anybody's topics do, which are never changed in place: what keeps all of them in memory goes by it."""
    count, newest, held = conn.execute(_MARK).one()
    return str(conn.engine.url), count, newest or 0, int(held or 0)


def topics(conn: Connection) -> list[tuple[str, Topic]]:
    """Everybody's topics with whose they are, those of one person together."""
    columns = topic.c.person, topic.c.text, topic.c.language, topic.c.encoder, topic.c.vector
    rows = conn.execute(select(*columns).order_by(topic.c.person, topic.c.number))
    return [
        (f"P{person}", Topic(text, language, encoder, vector or b""))
        for person, text, language, encoder, vector in rows
    ]


def be_away(conn: Connection, person_id: str, away: Absence) -> None:
    """Adds an absence, in place of those it overlaps."""
    come_back(conn, person_id, away.since, away.until)
    conn.execute(
        insert(absence).values(
            person=number_of(person_id),
            since=away.since,
            until=away.until,
            substitute=number_of(away.substitute) if away.substitute else None,
        )
    )


def come_back(conn: Connection, person_id: str, since: date, until: date) -> int:
    """Takes away every absence that overlaps the days; how many."""
    overlaps = absence.c.person == number_of(person_id), absence.c.since <= until, absence.c.until >= since
    return conn.execute(delete(absence).where(*overlaps)).rowcount


def quiet_periods(conn: Connection) -> dict[str, list[tuple[date, date]]]:
    """First and last days by organisation (casefolded), earliest first."""
    found: dict[str, list[tuple[date, date]]] = {}
    for row in conn.execute(select(quiet).order_by(quiet.c.since)):
        found.setdefault(row.organisation, []).append((row.since, row.until))
    return found


def is_quiet(periods: Mapping[str, Sequence[tuple[date, date]]], organisation: str, day: date) -> bool:
    """Whether a day falls into a quiet period of an organisation."""
    return any(since <= day <= until for since, until in periods.get(organisation_key(organisation), ()))


def be_quiet(conn: Connection, organisation: str, since: date, until: date) -> None:
    """Adds a quiet period of an organisation, in place of those it overlaps."""
    be_loud(conn, organisation, since, until)
    conn.execute(insert(quiet).values(organisation=organisation_key(organisation), since=since, until=until))


def be_loud(conn: Connection, organisation: str, since: date, until: date) -> int:
    """Takes away every quiet period of an organisation that overlaps the days; how many."""
    overlaps = quiet.c.organisation == organisation_key(organisation), quiet.c.since <= until, quiet.c.until >= since
    return conn.execute(delete(quiet).where(*overlaps)).rowcount


def _erase_absences(conn: Connection, number: int) -> None:
    conn.execute(delete(absence).where(absence.c.person == number))
    conn.execute(absence.update().where(absence.c.substitute == number).values(substitute=None))


def _found(conn: Connection, number: int | None = None) -> dict[str, Expert]:
    def rows(table: Table) -> Sequence[Any]:
        wanted = select(table).order_by(*table.primary_key)
        return conn.execute(wanted if number is None else wanted.where(table.c.person == number)).all()

    topics: dict[int, list[Topic]] = {}
    for row in rows(topic):
        topics.setdefault(row.person, []).append(Topic(row.text, row.language, row.encoder, row.vector or b""))
    absences: dict[int, list[Absence]] = {}
    for row in rows(absence):
        away = Absence(row.since, row.until, f"P{row.substitute}" if row.substitute else "")
        absences.setdefault(row.person, []).append(away)
    found: Mapping[int, Expert] = {
        row.person: Expert(
            person=f"P{row.person}",
            languages=_parts(row.languages),
            branches=_parts(row.branches),
            starts=row.starts,
            ends=row.ends,
            days=frozenset(map(int, row.days)),
            cap=row.cap,
            takes_any=row.takes_any,
            topics=tuple(topics.get(row.person, ())),
            absences=tuple(absences.get(row.person, ())),
        )
        for row in rows(expert)
    }
    return {one.person: one for one in found.values()}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
