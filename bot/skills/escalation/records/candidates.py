"""Experts as far as it takes to choose one: who they are, what they have time for, whether they are away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, select

from bot.people import Address, Role
from bot.store.experts import Absence, absence, expert
from bot.store.people import address, number_of, person, role_of

_DAY = timedelta(days=1)
# put together once: that takes longer than running them
_MET = (
    select(
        *(person.c.number, person.c.language, person.c.organisation, person.c.zone),
        *(address.c.platform, address.c.workspace, address.c.member, address.c.conversation),
        *(expert.c.languages, expert.c.branches, expert.c.cap),
    )
    .join(expert, expert.c.person == person.c.number)
    .join(role_of, and_(role_of.c.person == person.c.number, role_of.c.role == Role.EXPERT.value))
    .join(address, and_(address.c.person == person.c.number, address.c.is_preferred))
    .where(person.c.number.in_(bindparam("numbers", expanding=True)), person.c.welcomed)
)
_TAKING = select(expert.c.person).where(expert.c.takes_any).order_by(expert.c.person)
_NEAR = (
    select(absence.c.person, absence.c.since, absence.c.until, absence.c.substitute)
    .where(absence.c.person.in_(bindparam("numbers", expanding=True)))
    .where(absence.c.since <= bindparam("since"), absence.c.until >= bindparam("until"))
    .order_by(absence.c.number)
)


@dataclass(frozen=True)
class Candidate:
    """Somebody with the role of an expert who has met Sparri. `languages` are those they answer in, their own if they have
    named none; `lane` is the conversation where messages reach them, `away` the absence that `now` falls into."""

    person: str
    lane: str
    organisation: str
    today: date
    languages: tuple[str, ...]
    branches: tuple[str, ...]
    cap: int
    away: Absence | None


def candidates(conn: Connection, people: Collection[str], now: datetime) -> dict[str, Candidate]:
    """By id, those of some people who have a profile and the role of an expert and have met Sparri."""
    numbers = sorted(map(number_of, people))
    if not numbers:
        return {}
    away = _absences(conn, numbers, now.date())
    found: dict[str, Candidate] = {}
    days: dict[str, date] = {}
    for number, language, organisation, zone, *at, languages, branches, cap in conn.execute(_MET, {"numbers": numbers}):
        today = days.get(zone) or days.setdefault(zone, now.astimezone(ZoneInfo(zone)).date())
        found[f"P{number}"] = Candidate(
            person=f"P{number}",
            lane=Address(*at).lane,
            organisation=organisation,
            today=today,
            languages=tuple(languages.split(",")) if languages else (language,),
            branches=tuple(branches.split(",")) if branches else (),
            cap=cap,
            away=next((one for one in away[number] if one.since <= today <= one.until), None)
            if number in away
            else None,
        )
    return found


def fallback(conn: Connection) -> list[str]:
    """The ids of those who are asked where no topic fits, whether or not they can be asked now."""
    return [f"P{number}" for number in conn.execute(_TAKING).scalars()]


def _absences(conn: Connection, numbers: Collection[int], day: date) -> dict[int, list[Absence]]:
    """Those around a day in UTC, which is another one somewhere."""
    near = {"numbers": numbers, "since": day + _DAY, "until": day - _DAY}
    found: dict[int, list[Absence]] = {}
    for row in conn.execute(_NEAR, near):
        substitute = f"P{row.substitute}" if row.substitute else ""
        found.setdefault(row.person, []).append(Absence(row.since, row.until, substitute))
    return found
