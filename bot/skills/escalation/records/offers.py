"""Offers: which experts were asked to take an escalation, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, or_, select

from bot.skills.escalation.records.escalations import Escalation, made, number
from bot.skills.escalation.records.tables import escalation, offer
from bot.store import insert_once
from bot.store.people import number_of


@dataclass(frozen=True)
class Offer:
    """That an expert was asked to take an escalation. `why` says what spoke for them (see `why.py`), `wakes_on` the day until
    which they put it off. `digest_on` is the local day in whose digest it stood, `is_shown` whether it has a card of its own.
    `reason` says why they declined; `heard` is the last line of talk after which free words of theirs were asked about."""

    escalation: str
    person: str
    round: int
    state: str
    why: str
    score: int
    offered_at: datetime
    digest_on: date | None
    is_shown: bool
    wakes_on: date | None
    reason: str
    heard: int


def propose(conn: Connection, found: Escalation, person: str, why: str, score: float, at: datetime) -> bool:
    """Offers it to an expert in its present round; False if they have been offered it in this round."""
    values = {
        "round": found.round,
        "state": "offered",
        "why": why,
        "score": round(score * 1000),
        "offered_at": at,
        "digest_on": None,
        "is_shown": False,
        "wakes_on": None,
        "reason": "",
        "heard": -1,
    }
    mine = {"escalation": found.number, "person": number_of(person)}
    if insert_once(conn, offer, **mine, **values):
        return True
    again = offer.update().where(
        offer.c.escalation == found.number, offer.c.person == number_of(person), offer.c.round < found.round
    )
    return conn.execute(again.values(values)).rowcount == 1


def change(conn: Connection, escalation_id: str, person: str, **fields: object) -> bool:
    """Sets state, reason, digest_on, is_shown, wakes_on or heard of an offer; False if there is none."""
    mine = offer.c.escalation == number(escalation_id), offer.c.person == number_of(person)
    return conn.execute(offer.update().where(*mine).values(fields)).rowcount == 1


def part(conn: Connection, found: Escalation, person: str, state: str, reason: str = "") -> bool:
    """Somebody who was offered it in its present round is out of it; False if they are already, or never were."""
    mine = offer.c.escalation == found.number, offer.c.person == number_of(person), offer.c.round == found.round
    change = offer.update().where(*mine, offer.c.state == "offered").values(state=state, reason=reason)
    return conn.execute(change).rowcount == 1


def again(conn: Connection, found: Escalation, person: str) -> None:
    """Somebody who has parted with it can be offered it again in this round: a colleague has named them."""
    mine = offer.c.escalation == found.number, offer.c.person == number_of(person), offer.c.state != "offered"
    conn.execute(delete(offer).where(*mine))


def of(conn: Connection, found: Escalation) -> list[Offer]:
    """All offers of its present round, in the order they were made."""
    mine = offer.c.escalation == found.number, offer.c.round == found.round
    return [
        _offer(row) for row in conn.execute(select(offer).where(*mine).order_by(offer.c.offered_at, offer.c.person))
    ]


def to(conn: Connection, escalation_id: str, person: str) -> Offer | None:
    """The offer of an escalation to a person."""
    mine = offer.c.escalation == number(escalation_id), offer.c.person == number_of(person)
    row = conn.execute(select(offer).where(*mine)).one_or_none()
    return _offer(row) if row else None


def open_to(conn: Connection, person: str) -> list[tuple[Escalation, Offer]]:
    """What is open and offered to an expert in its present round, oldest first."""
    mine = (
        offer.c.person == number_of(person),
        offer.c.state == "offered",
        escalation.c.state == "open",
        offer.c.round == escalation.c.round,
    )
    wanted = select(escalation, *(column.label(f"offer_{column.name}") for column in offer.c))
    rows = conn.execute(
        wanted.join(offer, offer.c.escalation == escalation.c.number).where(*mine).order_by(escalation.c.number)
    )
    return [(made(row), _offer(row, "offer_")) for row in rows]


def in_digest(conn: Connection, person: str, day: date) -> list[tuple[Escalation, Offer]]:
    """What stood in an expert's digest of a day, whatever became of it, oldest first."""
    wanted = select(escalation, *(column.label(f"offer_{column.name}") for column in offer.c))
    mine = offer.c.person == number_of(person), offer.c.digest_on == day
    rows = conn.execute(
        wanted.join(offer, offer.c.escalation == escalation.c.number).where(*mine).order_by(escalation.c.number)
    )
    return [(made(row), _offer(row, "offer_")) for row in rows]


def loads(conn: Connection, people: Collection[str]) -> dict[str, tuple[int, datetime | None]]:
    """By person: how many questions they have in hand or are offered, and when they were offered one last."""
    numbers = [number_of(person) for person in people]
    counted = conn.execute(_LOADS, {"numbers": numbers})
    return {f"P{person}": (count, last) for person, count, last in counted}


_IS_OPEN = and_(offer.c.state == "offered", escalation.c.state == "open", offer.c.round == escalation.c.round)
_LOADS = (
    select(
        offer.c.person,
        func.count().filter(or_(_IS_OPEN, and_(escalation.c.owner == offer.c.person, escalation.c.state == "taken"))),
        func.max(offer.c.offered_at),
    )
    .join(escalation, escalation.c.number == offer.c.escalation)
    .where(offer.c.person.in_(bindparam("numbers", expanding=True)))
    .group_by(offer.c.person)
)


def _offer(row: Row[Any], prefix: str = "") -> Offer:
    values = {column.name: row._mapping[prefix + column.name] for column in offer.c}
    return Offer(f"E{values.pop('escalation')}", f"P{values.pop('person')}", **values)
